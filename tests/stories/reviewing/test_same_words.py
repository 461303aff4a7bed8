"""What becomes public is what was checked, approved and agreed to, whoever saves what in between."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from home import roles
from home.models import User
from stories import domain, reconciling
from stories.models import SafetyCheck, StoryPage, Submission
from stories.reviewing import acting
from stories.reviewing.reading import Case
from stories.states import IllegalMoveError
from stories.workflow import review_of
from tests.stories.review import CHECKED, act, edit, member, published_title, signed_in, state_of
from tests.stories.reviewing.desk import address, press, seen


def offered(client: Client, submission: Any) -> list[str]:
    return [button.get("value") for button in seen(client, address(submission)).xpath("//button[@name='what']")]


def save_over(page: StoryPage, user: User, title: str) -> None:
    """What Wagtail's autosave asks for: other words in the same version."""
    newest = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    newest.title = title
    newest.save_revision(user=user, overwrite_revision=newest.get_latest_revision())


def test_words_saved_after_the_safety_check_are_checked(fresh: Any, desk: Client, editor: User, second: User) -> None:
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


# ---------------------------------------------------------------- whose words they are


def test_everybody_who_saved_a_part_wrote_it(fresh: Any, desk: Client, reviewer: User, second: User) -> None:
    edit(fresh.page, reviewer, "The march of next week")
    edit(fresh.page, second, "The march of next week.")
    assert "safe" not in offered(desk, fresh)
    assert act(desk, fresh.page, "approve").status_code == 302
    assert SafetyCheck.objects.count() == 0
    press(signed_in(member("third", roles.REVIEWERS)), fresh, "safe", **CHECKED)
    assert "approve" not in offered(desk, fresh)


def test_what_its_sender_knows_is_nobodys_any_more(fresh: Any, desk: Client, reviewer: User, second: User) -> None:
    edit(fresh.page, reviewer, "Better")
    third = signed_in(member("third", roles.REVIEWERS))
    press(third, fresh, "safe", **CHECKED)
    press(third, fresh, "approve")
    fresh.refresh_from_db()
    domain.agree(fresh, state_of(fresh.page).revision_id)
    edit(fresh.page, second, "Better still")
    page = StoryPage.objects.get(pk=fresh.page_id)
    review_of(page).start(page, second)
    assert "safe" in offered(desk, fresh)
    assert "safe" not in offered(signed_in(second), fresh)


def test_pressed_twice_it_is_checked_once(fresh: Any, reviewer: User, second: User) -> None:
    """Two who read the same, and press at the same moment."""
    both = [Case(Submission.objects.get(pk=fresh.pk), user) for user in (reviewer, second)]
    states = [case.task_state for case in both]
    data = {"task": states[0].pk, "revision": fresh.page.latest_revision_id, "risk": "low", "comment": ""}
    data |= dict.fromkeys(SafetyCheck.POINTS, True)
    acting.perform(both[0], acting.ACTIONS["safe"], dict(data))
    with pytest.raises(IllegalMoveError):
        acting.perform(both[1], acting.ACTIONS["safe"], dict(data))
    assert SafetyCheck.objects.count() == 1
