"""Stories that wait, so that the queue and the pages of senders of the demo site show something."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wagtail.users.models import UserProfile

from home.demo import works
from home.demo.registry import Progress, step
from home.models import User
from stories import domain, filing, keys, receiving
from stories.models import SafetyCheck, SafetyReviewTask, StoryPage, Submission

FILE = Path(__file__).parent / "sent.yaml"
CHECKED: dict[str, Any] = dict.fromkeys(SafetyCheck.POINTS, True) | {"risk": SafetyCheck.Risk.LOW, "comment": ""}


def words_of(name: str) -> str:
    """The receipt of one of them; public like the log-ins of the demo."""
    return " ".join([name, *["demo"] * 7])


@step(96, "Stories sent in", is_example=True)
def load_sent() -> Progress:
    """Once: whatever people did with them since is theirs."""
    entries = works.read(FILE)
    with unmailed():
        for done, (name, told) in enumerate(entries.items(), start=1):
            if receiving.received(token_of(name)) is None:
                _send(name, told)
            yield done, len(entries)


@contextlib.contextmanager
def unmailed() -> Iterator[None]:
    """Nobody needs mail of examples."""
    profile = UserProfile.get_for_user(User.objects.get(username="reviewer"))
    profile.submitted_notifications = False
    profile.save()
    yield
    profile.submitted_notifications = True
    profile.save()


def token_of(name: str) -> str:
    """The token of the form that it came with."""
    return f"{name}-of-the-demo-site".ljust(36, "-")


def _send(name: str, told: dict[str, Any]) -> None:
    consent = filing.SentConsent(
        people=told["people"],
        names=told["names"],
        places=told["places"],
        translation=told["translation"],
        languages=tuple(told.get("languages", ())),
        may_reprint=told.get("reprint", False),
    )
    sent = filing.SentStory(
        key=token_of(name),
        title=told["title"],
        text=told["text"],
        language=told["language"],
        speaks=told["language"],
        region=told["region"],
        consent=consent,
        byline=Submission.Byline.NOBODY,
    )
    submission, _is_new = receiving.submit(sent)
    Submission.objects.filter(pk=submission.pk).update(receipt=keys.key_hash(words_of(name)))
    reviewer = User.objects.get(username="reviewer")
    if told.get("take"):
        domain.take(submission, reviewer)
    if "ask" in told:
        domain.request_changes(submission, reviewer, told["ask"])
    if "edit" in told:
        _edit(submission, told["edit"], reviewer)


def _edit(submission: Submission, title: str, reviewer: User) -> None:
    """An editor has changed the title, and two reviews were passed: it waits for its sender."""
    page = submission.page.get_latest_revision_as_object()  # type: ignore[union-attr]
    page.title = title
    page.save_revision(user=User.objects.get(username="editor"), log_action=True)
    for _task in range(3):  # the first one begins again with what is new
        task = StoryPage.objects.get(pk=page.pk).current_workflow_task_state
        is_safety = isinstance(task.task.specific, SafetyReviewTask)
        task.task.specific.on_action(task, reviewer, "approve", **(CHECKED if is_safety else {}))
