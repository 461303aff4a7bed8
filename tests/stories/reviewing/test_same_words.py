"""What becomes public is what was checked, approved and agreed to, whoever saves what in between."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from home.models import User
from stories import domain, reconciling
from stories.models import SafetyCheck, StoryPage
from tests.stories.review import CHECKED, edit, published_title, signed_in, state_of
from tests.stories.reviewing.desk import press


def save_over(page: StoryPage, user: User, title: str) -> None:
    """What Wagtail's autosave asks for: other words in the same version."""
    newest = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    newest.title = title
    newest.save_revision(user=user, overwrite_revision=newest.get_latest_revision())


def test_words_saved_after_the_safety_check_are_checked(
    fresh: Any, desk: Client, editor: User, second: User
) -> None:
    edit(fresh.page, editor, "As it was checked")
    press(desk, fresh, "safe", **CHECKED)
    save_over(fresh.page, editor, "The march of next week")
    press(signed_in(second), fresh, "approve")
    waiting = state_of(fresh.page)
    assert waiting.task.name == "Safety review"
    press(desk, fresh, "safe", **CHECKED)
    press(signed_in(second), fresh, "approve")
    fresh.refresh_from_db()
    domain.agree(fresh, state_of(fresh.page).revision_id)
    assert published_title(fresh.page) == "The march of next week"
    revision = StoryPage.objects.get(pk=fresh.page_id).live_revision
    assert SafetyCheck.objects.filter(revision=revision).count() == 1


def test_a_check_that_is_older_than_the_words_is_none(fresh: Any, desk: Client, second: User) -> None:
    """Both at the same moment: the words were stored just after the check."""
    press(desk, fresh, "safe", **CHECKED)
    state = state_of(fresh.page)
    now = timezone.now()
    content = {**state.revision.content, "title": "Others"}
    Revision.objects.filter(pk=state.revision_id).update(content=content, created_at=now)
    for _time in range(2):
        press(signed_in(second), fresh, "approve")
    assert published_title(fresh.page) is None
    assert state_of(fresh.page).task.name == "Safety review"


def test_such_a_public_version_is_found(fresh: Any, desk: Client, second: User) -> None:
    press(desk, fresh, "safe", **CHECKED)
    press(signed_in(second), fresh, "approve")
    page = StoryPage.objects.get(pk=fresh.page_id)
    assert (page.live, reconciling.look()) == (True, [])
    Revision.objects.filter(pk=page.live_revision_id).update(created_at=timezone.now())
    assert [finding.what for finding in reconciling.look()] == ["it is public and was not checked"]
