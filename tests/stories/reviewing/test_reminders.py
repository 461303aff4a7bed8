"""Reminders of reviews that are overdue: to whom, once, then weekly, and what they must not say."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from home import roles
from home.models import User
from stories.models import Message, ReviewerChoice, Submission
from stories.reviewing.reminders import send_reminders
from tests import factories
from tests.factories import SmallSite
from tests.stories.forms import CONTACT
from tests.stories.review import SECRET_TITLE, member
from tests.stories.reviewing.desk import days_ago, entered, sent_in, update

NOW = timezone.now()
DAY = datetime.timedelta(days=1)


def told() -> list[tuple[str, str]]:
    """Who was told what since the last time one looked."""
    found = sorted((message.to[0].split("@")[0], str(message.subject)) for message in mail.outbox)
    mail.outbox.clear()
    return found


ONE, TWO = "1 story is overdue for review", "2 stories are overdue for review"


@pytest.fixture
def people(site: SmallSite) -> dict[str, User]:
    """Three who review, one of them without an address, and an administrator."""
    made = {name: member(name, roles.REVIEWERS, email=f"{name}@example.org") for name in ("ama", "bo")}
    made["silent"] = member("silent", roles.REVIEWERS)
    made["gone"] = member("gone", roles.REVIEWERS, email="gone@example.org", is_active=False)
    made["boss"] = factories.user("boss", superuser=True)
    User.objects.filter(pk=made["boss"].pk).update(email="boss@example.org")
    return made


def late(title: str = "One", **values: Any) -> Submission:
    return entered(title, **{"due_at": days_ago(1), **values})


def test_once_when_it_is_due_then_each_week(people: dict[str, User]) -> None:
    one = late(due_at=NOW + DAY, reviewer=people["ama"], state="in_review")
    assert (send_reminders(NOW), told()) == (0, [])
    assert (send_reminders(NOW + 2 * DAY), told()) == (1, [("ama", ONE)])
    one.refresh_from_db()
    assert one.reminded_at == NOW + 2 * DAY
    assert (send_reminders(NOW + 8 * DAY), told()) == (0, [])
    assert (send_reminders(NOW + 9 * DAY), told()) == (1, [("ama", ONE)])
    # A new day begins it anew.
    update(one, due_at=NOW + 11 * DAY)
    assert (send_reminders(NOW + 10 * DAY), told()) == (0, [])
    assert (send_reminders(NOW + 12 * DAY), told()) == (1, [("ama", ONE)])


def test_what_nobody_has_in_hand_is_for_all_who_want_it(people: dict[str, User]) -> None:
    ReviewerChoice.objects.create(user=people["bo"], languages=["fr"])
    late(language="en")
    assert (send_reminders(NOW), told()) == (1, [("ama", ONE)])
    late("Two", language="fr")
    assert (send_reminders(NOW), told()) == (2, [("ama", ONE), ("bo", ONE)])


def test_where_nobody_wants_it_all_hear_of_it(people: dict[str, User]) -> None:
    for user in (people["ama"], people["bo"]):
        ReviewerChoice.objects.create(user=user, languages=["fr"])
    late(language="sw")
    assert (send_reminders(NOW), told()) == (2, [("ama", ONE), ("bo", ONE)])


@pytest.mark.parametrize("holder", ["silent", "gone"])
def test_what_somebody_has_whom_no_mail_reaches(people: dict[str, User], holder: str) -> None:
    late(reviewer=people[holder])
    assert (send_reminders(NOW), told()) == (2, [("ama", ONE), ("bo", ONE)])


def test_an_administrator_hears_of_what_they_took(people: dict[str, User]) -> None:
    late(reviewer=people["boss"])
    assert (send_reminders(NOW), told()) == (1, [("boss", ONE)])


def test_one_mail_a_person_however_many(people: dict[str, User]) -> None:
    for number in range(2):
        late(f"Number {number}", reviewer=people["ama"])
    assert (send_reminders(NOW), told()) == (1, [("ama", TWO)])


@pytest.mark.parametrize(
    "state", [state for state in Submission.State.values if state not in ("received", "in_review")]
)
def test_what_waits_for_its_sender_or_has_ended_is_not_overdue(people: dict[str, User], state: str) -> None:
    late(state=state, kind="story", reviewer=people["ama"])
    assert (send_reminders(NOW), told()) == (0, [])


def test_what_was_written_down_waits_for_reviewers(people: dict[str, User]) -> None:
    late(state="approved", reviewer=people["ama"], came_by_phone=True)
    assert (send_reminders(NOW), told()) == (1, [("ama", ONE)])


def test_what_its_sender_was_asked_waits_for_them(people: dict[str, User]) -> None:
    one = late(state="in_review", reviewer=people["ama"], moved_at=days_ago(20))
    Message.objects.create(submission=one, kind="question", text="Which depot?")
    assert (send_reminders(NOW), told()) == (0, [])
    Message.objects.create(submission=one, kind="answer", text="Ours", by_sender=True)
    assert (send_reminders(NOW), told()) == (1, [("ama", ONE)])


def test_where_nobody_can_be_told_it_is_not_noted_as_done(people: dict[str, User]) -> None:
    User.objects.exclude(username="boss").update(email="")
    late("Theirs", reviewer=people["boss"])
    one = late()
    assert (send_reminders(NOW), told()) == (1, [("boss", ONE)])
    one.refresh_from_db()
    assert one.reminded_at is None
    User.objects.filter(username="bo").update(email="bo@example.org")
    assert (send_reminders(NOW), told()) == (1, [("bo", ONE)])


def test_a_reminder_says_nothing_but_how_many_and_where(people: dict[str, User], settings: Any) -> None:
    sent = update(sent_in(title=SECRET_TITLE, contact=CONTACT), due_at=days_ago(1), reviewer=people["ama"])
    mail.outbox.clear()
    assert send_reminders(NOW) == 1
    (message,) = mail.outbox
    assert f"{settings.BASE_URL}/admin/stories/queue/?reviewer=me" in message.body
    whole = message.message().as_string()
    for secret in (SECRET_TITLE, sent.reference, sent.page.slug, "depot", "000 042"):
        assert secret not in whole


def test_in_the_language_of_whoever_reads_it(people: dict[str, User]) -> None:
    from django.utils import translation
    from wagtail.users.models import UserProfile

    UserProfile.objects.create(user=people["ama"], preferred_language="ar")
    late(reviewer=people["ama"])
    with translation.override("ar"):
        expected = translation.ngettext(
            "%(count)s story is overdue for review", "%(count)s stories are overdue for review", 1
        )
    send_reminders(NOW)
    assert told() == [("ama", expected % {"count": 1})]
