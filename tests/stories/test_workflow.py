"""Review: who sees what, who may approve what, what is published then, and who is told of it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow, WorkflowPage

from home import roles
from home.languages import own_name
from home.models import User
from stories import receiving
from stories.models import SafetyReviewTask, SenderAgreementTask, StoryPage, StoryReviewTask, Submission
from stories.workflow import ensure_story_review
from tests import factories
from tests.factories import SmallSite
from tests.stories.forms import CONTACT, picture, story
from tests.stories.review import (
    SECRET_TITLE,
    act,
    agree,
    approve,
    edit,
    publish,
    published_title,
    signed_in,
    state_of,
    stream,
)

# ---------------------------------------------------------------- the workflow makes itself


def test_every_list_of_stories_is_reviewed_from_the_start(site: SmallSite) -> None:
    workflow = Workflow.objects.get(name="Story review")
    assert {row.page_id for row in WorkflowPage.objects.filter(workflow=workflow)} == {
        site.sections["stories", code].pk for code in ("en", "fr", "ar")
    }
    tasks = [link.task.specific for link in workflow.workflow_tasks.order_by("sort_order")]
    assert [type(task) for task in tasks] == [SafetyReviewTask, StoryReviewTask, SenderAgreementTask]
    for task in tasks[:2]:
        assert [group.name for group in task.groups.all()] == [roles.REVIEWERS]


def test_making_it_again_changes_nothing(site: SmallSite) -> None:
    before = ensure_story_review()
    assert ensure_story_review() == before
    assert (Workflow.objects.filter(name="Story review").count(), StoryReviewTask.objects.count()) == (1, 1)


def test_reviewers_and_nobody_else_may_see_contacts(site: SmallSite) -> None:
    permission = Permission.objects.get(codename="view_contact")
    assert [group.name for group in Group.objects.filter(permissions=permission)] == [roles.REVIEWERS]


def test_administrators_can_grant_it_in_the_admin(site: SmallSite) -> None:
    administrator = factories.user("administrator", superuser=True)
    group = Group.objects.get(name=roles.REVIEWERS)
    response = signed_in(administrator).get(reverse("wagtailusers_groups:edit", args=[group.pk]))
    assert "Can see how senders can be reached" in response.content.decode()


# ---------------------------------------------------------------- what each sees


def test_a_reviewer_finds_the_story_waiting(sent: StoryPage, reviewer: User) -> None:
    response = signed_in(reviewer).get(reverse("wagtailadmin_home"))
    text = response.content.decode()
    assert "Awaiting your review" in text
    assert SECRET_TITLE in text


def test_an_editor_is_not_asked_for_a_review(sent: StoryPage, editor: User) -> None:
    assert "Awaiting your review" not in signed_in(editor).get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize(
    "name",
    ["edit", "view_draft", "history", "workflow_history", "preview_on_edit", "workflow_preview", "usage", "explore"],
)
def test_the_admin_copes_with_a_story_of_nobody(sent: StoryPage, reviewer: User, editor: User, name: str) -> None:
    for user in (reviewer, editor) if name in ("edit", "view_draft") else (editor,):
        if name == "explore":
            address = reverse("wagtailadmin_explore", args=[sent.get_parent().pk])
        elif name == "workflow_preview":
            user, address = reviewer, reverse(f"wagtailadmin_pages:{name}", args=[sent.pk, state_of(sent).task_id])
        else:
            address = reverse(f"wagtailadmin_pages:{name}", args=[sent.pk])
        assert signed_in(user).get(address).status_code == 200


def test_a_reviewer_sees_what_was_agreed_and_where_the_contact_is(sent: StoryPage, reviewer: User) -> None:
    text = signed_in(reviewer).get(reverse("wagtailadmin_pages:edit", args=[sent.pk])).content.decode()
    submission = Submission.objects.get()
    for expected in (
        "What the sender agreed to",
        submission.reference,
        "Everyone who could be recognised has heard it and agrees",
        "Translate it",
        "No reprints",
        "Night Shift",
        "How the sender can be reached",
        reverse("stories_contact", args=[submission.pk]),
    ):
        assert expected in text
    assert CONTACT not in text


def test_an_editor_sees_what_was_agreed_and_not_the_contact(sent: StoryPage, editor: User) -> None:
    text = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[sent.pk])).content.decode()
    assert "What the sender agreed to" in text
    assert Submission.objects.get().reference in text
    assert "How the sender can be reached" not in text
    assert "000 042" not in text


def test_what_was_agreed_does_not_follow_an_edit(sent: StoryPage, editor: User) -> None:
    newest = sent.get_latest_revision_as_object()
    newest.teller = "Somebody else"
    newest.save_revision(user=editor)
    text = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[sent.pk])).content.decode()
    assert "A name that I choose (<bdi>Night Shift</bdi>)" in text
    assert (Submission.objects.get().byline, Submission.objects.get().byline_name) == ("chosen", "Night Shift")


def test_a_story_written_here_has_no_such_panels(site: SmallSite, reviewer: User, editor: User) -> None:
    page = site.story(live=False)
    text = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "What the sender agreed to" not in text


def test_a_new_story_can_be_begun_here(site: SmallSite, editor: User) -> None:
    index = site.sections["stories", "en"]
    address = reverse("wagtailadmin_pages:add", args=["stories", "storypage", index.pk])
    response = signed_in(editor).get(address)
    assert response.status_code == 200
    assert "What the sender agreed to" not in response.content.decode()


def test_a_story_in_a_language_that_the_site_lacks(site: SmallSite, reviewer: User) -> None:
    for code, expected in (("hi", own_name("hi")), ("und", "A language that is not in the list")):
        page = receiving.submit(story(language=code))[0].page
        text = signed_in(reviewer).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert expected in text


def test_a_stranger_sees_nothing(sent: StoryPage, client: Client) -> None:
    assert client.get(f"/en/stories/{sent.slug}/").status_code == 404
    for name in ("edit", "view_draft", "history"):
        assert client.get(reverse(f"wagtailadmin_pages:{name}", args=[sent.pk])).status_code == 302
    for address in ("/en/stories/", "/en/", "/sitemap-en.xml", "/en/search/?q=march"):
        assert SECRET_TITLE not in client.get(address, follow=True).content.decode()


def test_a_reviewer_may_not_publish_by_hand_nor_touch_other_pages(
    site: SmallSite, sent: StoryPage, reviewer: User
) -> None:
    client = signed_in(reviewer)
    other = site.story(title="Another", live=False)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[other.pk])).status_code == 302
    form = {"title": "Changed", "slug": sent.slug, "action-publish": "action-publish", **stream()}
    client.post(reverse("wagtailadmin_pages:edit", args=[sent.pk]), form)
    assert published_title(sent) is None


# ---------------------------------------------------------------- approving


def test_approval_publishes_although_reviewers_may_not_publish(sent: StoryPage, reviewer: User) -> None:
    publish(signed_in(reviewer), sent)
    page = StoryPage.objects.get(pk=sent.pk)
    assert (page.live, page.title, page.has_unpublished_changes) == (True, SECRET_TITLE, False)
    assert page.live_revision_id == page.latest_revision_id
    assert page.workflow_states.get().status == "approved"
    assert Client().get(f"/en/stories/{sent.slug}/").status_code == 200


def test_changes_can_be_asked_for(sent: StoryPage, reviewer: User) -> None:
    act(signed_in(reviewer), sent, "reject", comment="Could the gate go?")
    page = StoryPage.objects.get(pk=sent.pk)
    assert (page.live, page.current_workflow_state.status) == (False, "needs_changes")
    assert page.current_workflow_state.current_task_state.comment == "Could the gate go?"


def test_nobody_approves_what_they_wrote(sent: StoryPage, reviewer: User, second: User) -> None:
    edit(sent, reviewer, "Written by the reviewer")
    task = state_of(sent).task.specific
    fresh = StoryPage.objects.get(pk=sent.pk)
    assert [name for name, _label, _modal in task.get_actions(fresh, reviewer)] == ["reject"]
    assert [name for name, _label, _modal in task.get_actions(fresh, second)] == ["reject", "approve"]
    assert approve(signed_in(reviewer), sent).status_code == 302  # Wagtail's answer to what is not allowed
    assert published_title(sent) is None


@pytest.mark.parametrize("is_superuser", [False, True])
def test_not_even_with_a_request_made_by_hand(
    site: SmallSite, sent: StoryPage, reviewer: User, is_superuser: bool
) -> None:
    """The address may name another page than the review belongs to; Wagtail checks the one and acts on the other."""
    User.objects.filter(pk=reviewer.pk).update(is_superuser=is_superuser)
    reviewer = User.objects.get(pk=reviewer.pk)
    edit(sent, reviewer, "Written by the reviewer")
    state_of(sent).cancel(user=None, resume=True)
    own = state_of(sent)
    assert own.revision.user == reviewer
    other = receiving.submit(story())[0].page
    approve(signed_in(reviewer), other, state=own)
    assert published_title(sent) is None
    assert state_of(sent).status == "in_progress"
    with pytest.raises(PermissionDenied):
        own.task.specific.on_action(own, reviewer, "approve")


def test_somebody_else_may(sent: StoryPage, reviewer: User, second: User) -> None:
    edit(sent, reviewer, "Written by the reviewer")
    state_of(sent).cancel(user=None, resume=True)
    publish(signed_in(second), sent)
    assert published_title(sent) is None, "its sender has not agreed to these words"
    agree(sent)
    assert published_title(sent) == "Written by the reviewer"


def test_an_edit_after_the_review_began_is_not_published(sent: StoryPage, reviewer: User, editor: User) -> None:
    """The reviewer read one version, an editor saved another: the review begins again with that one."""
    read = state_of(sent)
    edit(sent, editor, "Changed behind the reviewer's back")
    approve(signed_in(reviewer), sent, state=read)
    assert published_title(sent) is None
    again = state_of(sent)
    assert again.pk != read.pk
    assert (again.revision.user, again.status) == (editor, "in_progress")
    publish(signed_in(reviewer), sent)
    agree(sent)
    assert published_title(sent) == "Changed behind the reviewer's back"


def overwrite(page: StoryPage, user: User, title: str) -> None:
    """What Wagtail's autosave does: the same revision, other words."""
    newest = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    newest.title = title
    newest.save_revision(user=user, overwrite_revision=newest.get_latest_revision())


def test_a_revision_that_was_written_over_is_reviewed_again(sent: StoryPage, reviewer: User, editor: User) -> None:
    edit(sent, editor, "As the reviewer read it")
    state_of(sent).cancel(user=None, resume=True)
    read = state_of(sent)
    overwrite(sent, editor, "As it was saved a second later")
    approve(signed_in(reviewer), sent, state=read)
    assert published_title(sent) is None
    assert state_of(sent).pk != read.pk
    publish(signed_in(reviewer), sent)
    agree(sent)
    assert published_title(sent) == "As it was saved a second later"


def test_the_end_of_a_review_looks_once_more(
    sent: StoryPage, reviewer: User, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when the check before it was passed a moment earlier."""
    edit(sent, editor, "As the reviewer read it")
    state_of(sent).cancel(user=None, resume=True)
    read = state_of(sent)
    overwrite(sent, editor, "As it was saved a second later")
    monkeypatch.setattr("stories.models.review.is_changed_since", lambda task_state: False)
    approve(signed_in(reviewer), sent, state=read)
    assert published_title(sent) is None


def test_a_newer_revision_at_the_very_end_is_not_published(sent: StoryPage, editor: User) -> None:
    from stories.publishing import publish_what_was_reviewed

    state = StoryPage.objects.get(pk=sent.pk).current_workflow_state
    edit(sent, editor, "Later")
    publish_what_was_reviewed(state)
    assert published_title(sent) is None


def test_editors_without_the_task_cannot_approve(sent: StoryPage, editor: User) -> None:
    publish(signed_in(editor), sent)
    assert published_title(sent) is None


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures
def test_a_picture_of_people_who_were_not_asked_is_not_shown(site: SmallSite, reviewer: User, client: Client) -> None:
    shown, hidden = picture("nobody", alt="A board"), picture("unclear", alt="Faces at the gate")
    page = receiving.submit(story(pictures=(shown, hidden)))[0].page
    publish(signed_in(reviewer), page)
    names = [block["value"]["image"]["image"] for block in StoryPage.objects.get().body.raw_data[1:]]
    from home.models import Picture

    first, last = (Picture.objects.get(pk=pk) for pk in names)
    text = client.get(f"/en/stories/{page.slug}/").content.decode()
    assert Path(first.file.name).stem[:16] in text
    assert Path(last.file.name).stem[:16] not in text
    assert "Faces at the gate" not in text
    assert last.renditions.count() == 0


def test_the_revision_of_a_story_says_nothing_of_its_sender(sent: StoryPage) -> None:
    for revision in sent.revisions.all():
        content = json.dumps(revision.content)
        assert "000 042" not in content
        assert "submission" not in content
        assert Submission.objects.get().reference not in content


def test_time_passes(sent: StoryPage) -> None:
    """A revision is older than the review that it is read in; the rule about overwriting rests on that."""
    state = state_of(sent)
    assert state.revision.created_at <= state.started_at <= timezone.now() + datetime.timedelta(seconds=1)
