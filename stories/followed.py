"""What Wagtail tells of reviews and pages, passed on to the submissions that they belong to."""

from __future__ import annotations

from typing import Any

from wagtail.models import Revision, TaskState, WorkflowState

from stories import domain, elsewhere, following
from stories.models import StoryPage, Submission
from stories.notifications import is_about_a_story
from stories.states import Reason, State


def on_review(instance: TaskState | WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """A task has begun, or a review has ended in whatever way."""
    if is_about_a_story(instance):
        state = instance.workflow_state if isinstance(instance, TaskState) else instance
        if isinstance(instance, TaskState):  # which Wagtail saves after it tells of it
            state.current_task_state = TaskState.objects.get(pk=instance.pk)
            state.save()
        following.follow(int(state.object_id), user)


def on_page(instance: StoryPage, user: Any = None, revision: Revision | None = None, **kwargs: Any) -> None:
    """A story was published, with a revision, or taken down. While its review is ending, that tells of it itself."""
    if revision is not None:
        elsewhere.on_published(instance, revision)
    following.follow(instance.pk, user)


def on_deleted(instance: StoryPage, **kwargs: Any) -> None:
    """Before a story is deleted: nothing is left of what its sender told us."""
    sent = Submission.objects.filter(page=instance.pk).exclude(state=State.ERASED).first()
    if sent is not None:
        domain.erase(sent, reason=Reason.DELETED, going=instance.pk)
