"""Calls: which are coming, what time that is elsewhere, and the pages that say so."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.template import engines
from django.test import Client
from django.utils import timezone, translation

from network import calls, places
from network.models import CallPage
from network.models.call import CallLanguage, CallZone
from tests.factories import SmallSite
from tests.network.helpers import make_private, texts, titles, tree, utc, warm_up

INDEX = "/en/network/calls/"
NOW = utc(2026, 11, 22, 12)


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def in_places(call: CallPage, *zones: str, spoken: tuple[str, ...] = ()) -> CallPage:
    """Give a call its places and its languages."""
    call.zones = [CallZone(zone=zone, sort_order=place) for place, zone in enumerate(zones)]
    call.languages = [CallLanguage(code=code, sort_order=place) for place, code in enumerate(spoken)]
    call.save()
    return call


def at(starts: datetime.datetime, *zones: str, minutes: int = 60) -> CallPage:
    """A call that is not in the database."""
    call = CallPage(title="A call", starts=starts, minutes=minutes)
    call.zones = [CallZone(zone=zone) for zone in zones]
    return call


def clocks(call: CallPage) -> list[tuple[str, str, str]]:
    """Place, start and end, with the weekday where it is another one than the reader expects."""
    return [
        (
            there.place,
            f"{there.starts:%H:%M %a}" if there.starts_another_day else f"{there.starts:%H:%M}",
            f"{there.ends:%H:%M %a}" if there.ends_another_day else f"{there.ends:%H:%M}",
        )
        for there in places.local_times(call)
    ]


# ---------------------------------------------------------------- the time elsewhere


def test_the_mock_up() -> None:
    call = at(
        utc(2026, 12, 2, 15), "America/Mexico_City", "America/Sao_Paulo", "Africa/Lagos", "Europe/Paris",
        "Africa/Cairo", "Africa/Nairobi", "Asia/Kolkata", "Asia/Manila", minutes=70,
    )  # fmt: skip
    assert clocks(call) == [
        ("Mexico City", "09:00", "10:10"),
        ("São Paulo", "12:00", "13:10"),
        ("Lagos", "16:00", "17:10"),
        ("Paris", "16:00", "17:10"),
        ("Cairo", "17:00", "18:10"),
        ("Nairobi", "18:00", "19:10"),
        ("Delhi", "20:30", "21:40"),
        ("Manila", "23:00", "00:10 Thu"),
    ]
    assert [row.place for row in places.side_by_side(places.local_times(call))] == [
        "Mexico City", "São Paulo", "Lagos, Paris", "Cairo", "Nairobi", "Delhi", "Manila",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        # The last Sunday of October and of March in Europe, the second of March in New York.
        (utc(2026, 10, 24, 15), [("Paris", "17:00", "18:00"), ("New York", "11:00", "12:00")]),
        (utc(2026, 10, 25, 15), [("Paris", "16:00", "17:00"), ("New York", "11:00", "12:00")]),
        (utc(2026, 11, 1, 15), [("Paris", "16:00", "17:00"), ("New York", "10:00", "11:00")]),
        (utc(2027, 3, 14, 15), [("Paris", "16:00", "17:00"), ("New York", "11:00", "12:00")]),
        (utc(2027, 3, 28, 15), [("Paris", "17:00", "18:00"), ("New York", "11:00", "12:00")]),
        # The clock is put forward, and back, during the call: an hour is missing, an hour comes twice.
        (utc(2027, 3, 28, 0, 30), [("Paris", "01:30", "03:30"), ("New York", "20:30 Sat", "21:30")]),
        (utc(2026, 10, 25, 0, 30), [("Paris", "02:30", "02:30"), ("New York", "20:30 Sat", "21:30")]),
    ],
)
def test_daylight_saving(starts: datetime.datetime, expected: list[tuple[str, str, str]]) -> None:
    assert clocks(at(starts, "Europe/Paris", "America/New_York")) == expected


def test_midnight() -> None:
    call = at(utc(2026, 12, 31, 23, 30), "UTC", "Pacific/Auckland", "Pacific/Honolulu", "Asia/Kathmandu")
    assert clocks(call) == [
        ("UTC", "23:30", "00:30 Fri"),
        ("Auckland", "12:30 Fri", "13:30"),
        ("Honolulu", "13:30", "14:30"),
        ("Kathmandu", "05:15 Fri", "06:15"),
    ]
    assert places.in_utc(call) == places.LocalTime(
        "UTC",
        datetime.datetime(2026, 12, 31, 23, 30),
        datetime.datetime(2027, 1, 1, 0, 30),
        datetime.date(2026, 12, 31),
    )


def test_names_of_places() -> None:
    names = ["Asia/Kolkata", "America/Argentina/Rio_Gallegos", "Africa/Porto-Novo"]
    assert [places.name_of(zone) for zone in names] == ["Delhi", "Rio Gallegos", "Porto-Novo"]


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Africa", "a\x00b"])
def test_zones_that_nobody_knows_are_left_out(zone: str) -> None:
    assert clocks(at(utc(2026, 12, 2, 15), zone, "Africa/Nairobi")) == [("Nairobi", "18:00", "19:00")]


def test_a_draft_without_a_moment_has_no_times() -> None:
    call = CallPage(title="Some day")
    assert (places.in_utc(call), places.local_times(call)) == (None, [])


def test_the_clock_of_an_editor_changes_nothing(site: SmallSite) -> None:
    in_places(site.call(starts=utc(2026, 12, 2, 15)), "Africa/Nairobi")
    template = engines["django"].from_string(
        '{% load network_tags %}{% coming_calls as calls %}{% include "components/call_rows.html" %}'
    )
    with timezone.override("Asia/Tokyo"):
        tokyo = template.render({})
    assert tokyo == template.render({})
    assert '<time datetime="2026-12-02T15:00Z">15:00 UTC</time></strong> <span>18:00 Nairobi</span>' in tokyo


# ---------------------------------------------------------------- coming and past


def test_coming_soonest_first_and_past_latest_first(site: SmallSite) -> None:
    site.call(title="Next year", starts=utc(2027, 1, 14, 10))
    site.call(title="Tomorrow", starts=utc(2026, 11, 23, 10))
    site.call(title="Now", starts=utc(2026, 11, 22, 11, 1), minutes=60)
    site.call(title="Just over", starts=utc(2026, 11, 22, 10, 59), minutes=60)
    site.call(title="Long ago", starts=utc(2025, 1, 1, 10))
    site.call(title="All month", starts=utc(2026, 11, 1, 10), minutes=32767)
    assert [call.title for call in calls.coming("en")] == ["All month", "Now", "Tomorrow", "Next year"]
    assert [call.title for call in calls.past("en")] == ["Just over", "Long ago"]


def test_each_call_once_in_the_best_language(site: SmallSite) -> None:
    both = site.call(title="Call", starts=utc(2026, 12, 2, 15))
    site.call("fr", of=both, title="Appel", starts=utc(2026, 12, 2, 15))
    site.call("ar", title="لقاء", starts=utc(2026, 12, 3, 15))
    assert [call.title for call in calls.coming("en")] == ["Call", "لقاء"]
    assert [call.title for call in calls.coming("fr")] == ["Appel", "لقاء"]


def test_the_version_shown_decides_when_it_is(site: SmallSite) -> None:
    """A call that was put off, whose translation does not know yet, is not told twice and not by an older version."""
    original = site.call(title="Call", starts=utc(2026, 12, 2, 15))
    site.call("fr", of=original, title="Appel", starts=utc(2026, 11, 2, 15))
    assert [call.title for call in calls.coming("fr")] == []
    assert [call.title for call in calls.past("fr")] == ["Appel"]
    assert [call.title for call in calls.coming("en")] == ["Call"]
    assert [call.title for call in calls.past("en")] == []


def test_drafts_and_private_calls_are_neither(site: SmallSite) -> None:
    for starts in (utc(2026, 12, 2, 15), utc(2025, 12, 2, 15)):
        site.call(title="Kestrel draft", starts=starts, live=False)
        make_private(site.call(title="Kestrel private", starts=starts))
    assert (calls.coming("en"), calls.past("en")) == ([], [])


def test_the_tag_cuts_the_list(site: SmallSite) -> None:
    for day in (1, 2, 3):
        site.call(title=f"Day {day}", starts=utc(2026, 12, day, 15))
    template = engines["django"].from_string(
        "{% load network_tags %}{% coming_calls 2 as calls %}{% for call in calls %}{{ call.title }};{% endfor %}"
    )
    assert template.render({}) == "Day 1;Day 2;"


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(site: SmallSite, django_assert_num_queries: Any, count: int) -> None:
    for day in range(1, count + 1):
        in_places(site.call(starts=utc(2026, 12, day, 15)), "Africa/Nairobi", "Asia/Kolkata", spoken=("en", "sw"))
    template = engines["django"].from_string(
        '{% load network_tags %}{% coming_calls 3 as calls %}{% include "components/call_rows.html" %}'
    )
    template.render({})
    with django_assert_num_queries(3):  # calls, their places, their languages
        template.render({})


# ---------------------------------------------------------------- the pages


def test_index(site: SmallSite, client: Client) -> None:
    in_places(site.call(title="Soon", starts=utc(2026, 12, 2, 23)), "America/Bahia", "Asia/Manila")
    site.call(title="Over", starts=utc(2026, 11, 2, 15))
    site.call(title="Kestrel draft", starts=utc(2026, 12, 3, 15), live=False)
    page = tree(client, INDEX)
    assert titles(page) == ["Soon"]
    assert texts(page, "//ul[@class='dates']//p[@class='date']") == ["2 Dec"]
    assert texts(page, "//ul[@class='dates']//p[@class='zones']") == ["23:00 UTC 20:00 Bahia 07:00 Manila, Thursday"]
    assert texts(page, "//section[@aria-labelledby='past']//li") == ["Over 2 November 2026"]
    assert page.xpath("//nav[@class='crumbs']//a/@href") == ["/en/network/"]
    assert page.xpath("//a[contains(@href, '.ics')]/@href") == ["/en/network/calls/all.ics"]
    assert "Kestrel" not in client.get(INDEX).content.decode()


def test_index_without_calls(site: SmallSite, client: Client) -> None:
    page = tree(client, INDEX)
    assert page.xpath("//ul[@class='dates']") == []
    assert page.xpath("//main//a[contains(@href, '.ics')]") == []


@pytest.mark.parametrize("query", ["page=abc", "page=-1", "page=%00", 'page="1'])
def test_index_with_bad_parameters(site: SmallSite, client: Client, query: str) -> None:
    site.call(title="Over", starts=utc(2026, 11, 2, 15))
    assert texts(tree(client, f"{INDEX}?{query}"), "//section[@aria-labelledby='past']//b") == ["Over"]


def test_past_calls_are_cut_into_pages(site: SmallSite, client: Client) -> None:
    for day in range(1, 14):
        site.call(title=f"Day {day}", starts=utc(2026, 10, day, 15))
    first = texts(tree(client, INDEX), "//section[@aria-labelledby='past']//ul//b")
    assert first == [f"Day {day}" for day in range(13, 1, -1)]
    assert texts(tree(client, f"{INDEX}?page=2"), "//section[@aria-labelledby='past']//ul//b") == ["Day 1"]
    assert client.get(f"{INDEX}?page=3").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_index_do_not_grow(
    site: SmallSite, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    for day in range(1, count + 1):
        for month in (10, 12):
            call = site.call(starts=utc(2026, month, day, 15))
            in_places(call, "Africa/Nairobi", "Asia/Kolkata", spoken=("en", "sw"))
    warm_up(client, INDEX)
    with django_assert_num_queries(9):  # of these, twice: calls, their places, their languages
        client.get(INDEX)


def test_page(site: SmallSite, client: Client) -> None:
    call = site.call(
        title="Show and tell", slug="show", summary="One sheet of paper.", starts=utc(2026, 12, 2, 15), minutes=70,
        join_url="https://calls.example/show", body=[("heading", "What will happen"), ("text", "<p>Three tools.</p>")],
    )  # fmt: skip
    in_places(call, "Africa/Lagos", "Europe/Paris", "Asia/Manila", spoken=("es", "ar"))
    page = tree(client, "/en/network/calls/show/")
    assert texts(page, "//p[contains(@class, 'date--big')]") == ["Wednesday 2 December 2026"]
    assert texts(page, "//p[@class='kind']") == ["Call, 1 h 10 min"]
    assert texts(page, "//table//tr") == [
        "Place Starts Ends".replace(" ", ""),
        "UTC15:0016:10",
        "Lagos, Paris16:0017:10",
        "Manila23:0000:10, Thursday",
    ]
    assert page.xpath("//table//time/@datetime") == ["2026-12-02T15:00Z"]
    assert texts(page, "//main//h2") == ["When", "What will happen", "How to come", "Languages"]
    assert texts(page, "//section[@aria-labelledby='acc']//li") == ["Interpreted into Español, العربية"]
    assert page.xpath("//section[@aria-labelledby='come']//a/@href") == [
        "https://calls.example/show",
        "/en/network/calls/show.ics",
    ]
    assert len(page.xpath("//section[@aria-label='Safety']")) == 1
    assert page.xpath("//nav[@class='crumbs']//a/@href") == ["/en/network/", "/en/network/calls/"]


def test_page_without_an_address(site: SmallSite, client: Client) -> None:
    site.standard(slug="contact")
    site.call(slug="show", starts=utc(2026, 12, 2, 15))
    page = tree(client, "/en/network/calls/show/")
    assert page.xpath("//section[@aria-labelledby='come']//a/@href") == ["/en/contact/", "/en/network/calls/show.ics"]


def test_page_of_a_call_that_is_over(site: SmallSite, client: Client) -> None:
    site.call(slug="show", starts=utc(2026, 11, 2, 15), join_url="https://calls.example/show")
    page = tree(client, "/en/network/calls/show/")
    assert texts(page, "//p[@class='kind']") == ["This call is over"]
    assert page.xpath("//a[starts-with(@href, 'https://calls')]") == []


def test_page_in_arabic(site: SmallSite, client: Client) -> None:
    in_places(site.call("ar", slug="show", title="لقاء", starts=utc(2026, 12, 2, 15)), "Africa/Cairo")
    page = tree(client, "/ar/network/calls/show/")
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.xpath("//main/article/@lang") == []
    assert texts(page, "//p[contains(@class, 'date--big')]") == ["الأربعاء 2 ديسمبر 2026"]


def test_page_in_another_language(site: SmallSite, client: Client) -> None:
    in_places(site.call(slug="show", starts=utc(2026, 12, 2, 15)), "Africa/Cairo")
    article = tree(client, "/ar/network/calls/show/").xpath("//main/article")[0]
    assert (article.get("lang"), article.get("dir")) == ("en", "ltr")
    assert article.xpath(".//table/@dir") == ["rtl"]
    assert article.xpath(".//a[contains(@href, '.ics')]/@href") == ["/ar/network/calls/show.ics"]


def test_drafts_and_private_calls_are_not_shown(site: SmallSite, client: Client) -> None:
    site.call(slug="draft", starts=utc(2026, 12, 2, 15), live=False)
    make_private(site.call(slug="private", starts=utc(2026, 12, 2, 15), title="Kestrel"))
    assert client.get("/en/network/calls/draft/").status_code == 404
    answer = client.get("/en/network/calls/private/")
    assert (answer.status_code, "Kestrel" in answer.content.decode()) == (302, False)


def test_a_preview_of_an_unsaved_draft(site: SmallSite) -> None:
    page = CallPage(title="Some day", slug="some-day", locale=site.homes["en"].locale)
    page.set_url_path(site.sections["calls", "en"])
    response = page.make_preview_request()
    response.render()
    assert response.status_code == 200
    assert "<h1>Some day</h1>" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_page_do_not_grow(
    site: SmallSite, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    zones = ["Africa/Nairobi", "Asia/Kolkata", "Asia/Manila"][:count]
    in_places(site.call(slug="show", starts=utc(2026, 12, 2, 15)), *zones, spoken=("en", "es", "ar")[:count])
    warm_up(client, "/en/network/calls/show/")
    with django_assert_num_queries(5):
        client.get("/en/network/calls/show/")


def test_language_is_the_readers_not_the_last_one_used(site: SmallSite) -> None:
    original = site.call(title="Call", starts=utc(2026, 12, 2, 15))
    site.call("fr", of=original, title="Appel", starts=utc(2026, 12, 2, 15))
    with translation.override("fr"):
        assert [call.title for call in calls.coming("en")] == ["Call"]
        assert [call.title for call in calls.coming("xx")] == ["Appel"]


def test_machine_readable_record(site: SmallSite, client: Client) -> None:
    call = site.call(slug="tea", starts=utc(2026, 12, 2, 15), minutes=70, join_url="https://meet.example/secret-room")
    in_places(call, "Africa/Nairobi", spoken=("en", "sw"))
    page = tree(client, f"{INDEX}tea/")
    record = json.loads(page.xpath("//head/script[@type='application/ld+json']")[0].text)
    assert "secret-room" not in str(record)
    assert (record["@type"], record["startDate"], record["endDate"], record["inLanguage"]) == (
        "Event",
        "2026-12-02T15:00:00+00:00",
        "2026-12-02T16:10:00+00:00",
        ["en", "sw"],
    )
