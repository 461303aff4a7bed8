"""Servers elsewhere: real ones on this machine, which only tests may ask; and links to them."""

from __future__ import annotations

import datetime
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import timezone

from home.models import OutsideLink
from home.outside.addresses import host_of
from home.outside.asking import Asker

HERE = frozenset({"127.0.0.1"})
#: Asked for once a host, and remembered by these servers only where there is one.
ROBOTS = "/robots.txt"


@dataclass
class Elsewhere:
    """A server that does what its `script` says, and remembers what it was asked."""

    server: ThreadingHTTPServer
    script: dict[tuple[str, str], Callable[[Any], None]]
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.server.server_port

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def answers(
        self,
        path: str,
        status: int,
        to: str = "",
        methods: tuple[str, ...] = ("HEAD", "GET"),
        after: str = "",
        content: bytes = b"",
    ) -> None:
        def answer(handler: Any) -> None:
            handler.send_response(status)
            if to:
                handler.send_header("Location", to)
            if after:
                handler.send_header("Retry-After", after)
            handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            if handler.command == "GET":
                handler.wfile.write(content)

        self.script.update({(method, path): answer for method in methods})

    def asker(self, *others: Elsewhere, **values: Any) -> Asker:
        """Allowed to ask this server, and for others only by their port."""
        ports = frozenset({80, 443, self.port, *(other.port for other in others)})
        return Asker(**{"pause": 0, "patience": 2, "ports": ports, "allowed": HERE, **values})


class _V6Server(ThreadingHTTPServer):
    address_family = socket.AF_INET6


def serve(address: str) -> Iterator[Elsewhere]:
    made: list[Elsewhere] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            elsewhere = made[0]
            if self.path == ROBOTS and ("GET", ROBOTS) not in elsewhere.script:
                self.send_error(404)
                return
            elsewhere.asked.append((self.command, self.path))
            elsewhere.headers.append(dict(self.headers))
            elsewhere.times.append(time.monotonic())
            if (self.command, self.path) in elsewhere.script:
                elsewhere.script[self.command, self.path](self)
            else:
                self.send_error(404)

        do_GET = do_HEAD = answer  # noqa: N815 – the names that the standard library looks for

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = (_V6Server if ":" in address else ThreadingHTTPServer)((address, 0), Handler)
    made.append(Elsewhere(server, {}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield made[0]
    server.shutdown()
    server.server_close()
    thread.join()


def link_to(url: str) -> OutsideLink:
    """As it is collected, for ports too that are not."""
    return OutsideLink.objects.create(url=url, host=host_of(url))


def state(link: OutsideLink) -> tuple[int, str, bool]:
    link.refresh_from_db()
    return link.failures, link.problem, link.is_broken


def at(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    """So many days from now."""
    real = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: real)
