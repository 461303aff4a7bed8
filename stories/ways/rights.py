"""Who may do what with the other ways in."""

from __future__ import annotations

from typing import Any

from stories.models import StoryIndexPage, Submission
from stories.reviewing.rights import is_reviewer
from stories.states import ENDED, State
from stories.ways import roundups, suggested

Kind = Submission.Kind


def may_enter(user: Any) -> bool:
    """Whether this person may write down a story for its sender: reviewers, and who may add stories somewhere."""
    if not user.is_active:
        return False
    return is_reviewer(user) or any(_may_add(user, index) for index in StoryIndexPage.objects.all())


def may_make_guide(user: Any, submission: Submission) -> bool:
    """Whether this person may make a draft of a guide that was suggested and is not taken back."""
    if submission.kind != Kind.GUIDE or submission.state in (State.DRAFT, *ENDED):
        return False
    try:
        return _may_add(user, suggested.index_for(submission))
    except roundups.NoPlaceError:
        return False


def may_round_up(user: Any, submission: Submission) -> bool:
    """Whether this person may begin an article about a public question."""
    if submission.kind != Kind.QUESTION or submission.state != State.PUBLISHED:
        return False
    try:
        return _may_add(user, roundups.index_for(submission))
    except roundups.NoPlaceError:
        return False


def _may_add(user: Any, index: Any) -> bool:
    return bool(index.permissions_for_user(user).can_add_subpage())
