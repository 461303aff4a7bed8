"""Claims: taken, extended, lapsed, given back, handed over; always logged, and what was written stays."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail_localize.models import Translation

from home import i18n, memory, roles
from home.models import LanguageRules, TranslationClaim, User
from home.translators import claims
from tests import factories
from tests.factories import SmallSite
from tests.home.translators.conftest import member, signed_in
from tests.home.translators.helpers import edit_url, page_of, put, stored, submitted


def address(work: Any, code: str = "fr") -> str:
    return reverse("translation_claim", args=[work.translation_key, i18n.locales()[code].pk])


def press(user: User, work: Any, what: str, days: int = 7, **more: Any) -> Any:
    return signed_in(user).post(address(work), {"what": what, "days": str(days), **more}, follow=True)


def holder(work: Any) -> str | None:
    found = claims.current(work.translation_key, i18n.locales()["fr"].pk)
    return found and found.user.username


def lapse() -> None:
    TranslationClaim.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))


def moves() -> list[tuple[str, str]]:
    entries = PageLogEntry.objects.filter(action__startswith="home.translation.").order_by("pk")
    return [(entry.action.removeprefix("home.translation."), entry.user.username) for entry in entries]


def test_for_some_days(guide: Any, french: Translation, translator: User) -> None:
    press(translator, guide, "claim", days=3)
    made = TranslationClaim.objects.get()
    assert (made.user, made.locale.language_code, made.translation_key) == (translator, "fr", guide.translation_key)
    assert abs(made.expires_at - timezone.now() - datetime.timedelta(days=3)) < datetime.timedelta(minutes=1)
    assert moves() == [("claim", "Amina")]
    entry = PageLogEntry.objects.get(action="home.translation.claim")
    assert entry.page_id == page_of(french).pk
    assert entry.message == f"Amina translates it into fr until {made.expires_at.date().isoformat()}"


def test_as_long_as_the_language_says(guide: Any, french: Translation, translator: User) -> None:
    LanguageRules.objects.filter(locale__language_code="fr").update(claim_days=5)
    memory.forget_all()
    made = claims.claim(guide.translation_key, french.target_locale, translator)
    assert round((made.expires_at - made.claimed_at).total_seconds() / 86400) == 5
    assert 'name="days" value="5"' in signed_in(member("coordinator", "fr")).get(address(guide)).content.decode()


@pytest.mark.parametrize("days", [0, -1, 91, 100000])
def test_no_endless_claim(guide: Any, french: Translation, translator: User, days: int) -> None:
    press(translator, guide, "claim", days=days)
    assert holder(guide) is None


def test_others_are_warned_and_not_locked_out(guide: Any, french: Translation, translator: User, second: User) -> None:
    press(translator, guide, "claim")
    assert "Amina translates this until" in signed_in(second).get(edit_url(french)).content.decode()
    assert "You translate this until" in signed_in(translator).get(edit_url(french)).content.decode()
    assert put(signed_in(second), french, "summary", "Voilà.").status_code == 201
    assert "Amina translates this until" in press(second, guide, "claim").content.decode()
    assert holder(guide) == "Amina"


def test_they_are_warned_before_they_submit_it(site: SmallSite, guide: Any, translator: User, second: User) -> None:
    """Before there is a version in the language; the claim is on the work."""
    press(translator, guide, "claim")
    form = reverse("wagtail_localize:submit_page_translation", args=[guide.pk])
    assert "Amina translates this into" in signed_in(second).get(form).content.decode()
    assert "Amina translates this into" not in signed_in(translator).get(form).content.decode()
    assert PageLogEntry.objects.get(action="home.translation.claim").page_id == guide.pk


def test_it_is_extended(guide: Any, french: Translation, translator: User) -> None:
    press(translator, guide, "claim", days=3)
    first = TranslationClaim.objects.get()
    press(translator, guide, "claim", days=9)
    extended = TranslationClaim.objects.get()
    assert extended.claimed_at == first.claimed_at
    assert round((extended.expires_at - first.expires_at).total_seconds() / 86400) == 6
    assert moves() == [("claim", "Amina"), ("extend", "Amina")]


def test_it_lapses(guide: Any, french: Translation, translator: User, second: User) -> None:
    press(translator, guide, "claim")
    put(signed_in(translator), french, "title", "Un gui")
    lapse()
    assert holder(guide) is None
    assert "Nobody has claimed this." in signed_in(second).get(edit_url(french)).content.decode()
    press(second, guide, "claim")
    assert (holder(guide), stored(french)) == ("Bilal", {"title": "Un gui"})
    assert PageLogEntry.objects.filter(action="home.translation.claim").latest("pk").data["before"] == translator.pk


def test_it_is_given_back(guide: Any, french: Translation, translator: User, second: User) -> None:
    press(translator, guide, "claim")
    put(signed_in(translator), french, "title", "Un gui")
    assert press(second, guide, "release").status_code == 200
    assert holder(guide) == "Amina"
    press(translator, guide, "release")
    assert (holder(guide), stored(french)) == (None, {"title": "Un gui"})
    assert moves() == [("claim", "Amina"), ("release", "Amina")]


def test_its_holder_and_the_coordinator_hand_it_over(
    guide: Any, french: Translation, translator: User, second: User, coordinator: User
) -> None:
    press(translator, guide, "claim")
    press(second, guide, "hand_over", to=str(second.pk))
    assert holder(guide) == "Amina"
    press(translator, guide, "hand_over", to=str(second.pk))
    assert holder(guide) == "Bilal"
    press(coordinator, guide, "hand_over", to=str(translator.pk))
    assert holder(guide) == "Amina"
    assert moves() == [("claim", "Amina"), ("hand_over", "Amina"), ("hand_over", "Dalia")]
    entry = PageLogEntry.objects.filter(action="home.translation.hand_over").latest("pk")
    assert entry.message.startswith("Handed over from Bilal to Amina, in fr until ")


def test_not_to_people_of_another_language(guide: Any, french: Translation, translator: User, reviewer: User) -> None:
    press(translator, guide, "claim")
    gone = member("translator", "fr", "gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for other in (member("translator", "ar"), reviewer, gone, factories.user("nobody")):
        press(translator, guide, "hand_over", to=str(other.pk))
        assert holder(guide) == "Amina", other
    press(translator, guide, "hand_over")
    assert holder(guide) == "Amina"


def test_nothing_is_told_of_what_one_may_not_read(site: SmallSite, guide: Any, translator: User) -> None:
    hidden = site.guide(title="The secret plan", live=False)
    response = signed_in(translator).get(address(hidden), follow=True)
    assert "The secret plan" not in response.content.decode()
    assert press(translator, hidden, "claim").status_code == 200
    assert not TranslationClaim.objects.exists()
    assert signed_in(translator).get(address(guide, "ar")).status_code == 302
    missing = "00000000-0000-4000-8000-000000000000"
    assert signed_in(translator).get(f"/admin/translations/claim/{missing}/{hidden.locale_id}/").status_code == 404


def test_a_term_is_claimed_too(site: SmallSite, guide: Any, translator: User) -> None:
    from library.models import Topic

    english = Topic.objects.create(key="new-one", name="New", locale=i18n.locales()["en"])
    term = submitted(english, "fr")
    press(translator, english, "claim")
    assert claims.current(english.translation_key, term.target_locale_id).user == translator  # type: ignore[union-attr]
    shown = reverse("wagtailsnippets_library_topic:edit", args=[term.get_target_instance().pk])
    assert "You translate this until" in signed_in(translator).get(shown).content.decode()


def test_it_goes_with_the_last_version_of_the_work(guide: Any, french: Translation, translator: User) -> None:
    press(translator, guide, "claim")
    page_of(french).delete()
    assert TranslationClaim.objects.count() == 1
    guide.delete()
    assert TranslationClaim.objects.count() == 0


def test_and_with_the_account_and_the_language(guide: Any, french: Translation, translator: User) -> None:
    press(translator, guide, "claim")
    translator.delete()
    assert TranslationClaim.objects.count() == 0


def test_the_log_forgets_the_names_of_those_who_left(
    guide: Any, french: Translation, translator: User, second: User, coordinator: User
) -> None:
    press(translator, guide, "claim")
    press(coordinator, guide, "hand_over", to=str(second.pk))
    entries = PageLogEntry.objects.filter(action__startswith="home.translation.").order_by("pk")
    assert entries[1].message.startswith("Handed over from Amina to Bilal, in fr until ")
    key = translator.pk
    translator.delete()
    assert entries[0].message.startswith(f"User {key} (deleted) translates it into fr until ")
    assert entries[1].message.startswith(f"Handed over from user {key} (deleted) to Bilal, in fr until ")
    assert "Amina" not in str(list(entries.values_list("data", "label")))


def test_the_editor_offers_it_for_the_days_of_the_language(guide: Any, french: Translation, translator: User) -> None:
    shown = signed_in(translator).get(edit_url(french)).content.decode()
    assert "I translate it" in shown
    assert 'name="days" value="14"' in shown
    assert roles.translators_group_name(french.target_locale) == "Translators: fr"
