"""A sender changes what they agree to: what is not allowed any longer goes at once."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from home import i18n, roles
from home.desk import coverage, facets, queue
from home.models import User, Work
from home.models.translators import TranslationClaim
from home.translators import claims
from library.vocabulary import Licence
from stories import consenting, domain, receiving
from stories.filing import SentConsent
from stories.models import Consent, Step, StoryPage, Submission
from stories.states import IllegalMoveError, Reason, State
from tests import factories
from tests.factories import SmallSite
from tests.stories.forms import consent, story
from tests.stories.review import member, publish, signed_in

WIDE: dict[str, Any] = {"names": "agreed", "faces": "agreed", "places": "as_told", "may_reprint": True}


@pytest.fixture
def told(site: SmallSite, reviewer: User) -> Submission:
    """A public story whose sender agreed to everything, with public versions in French and Arabic."""
    submission, _is_new = receiving.submit(story(title="Kestrel", **WIDE))
    publish(signed_in(reviewer), submission.page)
    submission.refresh_from_db()
    for code in ("fr", "ar"):
        translate_object(submission.page, [locale(code)])
        submission.page.get_translation(locale(code)).get_latest_revision().publish()
    return submission


def locale(code: str) -> Locale:
    return i18n.locales()[code]


def public() -> list[str]:
    """The languages in which readers see it."""
    return sorted(StoryPage.objects.published().values_list("locale__language_code", flat=True))


def as_given(**changes: Any) -> SentConsent:
    return dataclasses.replace(consent(**WIDE), **changes)


def state(submission: Submission) -> str:
    return str(Submission.objects.values_list("state", flat=True).get(pk=submission.pk))


def test_it_is_stored_and_logged_without_saying_what(told: Submission) -> None:
    day = timezone.localdate() + datetime.timedelta(days=30)
    consenting.change(told, as_given(may_share=True, ends_on=day, translation="chosen", languages=("fr", "ar")))
    kept = Consent.objects.get(submission=told)
    assert (kept.may_share, kept.ends_on, kept.translation, kept.languages) == (True, day, "chosen", ["fr", "ar"])
    step = Step.objects.filter(submission=told).latest("pk")
    found = (step.move, step.before, step.after, step.user, step.by_sender, step.reason)
    assert found == ("consent", "published", "published", None, True, "")
    assert (public(), state(told)) == (["ar", "en", "fr"], State.PUBLISHED)


def test_what_is_agreed_to_already_is_no_change(told: Submission) -> None:
    before = Step.objects.count()
    consenting.change(told, as_given())
    assert (Step.objects.count(), public()) == (before, ["ar", "en", "fr"])


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({"translation": "none"}, ["en"]),
        ({"translation": "chosen", "languages": ("ar",)}, ["ar", "en"]),
        ({"translation": "chosen", "languages": ()}, ["en"]),
        ({"translation": "any"}, ["ar", "en", "fr"]),
    ],
)
def test_languages_that_are_not_allowed_go(told: Submission, change: dict[str, Any], left: list[str]) -> None:
    claims.claim(told.page.translation_key, locale("fr"), factories.user("translator"))
    consenting.change(told, as_given(**change))
    assert public() == left
    working = Translation.objects.filter(enabled=True).values_list("target_locale__language_code", flat=True)
    assert sorted(working) == [code for code in left if code != "en"]
    assert TranslationClaim.objects.exists() == ("fr" in left)
    assert state(told) == State.PUBLISHED


@pytest.mark.parametrize(
    "change",
    [{"names": "nobody"}, {"names": "changed"}, {"faces": "nobody"}, {"places": "country"}, {"people": "unsure"}],
)
def test_less_than_before_is_looked_at_again(told: Submission, reviewer: User, change: dict[str, Any]) -> None:
    consenting.change(told, as_given(**change))
    assert (public(), state(told)) == ([], State.IN_REVIEW)
    publish(signed_in(reviewer), told.page)
    assert (public(), state(told)) == (["en"], State.PUBLISHED)


def test_more_than_before_is_not(site: SmallSite, reviewer: User) -> None:
    submission, _is_new = receiving.submit(story())
    publish(signed_in(reviewer), submission.page)
    consenting.change(submission, as_given())
    assert (public(), state(submission)) == (["en"], State.PUBLISHED)


def test_a_review_that_is_on_begins_anew(site: SmallSite, reviewer: User) -> None:
    submission, _is_new = receiving.submit(story(**WIDE))
    from tests.stories.review import approve, state_of

    approve(signed_in(reviewer), submission.page)
    assert state_of(submission.page).task.name == "Story review"
    consenting.change(submission, as_given(faces="nobody"))
    assert state_of(submission.page).task.name == "Safety review"


def test_of_a_public_story_whose_change_is_reviewed_nothing_stays(told: Submission) -> None:
    receiving.revise(told, story(title="Kestrel again", **WIDE))
    assert public() == ["ar", "en", "fr"]
    consenting.change(told, as_given(names="nobody"))
    assert (public(), state(told)) == ([], State.IN_REVIEW)


@pytest.mark.parametrize("may", [False, True])
def test_the_licence_follows_in_every_language_and_version(site: SmallSite, reviewer: User, may: bool) -> None:
    submission, _is_new = receiving.submit(story(title="Kestrel", **WIDE | {"may_reprint": not may}))
    publish(signed_in(reviewer), submission.page)
    submission.refresh_from_db()
    translate_object(submission.page, [locale("fr")])
    submission.page.get_translation(locale("fr")).get_latest_revision().publish()
    consenting.change(submission, as_given(may_reprint=may))
    expected = Licence.BY_SA if may else Licence.ALL_RIGHTS
    versions = StoryPage.objects.filter(title="Kestrel")
    assert [(page.licence, page.get_latest_revision_as_object().licence) for page in versions] == [(expected,) * 2] * 2
    assert (public(), state(submission)) == (["en", "fr"], State.PUBLISHED)


def test_a_day_that_has_come_ends_it_at_once(told: Submission) -> None:
    consenting.change(told, as_given(ends_on=timezone.localdate() + datetime.timedelta(days=1)))
    assert public() == ["ar", "en", "fr"]
    consenting.change(told, as_given(ends_on=timezone.localdate()))
    assert (public(), state(told)) == ([], State.EXPIRED)
    moves = list(Step.objects.filter(submission=told).order_by("-pk").values_list("move", "reason")[:2])
    assert moves == [("expire", Reason.CONSENT_ENDED), ("consent", "")]


@pytest.mark.parametrize("end", ["draft", "withdrawn", "erased"])
def test_nothing_is_agreed_to_what_is_not_there(site: SmallSite, end: str) -> None:
    from stories import keys

    submission, _is_new = receiving.begin(keys.new_token()) if end == "draft" else receiving.submit(story())
    if end == "withdrawn":
        domain.withdraw(submission)
    elif end == "erased":
        domain.erase(submission)
    before = Step.objects.count()
    with pytest.raises(IllegalMoveError):
        consenting.change(submission, as_given())
    assert Step.objects.count() == before


# ---------------------------------------------------------------- translating into what is not allowed


@pytest.fixture
def only_arabic(site: SmallSite, reviewer: User) -> StoryPage:
    """A public story that may be translated into Arabic, and not into French."""
    submission, _is_new = receiving.submit(story(title="Kestrel", translation="chosen", languages=("ar",)))
    publish(signed_in(reviewer), submission.page)
    return StoryPage.objects.get(pk=submission.page_id)


def there(page: StoryPage) -> list[str]:
    found = StoryPage.objects.filter(translation_key=page.translation_key)
    return sorted(found.values_list("locale__language_code", flat=True))


@pytest.fixture(params=["editor", "administrator"])
def anyone(request: pytest.FixtureRequest, site: SmallSite) -> User:
    """Whoever may submit pages for translation."""
    return member("anyone", roles.EDITORS) if request.param == "editor" else factories.user("boss", superuser=True)


@pytest.mark.parametrize("below", [False, True])
def test_it_is_submitted_into_what_is_allowed_alone(only_arabic: StoryPage, anyone: User, below: bool) -> None:
    page = only_arabic.get_parent() if below else only_arabic
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    for code in ("fr", "ar"):
        form = {"locales": [locale(code).pk]} | ({"include_subtree": "on"} if below else {})
        signed_in(anyone).post(address, form)
    assert there(only_arabic) == ["ar", "en"]


def test_the_form_offers_nothing_else(only_arabic: StoryPage, anyone: User) -> None:
    address = reverse("wagtail_localize:submit_page_translation", args=[only_arabic.pk])
    form = signed_in(anyone).get(address).context["form"]
    assert [one.language_code for one in form.fields["locales"].queryset] == ["ar"]


def test_no_program_can(only_arabic: StoryPage) -> None:
    with pytest.raises(PermissionDenied):
        translate_object(only_arabic, [locale("fr")])
    with pytest.raises(PermissionDenied):
        only_arabic.copy_for_translation(locale("fr"))
    only_arabic.copy_for_translation(locale("ar"))
    assert there(only_arabic) == ["ar", "en"]


def test_nobody_claims_it(only_arabic: StoryPage, anyone: User) -> None:
    def claimed(code: str) -> int:
        address = reverse("translation_claim", args=[only_arabic.translation_key, locale(code).pk])
        return int(signed_in(anyone).get(address).status_code)

    assert (claimed("fr"), claimed("ar")) == (302, 200)


def test_the_desk_does_not_ask_for_it(only_arabic: StoryPage, anyone: User) -> None:
    key = only_arabic.translation_key
    assert [key in {need.key for need in queue.needs(locale(code))} for code in ("fr", "ar")] == [False, True]
    (row,) = coverage.rows(Work.objects.filter(pk=key), [locale("fr"), locale("ar")], anyone)
    assert [bool(cell.url) for cell in row.cells] == [False, True]


def test_readers_cannot_ask_for_it(only_arabic: StoryPage, client: Client) -> None:
    def asked(code: str) -> tuple[bool, int]:
        page = client.get(f"/{code}/stories/kestrel/").content.decode()
        return f"ask/{only_arabic.pk}/" in page, client.post(f"/{code}/ask/{only_arabic.pk}/").status_code

    assert (asked("fr"), asked("ar")) == ((False, 404), (True, 303))


def test_its_file_is_not_handed_out_nor_taken(told: Submission, anyone: User) -> None:
    """Where a version was there before its sender thought better of it."""
    translation = Translation.objects.get(target_locale=locale("fr"))
    client = signed_in(anyone)
    address = reverse("wagtail_localize:download_pofile", args=[translation.pk])
    assert client.get(address).status_code == 200
    consenting.change(told, as_given(translation="chosen", languages=("ar",)))
    assert client.get(address).status_code == 404
    Translation.objects.update(enabled=True)
    assert client.get(address).status_code == 302
    page = told.page.get_translation(locale("fr"))
    tester = page.permissions_for_user(anyone)
    assert (tester.can_edit(), tester.can_publish(), tester.may_translate) == (False, False, False)
    with pytest.raises(PermissionDenied):
        page.get_latest_revision().publish()
    tester = told.page.get_translation(locale("ar")).permissions_for_user(anyone)
    assert (tester.can_edit(), tester.can_publish()) == (True, False), "its language reviews it"


@pytest.mark.parametrize("count", [1, 3])
def test_limits_are_one_query(site: SmallSite, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        receiving.submit(story(title=f"Number {number}", translation="chosen", languages=("ar",)))
    with django_assert_num_queries(1):
        assert [sorted(codes) for codes in facets.limits().values()] == [["ar", "en"]] * count
