"""Wagtail's own mails about workflows: not sent where the site tells people in its own way, or must not name a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from wagtail.admin import mail
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from home.models import TranslationReviewTask
from home.visibility import is_private

State: TypeAlias = TaskState | WorkflowState
_left_out: list[Callable[[Any], bool]] = []


def leave_out(condition: Callable[[State], bool]) -> None:
    """Let an app say of which states of workflows and tasks Wagtail does not write."""
    if condition not in _left_out:
        _left_out.append(condition)


def is_of_a_translation(state: State) -> bool:
    """Whether it belongs to the review of a translation in its language."""
    workflow = state.workflow_state if isinstance(state, TaskState) else state
    return bool(TranslationReviewTask.objects.filter(workflow_tasks__workflow=workflow.workflow_id).exists())


def is_told_of(state: State) -> bool:
    """Whether `home.telling` tells of it. Not of approvals: Wagtail does, where everybody may read the page."""
    if not is_of_a_translation(state):
        return False
    if isinstance(state, WorkflowState) and state.status == WorkflowState.STATUS_APPROVED:
        return bool(Page.objects.filter(is_private(), pk=state.object_id).exists())
    return True


class _Fewer:
    """One of Wagtail's mails, less what is left out."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        """Whether it is sent."""
        is_handled: bool = super().can_handle(instance, **kwargs)  # type: ignore[misc]
        return is_handled and not any(condition(instance) for condition in _left_out)


class _TaskSubmitted(_Fewer, mail.GroupApprovalTaskStateSubmissionEmailNotifier): ...


class _WorkflowSubmitted(_Fewer, mail.WorkflowStateSubmissionEmailNotifier): ...


class _WorkflowApproved(_Fewer, mail.WorkflowStateApprovalEmailNotifier): ...


class _WorkflowRejected(_Fewer, mail.WorkflowStateRejectionEmailNotifier): ...


#: Wagtail's mails by the name under which it connects them; kept here because signals hold their receivers weakly.
_INSTEAD_OF_WAGTAILS = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification", _TaskSubmitted()),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification", _WorkflowSubmitted()),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification", _WorkflowApproved()),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", _WorkflowRejected()),
)


def connect() -> None:
    """Connect them in the place of Wagtail's. A name that is taken is not connected again."""
    leave_out(is_told_of)
    for signal, sender, name, notifier in _INSTEAD_OF_WAGTAILS:
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(notifier, sender=sender, dispatch_uid=name)
