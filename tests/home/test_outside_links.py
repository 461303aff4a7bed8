"""Links to elsewhere: which are collected, when one counts as broken, and who is told."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home import roles
from home.models import OutsideLink
from home.outside.asking import Asker
from home.outside.checking import check, collect, due
from library.models import GuideLink, GuidePage
from tests import factories
from tests.factories import SmallSite
from tests.home.elsewhere import Elsewhere, at, link_to, state

SECRET = "https://secret.example/safe-house"
VIDEO = {
    "title": "Film", "text": "", "url": "https://films.example/7", "minutes": None, "megabytes": None, "host": "",
    "transcript": '<p><a href="https://transcripts.example/">T</a></p>',
}  # fmt: skip


def text(*addresses: str) -> str:
    return "".join(f'<p data-block-key="a"><a href="{address}">x</a></p>' for address in addresses)


def linked() -> dict[str, set[str]]:
    return {link.url: set(link.pages.values_list("title", flat=True)) for link in OutsideLink.objects.all()}


def full(site: SmallSite, **values: Any) -> GuidePage:
    """A guide with a link in every place that can hold one."""
    body = [
        ("text", text("https://text.example/?a=1&amp;b=2#part", "/en/library/", "mailto:a@b.example", "#here")),
        ("text", f'<p><a linktype="page" id="{site.homes["en"].pk}">ours</a></p>'),
        ("steps", [{"title": "One", "minutes": None, "text": text("https://steps.example/")}]),
        ("definitions", [{"term": "One", "text": text("https://pairs.example/")}]),
        ("callout", {"heading": "", "text": text("http://callout.example")}),
        ("video", VIDEO),
    ]
    guide = site.guide(title="Guide", introduction=text("https://introduction.example/"), body=body, **values)
    guide.links = [
        GuideLink(url="https://rows.example/", title="Row"),
        GuideLink(url="http://127.0.0.1:8000/en/", title="Ours"),
        GuideLink(url="https://user:password@rows.example/", title="With a password"),
    ]
    guide.save()
    return guide


# ---------------------------------------------------------------- which


def test_links_of_every_place_of_a_public_page(site: SmallSite) -> None:
    full(site)
    site.article(title="News", body=[("text", text("https://rows.example/", "https://news.example/"))])
    assert collect() == 9
    assert linked() == {
        "https://text.example/?a=1&b=2": {"Guide"},
        "https://steps.example/": {"Guide"},
        "https://pairs.example/": {"Guide"},
        "http://callout.example": {"Guide"},
        "https://films.example/7": {"Guide"},
        "https://transcripts.example/": {"Guide"},
        "https://introduction.example/": {"Guide"},
        "https://rows.example/": {"Guide", "News"},
        "https://news.example/": {"News"},
    }


def test_what_not_everybody_may_read_is_not_asked(site: SmallSite) -> None:
    body = [("text", text(SECRET))]
    site.guide(body=body, live=False)
    hidden = site.guide(body=body)
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    draft = site.guide(title="Public")
    draft.body = body
    draft.save_revision()
    assert collect() == 0
    assert not OutsideLink.objects.exists()


def test_what_is_no_address_does_not_stop_the_collecting(site: SmallSite) -> None:
    site.guide(title="Guide", body=[("text", text("http://[bad/#x", "https://[::1", "https://good.example/"))])
    assert collect() == 1
    assert linked() == {"https://good.example/": {"Guide"}}


def test_what_is_no_longer_linked_is_forgotten(site: SmallSite) -> None:
    first = site.guide(title="First", body=[("text", text("https://a.example/", "https://b.example/"))])
    second = site.guide(title="Second", body=[("text", text("https://b.example/"))])
    collect()
    kept = OutsideLink.objects.get(url="https://b.example/")
    assert linked() == {"https://a.example/": {"First"}, "https://b.example/": {"First", "Second"}}
    first.unpublish()
    collect()
    assert linked() == {"https://b.example/": {"Second"}}
    assert OutsideLink.objects.get().pk == kept.pk
    PageViewRestriction.objects.create(page=second, restriction_type=PageViewRestriction.LOGIN)
    collect()
    assert linked() == {}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_collecting(site: SmallSite, count: int) -> None:
    for _ in range(count):
        full(site)
    collect()
    with CaptureQueriesContext(connection) as queries:
        collect()
    assert len(queries) == 19


# ---------------------------------------------------------------- when


@pytest.fixture
def link(elsewhere: Elsewhere) -> OutsideLink:
    return link_to(elsewhere.url("/page"))


@pytest.mark.django_db
def test_three_different_days_make_it_broken(
    link: OutsideLink, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = elsewhere.asker()
    assert (check(asker), state(link)) == (1, (1, "status", False))
    assert (check(asker), state(link)) == (0, (1, "status", False))  # not twice a day
    link.fails(404, "status")
    assert link.failures == 1
    at(monkeypatch, 1)
    assert (check(asker), state(link)) == (1, (2, "status", False))
    elsewhere.answers("/page", 503)
    at(monkeypatch, 2)
    assert (check(asker), state(link)) == (1, (3, "status", True))
    assert (link.status, link.said) == (503, "The server answers with an error (503)")
    elsewhere.answers("/page", 403)
    at(monkeypatch, 3)
    assert (check(asker), state(link)) == (1, (3, "status", True))  # nothing was learned
    elsewhere.answers("/page", 200)
    at(monkeypatch, 4)
    assert (check(asker), state(link)) == (1, (0, "", False))
    assert (link.status, link.ok_at) == (200, timezone.now())
    at(monkeypatch, 10)
    assert check(asker) == 0
    at(monkeypatch, 12)
    assert (check(asker), state(link)) == (1, (0, "", False))


@pytest.mark.django_db
def test_hosts_take_turns_and_a_run_has_an_end(elsewhere: Elsewhere) -> None:
    for host, path in (("127.0.0.1", "/1"), ("127.0.0.1", "/2"), ("localhost", "/3")):
        link_to(elsewhere.url(path, host))
        elsewhere.answers(path, 200)
    asker = elsewhere.asker(allowed=frozenset({"127.0.0.1", "::1"}))
    assert check(asker, 3) == 3
    assert [path for _method, path in elsewhere.asked] == ["/1", "/3", "/2"]
    OutsideLink.objects.update(checked_at=None)
    assert (check(asker, 2), due().count()) == (2, 1)


@pytest.mark.django_db
def test_a_link_that_another_run_has_claimed_is_left_to_it(elsewhere: Elsewhere) -> None:
    first, second = (link_to(elsewhere.url(f"/{number}")) for number in (1, 2))

    class Claiming(Asker):
        def ask(self, url: str) -> Any:
            OutsideLink.objects.filter(pk=second.pk).update(checked_at=timezone.now())
            return super().ask(url)

    asker = elsewhere.asker()
    claiming = Claiming(pause=0, ports=asker.ports, allowed=asker.allowed)
    assert check(claiming) == 1
    assert {path for _method, path in elsewhere.asked} == {"/1"}
    assert first.pk < second.pk


@pytest.mark.django_db
def test_one_that_goes_wrong_does_not_stop_the_others(
    elsewhere: Elsewhere, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (link_to(elsewhere.url(f"/{number}")) for number in (1, 2))

    class Failing(Asker):
        def ask(self, url: str) -> Any:
            if url.endswith("/1"):
                raise ValueError(url)
            return super().ask(url)

    asker = elsewhere.asker()
    elsewhere.answers("/2", 200)
    assert check(Failing(pause=0, ports=asker.ports, allowed=asker.allowed)) == 1
    first.refresh_from_db()
    assert (first.checked_at, due().count()) == (None, 0)
    assert (state(first), state(second)) == ((0, "", False), (0, "", False))
    second.refresh_from_db()
    assert second.status == 200
    assert f"The link {first.pk} could not be asked" in caplog.text
    at(monkeypatch, 1.01)
    assert [link.pk for link in due()] == [first.pk]  # its turn comes the next day, not in a week


@pytest.mark.django_db
def test_what_a_server_asks_not_to_ask_is_not_asked(link: OutsideLink, elsewhere: Elsewhere) -> None:
    elsewhere.answers("/robots.txt", 200, content=b"User-agent: *\nDisallow: /page\n")
    elsewhere.answers("/page", 404)
    link.fails(404, "status")
    link.save()
    assert check(elsewhere.asker()) == 0
    assert elsewhere.asked == [("GET", "/robots.txt")]
    assert (state(link), link.status) == ((0, "robots", False), None)
    assert link.said == "Not checked: the server asks programs to stay away"
    assert due().count() == 0


# ---------------------------------------------------------------- the command and the report


def test_off_by_default(site: SmallSite, capsys: Any) -> None:
    site.guide(body=[("text", text("http://no-such-host.invalid/"))])
    call_command("check_links")
    assert capsys.readouterr().out == "Nothing was asked: GGSN_CHECK_LINKS is not set.\n"
    assert not OutsideLink.objects.exists()


def test_the_command_asks_no_server_of_this_machine(
    site: SmallSite, elsewhere: Elsewhere, settings: Any, capsys: Any
) -> None:
    settings.CHECK_LINKS, settings.BASE_URL = True, "https://ggsn.example"
    site.guide(body=[("text", text(elsewhere.url(), "http://127.0.0.1/", "http://[::1]/", "http://10.1.1.1/"))])
    call_command("check_links")
    assert capsys.readouterr().out == "3 addresses, 3 of them asked, 0 broken.\n"
    assert elsewhere.asked == []
    assert set(OutsideLink.objects.values_list("problem", flat=True)) == {"not-public"}


@pytest.fixture
def broken(site: SmallSite) -> dict[str, OutsideLink]:
    """Three broken links and one that failed twice."""
    roles.ensure_all()
    english = site.guide(title="English", body=[("text", text("https://both.example/", "https://twice.example/"))])
    site.guide("fr", of=english, title="Français", body=[("text", text("https://both.example/"))])
    site.standard(title="=About", body=[("text", text("https://english.example/"))])
    collect()
    OutsideLink.objects.update(failures=3, problem="status", status=404)
    OutsideLink.objects.filter(url="https://twice.example/").update(failures=2)
    return {link.url: link for link in OutsideLink.objects.all()}


def report(user: Any) -> list[list[str]]:
    client = Client()
    client.force_login(user)
    page = lxml.html.document_fromstring(client.get(reverse("broken_links")).content.decode())
    return [
        [row.xpath("string(td[1]/a)"), *(title.text_content() for title in row.xpath("td[4]//bdi"))]
        for row in page.xpath("//table[@class='listing']/tbody/tr")
    ]


def test_the_report_names_the_pages_that_one_may_edit(site: SmallSite, broken: dict[str, OutsideLink]) -> None:
    assert report(factories.user("editor", roles.EDITORS)) == [
        ["https://both.example/", "English", "Français"],
        ["https://english.example/", "=About"],
    ]
    assert report(factories.user("translator", "Translators: fr")) == [["https://both.example/", "Français"]]
    client = Client()
    client.force_login(factories.user("reviewer", roles.REVIEWERS))
    assert client.get(reverse("broken_links")).status_code == 302
    assert reverse("broken_links") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_report_ends_with_what_nobody_tried(site: SmallSite, broken: dict[str, OutsideLink]) -> None:
    link = broken["https://both.example/"]
    link.is_not_asked()
    link.save()
    client = Client()
    client.force_login(factories.user("editor", roles.EDITORS))
    page = lxml.html.document_fromstring(client.get(reverse("broken_links")).content.decode())
    rows = page.xpath("//table[@class='listing']/tbody/tr")
    assert [(row.xpath("string(td[1]/a)"), row.xpath("string(td[2])")) for row in rows] == [
        ("https://english.example/", "The server says that it is not there (404)"),
        ("https://both.example/", "Not checked: the server asks programs to stay away"),
    ]


def test_the_report_as_a_table(site: SmallSite, broken: dict[str, OutsideLink]) -> None:
    client = Client()
    client.force_login(factories.user("editor", roles.EDITORS))
    response = client.get(reverse("broken_links"), {"export": "csv"})
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[1:] == [
        'https://both.example/,The server says that it is not there (404),,,"English, Français"',
        "https://english.example/,The server says that it is not there (404),,,'=About",
    ]


def test_the_report_says_when_nothing_is_asked(site: SmallSite, settings: Any) -> None:
    client = Client()
    client.force_login(factories.user("editor", roles.EDITORS))
    assert "The site does not check links." in client.get(reverse("broken_links")).content.decode()
    settings.CHECK_LINKS = True
    assert "No link has failed on three days in a row." in client.get(reverse("broken_links")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_report(site: SmallSite, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        site.guide(body=[("text", text(f"https://{number}.example/"))])
    collect()
    OutsideLink.objects.update(failures=3)
    client = Client()
    client.force_login(factories.user("editor", roles.EDITORS))
    client.get(reverse("broken_links"))
    with django_assert_num_queries(16):
        client.get(reverse("broken_links"))
