"""Which reviewers hear of what has no page, and of what senders answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from wagtail.users.models import UserProfile

from home import roles
from home.models import User
from stories import domain, notifications
from stories.models import Message, SafetyReviewTask, Submission
from tests import factories
from tests.factories import SmallSite
from tests.stories.review import member
from tests.stories.reviewing.desk import entered


@pytest.fixture
def people(site: SmallSite) -> dict[str, User]:
    """Two who review, one of them in a group of its own, one who has left, and an administrator."""
    readers = Group.objects.create(name="Readers")
    SafetyReviewTask.objects.get().groups.add(readers)
    made = {
        "ama": member("ama", roles.REVIEWERS, email="ama@example.org"),
        "bo": member("bo", "Readers", email="bo@example.org"),
        "silent": member("silent", roles.REVIEWERS),
        "gone": member("gone", roles.REVIEWERS, email="gone@example.org", is_active=False),
        "moved": member("moved", roles.EDITORS, email="moved@example.org"),
        "boss": factories.user("boss", superuser=True),
    }
    User.objects.filter(pk=made["boss"].pk).update(email="boss@example.org")
    return made


def told() -> list[str]:
    found = sorted(message.to[0].split("@")[0] for message in mail.outbox)
    mail.outbox.clear()
    return found


def answer(sent: Submission) -> None:
    domain.say(sent, Message.Kind.ANSWER, "Ours")


@pytest.mark.parametrize("what", [answer, notifications.tell_of_new])
@pytest.mark.parametrize(
    ("holder", "expected"),
    [
        ("", ["ama", "bo"]),
        ("ama", ["ama"]),
        ("bo", ["bo"]),
        ("boss", ["boss"]),
        ("silent", ["ama", "bo"]),
        ("gone", ["ama", "bo"]),
        ("moved", ["ama", "bo"]),
    ],
)
def test_who_is_told(people: dict[str, User], what: Any, holder: str, expected: list[str]) -> None:
    what(entered("We face this", reviewer=people.get(holder)))
    assert told() == expected


def test_of_what_is_new_only_those_who_want_mail(people: dict[str, User]) -> None:
    UserProfile.objects.create(user=people["ama"], submitted_notifications=False)
    notifications.tell_of_new(entered("We face this"))
    assert told() == ["bo"]
