"""Submissions, pages and buttons for the tests of the reviewers' desk."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from stories import receiving
from stories.models import Consent, SentDocument, Submission
from tests.stories.forms import page_of, story
from tests.stories.helpers import texts

SECRET_LINK = "https://example.org/the-secret-march"
QUEUE = "/admin/stories/queue/"


def sent_in(**changes: Any) -> Any:
    """A story as its sender sent it."""
    return receiving.submit(story(**changes))[0]


def entered(title: str, **values: Any) -> Submission:
    """Something without a page, as a row: a question unless it says otherwise."""
    usual = {"kind": "question", "state": "received", "language": "en", "text": f"Text of {title}"}
    made: Submission = Submission.objects.create(title=title, **{**usual, "received_at": timezone.now(), **values})
    return made


def document(submission: Submission, content: bytes = b"%PDF-1.7 what they wrote", kind: str = "pdf") -> SentDocument:
    """A file that came along."""
    made = SentDocument(submission=submission, kind=kind, name="minutes-of-thursday.pdf")
    made.file.save("one.pdf", ContentFile(content))
    return made


def update(submission: Submission, **values: Any) -> Any:
    """Other values in the row."""
    Submission.objects.filter(pk=submission.pk).update(**values)
    submission.refresh_from_db()
    return submission


def days_ago(days: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def address(submission: Submission) -> str:
    return reverse("stories_submission", args=[submission.pk])


def seen(client: Client, path: str, **query: str) -> Any:
    """A page of the admin as a tree; it must answer."""
    response = client.get(path, query)
    assert response.status_code == 200, (path, response.status_code)
    return page_of(response)


def titles(client: Client, **query: str) -> list[str]:
    """The titles in the queue, in their order."""
    return texts(seen(client, QUEUE, **query), "//table[contains(@class, 'desk')]/tbody/tr/th/a")


def press(client: Client, submission: Submission, what: str, **data: Any) -> Any:
    """Send one of the forms of the page, with what stands in its hidden fields."""
    tree = seen(client, address(submission))
    hidden = {
        field.get("name"): field.get("value") or ""
        for field in tree.xpath(f"//form[.//button[@name='what' and @value='{what}']]//input[@type='hidden']")
        if field.get("name") != "csrfmiddlewaretoken"
    }
    return client.post(address(submission), {"what": what, **hidden, **data})


def said(response: Any) -> list[str]:
    """What stands in the boxes with errors of a form."""
    return texts(page_of(response), "//*[contains(@class, 'help-critical')]//p")


def allow_nothing(submission: Submission) -> None:
    """The consent of somebody careful."""
    Consent.objects.filter(submission=submission).update(
        names="nobody", places="region", faces="nobody", translation="chosen", languages=["fr"]
    )
