"""What reviewers and senders do with a submission: each is one transaction, with its log and its mail.

stories.states holds the table of what is allowed, stories.receiving what comes in. Of a story the review is Wagtail's
workflow: what is done here drives it, and what is done there is followed (stories.following).
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.models import TaskState

from stories import durable, erasing, notifications
from stories.following import cancel_review, changed_by_editor, keep, review_anew, task_of
from stories.models import Message, Step, StoryPage, StoryReviewTask, Submission
from stories.states import UNDER_REVIEW, IllegalMoveError, Reason, State, is_public, locked, move, next_state
from stories.ways import roundups


@durable.atomic
def say(submission: Submission, kind: str, text: str, user: Any = None, block: str = "") -> Message:
    """Store a message of an editor, or of the sender where there is no user, and tell the other side."""
    message = Message.objects.create(
        submission=submission, kind=kind, text=text, user=user, by_sender=user is None, block=block
    )
    if user is None:
        notifications.tell_reviewers(submission)
    elif kind == Message.Kind.QUESTION:  # of a request the move tells that comes with it
        notifications.tell_sender(submission, kind, by_sender=False)
    return message


# ---------------------------------------------------------------- reviewing


@durable.atomic
def take(submission: Submission, user: Any, by: Any = None) -> Submission:
    """Somebody begins to review it, or takes it over; `by` is who gave it to them, if it was somebody else."""
    submission = locked(submission)
    if submission.state not in UNDER_REVIEW:
        raise IllegalMoveError(f"take from {submission.state}")
    before, submission.reviewer = submission.reviewer_id, user
    if submission.state == State.RECEIVED:
        move(submission, "take", by or user)
    elif before != user.pk:
        submission.save(update_fields=["reviewer"])
        now = submission.state
        Step.objects.create(submission=submission, move="hand_over", before=now, after=now, user=by or user)
    return submission


@durable.atomic
def request_changes(submission: Submission, user: Any, text: str) -> Submission:
    """Ask the sender to change it. Of a story the task of the workflow is rejected, which `follow` hears of.

    Raises IllegalMoveError also for an editor's change of a public story, which its sender cannot change.
    """
    submission = locked(submission)
    next_state(submission.state, "request_changes")
    if changed_by_editor(submission):
        raise IllegalMoveError("request_changes")
    say(submission, Message.Kind.REQUEST, text, user)
    if (task := task_of(submission)) is not None:
        task.reject(user=user)
    else:
        move(submission, "request_changes", user)
    submission.refresh_from_db()
    return submission


@durable.atomic
def accept(submission: Submission, user: Any) -> Submission:
    """Publish a question or an answer, or take a guide; what has no page needs one approval. Nobody approves their own.

    Raises IllegalMoveError, also for a story, which only its workflow publishes.
    """
    submission = locked(submission)
    if submission.kind == Submission.Kind.STORY or (user is not None and submission.entered_by_id == user.pk):
        raise IllegalMoveError("accept")
    move(submission, "approve", user)
    move(submission, "publish", user)
    if submission.kind == Submission.Kind.QUESTION:  # readers see its answers again
        submission.answers.filter(state=State.PUBLISHED).update(expires_at=None)
    return submission


@durable.atomic
def decline(submission: Submission, user: Any, reason: str, text: str = "") -> Submission:
    """Say no, with a reason. Of a story that is public only the change is declined; to an editor in their record."""
    submission = locked(submission)
    name = "keep" if is_public(submission) else "decline"
    next_state(submission.state, name)
    is_editors = changed_by_editor(submission)
    if is_editors and (task := task_of(submission)) is not None:
        task.reject(user=user, comment=text)  # which `follow` hears of
        submission.refresh_from_db()
        return submission
    if text and not is_editors:
        say(submission, Message.Kind.DECISION, text, user)
    if name == "keep":
        keep(submission, user, reason)
        return submission
    move(submission, name, user, reason=reason)
    cancel_review(submission, user)
    roundups.take_out(submission)  # with a question its answers
    return submission


@durable.atomic
def end_change(submission: Submission) -> None:
    """Nothing has happened for long to a change of a public story: it ends, and what is public stays."""
    submission = locked(submission)
    if not is_public(submission):
        raise IllegalMoveError("keep")
    keep(submission, reason=Reason.TOO_OLD)


@durable.atomic
def agree(submission: Submission, revision_id: int) -> Submission:
    """The sender says yes to a version. Raises IllegalMoveError when it is not the one that waits any more."""
    submission = locked(submission)
    task = task_of(submission)
    if submission.state != State.APPROVED or task is None or task.revision_id != revision_id:
        raise IllegalMoveError("agree")
    submission.agreed_revision_id = revision_id
    submission.save(update_fields=["agreed_revision"])
    task.approve(user=None)
    submission.refresh_from_db()
    return submission


@durable.atomic
def disagree(submission: Submission, text: str, user: Any = None) -> Submission:
    """The sender says no to what editors made of it, and why: back to the editors.

    With a user, that is who heard it from the sender; what they wrote down is a note among reviewers.
    """
    submission = locked(submission)
    next_state(submission.state, "reconsider")
    if (task := task_of(submission)) is None:
        raise IllegalMoveError("disagree")
    if text or user is None:
        say(submission, Message.Kind.ANSWER if user is None else Message.Kind.NOTE, text, user)
    task.status, task.finished_at = TaskState.STATUS_CANCELLED, timezone.now()
    task.save()
    editing = StoryReviewTask.objects.filter(workflow_tasks__workflow=task.workflow_state.workflow, active=True).first()
    if editing is None:  # somebody has taken it out of the workflow meanwhile
        move(submission, "reconsider", user)
        review_anew(submission)
    else:
        task.workflow_state.update(user=None, next_task=editing)
    submission.refresh_from_db()
    return submission


@durable.atomic
def take_down(submission: Submission, user: Any) -> Submission:
    """Hide a question, an answer or a guide that is public, to look at it once more. Raises IllegalMoveError."""
    submission = locked(submission)
    if submission.kind == Submission.Kind.STORY:  # of which the page is unpublished
        raise IllegalMoveError("take_down")
    move(submission, "take_down", user)
    roundups.take_out(submission)
    return submission


# ---------------------------------------------------------------- ending


@durable.atomic
def withdraw(submission: Submission, user: Any = None, reason: str = Reason.BY_SENDER) -> Submission:
    """Take it back in every language at once; its rest is erased a day later."""
    return _end(submission, "withdraw", user, reason)


@durable.atomic
def expire(submission: Submission, reason: str = Reason.TOO_OLD) -> Submission:
    """What was not published in time, or what its sender agreed to until today."""
    return _end(submission, "expire", None, reason)


@durable.atomic
def erase(submission: Submission, user: Any = None, reason: str = "", *, going: int | None = None) -> Submission:
    """Delete all but the bare fact that there was something; the page and its translations with it.

    `going` is the key of the page when it is being deleted just now.
    """
    submission = _end(submission, "erase", user, reason)
    erasing.scrub(submission, going=going)
    return submission


def _end(submission: Submission, name: str, user: Any, reason: str) -> Submission:
    submission = locked(submission)
    move(submission, name, user, by_sender=user is None and reason == Reason.BY_SENDER, reason=reason)
    if submission.page_id:
        cancel_review(submission, user)
        hide(submission, user)
    roundups.take_out(submission)
    return submission


def hide(submission: Submission, user: Any = None) -> None:
    """Take down every version that readers see; with the original the others go by themselves (stories.followed)."""
    for version in versions(submission):
        version.refresh_from_db(fields=["live"])
        if version.live:
            version.unpublish(user=user)


def versions(submission: Submission) -> list[StoryPage]:
    """A story's page and its translations."""
    page = submission.page
    return list(StoryPage.objects.filter(translation_key=page.translation_key)) if page else []
