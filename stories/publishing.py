"""How a workflow ends. WAGTAIL_FINISH_WORKFLOW_ACTION names this module; Wagtail imports it with its own models."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

logger = logging.getLogger(__name__)


def publish_what_was_reviewed(workflow_state: Any, user: Any = None) -> None:
    """Publish at the end of a workflow; replaces wagtail.workflows.publish_workflow_state.

    The stock action publishes the latest revision, also one that was saved after the review. This one compares the
    reviewed revision with the latest, freshly read, and publishes only when they are the same; otherwise the page stays
    a draft with changes and somebody has to submit it again; so does one that lacks something that is required.
    A story that was sent in needs a safety check of this very revision and its sender's agreement to it, whatever
    tasks the workflow has. The reviewer needs no publish permission of their own.
    """
    from wagtail.models import Page, Revision  # not at the top: see the module's first line

    with transaction.atomic():
        page = Page.objects.select_for_update().get(pk=workflow_state.object_id)
        task_state = workflow_state.current_task_state
        if task_state is None:  # a workflow without a task: nobody has read it
            return
        reviewed = Revision.objects.get(pk=task_state.revision_id)
        is_as_read = page.latest_revision_id == reviewed.pk and reviewed.created_at <= task_state.started_at
        if is_as_read and may_be_public(reviewed):
            try:
                reviewed.publish(user=user, skip_permission_checks=True)
            except ValidationError as error:  # it lacks something that a public page of its kind must have
                logger.warning("Page %s was approved and not published: %s", page.pk, type(error).__name__)
        else:
            logger.warning("Page %s was approved and not published: this version lacks a check or its yes", page.pk)


def may_be_public(revision: Any) -> bool:
    """Whether nothing is missing that a story needs which was sent in; its translations need that it is public.

    True of every other page.
    """
    from stories import agreeing
    from stories.models import StoryPage, Submission

    sent = Submission.objects.filter(page=int(revision.object_id)).first()
    if sent is None:
        keys = StoryPage.objects.filter(pk=int(revision.object_id)).values("translation_key")
        return not Submission.objects.filter(page__live=False, page__translation_key__in=keys).exists()
    is_approved = sent.state == Submission.State.APPROVED
    return is_approved and agreeing.is_checked(revision) and agreeing.is_agreed(revision)
