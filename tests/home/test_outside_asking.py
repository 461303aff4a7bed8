"""Asking servers elsewhere: real servers on this machine, which only these tests allow, and real refusals."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import pytest

from home.outside.addresses import NotAskedError, Target, is_public
from home.outside.asking import Answer, Asker
from tests.home.elsewhere import HERE, Elsewhere

# ---------------------------------------------------------------- what may be asked


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1",  # noqa: S104 – not bound to
        "100.64.0.1", "169.254.169.254",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%lo", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:93.184.216.34", "64:ff9b::7f00:1", "64:ff9b:1::1",
        "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "::127.0.0.1",
        "168.63.129.16", "192.0.0.8", "192.0.0.9", "192.0.0.170", "192.31.196.1", "192.52.193.1", "192.88.99.1",
        "192.175.48.1", "2001:3::1", "2001:4:112::1", "2001:20::1", "2620:4f:8000::1", "3fff::1", "3fff:fff::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_on_the_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34", "1.1.1.1", "168.63.129.17", "192.0.1.1", "2606:4700:4700::1111", "2a00:1450:4001:82a::200e",
        "2001:200::1", "2001:4860:4860::8888", "2620:4f:8001::1",
    ],
)  # fmt: skip
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)",
        "mailto:a@b.example", "tel:+1", "", "/library/", "//example.org/", "http://", "http://user@example.org/",
        "http://a:b@example.org/", "http://@example.org/", "http://example.org:22/", "http://example.org:0/", "http://example.org:99999/",
        "http://example.org:x/", "http://[::1/", f"http://example.org/{'x' * 1000}", f"http://{'x' * 70}.org/",
        f"http://{'x.' * 127}org/",
    ],
)  # fmt: skip
def test_what_is_no_address_to_ask(url: str) -> None:
    with pytest.raises(NotAskedError):
        Target.of(url)
    assert Asker().ask(url) == Answer(is_undecided=True)


def test_an_address_is_made_safe_to_send() -> None:
    assert Target.of("HTTPS://Bücher.example/straße?q=a b#part") == Target(
        "https", "xn--bcher-kva.example", 443, "/stra%C3%9Fe?q=a%20b"
    )
    assert Target.of("http://example.org") == Target("http", "example.org", 80, "/")
    assert "\n" not in Target.of("http://example.org/\r\nX-Header: 1").path


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]", "0.0.0.0"],  # noqa: S104
)
def test_nothing_arrives_at_a_server_of_this_machine(elsewhere: Elsewhere, host: str) -> None:
    asker = Asker(ports=frozenset({elsewhere.port}))  # the port is allowed, the address is not
    assert asker.ask(elsewhere.url("/", host)) == Answer(problem="not-public")
    assert elsewhere.asked == []
    elsewhere.answers("/", 200)
    assert elsewhere.asker().ask(elsewhere.url()) == Answer(200)  # it would have answered


def test_nothing_arrives_at_a_server_of_this_machine_with_ipv6(inside_v6: Elsewhere) -> None:
    asker = Asker(ports=frozenset({inside_v6.port}))
    for host in ("[::1]", "localhost"):
        assert asker.ask(inside_v6.url("/", host)) == Answer(problem="not-public")
    assert inside_v6.asked == []


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "192.168.0.1", "169.254.169.254", "[fc00::1]", "[fe80::1]", "[64:ff9b::a00:1]", "100.64.0.1"]
)
def test_other_networks_are_refused_at_once(host: str) -> None:
    before = time.monotonic()
    assert Asker(patience=5).ask(f"http://{host}/latest/meta-data/") == Answer(problem="not-public")
    assert time.monotonic() - before < 2


def test_each_redirect_is_looked_at(elsewhere: Elsewhere, inside: Elsewhere, inside_v6: Elsewhere) -> None:
    asker = elsewhere.asker(inside, inside_v6)
    targets = (
        inside.url("/", "127.0.0.2"), inside_v6.url("/", "[::1]"), inside.url("/", "[::ffff:127.0.0.2]"),
        "http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[fc00::1]/",
    )  # fmt: skip
    for number, target in enumerate(targets):
        elsewhere.answers(f"/{number}", 302, to=target)
        assert asker.ask(elsewhere.url(f"/{number}")) == Answer(problem="not-public"), target
    for number, target in enumerate(
        ("ftp://example.org/", "http://u:p@127.0.0.1/", "http://127.0.0.1:1/", "file:///x")
    ):
        elsewhere.answers(f"/other/{number}", 302, to=target)
        assert asker.ask(elsewhere.url(f"/other/{number}")) == Answer(is_undecided=True), target
    assert inside.asked == inside_v6.asked == []


def test_the_connection_goes_to_the_address_that_was_looked_at(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that means something else the second time it is asked for (DNS rebinding) is not asked for again."""
    real, lookups = socket.getaddrinfo, []

    def rebinding(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host != "rebinding.example":
            return real(host, *args, **kwargs)
        lookups.append(host)
        return real("127.0.0.1" if len(lookups) == 1 else "127.0.0.2", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    elsewhere.answers("/", 200)
    assert elsewhere.asker().ask(elsewhere.url("/", "rebinding.example")) == Answer(200)
    assert len(lookups) == 1
    assert elsewhere.headers[0]["Host"] == f"rebinding.example:{elsewhere.port}"
    # The next question looks it up again, and finds that it may not be asked.
    assert elsewhere.asker().ask(elsewhere.url("/", "rebinding.example")) == Answer(problem="not-public")
    assert len(elsewhere.asked) == 1


# ---------------------------------------------------------------- how it is asked


def test_head_and_no_more_where_that_is_enough(elsewhere: Elsewhere, settings: Any) -> None:
    settings.BASE_URL = "https://ggsn.example"
    elsewhere.answers("/page?a=1", 200)
    assert elsewhere.asker().ask(elsewhere.url("/page?a=1#part")) == Answer(200)
    assert elsewhere.asked == [("HEAD", "/page?a=1")]
    assert elsewhere.headers[0] == {
        "Host": f"127.0.0.1:{elsewhere.port}",
        "Accept-Encoding": "identity",
        "User-Agent": "GGSN-link-check/1 (+https://ggsn.example/)",
        "Accept": "*/*",
    }


@pytest.mark.parametrize("status", [404, 405, 501, 500])
def test_get_where_head_is_not_known(elsewhere: Elsewhere, status: int) -> None:
    elsewhere.answers("/", status, methods=("HEAD",))
    elsewhere.answers("/", 200, methods=("GET",))
    assert elsewhere.asker().ask(elsewhere.url()) == Answer(200)
    assert elsewhere.asked == [("HEAD", "/"), ("GET", "/")]


def test_get_where_head_gets_no_answer(elsewhere: Elsewhere) -> None:
    let_go = threading.Event()
    elsewhere.script["HEAD", "/reset"] = lambda handler: handler.connection.close()
    elsewhere.script["HEAD", "/silent"] = lambda handler: let_go.wait(10)
    for path in ("/reset", "/silent"):
        elsewhere.answers(path, 200, methods=("GET",))
        assert elsewhere.asker(patience=0.5).ask(elsewhere.url(path)) == Answer(200), path
    let_go.set()


@pytest.mark.parametrize("there", ["http://[bad/", "//[bad/", "http://[::1"])
def test_a_redirect_to_what_is_no_address(elsewhere: Elsewhere, there: str) -> None:
    elsewhere.answers("/", 302, to=there)
    assert elsewhere.asker().ask(elsewhere.url()) == Answer(302, "status")


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (204, Answer(204)),
        (304, Answer(304)),
        (404, Answer(404, "status")),
        (410, Answer(410, "status")),
        (500, Answer(500, "status")),
        (401, Answer(401, is_undecided=True)),
        (403, Answer(403, is_undecided=True)),
        (429, Answer(429, is_undecided=True)),
    ],
)
def test_what_an_answer_means(elsewhere: Elsewhere, status: int, answer: Answer) -> None:
    elsewhere.answers("/", status)
    assert elsewhere.asker().ask(elsewhere.url()) == answer


def test_five_redirects_and_no_more(elsewhere: Elsewhere) -> None:
    for number in range(5):
        elsewhere.answers(f"/{number}", 301 if number else 308, to=f"/{number + 1}")
    elsewhere.answers("/5", 200)
    assert elsewhere.asker().ask(elsewhere.url("/0")) == Answer(200)
    elsewhere.answers("/5", 302, to=elsewhere.url("/6"))
    elsewhere.answers("/6", 200)
    assert elsewhere.asker().ask(elsewhere.url("/0")) == Answer(problem="redirects")
    assert ("HEAD", "/6") not in elsewhere.asked
    elsewhere.answers("/loop", 302, to="/loop")
    assert elsewhere.asker().ask(elsewhere.url("/loop")) == Answer(problem="redirects")


def test_servers_that_do_not_answer(elsewhere: Elsewhere) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    asker = Asker(pause=0, patience=1, ports=frozenset({port}), allowed=HERE)
    assert asker.ask(f"http://127.0.0.1:{port}/") == Answer(problem="no-answer", is_undecided=True)
    assert Asker().ask("http://no-such-host.invalid/") == Answer(problem="no-host")
    tls = elsewhere.asker()  # a server without a certificate
    assert tls.ask(elsewhere.url().replace("http:", "https:")) == Answer(problem="certificate", is_undecided=True)


def test_patience_ends(elsewhere: Elsewhere) -> None:
    let_go = threading.Event()
    elsewhere.script["HEAD", "/silent"] = elsewhere.script["GET", "/silent"] = lambda handler: let_go.wait(10)

    def drip(handler: Any) -> None:
        """A header that never ends, a byte at a time: no silence is ever longer than the patience."""
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not let_go.wait(0.1):
            try:
                handler.wfile.write(b"x")
            except OSError:
                return

    elsewhere.script["HEAD", "/dripping"] = elsewhere.script["GET", "/dripping"] = drip
    before = time.monotonic()
    assert elsewhere.asker(patience=0.5).ask(elsewhere.url("/silent")) == Answer(problem="timeout")
    assert elsewhere.asker(patience=2, longest=1).ask(elsewhere.url("/dripping")) == Answer(problem="timeout")
    assert time.monotonic() - before < 5
    let_go.set()


def test_nobody_is_read_to_the_end(elsewhere: Elsewhere) -> None:
    """An endless body costs nothing: only the head of an answer is read. Nor does an endless head."""
    sent = []

    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(100_000):
                sent.append(handler.wfile.write(b"x" * 65536))
        except OSError:
            return

    def endless_head(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            for number in range(100_000):
                handler.wfile.write(b"X-%d: x\r\n" % number)
        except OSError:
            return

    elsewhere.answers("/", 405, methods=("HEAD",))
    elsewhere.script["GET", "/"] = endless
    elsewhere.script["HEAD", "/head"] = elsewhere.script["GET", "/head"] = endless_head
    assert elsewhere.asker().ask(elsewhere.url()) == Answer(200)
    assert elsewhere.asker().ask(elsewhere.url("/head")) == Answer(problem="no-answer")
    assert sum(sent) < 50 * 1024 * 1024


def test_a_pause_between_two_questions_to_a_host(elsewhere: Elsewhere) -> None:
    elsewhere.answers("/moved", 301, to="/")
    elsewhere.answers("/", 200)
    asker = elsewhere.asker(pause=0.3)
    assert [asker.ask(elsewhere.url(path)) for path in ("/", "/moved")] == [Answer(200), Answer(200)]
    assert len(elsewhere.times) == 3
    assert all(later - earlier >= 0.29 for earlier, later in zip(elsewhere.times, elsewhere.times[1:], strict=False))
