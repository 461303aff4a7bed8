"""The review workflow of stories, made by the site itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Permission
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from home import roles
from stories.panels import VIEW_CONTACT

if TYPE_CHECKING:
    from stories.models import StoryIndexPage

NAME = "Story review"


def ensure_story_review() -> Workflow:
    """The workflow with its one task for reviewers, who may see how a sender can be reached; safe to run again."""
    from stories.models import StoryReviewTask

    reviewers = roles.ensure_reviewers()
    app_label, codename = VIEW_CONTACT.split(".")
    reviewers.permissions.add(*Permission.objects.filter(content_type__app_label=app_label, codename=codename))
    task, _made = StoryReviewTask.objects.get_or_create(name=NAME, defaults={"active": True})
    task.groups.add(reviewers)
    workflow, _made = Workflow.objects.get_or_create(name=NAME, defaults={"active": True})
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    return workflow


def on_story_index_saved(instance: StoryIndexPage, created: bool, **kwargs: Any) -> None:
    """A new list of stories is reviewed from its first story on."""
    if created and not kwargs.get("raw"):
        WorkflowPage.objects.get_or_create(page=instance.page_ptr, defaults={"workflow": ensure_story_review()})
