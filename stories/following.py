"""A story's submission and its workflow in Wagtail: whatever is done in one is done in the other.

stories.reconciling mends what a killed process left between the two.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from stories.models import SenderAgreementTask, StoryPage, Submission
from stories.states import ENDED, MOVES, State, forgotten_at, is_public, locked, move, way
from stories.workflow import review_of


def review(submission: Submission) -> WorkflowState | None:
    """The workflow that a story is in: running, or sent back."""
    page = StoryPage.objects.filter(pk=submission.page_id).first()
    return page.current_workflow_state if page else None


def task_of(submission: Submission) -> TaskState | None:
    """The task that a story waits in."""
    state = review(submission)
    task = state.current_task_state if state else None
    return task if task is not None and task.status == TaskState.STATUS_IN_PROGRESS else None


def cancel_review(submission: Submission, user: Any) -> None:
    """End the review of a story, if it is in one."""
    if (state := review(submission)) is not None:
        state.cancel(user=user)


def review_anew(submission: Submission) -> None:
    """Review the newest version from the first task on; in a transaction.

    What runs is ended without its signals: nothing was decided, and Wagtail cannot cancel a review that waits for
    nothing.
    """
    running = WorkflowState.objects.active().filter(
        object_id=str(submission.page_id), base_content_type=ContentType.objects.get_for_model(Page)
    )
    tasks = TaskState.objects.filter(workflow_state__in=running, status=TaskState.STATUS_IN_PROGRESS)
    tasks.update(status=TaskState.STATUS_CANCELLED, finished_at=timezone.now())
    running.update(status=WorkflowState.STATUS_CANCELLED)
    page = StoryPage.objects.get(pk=submission.page_id)
    review_of(page).start(page, None)


def state_by_review(submission: Submission) -> State | None:
    """Where a story stands by its workflow and its page; None where it is in no review and not public."""
    return state_of(submission.state, review(submission), is_public(submission))


def state_of(state: str, running: WorkflowState | None, is_live: bool) -> State | None:
    """The same of a story in this state, whose review and page are known. No query where the task is fetched."""
    if running is None:
        return State.PUBLISHED if is_live else None
    if running.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return State.PUBLISHED if is_live and is_of_an_editor(running) else State.CHANGES_REQUESTED
    task = running.current_task_state
    agreement = ContentType.objects.get_for_model(SenderAgreementTask)
    if task is not None and task.task.content_type_id == agreement.pk:
        return State.APPROVED
    return State.RECEIVED if state == State.RECEIVED else State.IN_REVIEW


@transaction.atomic
def follow(page_id: int, user: Any = None, ended: WorkflowState | None = None) -> None:
    """Bring a submission to where its workflow and its page are; `ended` is the review that was just ended, if any.

    A review that has ended without a decision, or has passed what lacks a check or a yes, starts anew: it cannot be
    cancelled, only decided. That of a change of a public story can: then what is public stays.
    """
    submission = Submission.objects.select_for_update().filter(page=page_id).first()
    if submission is None or submission.state in (*ENDED, State.DRAFT):
        return
    wanted = state_by_review(submission)
    is_live = is_public(submission)
    if wanted is None or (is_live and _is_in_vain(ended)):
        page = StoryPage.objects.get(pk=page_id)
        review_of(page).start(page, ended.requested_by if ended and is_live else None)  # which comes here again
        return
    if wanted == State.PUBLISHED and (running := review(submission)) is not None:  # an editor's change was rejected
        if submission.state == State.PUBLISHED:
            running.cancel(user=user)
        else:
            keep(submission, user)
        return
    if wanted == State.PUBLISHED and submission.state in MOVES["keep"] and _is_cancelled(ended):
        _keep(submission, user, ended)
        return
    for name in way(State(submission.state), wanted, is_live):
        move(submission, name, user)
    if submission.expires_at is None and not is_live:
        move(submission, "hide", user)
    elif submission.expires_at is not None and is_live:  # readers see it again
        submission.expires_at = forgotten_at(submission)
        submission.save(update_fields=["expires_at"])


def _is_cancelled(ended: WorkflowState | None) -> bool:
    """Whether a review has just ended because somebody cancelled it."""
    return ended is not None and ended.status == WorkflowState.STATUS_CANCELLED


def _is_in_vain(ended: WorkflowState | None) -> bool:
    """Whether a review has just passed a version that did not become public all the same."""
    if ended is None or ended.status != WorkflowState.STATUS_APPROVED:
        return False
    passed = ended.current_task_state.revision_id if ended.current_task_state else None
    return not StoryPage.objects.filter(pk=ended.object_id, live_revision=passed).exists()


def is_of_an_editor(running: WorkflowState) -> bool:
    """Whether an editor began this review, of a change of their own; of what a sender sent nobody did."""
    return running.requested_by_id is not None


def changed_by_editor(submission: Submission) -> bool:
    """Whether an editor's change of a public story is under review: its sender is not asked for another one."""
    running = review(submission) if submission.page_id else None
    return running is not None and is_of_an_editor(running) and is_public(submission)


def keep(submission: Submission, user: Any = None, reason: str = "") -> None:
    """End the review of a change of a public story, which stays as it is; in a transaction with the row locked.

    Of an editor's change its sender is told nothing: it was not theirs.
    """
    _keep(submission, user, review(submission), reason)
    cancel_review(submission, user)


def _keep(submission: Submission, user: Any, of_change: WorkflowState | None, reason: str = "") -> None:
    """The same of a change whose review is known, and may have ended already."""
    submission.agreed_revision = StoryPage.objects.get(pk=submission.page_id).live_revision  # not what was sent since
    is_told = of_change is None or not is_of_an_editor(of_change)
    move(submission, "keep", user, reason=reason, is_told=is_told)


@transaction.atomic
def hide_for_sender(submission: Submission) -> None:
    """Log that a story is taken down because of what its sender did; whoever calls this takes it down at once."""
    submission = locked(submission)
    if submission.page_id and is_public(submission):
        move(submission, "take_down" if submission.state == State.PUBLISHED else "hide", by_sender=True)
