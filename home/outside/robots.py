"""What a server asks of programs: which addresses they should leave alone (RFC 9309), and when to come again."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.robotparser import RobotFileParser

from django.utils import timezone

#: Bytes of a robots.txt that are read; the standard wants at least 500 KiB.
LONGEST = 512 * 1024
#: Longer than this nobody is left alone.
A_MONTH = datetime.timedelta(days=30)
#: The server of an address: scheme, host and port.
Server = tuple[str, str, int]


@dataclass
class Remembered:
    """What servers ask of programs, as long as there is room; what was read first is forgotten, and read again."""

    #: Bytes of the files, from which their rules follow: some thousand usual files, or the eight longest.
    room: int = 8 * LONGEST
    _rules: dict[Server, tuple[RobotFileParser, int]] = field(default_factory=dict)

    def get(self, server: Server) -> RobotFileParser | None:
        """The rules of this server, if they are known."""
        return self._rules[server][0] if server in self._rules else None

    def keep(self, server: Server, content: bytes) -> RobotFileParser:
        """The rules of this server from its robots.txt."""
        made = rules(content)
        self._rules[server] = made, len(content)
        while sum(size for _rules, size in self._rules.values()) > self.room:
            del self._rules[next(iter(self._rules))]
        return made


def rules(content: bytes) -> RobotFileParser:
    """A robots.txt as Python reads it: without wildcards, and the first rule that fits counts.

    One that is empty or cannot be read has no rules: everything may be asked.
    """
    made = RobotFileParser()
    try:
        made.parse(content.decode("utf-8-sig", "replace").splitlines())
    except ValueError:
        return rules(b"")
    return made


def wait_of(header: str | None) -> datetime.timedelta:
    """`Retry-After` (RFC 9110): seconds or a date, at most 30 days; nothing for what is neither."""
    text = (header or "").strip()
    if text.isascii() and text.isdecimal():
        return datetime.timedelta(seconds=min(int(text[:12]), A_MONTH.total_seconds()))
    try:
        until = parsedate_to_datetime(text)
        wait = (until if until.tzinfo else until.replace(tzinfo=datetime.UTC)) - timezone.now()
    except (ValueError, OverflowError):  # the second for the offset of a zone
        return datetime.timedelta()
    return min(max(wait, datetime.timedelta()), A_MONTH)
