"""What senders of what has no page are told of it, and when somebody looks again: what is so."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from home.models import User
from stories import consenting, domain
from stories.filing import SentConsent
from stories.models import Contact, Submission
from stories.reviewing.reminders import send_reminders
from tests.factories import SmallSite
from tests.stories.helpers import seen, texts
from tests.stories.mine.senders import let_in
from tests.stories.ways.helpers import ANSWER, answer, guide, question, received

A_GUIDE = "It was taken over. Editors make a guide of it."
UNSEEN = "It was accepted. Nobody sees it, because its question is not public."


def accepted(one: Submission) -> str:
    """What its sender is told of it by mail."""
    Contact.objects.filter(submission=one).update(address="sender@example.org", is_told=True)
    mail.outbox.clear()
    domain.accept(one, None)
    (told,) = [message for message in mail.outbox if message.to == ["sender@example.org"]]
    return str(told.body)


def page_of(one: Submission) -> str:
    one.refresh_from_db()
    return " ".join(texts(seen(let_in(one, Client()), "/en/stories/mine/"), "//main"))


def test_a_guide_that_was_taken_over_is_not_called_public(site: SmallSite) -> None:
    suggested = guide()
    told, shown = accepted(suggested), page_of(suggested)
    assert A_GUIDE in told
    assert A_GUIDE in shown
    for text in (told, shown):
        for wrong in ("It is published", "Everybody can read it", "Published"):
            assert wrong not in text


def test_nor_is_an_answer_without_its_question(site: SmallSite) -> None:
    asked = question()
    given = received("answer", asked, title="", text=ANSWER)
    domain.withdraw(asked)
    told, shown = accepted(Submission.objects.get(pk=given.pk)), page_of(given)
    assert UNSEEN in told
    assert UNSEEN in shown
    for text in (told, shown):
        for wrong in ("It is published", "Everybody can read it", "Published"):
            assert wrong not in text


def test_what_readers_see_is(site: SmallSite) -> None:
    asked = received("question")
    assert "It is published." in accepted(asked)
    assert "Everybody can read it." in page_of(asked)
    assert "Everybody can read it." in page_of(answer(asked))


@pytest.mark.parametrize("kind", ["question", "answer"])
def test_what_its_sender_takes_down_by_agreeing_to_less_is_read_in_time(
    site: SmallSite, reviewer: User, kind: str
) -> None:
    asked = question()
    one = asked if kind == "question" else answer(asked)
    mail.outbox.clear()
    consenting.change(one, SentConsent(people="unsure", translation="any"))
    one.refresh_from_db()
    assert one.state == "in_review"
    assert [message.to for message in mail.outbox] == [["reviewer@example.org"]]
    assert "Taken down, because you changed what you agree to" in page_of(one)
    assert one.due_at is not None
    assert send_reminders(timezone.now()) == 0
    assert send_reminders(timezone.now() + datetime.timedelta(days=11)) == 1
