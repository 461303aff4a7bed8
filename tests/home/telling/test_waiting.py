"""What is waiting for me: reviews, what was sent back, claims that lapse."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page
from wagtail.users.models import UserProfile
from wagtail_localize.models import Translation

from home import i18n, roles
from home.models import NewsTold, TranslationClaim, User, WorkVersion
from home.translators import claims, review
from library.models import Topic
from tests.factories import SmallSite
from tests.home.telling.conftest import DAY, body, choose, mails, reached
from tests.home.translators.conftest import member, signed_in
from tests.home.translators.helpers import act, page_of, submitted, write
from tests.library.helpers import SECRET, make_private
from tests.stories.forms import sent_in

ONE = "1 text is waiting for you"
SECRET_DRAFT = "Un titre qui n’est pas public"


def in_review(translation: Translation, by: User, title: str = SECRET_DRAFT) -> Translation:
    """Translated and sent to its reviewers, without a mail."""
    write(translation, "title", title, by)
    review.submit(translation, by)
    return translation


def claimed(work: Any, by: User, days: float, code: str = "fr") -> TranslationClaim:
    """A claim that lapses in some days."""
    made = claims.claim(work.translation_key, i18n.locales()[code], by)
    made.expires_at = timezone.now() + datetime.timedelta(days=days)
    made.save()
    return made


# ---------------------------------------------------------------- reviews


def test_reviewers_are_told_once_of_what_waits(
    french: Translation, translator: User, reviewer: User, coordinator: User, arab: User, editor: User, settings: Any
) -> None:
    in_review(french, translator)
    assert mail.outbox == []  # nothing at the moment itself, neither from Wagtail
    assert mails() == [("chloe", ONE), ("dalia", ONE)]
    address = reverse("wagtailadmin_pages:edit", args=[page_of(french).pk])
    assert body().startswith(f"To review:\n\n* A guide (Français)\n  {settings.BASE_URL}{address}\n\n")
    assert SECRET_DRAFT not in mail.outbox[0].message().as_string()
    assert "Amina" not in mail.outbox[0].message().as_string()
    assert mails() == []
    assert mails(timezone.now() + 2 * DAY) == []
    assert signed_in(reviewer).get(address, follow=True).status_code == 200


def test_nobody_reviews_their_own(french: Translation, reviewer: User, coordinator: User, translator: User) -> None:
    """Neither what they wrote nor what they submitted."""
    write(french, "summary", "Ce que c’est.", reviewer)
    in_review(french, coordinator)
    assert mails() == []


def test_what_is_decided_waits_no_longer(french: Translation, translator: User, reviewer: User) -> None:
    write(french, "summary", "Ce que c’est.", translator)
    in_review(french, translator)
    act(signed_in(reached(member("coordinator", "fr", "Other"))), french, "approve")
    assert mails() == []


def test_a_new_version_is_a_new_review(french: Translation, translator: User, reviewer: User) -> None:
    in_review(french, translator)
    assert mails() == [("chloe", ONE)]
    in_review(french, translator, "Un autre titre")
    assert mails() == []  # the day is not over
    assert mails(timezone.now() + DAY) == [("chloe", ONE)]


def test_not_of_what_nobody_may_publish(french: Translation, guide: Any, translator: User, reviewer: User) -> None:
    in_review(french, translator)
    guide.unpublish()
    assert mails() == []


def test_no_name_of_what_is_for_some_people_only(
    french: Translation, guide: Any, translator: User, reviewer: User, site: SmallSite
) -> None:
    Page.objects.filter(pk=guide.pk).update(title=SECRET, draft_title=SECRET)
    make_private(guide)
    in_review(french, translator)
    assert mails() == [("chloe", ONE)]
    assert "* Guide (Français)\n" in body()
    assert SECRET not in mail.outbox[0].message().as_string()


def test_stories_are_not_named(site: SmallSite, translator: User, reviewer: User) -> None:
    """Public or not: what is taken back stays in mailboxes."""
    story = site.story(title=SECRET)
    french = in_review(submitted(story, "fr"), translator)
    assert mail.outbox == []  # none of the stories' own mails: this would be the second of two
    assert mails() == [("chloe", ONE)]
    assert "* Story (Français)\n" in body()
    assert SECRET not in mail.outbox[0].message().as_string()
    mail.outbox.clear()
    act(signed_in(reviewer), french, "approve")
    (approved,) = mail.outbox  # of approvals only the stories' own mail tells
    assert (approved.to, approved.subject) == (["amina@example.org"], "A story that you submitted was reviewed")


def test_not_of_stories_that_must_not_be_translated(site: SmallSite, translator: User, reviewer: User) -> None:
    story = site.story(title=SECRET)
    in_review(submitted(story, "fr"), translator)
    sent_in(story, translation="none")
    assert mails() == []


# ---------------------------------------------------------------- sent back


def test_the_translator_is_told_that_it_came_back(french: Translation, translator: User, reviewer: User) -> None:
    in_review(french, translator)
    act(signed_in(reviewer), french, "reject", "The gate gives it away")
    assert mail.outbox == []  # not from Wagtail, which would quote the comment
    assert mails() == [("amina", ONE)]
    assert body().startswith("A reviewer asks you for changes:\n\n* A guide (Français)\n")
    assert "gate" not in mail.outbox[0].message().as_string()
    assert mails(timezone.now() + DAY) == []


def test_wagtail_still_tells_of_approvals_that_everybody_can_see(
    french: Translation, guide: Any, translator: User, reviewer: User, site: SmallSite
) -> None:
    in_review(french, translator, "Un guide")
    act(signed_in(reviewer), french, "approve")
    (message,) = mail.outbox
    assert (message.to, "has been approved" in message.body) == (["amina@example.org"], True)
    hidden = site.guide(title=SECRET)
    make_private(hidden)
    other = in_review(submitted(hidden, "fr"), translator, SECRET)
    mail.outbox.clear()
    act(signed_in(reviewer), other, "approve")
    assert mail.outbox == []


# ---------------------------------------------------------------- claims


def test_a_claim_that_lapses_soon(french: Translation, guide: Any, translator: User, settings: Any) -> None:
    made = claimed(guide, translator, 2)
    assert mails() == [("amina", ONE)]
    until = date_format(timezone.localdate(made.expires_at), "DATE_FORMAT")
    address = reverse("translation_claim", args=[guide.translation_key, made.locale_id])
    assert f"* A guide (Français), until {until}\n  {settings.BASE_URL}{address}\n" in body()
    assert mails(timezone.now() + DAY) == []


def test_only_claims_that_lapse_and_still_matter(site: SmallSite, guide: Any, translator: User, reviewer: User) -> None:
    claimed(guide, translator, 5)
    claimed(site.guide(), translator, -1)
    claimed(site.guide(live=False, title=SECRET), translator, 2)
    reviewed = submitted(site.guide(), "fr")
    in_review(reviewed, translator)
    claimed(page_of(reviewed), translator, 2)
    done = site.guide()
    claimed(done, translator, 2)
    site.guide("fr", of=done)
    assert WorkVersion.objects.get(work=done.translation_key, locale__language_code="fr").state == "current"
    assert mails() == [("chloe", ONE)]


def test_a_claimed_term_is_not_named(site: SmallSite, translator: User) -> None:
    english = Topic.objects.create(key="secret", name=SECRET, locale=i18n.locales()["en"])
    submitted(english, "fr")
    claimed(english, translator, 2)
    assert mails() == [("amina", ONE)]
    assert "* Topic (Français), until " in body()
    assert SECRET not in mail.outbox[0].message().as_string()


def test_a_claim_on_what_one_may_not_read_any_more(site: SmallSite, guide: Any, translator: User) -> None:
    claimed(guide, translator, 2)
    make_private(guide)
    restriction = guide.view_restrictions.get()
    restriction.restriction_type = "groups"
    restriction.save()
    assert mails() == []


# ---------------------------------------------------------------- who is told


@pytest.mark.parametrize("change", ["inactive", "no address", "no group", "other language", "never"])
def test_not_who_may_not_or_will_not(
    french: Translation, translator: User, reviewer: User, change: str, guide: Any
) -> None:
    in_review(french, translator)
    claimed(guide, reviewer, 2)
    if change == "inactive":
        User.objects.filter(pk=reviewer.pk).update(is_active=False)
    elif change == "no address":
        User.objects.filter(pk=reviewer.pk).update(email="")
    elif change == "no group":
        reviewer.groups.clear()
    elif change == "other language":
        reviewer.groups.set([roles.ensure_group(roles.TRANSLATION_REVIEWERS, i18n.locales()["ar"])])
    else:
        choose(reviewer, waiting="never")
    assert mails() == []
    assert not NewsTold.objects.exists()


def test_who_had_switched_wagtails_mails_off(french: Translation, translator: User, reviewer: User) -> None:
    UserProfile.objects.filter(user=reviewer).update(submitted_notifications=False)
    in_review(french, translator)
    assert mails() == []
    choose(reviewer, waiting="daily")
    assert mails() == [("chloe", ONE)]
