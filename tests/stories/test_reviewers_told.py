"""Which reviewers hear of what has no page, and of what senders answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from wagtail.users.models import UserProfile

from home import roles
from home.models import User
from stories import domain, notifications, receiving
from stories.models import Message, SafetyReviewTask, Submission
from stories.steps import pressure
from tests import factories
from tests.factories import SmallSite
from tests.stories.forms import story
from tests.stories.review import member
from tests.stories.reviewing.desk import entered
from tests.stories.ways.helpers import received


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


# ---------------------------------------------------------------- a flood


def sent_in(text: str) -> Submission:
    return receiving.submit(story(title="A story", text=text, contact=""))[0]


def test_of_what_is_like_something_that_waits_nobody_is_told(people: dict[str, User]) -> None:
    same = "The depot closes at twenty to two, and the last bus is our office. " * 5
    first = sent_in(same)
    assert told() == ["ama", "bo"]
    second = sent_in(f"{same} Indeed.")
    assert second.alike == first
    assert told() == []
    third = receiving.submit(story(title="A story", text=f"{same} Again.", language="sw", contact=""))[0]
    assert third.alike == first
    assert told() == ["ama", "bo"], "others may want to hear of this language"
    sent_in("Nothing of it was ever told before by anybody who lives in our street.")
    assert told() == ["ama", "bo"]
    domain.decline(first, people["ama"], "not_for_us")
    mail.outbox.clear()
    sent_in(f"{same} Again.")
    assert told() == ["ama", "bo"], "none that waits is before it in the queue"


def test_questions_that_are_alike(people: dict[str, User]) -> None:
    for expected in (["ama", "bo"], []):
        received("question", text="The town sells the hall that we meet in, and we have until spring. " * 5)
        assert told() == expected


def test_under_pressure_one_mail_an_hour(
    people: dict[str, User], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def sent(text: str) -> list[str]:
        with django_capture_on_commit_callbacks(execute=True):
            sent_in(text)
        return told()

    monkeypatch.setattr(pressure, "begun_lately", lambda: pressure.MANY)
    sent_in("This one was rolled back, and what told of it with it.")
    assert told() == ["ama", "bo"]
    assert sent("The depot closes at twenty to two.") == ["ama", "bo"]
    assert sent("Nothing of it was ever told before by anybody.") == []
    received("question", title="Who has kept a hall?", text="We have until spring.")
    assert told() == []
    cache.delete(f"stories.told.{people['bo'].pk}")
    assert sent("A third one, about the harvest of last year and who was paid for it.") == ["bo"]
    monkeypatch.setattr(cache, "get_many", broken)
    assert sent("Somebody wrote this while the cache did not answer anybody at all.") == ["ama", "bo"]


def broken(*args: Any, **kwargs: Any) -> bool:
    raise ConnectionError
