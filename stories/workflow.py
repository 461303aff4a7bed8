"""The review workflow of stories, made by the site itself: once, and what editors change in it stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps as registry
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, transaction
from wagtail.models import Task, Workflow, WorkflowPage, WorkflowTask

from home import roles
from stories.panels import VIEW_CONTACT

if TYPE_CHECKING:
    from stories.models import StoryIndexPage, StoryPage

NAME = "Story review"


def story_review() -> Workflow | None:
    """The workflow in which stories are reviewed, whatever it is called by now; None where there is none in use.

    One that lacks a task, or has them in another order, would never end: nothing that it approves may be public.
    """
    from stories.models import SafetyReviewTask

    tasks = SafetyReviewTask.objects.filter(active=True)
    found = Workflow.objects.filter(active=True, workflow_tasks__task__in=tasks).order_by("pk").distinct()
    return next((workflow for workflow in found if _is_whole(workflow)), None)


def _is_whole(workflow: Workflow) -> bool:
    """Whether it asks for safety, then for editing, and last for the word of the sender, by tasks that are in use."""
    from stories.models import SafetyReviewTask, SenderAgreementTask, StoryReviewTask

    links = workflow.workflow_tasks.filter(task__active=True).order_by("sort_order", "pk")
    kinds = [link.task.specific_class for link in links.select_related("task")]
    left = iter(kinds)
    has_all = all(kind in left for kind in (SafetyReviewTask, StoryReviewTask))
    return has_all and kinds[-1] is SenderAgreementTask


def ensure_story_review() -> Workflow:
    """The workflow; made when there is none: safety and editing by reviewers, then the word of the sender."""
    return story_review() or _make()


def review_of(page: StoryPage) -> Workflow:
    """The workflow that editors chose for the place of this story; ours where that lacks a task, or their order."""
    chosen: Workflow | None = page.get_workflow()
    return chosen if chosen is not None and _is_whole(chosen) else ensure_story_review()


def _make_task(model: Any, name: str, reviewers: Group) -> Task:
    task: Task = model.objects.create(name=name)
    if hasattr(task, "groups"):
        task.groups.add(reviewers)
    return task


@transaction.atomic
def _make() -> Workflow:
    from stories.models import SafetyReviewTask, SenderAgreementTask, StoryIndexPage, StoryReviewTask

    reviewers = roles.ensure_reviewers()
    app_label, codename = VIEW_CONTACT.split(".")
    reviewers.permissions.add(*Permission.objects.filter(content_type__app_label=app_label, codename=codename))
    # What there is stays in use: a database from before the look at safety has stories in its one task.
    tasks = [
        model.objects.filter(active=True).order_by("pk").first() or _make_task(model, name, reviewers)
        for model, name in (
            (SafetyReviewTask, "Safety review"),
            (StoryReviewTask, NAME),
            (SenderAgreementTask, "Agreement of the sender"),
        )
    ]
    workflow: Workflow = Workflow.objects.filter(active=True, workflow_tasks__task__in=tasks).order_by(
        "pk"
    ).first() or Workflow.objects.create(name=NAME)
    others = workflow.workflow_tasks.exclude(task__in=tasks).values_list("sort_order", flat=True)
    last = max([len(tasks) - 1, *(order + 1 for order in others if order is not None)])
    for order, task in zip((0, 1, last), tasks, strict=True):
        WorkflowTask.objects.update_or_create(workflow=workflow, task=task, defaults={"sort_order": order})
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
