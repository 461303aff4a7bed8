"""What Wagtail tells of reviews and pages, passed on to the submissions that they belong to."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import PageLogEntry, Revision, TaskState, WorkflowState

from stories import domain, elsewhere, erasing, following
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
        following.follow(int(state.object_id), user, instance if isinstance(instance, WorkflowState) else None)
        _forget_pictures(page=int(state.object_id))


def on_page(instance: StoryPage, user: Any = None, revision: Revision | None = None, **kwargs: Any) -> None:
    """A story was published, with a revision, or taken down. While its review is ending, that tells of it itself.

    Where an original is taken down that was sent in, its translations are not left behind.
    """
    if revision is not None:
        elsewhere.on_published(instance, revision)
    if not instance.live and (sent := Submission.objects.filter(page=instance.pk).first()) is not None:
        domain.hide(sent, user)
    following.follow(instance.pk, user)
    if instance.live:
        _forget_pictures(page__translation_key=instance.translation_key)


@transaction.atomic
def _forget_pictures(**which: Any) -> None:
    """What was taken out of a story goes when that is public as it was changed."""
    sent = Submission.objects.filter(state=State.PUBLISHED, **which).first()
    if sent is not None:
        erasing.forget_pictures_taken_out(sent)


def on_deleted(instance: StoryPage, **kwargs: Any) -> None:
    """Before a story is deleted: nothing is left of what its sender told us.

    Of a translation that goes alone, the log keeps no title: nothing leads to it any more when the story is erased.
    """
    others = Submission.objects.filter(page__translation_key=instance.translation_key).exclude(page=instance.pk)
    for other in others:
        PageLogEntry.objects.filter(page=instance.pk).update(label=other.reference, data={})
    sent = Submission.objects.filter(page=instance.pk).exclude(state=State.ERASED).first()
    if sent is not None:
        domain.erase(sent, reason=Reason.DELETED, going=instance.pk)
