"""What runs in processes of its own: `python -m tests.faults.work prepare | stored | opens <words>… | go <seed>`."""

from __future__ import annotations

import itertools
import random
import sys
from typing import Any

import django


def prepare() -> None:
    """The tables, a small site, and somebody who reviews and has an address."""
    from django.core.management import call_command

    from home import roles
    from tests import factories

    call_command("migrate", verbosity=0)
    factories.SmallSite.build()
    reviewer = factories.user("reviewer", roles.REVIEWERS)
    reviewer.email = "reviewer@example.org"
    reviewer.save()


def stored() -> None:
    """Say what is stored, a line each: reference, state, title."""
    from stories.models import Submission

    for sent in Submission.objects.order_by("pk"):
        print(sent.reference, sent.state, sent.title)


def opens(*receipts: str) -> None:
    """Say which story the words of each receipt open, a line each."""
    from stories import keys
    from stories.models import Submission

    for words in receipts:
        print(Submission.objects.get(receipt__in=keys.key_hashes(words)).reference)


def mails() -> None:
    """Say to whom mail waits to be sent."""
    from post_office.models import STATUS, Email

    for mail in Email.objects.exclude(status=STATUS.sent).order_by("pk"):
        print(*mail.to)


def go(seed: str) -> None:
    """Send, approve, take back and erase stories until somebody kills this; say each time what was done."""
    from stories import domain, keys, receiving
    from stories.models import Submission
    from tests.stories.forms import picture, story

    chance = random.Random(seed)  # noqa: S311 – of a test
    pictures = (picture(),)
    print("ready")
    for number in itertools.count():
        token = keys.new_token()
        submission, _is_new = receiving.submit(story(key=token, title=f"Number {number}", pictures=pictures))
        print("sent", submission.reference)
        for _task in range(2):
            _approve(submission)
        print("published", submission.reference)
        match chance.randrange(3):
            case 0:
                domain.withdraw(Submission.objects.get(pk=submission.pk))
                print("withdrawn", submission.reference)
            case 1:
                domain.erase(Submission.objects.get(pk=submission.pk))
                print("erased", submission.reference)


def _approve(submission: Any) -> None:
    from home.models import User
    from stories.models import SafetyCheck, SafetyReviewTask, StoryPage

    waiting = StoryPage.objects.get(pk=submission.page_id).current_workflow_task_state
    task = waiting.task.specific
    said = dict.fromkeys(SafetyCheck.POINTS, True) | {"risk": "low"} if isinstance(task, SafetyReviewTask) else {}
    task.on_action(waiting, User.objects.get(username="reviewer"), "approve", comment="", **said)


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "stored": stored, "opens": opens, "mails": mails, "go": go}[sys.argv[1]](*sys.argv[2:])  # type: ignore[operator]
