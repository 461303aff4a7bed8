"""Translations of a story that was sent in: they become public by a second person, and never stay behind it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from home import i18n, memory
from home.models import User
from home.models.translators import LanguageRules
from home.translators import review
from stories import domain, reconciling
from stories.models import StoryPage, Submission
from stories.workflow import review_of
from tests import factories
from tests.factories import SmallSite
from tests.stories.review import act, edit, publish, published_title, signed_in, state_of, stream


@pytest.fixture
def french(site: SmallSite, sent: StoryPage, reviewer: User) -> StoryPage:
    """A translation, not public yet, of a story that is."""
    publish(signed_in(reviewer), sent)
    made: StoryPage = sent.copy_for_translation(i18n.locales()["fr"], copy_parents=True)
    made.save_revision()
    return made


def reviewed(page: StoryPage, user: User) -> None:
    """Through the review of its language, by an administrator who wrote nothing of it."""
    review.start(StoryPage.objects.get(pk=page.pk), user)
    act(signed_in(factories.user("approver", superuser=True)), page, "approve")


def press_publish(client: Client, page: StoryPage, title: str) -> Any:
    data = {"title": title, "slug": page.slug, "action-publish": "action-publish", **stream()}
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


@pytest.mark.parametrize("who", ["editor", "administrator"])
def test_nobody_publishes_what_they_write_with_the_same_press(french: StoryPage, editor: User, who: str) -> None:
    user = editor if who == "editor" else factories.user("administrator", superuser=True)
    press_publish(signed_in(user), french, "The march of next week")
    assert published_title(french) is None
    edit(french, user, "The march of next week")
    press_publish(signed_in(user), french, "The march of next week")
    assert published_title(french) is None


@pytest.mark.parametrize("second_person", [True, False])
def test_a_second_person_approves_it_whatever_the_rules(french: StoryPage, editor: User, second_person: bool) -> None:
    LanguageRules.objects.update_or_create(locale=french.locale, defaults={"second_person": second_person})
    memory.forget_all()
    administrator = factories.user("administrator", superuser=True)
    edit(french, administrator, "La marche")
    review.start(StoryPage.objects.get(pk=french.pk), editor)
    act(signed_in(administrator), french, "approve")
    assert published_title(french) is None
    act(signed_in(factories.user("another", superuser=True)), french, "approve", state_of(french))
    assert published_title(french) == "La marche"


def test_they_are_taken_down_with_the_original(french: StoryPage, sent: StoryPage, editor: User) -> None:
    reviewed(french, editor)
    assert published_title(french) is not None
    address = reverse("wagtailadmin_pages:unpublish", args=[sent.pk])
    assert signed_in(editor).post(address, {}).status_code == 302
    assert (published_title(sent), published_title(french)) == (None, None)
    assert Submission.objects.get(page=sent.pk).state == "in_review"


def test_each_is_taken_down_once(french: StoryPage, sent: StoryPage, editor: User) -> None:
    reviewed(french, editor)
    domain.withdraw(Submission.objects.get(page=sent.pk))
    logged = PageLogEntry.objects.filter(action="wagtail.unpublish").values_list("page", flat=True)
    assert sorted(logged) == sorted([sent.pk, french.pk])


def test_none_is_public_without_it(french: StoryPage, sent: StoryPage, reviewer: User, editor: User) -> None:
    """Where a translation was sent to the review of stories, and not to that of its language."""
    StoryPage.objects.get(pk=sent.pk).unpublish()
    page = StoryPage.objects.get(pk=french.pk)
    review_of(page).start(page, editor)
    publish(signed_in(reviewer), page)
    assert published_title(french) is None


def test_one_that_was_left_behind_is_found(french: StoryPage, sent: StoryPage, editor: User) -> None:
    reviewed(french, editor)
    StoryPage.objects.get(pk=sent.pk).unpublish()
    assert reconciling.look() == []
    StoryPage.objects.filter(pk=french.pk).update(live=True)
    assert [finding.what for finding in reconciling.mend()] == ["a version is public and its original is not"]
    assert (published_title(french), reconciling.look()) == (None, [])


def test_the_translation_of_what_editors_wrote_goes_its_own_way(site: SmallSite, editor: User) -> None:
    own = site.story(title="Ours")
    made = own.copy_for_translation(i18n.locales()["fr"], copy_parents=True)
    made.save_revision().publish()
    StoryPage.objects.get(pk=own.pk).unpublish()
    assert published_title(made) is not None


# ---------------------------------------------------------------- how long it is kept


def test_a_change_of_a_public_story_does_not_keep_it_for_ever(sent: StoryPage, reviewer: User, editor: User) -> None:
    publish(signed_in(reviewer), sent)
    submission = Submission.objects.get(page=sent.pk)
    edit(sent, editor, "Another")
    page = StoryPage.objects.get(pk=sent.pk)
    review_of(page).start(page, editor)
    submission.refresh_from_db()
    assert (submission.state, submission.expires_at) == ("in_review", None)
    page.unpublish()
    submission.refresh_from_db()
    assert submission.state == "in_review"
    assert submission.expires_at is not None
    Submission.objects.update(expires_at=None)
    assert [finding.what for finding in reconciling.mend()] == ["it is not public and does not expire"]
    submission.refresh_from_db()
    assert (submission.expires_at is not None, reconciling.look()) == (True, [])
