"""The review workflow of stories, made by the site itself: once, and what editors change in it stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps as registry
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Permission
from django.db import DEFAULT_DB_ALIAS, transaction
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from home import roles
from stories.panels import VIEW_CONTACT

if TYPE_CHECKING:
    from stories.models import StoryIndexPage, StoryPage

NAME = "Story review"


def story_review() -> Workflow | None:
    """The workflow in which stories are reviewed, whatever it is called by now; None where there is none in use."""
    from stories.models import StoryReviewTask

    tasks = StoryReviewTask.objects.filter(active=True)
    return Workflow.objects.filter(active=True, workflow_tasks__task__in=tasks).order_by("pk").first()


def ensure_story_review() -> Workflow:
    """The workflow; made when there is none: one task for reviewers, who may see how a sender can be reached."""
    return story_review() or _make()


def review_of(page: StoryPage) -> Workflow:
    """The workflow that editors chose for the place of this story; ours where there is none, or none with a task."""
    chosen: Workflow | None = page.get_workflow()
    return chosen if chosen and chosen.tasks.filter(active=True).exists() else ensure_story_review()


@transaction.atomic
def _make() -> Workflow:
    from stories.models import StoryIndexPage, StoryReviewTask

    reviewers = roles.ensure_reviewers()
    app_label, codename = VIEW_CONTACT.split(".")
    reviewers.permissions.add(*Permission.objects.filter(content_type__app_label=app_label, codename=codename))
    task = StoryReviewTask.objects.create(name=NAME)
    task.groups.add(reviewers)
    workflow = Workflow.objects.create(name=NAME)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for index in StoryIndexPage.objects.filter(workflowpage=None):
        WorkflowPage.objects.create(page=index.page_ptr, workflow=workflow)
    return workflow


def on_story_index_saved(instance: StoryIndexPage, created: bool, **kwargs: Any) -> None:
    """A new list of stories is reviewed from its first story on."""
    if created and not kwargs.get("raw"):
        WorkflowPage.objects.get_or_create(page=instance.page_ptr, defaults={"workflow": ensure_story_review()})


def on_migrated(sender: Any, using: str, apps: Any = None, **kwargs: Any) -> None:
    """After `migrate`: a database that knows stories has a review, also one that is older than the review.

    One that has had a review keeps it as it is, even when somebody has put it out of use.
    """
    from stories.models import StoryReviewTask

    try:
        (apps or registry).get_model("stories", "StoryReviewTask")
    except LookupError:  # migrated to a state before the stories
        return
    if using == DEFAULT_DB_ALIAS and not StoryReviewTask.objects.exists():
        create_permissions(sender, verbosity=0, using=using)  # Django makes them after this
        ensure_story_review()
