"""Links whose server wants to be left alone, or fails to say what it asks of programs: when they are asked again."""

from __future__ import annotations

import datetime
import threading
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from home.models import OutsideLink
from home.outside.asking import Answer, Asker
from home.outside.checking import check, collect, due
from tests.factories import SmallSite
from tests.home.elsewhere import ROBOTS, Elsewhere, at, link_to, state

BOTH = frozenset({"127.0.0.1", "::1"})


def waiting() -> set[str]:
    return set(OutsideLink.objects.exclude(not_before=None).values_list("url", flat=True))


@pytest.mark.django_db
def test_no_link_to_a_server_is_asked_before_it_wants_to_be(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, same, other = (
        link_to(elsewhere.url(path, host))
        for path, host in (("/busy", "127.0.0.1"), ("/same", "127.0.0.1"), ("/other", "localhost"))
    )
    elsewhere.answers("/busy", 503, after="172800")
    for path in ("/same", "/other"):
        elsewhere.answers(path, 200)
    asker = {"allowed": frozenset({"127.0.0.1", "::1"})}
    assert check(elsewhere.asker(**asker)) == 2
    assert [path for _method, path in elsewhere.asked] == ["/busy", "/other"]
    assert (state(busy), state(same), state(other)) == ((1, "status", False), (0, "", False), (0, "", False))
    at(monkeypatch, 1.9)
    assert check(elsewhere.asker(**asker)) == 0
    at(monkeypatch, 2.1)
    elsewhere.answers("/busy", 200)
    assert check(elsewhere.asker(**asker)) == 2
    assert (state(busy), same.pk in {link.pk for link in due()}) == ((0, "", False), False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("host", "same", "others"),
    [
        (
            "example.co",
            ["http://example.co/", "https://Example.CO/1", "http://example.co:80/2", "https://example.co?3"],
            ["https://example.com/", "https://www.example.co/", "https://example.co.uk/", "https://a.example/example.co"],
        ),
        (
            "xn--bcher-kva.example",
            ["https://bücher.example/", "http://BÜCHER.example/1", "https://xn--bcher-kva.example/2"],
            ["https://bucher.example/", "https://bücher.example.org/"],
        ),
        ("2a00::1", ["http://[2a00::1]/", "https://[2A00::1]:443/1"], ["http://[2a00::11]/", "http://[2a00:0:1::1]/"]),
    ],
)  # fmt: skip
def test_only_links_to_the_same_host_are_left_alone(host: str, same: list[str], others: list[str]) -> None:
    """And the one that was asked, which leads there."""
    asked = link_to("https://first.example/")
    for url in (*same, *others):
        link_to(url)

    class Told(Asker):
        def ask(self, url: str) -> Answer:
            assert url == asked.url
            return Answer(429, is_undecided=True, wait=datetime.timedelta(days=2), host=host)

    assert check(Told(), 1) == 0
    assert waiting() == {asked.url, *same}


def test_hosts_of_what_is_collected(site: SmallSite) -> None:
    addresses = ("https://B\u00dcCHER.example:443/x", "http://[2a00::1]/", f"https://{'a.' * 130}example/")
    body = "".join(f'<p data-block-key="a"><a href="{address}">x</a></p>' for address in addresses)
    site.guide(body=[("text", body)])
    collect()
    hosts = {addresses[0]: "xn--bcher-kva.example", addresses[1]: "2a00::1"}
    assert dict(OutsideLink.objects.values_list("url", "host")) == hosts
    OutsideLink.objects.update(host="")
    OutsideLink.objects.create(url=addresses[2])  # collected before there was a bound
    import_module("home.migrations.0006_links_left_alone").fill_hosts(apps, None)
    assert dict(OutsideLink.objects.values_list("url", "host")) == {**hosts, addresses[2]: ""}


@pytest.mark.django_db
def test_a_short_wait_is_not_a_week(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    link = link_to(elsewhere.url("/busy"))
    before = timezone.now() - datetime.timedelta(days=8)
    OutsideLink.objects.update(checked_at=before)
    elsewhere.answers("/busy", 429, after="60")
    assert check(elsewhere.asker()) == 0
    assert state(link) == (0, "", False)
    assert (link.checked_at, due().count()) == (before, 0)
    at(monkeypatch, 0.001)  # 86 seconds
    elsewhere.answers("/busy", 200)
    assert check(elsewhere.asker()) == 1
    link.refresh_from_db()
    assert (link.checked_at, link.ok_at) == (timezone.now(), timezone.now())


@pytest.mark.django_db
def test_those_that_wait_take_nobodys_turn(elsewhere: Elsewhere) -> None:
    """They are the longest unasked, run after run."""
    for number in range(5):
        link_to(elsewhere.url(f"/{number}"))
        elsewhere.answers(f"/{number}", 429, after="1")
    other = link_to(elsewhere.url("/other", "localhost"))
    elsewhere.answers("/other", 200)
    assert check(elsewhere.asker(allowed=BOTH), 2) == 1
    assert elsewhere.asked == [("HEAD", "/0"), ("HEAD", "/other")]
    other.refresh_from_db()
    assert other.status == 200


@pytest.mark.django_db
@pytest.mark.parametrize("after", ["", "60"])
def test_a_server_that_fails_to_say_its_rules_is_told_of_on_the_third_day(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    first, second = (link_to(elsewhere.url(path)) for path in ("/1", "/2"))
    OutsideLink.objects.update(checked_at=timezone.now() - datetime.timedelta(days=8), failures=0)
    elsewhere.answers(ROBOTS, 503, after=after)
    for day, said in ((0, (0, "", False)), (1, (0, "", False)), (2, (3, "status", True)), (3, (3, "status", True))):
        at(monkeypatch, day)
        assert check(elsewhere.asker(), 1) == 0, day  # what is known costs nothing
        assert (state(first), state(second)) == (said, said), day
        assert elsewhere.asked == [("GET", ROBOTS)] * (day + 1)
    assert second.said == "The server answers with an error (503)"
    at(monkeypatch, 4)
    elsewhere.answers(ROBOTS, 404)
    for path in ("/1", "/2"):
        elsewhere.answers(path, 200)
    assert check(elsewhere.asker()) == 2
    assert (state(first), first.unread_since, state(second)) == ((0, "", False), None, (0, "", False))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "said"), [(200, (0, "", False)), (404, (1, "status", False)), (403, (0, "", False))]
)
def test_three_days_in_a_row_without_rules(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch, status: int, said: tuple[int, str, bool]
) -> None:
    link = link_to(elsewhere.url("/page"))
    for day in (0, 1):
        at(monkeypatch, day)
        elsewhere.answers(ROBOTS, 500)
        assert (check(elsewhere.asker()), state(link)) == (0, (0, "", False))
    at(monkeypatch, 2)
    elsewhere.answers(ROBOTS, 404)
    elsewhere.answers("/page", status)
    assert (check(elsewhere.asker()), state(link)) == (1, said)
    elsewhere.answers(ROBOTS, 500)
    at(monkeypatch, 10)
    assert (check(elsewhere.asker()), state(link)) == (0, said)
    assert link.unread_since == timezone.localdate()


@pytest.mark.django_db
def test_a_silent_robots_txt_is_told_of_as_such(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    link, let_go = link_to(elsewhere.url("/page")), threading.Event()
    elsewhere.script["GET", ROBOTS] = lambda handler: let_go.wait(10)
    elsewhere.answers("/page", 200)
    for day, said in ((0, (0, "", False)), (1, (0, "", False)), (2, (3, "timeout", True))):
        at(monkeypatch, day)
        assert (check(elsewhere.asker(patience=0.3)), state(link)) == (0, said)
    assert link.said == "The server takes too long"
    let_go.set()


@pytest.mark.django_db
def test_a_link_that_is_forgotten_meanwhile_does_not_stop_the_others(elsewhere: Elsewhere) -> None:
    first, second = (link_to(elsewhere.url(f"/{number}")) for number in (1, 2))
    elsewhere.answers("/2", 200)

    class Forgetting(Asker):
        def ask(self, url: str) -> Any:
            OutsideLink.objects.filter(pk=first.pk).delete()
            return super().ask(url)

    asker = elsewhere.asker()
    assert check(Forgetting(pause=0, ports=asker.ports, allowed=asker.allowed)) == 2
    assert list(OutsideLink.objects.values_list("pk", "status")) == [(second.pk, 200)]
