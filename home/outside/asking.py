"""Asking a server elsewhere whether an address still works: seldom, briefly, and saying who asks."""

from __future__ import annotations

import datetime
import http
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from django.conf import settings

from home.outside.addresses import PORTS, NoSuchHostError, NotAskedError, NotPublicError, Target, resolved
from home.outside.robots import LONGEST, Remembered, Server, wait_of

MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
#: Answers that say nothing of the page: log in, no robots, too many questions, not to you.
UNDECIDED = {401, 402, 403, 405, 406, 407, 408, 425, 429, 451}
TOO_MANY = http.HTTPStatus.TOO_MANY_REQUESTS
#: How long a server is left alone that is asked too much even for what it asks of programs.
A_DAY = datetime.timedelta(days=1)
#: How many addresses of one host are tried.
MOST_TRIES = 3


@dataclass(frozen=True)
class Answer:
    """What became of a question. `problem` is a value of OutsideLink.Problem, empty where it works."""

    status: int | None = None
    problem: str = ""
    #: Nothing was learned: it is not counted, neither as working nor as broken.
    is_undecided: bool = False
    #: How long the server wants to be left alone, and its name.
    wait: datetime.timedelta = datetime.timedelta()
    host: str = ""

    @property
    def is_unread(self) -> bool:
        """Whether the server failed to say what it asks of programs, by `problem`: the page was not asked for."""
        return self.is_undecided and bool(self.problem)


class _LeaveAloneError(Exception):
    """The server wants no programs here, or not now."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


@dataclass(frozen=True)
class _Said:
    """What a server answered."""

    status: int
    there: str = ""
    wait: datetime.timedelta = datetime.timedelta()
    #: Only of what was asked for with `read`.
    content: bytes = b""


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
    #: When a host may be asked again, and what each host asks of programs; an asker is made for one run.
    _resting: dict[str, float] = field(default_factory=dict)
    _rules: Remembered = field(default_factory=Remembered)
    #: Those that failed to say it. Not by host: nobody may listen on one port, and somebody on the other.
    _unread: dict[Server, Answer] = field(default_factory=dict)

    def remembers(self, url: str) -> bool:
        """Whether the answer is known without a question, because the server failed in this run."""
        try:
            return _server(Target.of(url, self.ports)) in self._unread
        except NotAskedError:
            return False

    def ask(self, url: str) -> Answer:
        """Whether the address works, after at most five redirects; each of them is looked at like the first."""
        here = url
        for _hop in range(MOST_REDIRECTS + 1):
            try:
                target = Target.of(here, self.ports)
                said = self._status(target, here)
            except _LeaveAloneError as told:
                return told.answer
            except NotPublicError:
                return Answer(problem="not-public")
            except NotAskedError:
                return Answer(is_undecided=True)
            except NoSuchHostError:
                return Answer(problem="no-host")
            except (OSError, http.client.HTTPException) as error:
                return Answer(problem=_problem(error))
            if said.status not in REDIRECTS or not said.there:
                return replace(_judged(said.status), wait=said.wait, host=target.host if said.wait else "")
            try:
                here = urljoin(here, said.there)
            except ValueError:  # it leads to what is no address
                return Answer(said.status, "status")
        return Answer(problem="redirects")

    def _status(self, target: Target, url: str) -> _Said:
        """The status and where it leads. Some servers know no HEAD, or answer it wrongly: then GET."""
        addresses = resolved(target, self.allowed)
        if not self._rules_of(target, addresses).can_fetch(user_agent(), url):
            raise _LeaveAloneError(Answer(problem="robots"))
        try:
            said = self._answer(target, addresses, "HEAD")
        except ssl.SSLError:
            raise
        except (OSError, http.client.HTTPException):  # closed, or kept waiting
            said = _Said(0)
        if 200 <= said.status < 400 or said.status == TOO_MANY or said.wait:
            return said
        return self._answer(target, addresses, "GET")

    def _rules_of(self, target: Target, addresses: list[str]) -> RobotFileParser:
        """The robots.txt of the host (RFC 9309), asked for once a run, from the addresses that were looked at.

        Where there is none, everything may be asked. A server that fails to say is asked for nothing in this run.
        """
        server = _server(target)
        if server in self._unread:
            raise _LeaveAloneError(self._unread[server])
        known = self._rules.get(server)
        if known is not None:
            return known
        try:
            return self._rules.keep(server, self._robots_txt(replace(target, path="/robots.txt"), addresses))
        except (OSError, http.client.HTTPException) as error:
            self._unread[server] = Answer(problem=_problem(error), is_undecided=True)
            raise _LeaveAloneError(self._unread[server]) from error
        except _LeaveAloneError as told:
            if told.answer.is_unread:
                self._unread[server] = replace(told.answer, wait=datetime.timedelta(), host="")
            raise

    def _robots_txt(self, target: Target, addresses: list[str]) -> bytes:
        for _hop in range(MOST_REDIRECTS + 1):
            said = self._answer(target, addresses, "GET", read=True)
            if said.status == TOO_MANY:
                wait = said.wait or A_DAY
                self._resting[target.host] = time.monotonic() + wait.total_seconds()
                raise _LeaveAloneError(Answer(said.status, is_undecided=True, wait=wait, host=target.host))
            if said.status >= 500:
                host = target.host if said.wait else ""
                raise _LeaveAloneError(Answer(said.status, "status", is_undecided=True, wait=said.wait, host=host))
            if 200 <= said.status < 300:
                return said.content
            if said.status not in REDIRECTS or not said.there:
                break
            try:
                here = urljoin(f"{target.scheme}://{target.name}{target.path}", said.there)
                target = Target.of(here, self.ports)
                addresses = resolved(target, self.allowed)
            except (ValueError, NotAskedError, NoSuchHostError):  # it leads nowhere, or where nobody may ask
                break
        return b""

    def _answer(self, target: Target, addresses: list[str], method: str, *, read: bool = False) -> _Said:
        rest = self._resting.get(target.host, 0.0) - time.monotonic()
        if rest > 0:
            wait = datetime.timedelta(seconds=rest)
            raise _LeaveAloneError(Answer(is_undecided=True, wait=wait, host=target.host))
        self._wait(target.host)
        try:
            said = self._first_answer(target, addresses[:MOST_TRIES], method, read)
        finally:
            self._last[target.host] = time.monotonic()
        if said.wait:
            self._resting[target.host] = time.monotonic() + said.wait.total_seconds()
        return said

    def _first_answer(self, target: Target, tried: list[str], method: str, read: bool) -> _Said:
        for address in tried[:-1]:
            try:
                return self._answer_of(target, address, method, read)
            except (TimeoutError, ssl.SSLError):
                raise
            except OSError:  # closed, or a network that this machine is not part of: the next one may answer
                continue
        return self._answer_of(target, tried[-1], method, read)

    def _answer_of(self, target: Target, address: str, method: str, read: bool) -> _Said:
        """The head of the answer only; its body is not read, but for so much of it as rules may have."""
        connection = _Pinned(target, address, self.patience)
        with _deadline(connection, self.longest):
            connection.request(method, target.path, headers={"User-Agent": user_agent(), "Accept": "*/*"})
            response = connection.getresponse()
            there = (response.getheader("Location") or "").encode("latin-1").decode("utf-8", "replace")
            content = response.read(LONGEST) if read and response.status == http.HTTPStatus.OK else b""
            asks_to_wait = response.status in (TOO_MANY, http.HTTPStatus.SERVICE_UNAVAILABLE)
            wait = wait_of(response.getheader("Retry-After")) if asks_to_wait else datetime.timedelta()
            return _Said(response.status, there, wait, content)

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


def _server(target: Target) -> Server:
    return target.scheme, target.host, target.port


def _problem(error: Exception) -> str:
    """What went wrong with a connection."""
    if isinstance(error, TimeoutError):
        return "timeout"
    return "certificate" if isinstance(error, ssl.SSLError) else "no-answer"


def _judged(status: int) -> Answer:
    if 200 <= status < 400:
        return Answer(status)
    return Answer(status, is_undecided=True) if status in UNDECIDED else Answer(status, "status")


def user_agent() -> str:
    """Who asks, and where one learns more."""
    return f"GGSN-link-check/1 (+{settings.BASE_URL}/)"
