"""People, stories and buttons for the tests of the review."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail.models import Page, TaskState

from home import roles
from home.models import User
from stories import domain
from stories.models import SafetyCheck, StoryPage, Submission
from tests import factories

SECRET_TITLE = "The march that nobody knows of"


def member(name: str, *groups: str, **values: Any) -> User:
    made = factories.user(name, *groups)
    User.objects.filter(pk=made.pk).update(**values)
    made.refresh_from_db()
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def state_of(page: StoryPage) -> TaskState:
    return StoryPage.objects.get(pk=page.pk).current_workflow_task_state


def act(client: Client, page: Page, action: str, state: TaskState | None = None, comment: str = "") -> Any:
    """Press a button of the review, or send by hand what it would."""
    pk = (state or state_of(page)).pk
    return client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, pk]), {"comment": comment})


CHECKED = dict.fromkeys(SafetyCheck.POINTS, "on") | {"risk": "low"}


def approve(client: Client, page: Page, state: TaskState | None = None) -> Any:
    """Approve in the task that waits; in the first one with every point of the checklist."""
    pk = (state or state_of(page)).pk
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", pk])
    return client.post(address, {"comment": "", **CHECKED})


def publish(client: Client, page: Page) -> None:
    """Approve in every task of reviewers; it is public then, unless its sender has to agree."""
    for _task in range(2):
        approve(client, page)


def make_public(page: Page) -> StoryPage:
    """Let somebody review a sent story until it is public; nothing else makes it so."""
    known = User.objects.filter(username="reader of stories").first()
    publish(signed_in(known or member("reader of stories", roles.REVIEWERS)), page)
    public = StoryPage.objects.get(pk=page.pk)
    assert public.live
    return public


def agree(page: Page) -> None:
    """The sender says yes to the version that waits for it."""
    submission = Submission.objects.get(page=page.pk)
    domain.agree(submission, state_of(page).revision_id)


def edit(page: StoryPage, user: User, title: str) -> None:
    """Save another version, as the page editor does."""
    newest = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    newest.title = title
    newest.save_revision(user=user, log_action=True)


def published_title(page: StoryPage) -> str | None:
    fresh = StoryPage.objects.get(pk=page.pk)
    return fresh.title if fresh.live else None


def stream() -> dict[str, str]:
    """The parts of the page editor's form that a story needs besides its title."""
    lists = {
        f"{name}-{part}": "0" for name in ("topics", "guides", "comments") for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {
        **lists,
        "summary": "",
        "content_note": "",
        "credit": "",
        "body-count": "0",
        "licence": "all-rights",
        "date": "2026-11-22",
        "teller": "",
        "region": "ea",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    }
