"""What a server asks of programs: which addresses they should leave alone (RFC 9309), and when to come again."""

from __future__ import annotations

import datetime
from email.utils import parsedate_to_datetime
from urllib.robotparser import RobotFileParser

from django.utils import timezone

#: Bytes of a robots.txt that are read; the standard wants at least 500 KiB.
LONGEST = 512 * 1024
#: Longer than this nobody is left alone.
A_YEAR = datetime.timedelta(days=365)


def rules(content: bytes) -> RobotFileParser:
    """A robots.txt as Python reads it: without wildcards, and the first rule that fits counts.

    One that cannot be read has no rules.
    """
    made = RobotFileParser()
    try:
        made.parse(content.decode("utf-8", "replace").splitlines())
    except ValueError:
        return no_rules()
    return made


def no_rules() -> RobotFileParser:
    """Everything may be asked."""
    made = RobotFileParser()
    made.parse([])
    return made


def wait_of(header: str | None) -> datetime.timedelta:
    """`Retry-After` (RFC 9110): seconds or a date, at most a year; nothing for what is neither."""
    text = (header or "").strip()
    if text.isascii() and text.isdecimal():
        return datetime.timedelta(seconds=min(int(text[:12]), A_YEAR.total_seconds()))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return datetime.timedelta()
    if until.tzinfo is None:
        until = until.replace(tzinfo=datetime.UTC)
    return min(max(until - timezone.now(), datetime.timedelta()), A_YEAR)
