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
    from stories.models import SafetyReviewTask

    tasks = SafetyReviewTask.objects.filter(active=True)
    return Workflow.objects.filter(active=True, workflow_tasks__task__in=tasks).order_by("pk").first()


def ensure_story_review() -> Workflow:
    """The workflow; made when there is none: safety and editing by reviewers, then the word of the sender."""
    return story_review() or _make()


def review_of(page: StoryPage) -> Workflow:
    """The workflow that editors chose for the place of this story; ours where that lacks a task that keeps it safe."""
    from stories.models import SafetyReviewTask, SenderAgreementTask

    chosen: Workflow | None = page.get_workflow()
    for needed in (SafetyReviewTask, SenderAgreementTask):
        if chosen is None or not needed.objects.filter(workflow_tasks__workflow=chosen, active=True).exists():
            return ensure_story_review()
    return chosen


@transaction.atomic
def _make() -> Workflow:
    from stories.models import SafetyReviewTask, SenderAgreementTask, StoryIndexPage, StoryReviewTask

    reviewers = roles.ensure_reviewers()
    app_label, codename = VIEW_CONTACT.split(".")
    reviewers.permissions.add(*Permission.objects.filter(content_type__app_label=app_label, codename=codename))
    # Stories that were written before there was a look at their safety keep the task that they are in.
    editing = StoryReviewTask.objects.filter(active=True).order_by("pk").first()
    if editing is None:
        editing = StoryReviewTask.objects.create(name=NAME)
        editing.groups.add(reviewers)
    safety = SafetyReviewTask.objects.create(name="Safety review")
    safety.groups.add(reviewers)
    agreement = SenderAgreementTask.objects.create(name="Agreement of the sender")
    workflow = Workflow.objects.filter(active=True, workflow_tasks__task=editing).order_by("pk").first()
    if workflow is None:
        workflow = Workflow.objects.create(name=NAME)
        WorkflowTask.objects.create(workflow=workflow, task=editing, sort_order=1)
    WorkflowTask.objects.filter(workflow=workflow, task=editing).update(sort_order=1)
    WorkflowTask.objects.create(workflow=workflow, task=safety, sort_order=0)
    WorkflowTask.objects.create(workflow=workflow, task=agreement, sort_order=2)
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
    from stories.models import SafetyReviewTask

    try:
        (apps or registry).get_model("stories", "SafetyReviewTask")
    except LookupError:  # migrated to a state before the stories
        return
    if using == DEFAULT_DB_ALIAS and not SafetyReviewTask.objects.exists():
        create_permissions(sender, verbosity=0, using=using)  # Django makes them after this
        ensure_story_review()
