"""The states of what was sent in, and the moves between them. Nothing else changes a state.

Each move is part of one transaction with its log entry and its queued mail; what is not in the table is refused.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories import notifications
from stories.models import Step, StoryPage, Submission

State = Submission.State
#: Every move: from which states, and to which. What is not here is refused.
MOVES: dict[str, dict[State, State]] = {
    "send": {State.DRAFT: State.RECEIVED},
    "take": {State.RECEIVED: State.IN_REVIEW},
    "request_changes": dict.fromkeys((State.RECEIVED, State.IN_REVIEW, State.APPROVED), State.CHANGES_REQUESTED),
    "resume": {State.CHANGES_REQUESTED: State.IN_REVIEW},
    "revise": {State.RECEIVED: State.RECEIVED}
    | dict.fromkeys((State.IN_REVIEW, State.CHANGES_REQUESTED, State.APPROVED, State.PUBLISHED), State.IN_REVIEW),
    "approve": dict.fromkeys((State.RECEIVED, State.IN_REVIEW), State.APPROVED),
    "reconsider": {State.APPROVED: State.IN_REVIEW},
    "publish": {State.APPROVED: State.PUBLISHED},
    # A change of a public story was not taken; the public version stays.
    "keep": dict.fromkeys((State.IN_REVIEW, State.CHANGES_REQUESTED, State.APPROVED), State.PUBLISHED),
    # An editor's change of a public story is under review; the public version stays.
    "look_again": {State.PUBLISHED: State.IN_REVIEW},
    "take_down": {State.PUBLISHED: State.IN_REVIEW},
    # The public version was taken down while a change of it was under review.
    "hide": {state: state for state in (State.RECEIVED, State.IN_REVIEW, State.CHANGES_REQUESTED, State.APPROVED)},
    "decline": dict.fromkeys(
        (State.RECEIVED, State.IN_REVIEW, State.CHANGES_REQUESTED, State.APPROVED), State.DECLINED
    ),
    "withdraw": dict.fromkeys(
        (
            State.DRAFT,
            State.RECEIVED,
            State.IN_REVIEW,
            State.CHANGES_REQUESTED,
            State.APPROVED,
            State.PUBLISHED,
            State.DECLINED,
        ),
        State.WITHDRAWN,
    ),
    "expire": dict.fromkeys(
        (
            State.DRAFT,
            State.RECEIVED,
            State.IN_REVIEW,
            State.CHANGES_REQUESTED,
            State.APPROVED,
            State.PUBLISHED,
        ),
        State.EXPIRED,
    ),
    "erase": dict.fromkeys([state for state in State if state != State.ERASED], State.ERASED),
}
#: Moves that Wagtail's workflow and its pages make by themselves.
FOLLOWED = ("take", "request_changes", "resume", "approve", "reconsider", "publish", "look_again", "take_down", "keep")
#: After these readers do not see it any more, before anything else has happened.
TAKING_DOWN = ("take_down", "hide")
#: No way back from these but to be erased (or, from the first, to be withdrawn).
ENDED = (State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.ERASED)
#: What its sender took back, and what has expired, is not read any more by anybody; only that it was there.
GONE = (State.WITHDRAWN, State.EXPIRED, State.ERASED)
UNDER_REVIEW = (State.RECEIVED, State.IN_REVIEW, State.CHANGES_REQUESTED, State.APPROVED)
OPEN = (*UNDER_REVIEW, State.PUBLISHED)
#: How long what was taken back, or has expired, is kept for whoever did it by mistake to write to us.
UNTIL_ERASED = datetime.timedelta(hours=24)
#: How long what was declined is kept, so that its sender can read why.
AFTER_DECISION = datetime.timedelta(days=30)
#: How long a review may take before reviewers are reminded.
DUE = datetime.timedelta(days=10)


class Reason(models.TextChoices):
    """Why something ended, in words that say nothing of anybody."""

    BY_SENDER = "by_sender", _("Its sender took it back")
    CONSENT_ENDED = "consent_ended", _("The consent ended on the day that its sender chose")
    TOO_OLD = "too_old", _("It was not published in time")
    NOT_FOR_US = "not_for_us", _("It does not fit this site")
    DANGEROUS = "dangerous", _("It could endanger somebody")
    UNCHECKED = "unchecked", _("We could not check it")
    TWICE = "twice", _("It was sent more than once")
    UNWANTED = "unwanted", _("It is advertising or abuse")
    DELETED = "deleted", _("An editor deleted it")


#: What a reviewer can choose from when they decline.
REASONS_TO_DECLINE = (Reason.NOT_FOR_US, Reason.DANGEROUS, Reason.UNCHECKED, Reason.TWICE, Reason.UNWANTED)


class IllegalMoveError(Exception):
    """What was asked for cannot be done in the state that the submission is in by now."""


def next_state(state: str, name: str) -> State:
    """Where a move leads. Raises IllegalMoveError."""
    try:
        return MOVES[name][State(state)]
    except KeyError as error:
        raise IllegalMoveError(f"{name} from {state}") from error


def locked(submission: Submission) -> Submission:
    """The same row as it is now, for nobody else to change before this transaction ends."""
    return Submission.objects.select_for_update().get(pk=submission.pk)


def move(
    submission: Submission,
    name: str,
    user: Any = None,
    by_sender: bool = False,
    reason: str = "",
    is_told: bool = True,
) -> None:
    """Change the state of a locked row, log it and, where its sender is told, queue the mail that tells of it."""
    before = submission.state
    submission.state = next_state(before, name)
    submission.moved_at = timezone.now()
    submission.expires_at = forgotten_at(submission, is_hidden=name in TAKING_DOWN)
    if submission.state in (*ENDED, State.PUBLISHED):
        submission.due_at = None
    elif submission.state in UNDER_REVIEW and (submission.due_at is None or name == "revise"):
        submission.due_at = submission.moved_at + DUE
    submission.save()
    Step.objects.create(
        submission=submission,
        move=name,
        before=before,
        after=submission.state,
        user=user,
        by_sender=by_sender,
        reason=reason,
    )
    if is_told:
        notifications.tell_sender(submission, name, by_sender=by_sender)


def forgotten_at(submission: Submission, is_hidden: bool = False) -> datetime.datetime | None:
    """When it is erased or expires if nothing happens to it; None while readers see it (not if hidden now)."""
    now = timezone.now()
    if submission.state in (State.WITHDRAWN, State.EXPIRED):
        return now + UNTIL_ERASED
    if submission.state == State.DECLINED:
        return now + AFTER_DECISION
    if submission.state == State.ERASED or (not is_hidden and is_public(submission)):
        return None
    return now + datetime.timedelta(days=settings.STORY_DAYS)


def is_public(submission: Submission) -> bool:
    """Whether readers see it now, or a version of it that was approved before."""
    if submission.page_id:
        return StoryPage.objects.filter(pk=submission.page_id, live=True).exists()
    if submission.question is not None and submission.question.state != State.PUBLISHED:
        return False
    return submission.state == State.PUBLISHED


def way(start: State, goal: State, is_live: bool) -> list[str]:
    """The shortest way along the moves that the workflow makes. Raises IllegalMoveError where there is none.

    From what was public it leads one way where readers see that still, and another where they do not.
    """
    followed = [name for name in FOLLOWED if name != ("take_down" if is_live else "look_again")]
    ways: dict[State, list[str]] = {start: []}
    waiting = [start]
    for state in waiting:
        for name in followed:
            after = MOVES[name].get(state)
            if after is not None and after not in ways:
                ways[after] = [*ways[state], name]
                waiting.append(after)
    if goal not in ways:
        raise IllegalMoveError(f"{goal} from {start}")
    return ways[goal]
