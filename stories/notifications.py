"""Mail about stories: that one waits, and where; never what it says or who sent it.

Wagtail's own mails name the page, and the title of a story that is not published can endanger the people in it. So they
are not sent for stories; these are.

They are sent inside the transaction that causes them. In production "sent" means written to the queue in the same
database (EMAIL_BACKEND), so the mail is queued together with the story, or neither is stored. `transaction.on_commit`
would be too late: a process that is killed between the commit and the hook has stored a story that nobody hears of. On
a developer's machine mail goes straight to a server; one that does not answer must not cost a story, so its errors are
logged.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from wagtail.admin import mail
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from home.mail import language_of
from home.models import User

logger = logging.getLogger(__name__)

STORY = ("stories", "storypage")


def is_about_a_story(state: TaskState | WorkflowState) -> bool:
    """Whether a state of a workflow, or of a task in it, is that of a story."""
    workflow = state.workflow_state if isinstance(state, TaskState) else state
    return ContentType.objects.get_for_id(workflow.content_type_id).natural_key() == STORY


def on_task_submitted(instance: TaskState, user: User | None = None, **kwargs: Any) -> None:
    """Tell the reviewers that a story waits; all but the one who submitted it."""
    if is_about_a_story(instance) and (groups := getattr(instance.task.specific, "groups", None)) is not None:
        members = User.objects.filter(is_active=True, groups__in=groups.all()).exclude(email="")
        if user is not None:
            members = members.exclude(pk=user.pk)
        waiting = members.exclude(wagtail_userprofile__submitted_notifications=False)
        _send("waiting", waiting, instance.workflow_state)


def on_workflow_ended(instance: WorkflowState, user: User | None = None, **kwargs: Any) -> None:
    """Tell the editor who asked for the review how it went; a sender has no account and hears in another way."""
    asked = instance.requested_by
    if is_about_a_story(instance) and asked is not None and asked != user and asked.is_active and asked.email:
        _send("decided", User.objects.filter(pk=asked.pk), instance)


def _send(template: str, recipients: Iterable[User], state: WorkflowState) -> None:
    """One mail each, in the language each has chosen for the admin."""
    link = settings.BASE_URL + reverse("wagtailadmin_pages:edit", args=[state.object_id])
    for user in recipients.distinct().select_related("wagtail_userprofile").order_by("pk"):  # type: ignore[attr-defined]
        with translation.override(language_of(user)):
            subject = render_to_string(f"stories/email/{template}_subject.txt").strip()
            text = render_to_string(f"stories/email/{template}.txt", {"link": link})
        try:
            send_mail(subject, text, None, [user.email])
        except OSError as error:  # what connections and smtplib raise; a failing database is not among them
            logger.error("Mail about a story was not sent: %s", type(error).__name__)


class _NotForStories:
    """Leaves the stories out of one of Wagtail's mails."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        """Whether Wagtail's mail is sent."""
        is_handled: bool = super().can_handle(instance, **kwargs)  # type: ignore[misc]
        return is_handled and not is_about_a_story(instance)


class _TaskSubmitted(_NotForStories, mail.GroupApprovalTaskStateSubmissionEmailNotifier): ...


class _WorkflowSubmitted(_NotForStories, mail.WorkflowStateSubmissionEmailNotifier): ...


class _WorkflowApproved(_NotForStories, mail.WorkflowStateApprovalEmailNotifier): ...


class _WorkflowRejected(_NotForStories, mail.WorkflowStateRejectionEmailNotifier): ...


#: Wagtail's mails by the name under which it connects them; kept here because signals hold their receivers weakly.
_INSTEAD_OF_WAGTAILS = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification", _TaskSubmitted()),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification", _WorkflowSubmitted()),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification", _WorkflowApproved()),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", _WorkflowRejected()),
)


def connect() -> None:
    """Connect ours, and Wagtail's in a form that leaves stories out. A name that is taken is not connected again."""
    for signal, sender, name, notifier in _INSTEAD_OF_WAGTAILS:
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(notifier, sender=sender, dispatch_uid=name)
    task_submitted.connect(on_task_submitted, dispatch_uid="stories.task_submitted")
    workflow_approved.connect(on_workflow_ended, dispatch_uid="stories.workflow_approved")
    workflow_rejected.connect(on_workflow_ended, dispatch_uid="stories.workflow_rejected")
