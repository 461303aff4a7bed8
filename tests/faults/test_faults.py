"""A receipt always means stored, one story is stored once, and no answer is a bare 500."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.faults.conftest import POSTGRES, SQLITE
from tests.faults.sender import Sender
from tests.faults.site import RealSite

pytestmark = pytest.mark.faults
#: After how many things that it did, and how many seconds more, a process is killed.
KILLED_AFTER = ((0, 0.05), (0, 0.3), (1, 0.02), (1, 0.15), (1, 0.4), (2, 0.1), (3, 0.25))

#: Bytes that fit into no file any more: enough for what SQLite's processes share (32 KiB), too little for a story.
FULL = 33_000


def at_once(count: int, do: Callable[[int], Any]) -> list[Any]:
    """The same at the same moment."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(do, range(count)))


def titles(site: RealSite) -> list[str]:
    """What was received, by title."""
    return sorted(line.removeprefix("received ") for line in site.stored().values() if line.startswith("received "))


def test_fifty_senders_at_once(real: RealSite) -> None:
    real.start()
    senders = [Sender(real.base, f"Number {number:02}") for number in range(50)]
    words = at_once(50, lambda number: senders[number].send())
    assert len(set(words)) == 50
    assert titles(real) == [sender.title for sender in senders]
    assert {status for sender in senders for status in sender.statuses} <= {200, 303, 503}
    stored = real.stored()
    opened = real.run("tests.faults.work", "opens", *(sender.words for sender in senders)).splitlines()
    assert [stored[reference] for reference in opened] == [f"received {sender.title}" for sender in senders]
    real.assert_sound()


def test_pressed_many_times_it_is_stored_once(real: RealSite) -> None:
    real.start()
    sender = Sender(real.base, "Once")
    filled = sender.first_step()
    answers = at_once(8, lambda _number: sender.ask("post", "send/", data=filled))
    assert {answer.status_code for answer in answers} == {303}
    assert list(real.stored().values()) == ["draft "]
    sender.begin(filled)
    last = sender.as_far_as_the_check()
    answers = at_once(8, lambda _number: sender.ask("post", "send/check/", data=last))
    assert {answer.status_code for answer in answers} == {303}
    assert titles(real) == ["Once"]
    real.assert_sound()


def test_after_a_lost_answer_one_tries_again(real: RealSite) -> None:
    real.start()
    sender = Sender(real.base, "Lost")
    filled = sender.first_step()
    for _press in range(3):
        send_and_hang_up(sender, "send/", filled)
    sender.begin(filled)
    sender.go_on()
    assert titles(real) == ["Lost"]
    real.assert_sound()


def send_and_hang_up(sender: Sender, path: str, data: dict[str, str]) -> None:
    """Send a form and close the connection before the answer comes."""
    import requests

    prepared = sender.browser.prepare_request(requests.Request("POST", sender.stories + path, data=data))
    where = urlsplit(sender.stories)
    head = "".join(f"{name}: {value}\r\n" for name, value in prepared.headers.items())
    with socket.create_connection((where.hostname or "", where.port or 0)) as line:
        body = urlencode(data).encode()
        assert prepared.headers["Content-Length"] == str(len(body))
        line.sendall(f"POST {where.path}{path} HTTP/1.1\r\nHost: {where.netloc}\r\n{head}\r\n".encode() + body)
    time.sleep(0.2)


def test_without_a_mail_server_nothing_is_lost(real: RealSite) -> None:
    real.start()
    sender = Sender(real.base, "No mail")
    sender.send()
    assert set(sender.statuses) == {200, 303}
    real.manage("send_queued_mail")
    waiting = real.run("tests.faults.work", "mails").splitlines()
    assert waiting == ["reviewer@example.org"]
    assert titles(real) == ["No mail"]


def test_a_killed_process_leaves_nothing_half_done(real: RealSite) -> None:
    """What it said that it had done is done; what it had not is not begun."""
    done: dict[str, str] = {}
    for number, (count, seconds) in enumerate(KILLED_AFTER):
        with real.begin("tests.faults.work", "go", str(number)) as worker:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
            said = [worker.stdout.readline() for _line in range(count)]
            time.sleep(seconds)
            worker.kill()
            for line in "".join([*said, worker.stdout.read()]).splitlines():
                what, _space, reference = line.partition(" ")
                if len(reference) == 9:  # the last line may be cut off
                    done[reference] = what
    real.assert_sound()
    stored = {reference: line.split(" ")[0] for reference, line in real.stored().items()}
    assert len(done) >= 5
    further = {"sent": {"received", "in_review", "published"}, "published": {"published", "withdrawn", "erased"}}
    for reference, what in done.items():
        assert stored[reference] in further.get(what, {what}), (reference, what)


@SQLITE
def test_a_full_disk_is_said_and_nothing_is_lost(on_sqlite: RealSite) -> None:
    """SQLite alone: a PostgreSQL that has no space says so in the same way as one that is not there."""
    on_sqlite.start(largest_file=FULL)
    sender = Sender(on_sqlite.base, "Full")
    filled = sender.first_step()
    answer = sender.browser.post(f"{sender.stories}send/", data=filled, allow_redirects=False, timeout=60)
    assert answer.status_code == 503
    assert "The depot closes at two." in answer.text
    assert on_sqlite.stored() == {}
    on_sqlite.stop()
    on_sqlite.start()
    sender.begin(filled)
    sender.go_on()
    assert titles(on_sqlite) == ["Full"]
    on_sqlite.assert_sound()


@POSTGRES
def test_a_database_that_is_started_again_loses_nothing(on_postgres: RealSite, postgres: Any) -> None:
    on_postgres.start()
    senders = [Sender(on_postgres.base, f"Number {number:02}") for number in range(12)]
    restart = threading.Thread(target=_restart, args=(postgres,))
    restart.start()
    at_once(12, lambda number: senders[number].send())
    restart.join()
    assert titles(on_postgres) == [sender.title for sender in senders]
    assert {status for sender in senders for status in sender.statuses} <= {200, 303, 503}
    on_postgres.assert_sound()


def _restart(server: Any) -> None:
    for _time in range(2):
        time.sleep(5)
        with contextlib.suppress(Exception):
            server._stop()
        time.sleep(1)
        server.ensure_postgres_running()
