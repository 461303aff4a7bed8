"""Mails to senders: in their language, in the same transaction, without a word about the story, and gone on request."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils import translation
from post_office.models import Email

from stories import domain
from stories.models import Contact, Message, Submission
from stories.states import Reason
from tests.factories import SmallSite
from tests.stories.mine.senders import TITLE, in_state, let_in, reviewer, send, tree, words_on

CONTACT = "/en/stories/mine/contact/"
ADDRESS = "sender@example.org"


def reached(**changes: Any) -> Submission:
    submission, _words = send(contact=ADDRESS, is_told=True, **changes)
    return submission


def ask(submission: Submission) -> None:
    domain.say(submission, Message.Kind.QUESTION, "Has J. heard of it?", reviewer())


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_mail_says_that_there_is_news_and_where(
    site: SmallSite, mailoutbox: Any, settings: Any, language: str
) -> None:
    submission = reached(speaks=language)
    mailoutbox.clear()
    with translation.override("es"):
        ask(submission)
    (mail,) = mailoutbox
    with translation.override(language):
        assert mail.subject == translation.gettext("There is news for you")
    assert mail.to == [ADDRESS]
    assert f"{settings.BASE_URL}/{language}/stories/mine/\n" in mail.body
    assert submission.reference in mail.body
    whole = mail.message().as_string() + mail.subject + mail.body
    for secret in (TITLE, "depot", "J.", "Night Shift", "reviewer", submission.receipt[:16]):
        assert secret not in whole
    assert submission.reference not in mail.subject


def test_who_deletes_the_address_gets_no_more_mails(site: SmallSite, mailoutbox: Any) -> None:
    submission = reached()
    client = let_in(submission)
    assert ADDRESS in words_on(client.get("/en/stories/mine/"))
    response = client.post(CONTACT, {"delete": "1"})
    assert response["Location"] == "/en/stories/mine/?done=unreachable"
    assert not Contact.objects.exists()
    mailoutbox.clear()
    ask(submission)
    domain.decline(submission, reviewer(), Reason.NOT_FOR_US)
    assert mailoutbox == []
    page = client.get(response["Location"])
    assert ADDRESS not in page.content.decode()
    assert client.post(CONTACT, {"delete": "1"}).status_code == 303


@pytest.mark.parametrize("how", ["delete", "change", "silence"])
def test_mails_that_still_wait_go_with_the_address(site: SmallSite, settings: Any, how: str) -> None:
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    submission, other = reached(), reached()
    ask(submission)
    ask(other)
    assert [email.to for email in Email.objects.all()] == [[ADDRESS], [ADDRESS]]
    data = {
        "delete": {"delete": "1"},
        "change": {"address": "new@example.org", "is_told": "on"},
        "silence": {"address": ADDRESS},
    }[how]
    assert let_in(submission).post(CONTACT, data).status_code == 303
    (left,) = Email.objects.all()
    assert other.reference in left.message
    ask(submission)
    assert [email.to for email in Email.objects.order_by("pk")][1:] == (
        [["new@example.org"]] if how == "change" else []
    )


def test_a_mail_is_queued_with_what_it_tells_or_not_at_all(site: SmallSite, settings: Any) -> None:
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    submission = reached()
    with pytest.raises(RuntimeError), transaction.atomic():
        ask(submission)
        assert Email.objects.count() == 1
        raise RuntimeError("killed before the commit")
    assert (Email.objects.count(), submission.messages.count()) == (0, 0)


def test_an_address_is_added_and_the_mails_follow_the_language_of_the_page(site: SmallSite, mailoutbox: Any) -> None:
    submission, _words = send()
    client = let_in(submission)
    response = client.post("/fr/stories/mine/contact/", {"address": f" {ADDRESS} ", "is_told": "on"})
    assert response.status_code == 303
    assert (Contact.objects.get().address, Contact.objects.get().is_told) == (ADDRESS, True)
    mailoutbox.clear()
    submission.refresh_from_db()
    ask(submission)
    assert "/fr/stories/mine/" in mailoutbox[0].body


def test_what_is_no_email_address_is_kept_and_not_written_to(site: SmallSite, mailoutbox: Any) -> None:
    submission, _words = send()
    client = let_in(submission)
    response = client.post(CONTACT, {"address": "signal: +255 700 000 042", "is_told": "on"})
    assert response.status_code == 200
    assert tree(response).xpath("//input[@name='address']/@value") == ["signal: +255 700 000 042"]
    assert not Contact.objects.exists()
    assert client.post(CONTACT, {"address": "signal: +255 700 000 042"}).status_code == 303
    mailoutbox.clear()
    ask(submission)
    assert mailoutbox == []


@pytest.mark.parametrize("address", ["", " ", "x" * 201])
def test_an_address_that_cannot_be_kept(site: SmallSite, address: str) -> None:
    submission = reached()
    assert let_in(submission).post(CONTACT, {"address": address}).status_code == 200
    assert Contact.objects.get().address == ADDRESS


def test_nobody_is_mailed_for_what_they_did_themselves(site: SmallSite, mailoutbox: Any) -> None:
    submission = reached()
    mailoutbox.clear()
    client = let_in(submission)
    client.post("/en/stories/mine/answer/", {"text": "I thought of something."})
    client.post("/en/stories/mine/withdraw/")
    assert [mail.to for mail in mailoutbox if mail.to == [ADDRESS]] == []


def test_whose_story_is_deleted_is_not_told_and_the_form_says_so(site: SmallSite, settings: Any) -> None:
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    submission = reached()
    said = "If an editor deletes what you sent, your address goes with it and no email comes."
    assert said in words_on(let_in(submission).get(CONTACT))
    domain.erase(submission, reviewer())
    assert not Email.objects.filter(to=ADDRESS).exists()


def test_an_address_can_be_deleted_as_long_as_the_page_opens(site: SmallSite) -> None:
    for state in ("declined", "withdrawn"):
        submission = in_state(state, contact=ADDRESS)
        assert let_in(submission).post(CONTACT, {"delete": "1"}).status_code == 303
        assert not Contact.objects.exists()
