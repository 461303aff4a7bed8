"""A mail server that refuses a sender's address says so; nothing of what it says is logged or kept."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from post_office.models import Email, Log

from home.models import User
from stories import domain, erasing, receiving
from stories.models import Message
from tests.factories import SmallSite
from tests.stories.forgetting.test_erasing import rows
from tests.stories.forms import story

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "zqrefusedvx@example.org"


class Refusing(BaseEmailBackend):
    """A mail server that knows nobody."""

    def send_messages(self, messages: Any) -> int:
        """As smtplib raises it."""
        raise SMTPRecipientsRefused({to: (550, f"no such user: {to}".encode()) for to in messages[0].to})


class Kept(logging.Handler):
    """Every record, as it reaches a handler."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.records.append(record)


def test_an_address_that_is_refused_is_in_no_log(
    site: SmallSite,
    reviewer: User,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    settings.POST_OFFICE = settings.POST_OFFICE | {"BACKENDS": {"default": f"{__name__}.Refusing"}}
    submission, _is_new = receiving.submit(story(contact=ADDRESS, is_told=True))
    domain.say(submission, Message.Kind.QUESTION, "Which bus?", reviewer)
    Email.objects.exclude(to=ADDRESS).delete()
    stream, kept = io.StringIO(), Kept()
    for logger in (logging.getLogger("post_office"), logging.getLogger()):
        for handler in logger.handlers:
            if isinstance(handler, logging.StreamHandler):
                monkeypatch.setattr(handler, "stream", stream)
        logger.addHandler(kept)
    try:
        call_command("send_queued_mail", lockfile=str(tmp_path / "lock"))
    finally:
        for logger in (logging.getLogger("post_office"), logging.getLogger()):
            logger.removeHandler(kept)
    mail = Email.objects.get()
    assert (mail.to, mail.number_of_retries) == ([ADDRESS], 1)
    said = stream.getvalue()
    assert f"Failed to send email #{mail.pk} (SMTPRecipientsRefused)" in said
    assert "zqrefusedvx" not in said + "".join(capfd.readouterr())
    assert "zqrefusedvx" not in str([vars(record) for record in kept.records])
    assert [record for record in kept.records if record.exc_info] == []
    assert Log.objects.count() == 0
    erasing.forget_contact(submission)
    assert [table for table, text in rows().items() if "zqrefusedvx" in text] == []
