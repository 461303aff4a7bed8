"""What servers ask of programs: robots.txt and Retry-After."""

from __future__ import annotations

import datetime
import threading
import time
from email.utils import format_datetime
from typing import Any

import pytest
from django.utils import timezone

from home.outside.asking import Answer
from home.outside.robots import LONGEST, Remembered, wait_of
from tests.home.elsewhere import ROBOTS, Elsewhere


def test_robots_txt_is_asked_for_once_and_kept_to(elsewhere: Elsewhere) -> None:
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: GGSN-link-check\nDisallow: /private\n"
    elsewhere.answers(ROBOTS, 200, content=rules)
    elsewhere.answers("/open", 200)
    elsewhere.answers("/private/1", 200)
    elsewhere.answers("/to", 302, to="/private/1")
    asker = elsewhere.asker()
    for path, answer in (
        ("/private/1", Answer(problem="robots")),
        ("/open", Answer(200)),
        ("/to", Answer(problem="robots")),
    ):
        assert asker.ask(elsewhere.url(path)) == answer, path
    assert elsewhere.asked == [("GET", ROBOTS), ("HEAD", "/open"), ("HEAD", "/to")]
    elsewhere.answers(ROBOTS, 200, content=b"User-agent: *\nDisallow: /\n")
    assert elsewhere.asker().ask(elsewhere.url("/open")) == Answer(problem="robots")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"Disallow", b"User-agent: *\nDisallow: //[\n", b"<html>"])
@pytest.mark.parametrize("status", [200, 403, 404])
def test_robots_txt_that_says_nothing(elsewhere: Elsewhere, status: int, content: bytes) -> None:
    elsewhere.answers(ROBOTS, status, content=content)
    elsewhere.answers("/", 200)
    assert elsewhere.asker().ask(elsewhere.url()) == Answer(200)


def test_robots_txt_with_a_byte_order_mark(elsewhere: Elsewhere) -> None:
    elsewhere.answers(ROBOTS, 200, content=b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n")
    assert elsewhere.asker().ask(elsewhere.url()) == Answer(problem="robots")


def test_rules_are_remembered_to_a_bound(elsewhere: Elsewhere) -> None:
    content = b"User-agent: *\nDisallow: /closed\n#".ljust(LONGEST, b"-")
    kept = Remembered()
    servers = [("http", f"{number}.example", 80) for number in range(12)]
    for server in servers:
        assert not kept.keep(server, content).can_fetch("x", "/closed")
    kept.keep(("http", "no-rules.example", 80), b"")
    assert [server for server in servers if kept.get(server)] == servers[4:]
    # Who is forgotten is asked once more, and answered right.
    elsewhere.answers(ROBOTS, 200, content=b"User-agent: *\nDisallow: /closed\n")
    asker = elsewhere.asker(allowed=frozenset({"127.0.0.1", "::1"}), _rules=Remembered(room=40))
    for host in ("127.0.0.1", "127.0.0.1", "localhost", "127.0.0.1"):
        assert asker.ask(elsewhere.url("/closed", host)) == Answer(problem="robots")
    assert elsewhere.asked == [("GET", ROBOTS)] * 3


def test_robots_txt_is_read_to_a_bound(elsewhere: Elsewhere) -> None:
    sent = []

    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            handler.wfile.write(b"User-agent: *\nDisallow: /first\n")
            for _ in range(100_000):
                sent.append(handler.wfile.write(b"#" * 65536 + b"\n"))
        except OSError:
            return

    elsewhere.script["GET", ROBOTS] = endless
    elsewhere.answers("/second", 200)
    asker = elsewhere.asker()
    assert asker.ask(elsewhere.url("/first")) == Answer(problem="robots")
    assert asker.ask(elsewhere.url("/second")) == Answer(200)
    assert sum(sent) < 50 * 1024 * 1024


def test_robots_txt_elsewhere(elsewhere: Elsewhere, inside: Elsewhere) -> None:
    """It may lead to another address, which is looked at like any other."""
    elsewhere.answers("/", 200)
    elsewhere.answers("/rules", 200, content=b"User-agent: *\nDisallow: /\n")
    for target, answer in (
        ("/rules", Answer(problem="robots")),
        (inside.url(ROBOTS, "127.0.0.2"), Answer(200)),
        ("http://169.254.169.254/", Answer(200)),
        ("http://[bad/", Answer(200)),
        (ROBOTS, Answer(200)),
    ):
        elsewhere.answers(ROBOTS, 302, to=target)
        assert elsewhere.asker(inside).ask(elsewhere.url()) == answer, target
    assert inside.asked == []


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_fails_to_say_is_left_alone_for_the_run(elsewhere: Elsewhere, status: int) -> None:
    elsewhere.answers(ROBOTS, status)
    elsewhere.answers("/", 200)
    asker = elsewhere.asker()
    assert not asker.remembers(elsewhere.url())
    for path in ("/", "/other"):
        assert asker.ask(elsewhere.url(path)) == Answer(status, "status", is_undecided=True)
    assert elsewhere.asked == [("GET", ROBOTS)]
    assert asker.remembers(elsewhere.url("/third"))
    assert not asker.remembers(elsewhere.url("/", "localhost"))
    assert not asker.remembers("http://[bad/")


def test_a_server_that_fails_to_say_and_wants_to_be_left_alone(elsewhere: Elsewhere) -> None:
    elsewhere.answers(ROBOTS, 503, after="3600")
    asker, hour = elsewhere.asker(), datetime.timedelta(hours=1)
    first, second = asker.ask(elsewhere.url()), asker.ask(elsewhere.url())
    assert first == Answer(503, "status", is_undecided=True, wait=hour, host="127.0.0.1")
    assert second == Answer(503, "status", is_undecided=True)
    assert elsewhere.asked == [("GET", ROBOTS)]


def test_robots_txt_that_is_slow_or_cut_off(elsewhere: Elsewhere) -> None:
    """The page was not asked for: nobody knows whether it works. Nor is the server asked twice in a run."""
    let_go = threading.Event()
    elsewhere.answers("/", 200)

    def cut_off(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"no length")

    for script, problem in (
        (lambda handler: let_go.wait(10), "timeout"),
        (lambda handler: handler.connection.close(), "no-answer"),
        (cut_off, "no-answer"),
    ):
        elsewhere.asked.clear()
        elsewhere.script["GET", ROBOTS] = script
        asker = elsewhere.asker(patience=0.5)
        for path in ("/", "/other"):
            assert asker.ask(elsewhere.url(path)) == Answer(problem=problem, is_undecided=True)
        assert elsewhere.asked == [("GET", ROBOTS)]
    let_go.set()


def test_a_server_that_is_asked_too_much_for_its_rules_is_left_alone(elsewhere: Elsewhere) -> None:
    elsewhere.answers(ROBOTS, 429)
    elsewhere.answers("/", 200)
    asker = elsewhere.asker()
    first, second = asker.ask(elsewhere.url()), asker.ask(elsewhere.url())
    assert (first.is_undecided, first.problem, first.wait) == (True, "", datetime.timedelta(days=1))
    assert (second.is_undecided, second.wait > datetime.timedelta(hours=23)) == (True, True)
    assert elsewhere.asked == [("GET", ROBOTS)]


def test_a_server_is_left_alone_as_long_as_it_asks_for(elsewhere: Elsewhere) -> None:
    asker = elsewhere.asker()
    elsewhere.answers("/busy", 429, after="1")
    elsewhere.answers("/", 200)
    assert asker.ask(elsewhere.url("/busy")) == Answer(
        429, is_undecided=True, wait=datetime.timedelta(seconds=1), host="127.0.0.1"
    )
    assert asker.ask(elsewhere.url()).is_undecided
    assert elsewhere.asked == [("HEAD", "/busy")]  # not with GET either
    time.sleep(1.1)
    assert asker.ask(elsewhere.url()) == Answer(200)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120), (" 5 ", 5), ("0", 0), ("", 0), (None, 0), ("-5", 0), ("soon", 0), ("1.5", 0), ("٣", 0),
        ("9" * 400, 30 * 86400), ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("Fri, 31 Dec 9999 23:59:59 GMT", 30 * 86400),
        ("Wed, 21 Oct 99999 07:28:00 GMT", 0), (f"Wed, 21 Oct 2015 07:28:00 +{'9' * 17}", 0), ("2592001", 30 * 86400),
    ],
)  # fmt: skip
def test_how_long_a_server_wants_to_be_left_alone(header: str | None, seconds: int) -> None:
    assert wait_of(header).total_seconds() == seconds


def test_until_a_date() -> None:
    until = timezone.now() + datetime.timedelta(hours=1)
    assert 3590 < wait_of(format_datetime(until, usegmt=True)).total_seconds() <= 3600
