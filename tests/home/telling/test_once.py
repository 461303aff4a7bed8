"""Once and only once: after a crash, with two workers, with a dead mail server; and how many queries it takes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

from home.models import NewsChoice, NewsTold, User
from home.telling import sending
from tests.factories import SmallSite
from tests.home.telling.conftest import DAY, choose, listening, mails, reached
from tests.home.telling.test_languages import ASKED, asked
from tests.home.translators.conftest import member
from tests.stories.forms import in_threads

QUEUE = "post_office.EmailBackend"


def stored() -> tuple[int, int]:
    """Mails in the queue, and things that were told."""
    return Email.objects.count(), NewsTold.objects.count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("frequency", ["at_once", "weekly"])
def test_workers_at_the_same_moment(site: SmallSite, settings: Any, frequency: str) -> None:
    for name in ("one", "two"):
        choose(reached(member("translator", "fr", name)), wanted=frequency)
    asked(site.guide(), 1)
    settings.EMAIL_BACKEND = QUEUE
    now = timezone.now()
    assert sum(in_threads(4, lambda number: sending.send_news(now))) == 2
    assert sorted(Email.objects.values_list("to", flat=True)) == [["one@example.org"], ["two@example.org"]]
    assert stored() == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_killed_before_the_commit(site: SmallSite, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(reached(member("translator", "fr", "one")), wanted="weekly")
    asked(site.guide(), 1)
    settings.EMAIL_BACKEND = QUEUE
    before = list(NewsChoice.objects.values_list("news", "looked_at"))
    monkeypatch.setattr(sending.transaction, "atomic", _killed(sending.transaction.atomic))
    with pytest.raises(RuntimeError):
        sending.send_news()
    monkeypatch.undo()
    settings.EMAIL_BACKEND = QUEUE
    assert stored() == (0, 0)
    assert set(before) <= set(NewsChoice.objects.values_list("news", "looked_at"))
    assert [sending.send_news(), sending.send_news()] == [1, 0]
    assert stored() == (1, 1)


def _killed(atomic: Callable[..., Any]) -> Callable[..., Any]:
    @contextlib.contextmanager
    def broken(*args: Any, **kwargs: Any) -> Any:
        with atomic(*args, **kwargs):
            yield
            if NewsTold.objects.exists():
                raise RuntimeError("killed before the commit")

    return broken


def test_what_was_chosen_or_decided_meanwhile_counts(site: SmallSite, translator: User) -> None:
    """Between looking and telling: the mail was stopped, the person put out of use, another worker was first."""
    asked(site.guide(), 1)
    now = timezone.now()
    (listener,) = (
        one
        for one in sending.choices.listeners(sending.choices.people(), now)
        if (one.user, one.choice.news) == (translator, "wanted")
    )
    items = sending.Found(now).news("wanted", translator, set())
    for change, back in (({"frequency": "never"}, {"frequency": ""}), ({"looked_at": now}, {})):
        before = NewsChoice.objects.get(pk=listener.choice.pk).looked_at
        NewsChoice.objects.filter(pk=listener.choice.pk).update(**change)
        assert sending._tell(listener, items, now) is False
        NewsChoice.objects.filter(pk=listener.choice.pk).update(**{"looked_at": before, **back})
    User.objects.filter(pk=translator.pk).update(is_active=False)
    assert sending._tell(listener, items, now) is False
    User.objects.filter(pk=translator.pk).update(is_active=True)
    assert sending._tell(listener, items, now) is True
    User.objects.filter(pk=translator.pk).delete()
    assert sending._tell(listener, items, now) is False
    assert len(mail.outbox) == 1


def test_a_dead_server_is_tried_again(site: SmallSite, settings: Any, caplog: Any, translator: User) -> None:
    asked(site.guide(), 1)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1,
    )  # fmt: skip
    assert mails() == []
    assert not NewsTold.objects.exists()
    assert "News was not sent: ConnectionRefusedError" in caplog.text
    assert "amina@example.org" not in caplog.text
    settings.EMAIL_BACKEND = working
    assert mails() == [("amina", ASKED)]


def test_an_address_that_is_none_stops_nobody_else(site: SmallSite, settings: Any, translator: User) -> None:
    asked(site.guide(), 1)
    User.objects.filter(pk=translator.pk).update(email="not an address")
    listening(reached(member("translator", "fr", "two")))
    settings.EMAIL_BACKEND = QUEUE
    assert sending.send_news() == 1
    assert [email.to for email in Email.objects.all()] == [["two@example.org"]]


def test_the_queue_keeps_the_headers(site: SmallSite, settings: Any, translator: User, capsys: Any) -> None:
    asked(site.guide(), 1)
    settings.EMAIL_BACKEND = QUEUE
    call_command("send_news")
    assert capsys.readouterr().out == "Wrote 1 mails.\n"
    (email,) = Email.objects.all()
    assert sorted(email.headers) == ["Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post"]
    assert (email.html_message, email.cc, email.bcc) == ("", [], [])


def test_what_was_told_is_forgotten_after_a_year(site: SmallSite, translator: User) -> None:
    asked(site.guide(), 1)
    assert mails() == [("amina", ASKED)]
    assert mails(timezone.now() + 360 * DAY) == []
    assert NewsTold.objects.count() == 1
    assert mails(timezone.now() + 367 * DAY) == []
    assert NewsTold.objects.count() == 0


def _queries() -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        sending.send_news()
    return len(captured)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_for_people_with_nothing_new(site: SmallSite, count: int) -> None:
    for number in range(count):
        choose(reached(member("coordinator", "fr", f"p{number}")), **dict.fromkeys(("waiting", "outdated"), "at_once"))
    for _number in range(count):
        asked(site.guide(), 1)
    sending.send_news()
    assert _queries() == 10


@pytest.mark.parametrize(("count", "expected"), [(1, 20), (3, 32)])
def test_queries_for_mails(site: SmallSite, count: int, expected: int) -> None:
    """Six for each of them, two of those for the transaction."""
    for number in range(count):
        choose(reached(member("coordinator", "fr", f"p{number}")), wanted="at_once", waiting="at_once")
    sending.send_news()
    for _number in range(count):
        asked(site.guide(), 1)
    assert _queries() == expected
