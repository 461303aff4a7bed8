"""Asking a server elsewhere whether an address still works: seldom, briefly, and saying who asks."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin

from django.conf import settings

from home.outside.addresses import PORTS, NoSuchHostError, NotAskedError, NotPublicError, Target, resolved

MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
#: Answers that say nothing of the page: log in, no robots, too many questions, not to you.
UNDECIDED = {401, 402, 403, 405, 406, 407, 408, 425, 429, 451}
#: How many addresses of one host are tried.
MOST_TRIES = 3


@dataclass(frozen=True)
class Answer:
    """What became of a question. `problem` is a value of OutsideLink.Problem, empty where it works."""

    status: int | None = None
    problem: str = ""
    #: Nothing was learned: it is not counted, neither as working nor as broken.
    is_undecided: bool = False


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at, whatever the name means a moment later."""

    def __init__(self, target: Target, address: str, timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self.target, self.address = target, address
        self.default_port = PORTS[target.scheme]  # which is not named to the server

    def connect(self) -> None:
        """To the address; the name is for the certificate and the server."""
        self.sock = socket.create_connection((self.address, self.target.port), self.timeout)
        if self.target.scheme == "https":
            # First kept, then used: `abort` must find it while it is still shaking hands.
            self.sock = secured = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.target.host, do_handshake_on_connect=False
            )
            secured.do_handshake()

    def abort(self) -> None:
        """From another thread: whoever waits for the other side waits no longer."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


@dataclass
class Asker:
    """Asks one question at a time, with a pause between two to the same host."""

    #: Seconds between two questions to a host, without a sign of the other side, and in all.
    pause: float = 2.0
    patience: float = 10.0
    longest: float = 20.0
    ports: frozenset[int] = frozenset(PORTS.values())
    #: For tests alone, which have no server on the internet; no setting leads here.
    allowed: frozenset[str] = frozenset()
    _last: dict[str, float] = field(default_factory=dict)

    def ask(self, url: str) -> Answer:
        """Whether the address works, after at most five redirects; each of them is looked at like the first."""
        here = url
        for _hop in range(MOST_REDIRECTS + 1):
            try:
                target = Target.of(here, self.ports)
                status, there = self._status(target)
            except NotPublicError:
                return Answer(problem="not-public")
            except NotAskedError:
                return Answer(is_undecided=True)
            except NoSuchHostError:
                return Answer(problem="no-host")
            except TimeoutError:
                return Answer(problem="timeout")
            except ssl.SSLError:
                return Answer(problem="certificate")
            except (OSError, http.client.HTTPException):
                return Answer(problem="no-answer")
            if status not in REDIRECTS or not there:
                return _judged(status)
            try:
                here = urljoin(here, there)
            except ValueError:  # it leads to what is no address
                return Answer(status, "status")
        return Answer(problem="redirects")

    def _status(self, target: Target) -> tuple[int, str]:
        """The status and where it leads. Some servers know no HEAD, or answer it wrongly: then GET."""
        addresses = resolved(target, self.allowed)
        try:
            status, there = self._answer(target, addresses, "HEAD")
        except ssl.SSLError:
            raise
        except (OSError, http.client.HTTPException):  # closed, or kept waiting
            status, there = 0, ""
        if 200 <= status < 400:
            return status, there
        return self._answer(target, addresses, "GET")

    def _answer(self, target: Target, addresses: list[str], method: str) -> tuple[int, str]:
        self._wait(target.host)
        try:
            tried = addresses[:MOST_TRIES]
            for address in tried[:-1]:
                try:
                    return self._answer_of(target, address, method)
                except (TimeoutError, ssl.SSLError):
                    raise
                except OSError:  # closed, or a network that this machine is not part of: the next one may answer
                    continue
            return self._answer_of(target, tried[-1], method)
        finally:
            self._last[target.host] = time.monotonic()

    def _answer_of(self, target: Target, address: str, method: str) -> tuple[int, str]:
        """The head of the answer only; its body is never read."""
        connection = _Pinned(target, address, self.patience)
        with _deadline(connection, self.longest):
            connection.request(method, target.path, headers={"User-Agent": user_agent(), "Accept": "*/*"})
            response = connection.getresponse()
            there = (response.getheader("Location") or "").encode("latin-1").decode("utf-8", "replace")
            return response.status, there

    def _wait(self, host: str) -> None:
        if host in self._last:
            time.sleep(max(0.0, self._last[host] + self.pause - time.monotonic()))


@contextmanager
def _deadline(connection: _Pinned, seconds: float) -> Iterator[None]:
    """Cut the connection after this time, also when the other side sends a byte now and then."""
    late = threading.Event()

    def cut() -> None:
        late.set()
        connection.abort()

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if not late.is_set():
            raise
    finally:
        timer.cancel()
        connection.close()
    if late.is_set():  # what was read until then may look like a whole answer
        raise TimeoutError


def _judged(status: int) -> Answer:
    if 200 <= status < 400:
        return Answer(status)
    return Answer(status, is_undecided=True) if status in UNDECIDED else Answer(status, "status")


def user_agent() -> str:
    """Who asks, and where one learns more."""
    return f"GGSN-link-check/1 (+{settings.BASE_URL}/)"
