"""The review of stories makes itself, once, in new databases and in old ones; what editors change in it stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.models import GroupApprovalTask, Task, Workflow, WorkflowPage, WorkflowTask

from home import roles
from home.models import User
from stories import domain, receiving
from stories.models import SafetyReviewTask, SenderAgreementTask, StoryPage, StoryReviewTask, Submission
from stories.workflow import ensure_story_review, on_migrated
from tests.factories import SmallSite
from tests.stories.forms import story
from tests.stories.review import approve, edit, publish, published_title, signed_in, state_of
from tests.stories.reviewing.desk import press


def migrate(**options: Any) -> None:
    call_command("migrate", interactive=False, verbosity=0, **options)


def reviews() -> list[tuple[str, bool, list[str], list[str]]]:
    """Every workflow with a task of ours: its name, whether it is in use, whose task it is, where it holds."""
    found = Workflow.objects.filter(workflow_tasks__task__in=StoryReviewTask.objects.all()).order_by("pk")
    return [
        (
            workflow.name,
            workflow.active,
            sorted(
                Group.objects.filter(storyreviewtask__workflow_tasks__workflow=workflow).values_list("name", flat=True)
            ),
            sorted(page.page.locale.language_code for page in workflow.workflow_pages.all()),
        )
        for workflow in found
    ]


def forget_the_review() -> None:
    """As in a database that is older than the review."""
    Workflow.objects.all().delete()
    Task.objects.all().delete()
    Group.objects.filter(name=roles.REVIEWERS).delete()
    Permission.objects.filter(codename="view_contact").delete()


@pytest.mark.usefixtures("no_site")
def test_a_new_database_has_one_after_migrating() -> None:
    assert reviews() == [("Story review", True, [roles.REVIEWERS], [])]
    (permission,) = Permission.objects.filter(codename="view_contact")
    assert [group.name for group in Group.objects.filter(permissions=permission)] == [roles.REVIEWERS]


def test_lists_of_stories_use_it(site: SmallSite) -> None:
    assert reviews() == [("Story review", True, [roles.REVIEWERS], ["ar", "en", "fr"])]


def test_an_old_database_gets_one(site: SmallSite, reviewer: User) -> None:
    forget_the_review()
    assert (reviews(), WorkflowPage.objects.count()) == ([], 0)
    migrate()
    assert reviews() == [("Story review", True, [roles.REVIEWERS], ["ar", "en", "fr"])]
    reviewer.groups.add(Group.objects.get(name=roles.REVIEWERS))
    assert User.objects.get(pk=reviewer.pk).has_perm("stories.view_contact")
    page = receiving.submit(story())[0].page
    publish(signed_in(reviewer), page)
    assert published_title(page) == "The last bus is our office"


def test_preparing_again_and_again_leaves_one(site: SmallSite, settings: Any, tmp_path: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    before = reviews()
    for _time in range(2):
        call_command("prepare")
    migrate()
    migrate(app_label="stories")
    assert reviews() == before
    links = WorkflowTask.objects.filter(workflow__name="Story review")
    assert [type(link.task.specific) for link in links.order_by("sort_order")] == [
        SafetyReviewTask,
        StoryReviewTask,
        SenderAgreementTask,
    ]
    assert Task.objects.exclude(name="Moderators approval").count() == 3


def test_what_editors_changed_stays(site: SmallSite) -> None:
    """Another name, another group, another place, a second task, and a right that was taken away."""
    workflow, task = ensure_story_review(), StoryReviewTask.objects.get()
    Workflow.objects.filter(pk=workflow.pk).update(name="Reading together")
    StoryReviewTask.objects.update(name="Two of us")
    readers = Group.objects.create(name="Readers")
    task.groups.set([readers])
    WorkflowPage.objects.filter(page=site.sections["stories", "fr"]).delete()
    second = GroupApprovalTask.objects.create(name="Second look")
    WorkflowTask.objects.filter(workflow=workflow, task__in=SenderAgreementTask.objects.all()).update(sort_order=3)
    WorkflowTask.objects.create(workflow=workflow, task=second, sort_order=2)
    links = [link.task_id for link in workflow.workflow_tasks.all()]
    Group.objects.get(name=roles.REVIEWERS).permissions.clear()
    migrate()
    ensure_story_review()
    assert reviews() == [("Reading together", True, ["Readers"], ["ar", "en"])]
    assert [link.task_id for link in workflow.workflow_tasks.all()] == links
    assert StoryReviewTask.objects.get().name == "Two of us"
    assert not Group.objects.get(name=roles.REVIEWERS).permissions.exists()
    site.sections["stories", "fr"].delete()
    assert Workflow.objects.filter(name="Story review").count() == 0


@pytest.mark.parametrize("what", ["workflow", "task"])
def test_one_that_was_put_out_of_use_stays_so_until_a_story_comes(site: SmallSite, what: str) -> None:
    """A story without a review would wait for ever, and nobody would hear of it."""
    (Workflow.objects.filter(name="Story review") if what == "workflow" else SafetyReviewTask.objects).update(
        active=False
    )
    before = reviews()
    migrate()
    assert reviews() == before
    Workflow.objects.exclude(name="Story review").update(active=False)
    page = receiving.submit(story())[0].page
    there_are = 2 if what == "workflow" else 1
    assert len(reviews()) == there_are
    first = state_of(page).task
    assert (first.active, type(first.specific)) == (True, SafetyReviewTask)
    receiving.submit(story())
    assert (len(reviews()), SafetyReviewTask.objects.filter(active=True).count()) == (there_are, 1)


@pytest.mark.parametrize("model", [StoryReviewTask, SenderAgreementTask])
def test_one_that_lacks_a_task_gets_it_again(site: SmallSite, reviewer: User, model: Any) -> None:
    """It would never end: nothing that it approves may be public."""
    model.objects.update(active=False)
    page = receiving.submit(story())[0].page
    tasks = [
        link.task for link in ensure_story_review().workflow_tasks.filter(task__active=True).order_by("sort_order")
    ]
    assert [type(task.specific) for task in tasks] == [SafetyReviewTask, StoryReviewTask, SenderAgreementTask]
    assert (Workflow.objects.filter(name="Story review").count(), model.objects.filter(active=True).count()) == (1, 1)
    publish(signed_in(reviewer), page)
    assert published_title(page) == "The last bus is our office"


def test_one_with_its_tasks_in_another_order_is_put_right(site: SmallSite) -> None:
    workflow = ensure_story_review()
    WorkflowTask.objects.filter(workflow=workflow, task__in=SafetyReviewTask.objects.all()).update(sort_order=9)
    assert ensure_story_review() == workflow
    assert type(workflow.workflow_tasks.order_by("sort_order").first().task.specific) is SafetyReviewTask


def test_what_is_approved_and_not_published_is_said(
    site: SmallSite, reviewer: User, caplog: pytest.LogCaptureFixture
) -> None:
    """The agreement was put out of use while it was reviewed."""
    page = receiving.submit(story())[0].page
    approve(signed_in(reviewer), page)
    SenderAgreementTask.objects.update(active=False)
    Submission.objects.update(agreed_revision=None)
    client = signed_in(reviewer)
    assert press(client, Submission.objects.get(), "approve").status_code == 302
    shown = client.get("/admin/stories/queue/").content.decode()
    assert "Not this version was checked and agreed to, so its review begins anew." in shown
    assert published_title(page) is None
    assert "this version lacks a check or its yes" in caplog.text
    assert type(state_of(page).task.specific) is SafetyReviewTask


def test_editors_may_choose_another_workflow(site: SmallSite) -> None:
    other = Workflow.objects.create(name="Another")
    task = GroupApprovalTask.objects.create(name="Another look")
    link = WorkflowTask.objects.create(workflow=other, task=task)
    WorkflowPage.objects.update(workflow=other)
    ours = ensure_story_review()
    assert receiving.submit(story())[0].page.current_workflow_state.workflow == ours, "nobody looks at the danger"
    for kind in (SafetyReviewTask, StoryReviewTask, SenderAgreementTask):
        WorkflowTask.objects.create(workflow=other, task=kind.objects.get())
    assert receiving.submit(story())[0].page.current_workflow_state.workflow == other
    link.delete()
    WorkflowTask.objects.filter(workflow=other).first().delete()
    assert receiving.submit(story())[0].page.current_workflow_state.workflow == ensure_story_review()


def test_a_workflow_without_a_task_publishes_nothing(site: SmallSite, editor: User) -> None:
    page = site.story(title="Unread", live=False)
    Workflow.objects.create(name="Empty").start(page, editor)
    assert published_title(page) is None


@pytest.mark.django_db
def test_a_database_without_stories_is_left_alone() -> None:
    forget_the_review()

    class Before:
        @staticmethod
        def get_model(*name: str) -> None:
            raise LookupError

    on_migrated(apps.get_app_config("stories"), using="default", apps=Before)
    assert reviews() == []
    on_migrated(apps.get_app_config("stories"), using="another")
    assert reviews() == []
    assert StoryPage.objects.count() == 0


@pytest.mark.parametrize("order", ["agreement first", "agreement before another", "no editing"])
def test_a_chosen_workflow_that_would_never_end_is_not_used(site: SmallSite, reviewer: User, order: str) -> None:
    ours = ensure_story_review()
    safety, editing, agreement = [link.task for link in ours.workflow_tasks.order_by("sort_order")]
    another = GroupApprovalTask.objects.create(name="Another look")
    another.groups.set([Group.objects.get(name=roles.REVIEWERS)])
    tasks = {
        "agreement first": [agreement, safety, editing],
        "agreement before another": [safety, editing, agreement, another],
        "no editing": [safety, agreement],
    }[order]
    chosen = Workflow.objects.create(name="Chosen")
    for number, task in enumerate(tasks):
        WorkflowTask.objects.create(workflow=chosen, task=task, sort_order=number)
    WorkflowPage.objects.update(workflow=chosen)
    page = receiving.submit(story())[0].page
    assert StoryPage.objects.get(pk=page.pk).current_workflow_state.workflow == ours
    publish(signed_in(reviewer), page)
    assert published_title(page) == "The last bus is our office"


def test_a_review_that_runs_when_its_tasks_are_moved_comes_to_an_end(site: SmallSite, reviewer: User) -> None:
    """The word of the sender is put first: what was approved without it is reviewed once more, and not for ever."""
    workflow = ensure_story_review()
    page = receiving.submit(story())[0].page
    WorkflowTask.objects.filter(workflow=workflow, task__in=SenderAgreementTask.objects.all()).update(sort_order=-1)
    client = signed_in(reviewer)
    for _task in range(4):
        if published_title(page) is None:
            approve(client, page)
    assert published_title(page) == "The last bus is our office"


def test_its_sender_says_no_after_editing_was_taken_out(site: SmallSite, reviewer: User, editor: User) -> None:
    workflow = ensure_story_review()
    page = receiving.submit(story())[0].page
    edit(page, editor, "As the editor would have it")
    approve(signed_in(reviewer), page)  # begins anew with what is new
    publish(signed_in(reviewer), page)
    WorkflowTask.objects.filter(workflow=workflow, task__in=StoryReviewTask.objects.all()).delete()
    submission = domain.disagree(Submission.objects.get(), "Not like this")
    assert (submission.state, submission.steps.last().move) == ("in_review", "reconsider")
    assert type(state_of(page).task.specific) is SafetyReviewTask
    publish(signed_in(reviewer), page)
    submission.refresh_from_db()
    assert submission.state == "approved"
