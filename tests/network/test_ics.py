"""Calendar files: read back with the library that other programs use, and looked at byte by byte."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar, Event

from network import ics
from network.models.call import CallLanguage
from tests.factories import SmallSite
from tests.network.helpers import make_private, utc

ALL = "/en/network/calls/all.ics"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: utc(2026, 11, 22, 12))


def events(client: Client, path: str) -> list[Event]:
    """What a calendar program finds at this address."""
    response = client.get(path)
    assert response.status_code == 200
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_a_call(site: SmallSite, client: Client, settings: Any) -> None:
    settings.BASE_URL = "https://ggsn.example"
    call = site.call(
        title="Tools; on one sheet, of paper",
        slug="show",
        summary="Three\nprojects, ten minutes each.",
        starts=utc(2026, 12, 31, 23, 30),
        minutes=70,
        join_url="https://calls.example/secret-room",
    )
    call.languages = [CallLanguage(code=code, sort_order=place) for place, code in enumerate(("es", "ar"))]
    call.save()
    (event,) = events(client, "/en/network/calls/show.ics")
    assert {name: event.decoded(name) for name in event} == {
        "SUMMARY": "Tools; on one sheet, of paper",
        "DESCRIPTION": "Three projects, ten minutes each.\nInterpreted into Español, العربية",
        "DTSTART": utc(2026, 12, 31, 23, 30),
        "DTEND": utc(2027, 1, 1, 0, 40),
        "DTSTAMP": call.last_published_at.replace(microsecond=0),
        "UID": f"{call.translation_key}@ggsn.example",
        "URL": "https://ggsn.example/en/network/calls/show/",
    }
    assert event["SUMMARY"].params == {"LANGUAGE": "en"}


def test_the_bytes(site: SmallSite, client: Client) -> None:
    site.call("ar", slug="show", title="أرونا واحكوا لنا " * 8, summary="", starts=utc(2026, 12, 2, 15))
    response = client.get("/ar/network/calls/show.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="show.ics"'
    lines = response.content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    assert b"VERSION:2.0" in lines
    assert b"DTSTART:20261202T150000Z" in lines
    assert b"DTEND:20261202T160000Z" in lines
    assert [line for line in lines if line.startswith(b"PRODID:")] == [b"PRODID:-//GGSN//Calls//EN"]


def test_the_same_call_gives_the_same_bytes(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    site.call(slug="show", starts=utc(2026, 12, 2, 15))
    before = client.get("/en/network/calls/show.ics")
    monkeypatch.setattr(timezone, "now", lambda: utc(2026, 11, 23, 12))
    after = client.get("/en/network/calls/show.ics")
    assert (before.content, before.headers["ETag"]) == (after.content, after.headers["ETag"])


def test_every_language_has_the_same_uid_and_its_own_words(site: SmallSite, client: Client) -> None:
    original = site.call(slug="show", title="Show and tell", starts=utc(2026, 12, 2, 15))
    site.call("fr", of=original, title="Montrer et raconter", starts=utc(2026, 12, 2, 15))
    found = {code: events(client, f"/{code}/network/calls/show.ics")[0] for code in ("en", "fr", "ar")}
    assert {str(event["UID"]) for event in found.values()} == {str(found["en"]["UID"])}
    assert [str(found[code]["SUMMARY"]) for code in found] == ["Show and tell", "Montrer et raconter", "Show and tell"]
    assert [found[code]["SUMMARY"].params["LANGUAGE"] for code in found] == ["en", "fr", "en"]
    assert [str(found[code]["URL"]).split("/", 3)[3] for code in found] == [
        "en/network/calls/show/",
        "fr/network/calls/show/",
        "ar/network/calls/show/",
    ]


def test_a_translated_slug_is_found_in_every_language(site: SmallSite, client: Client) -> None:
    original = site.call(slug="show", title="Show and tell", starts=utc(2026, 12, 2, 15))
    site.call("fr", of=original, slug="montrer", title="Montrer", starts=utc(2026, 12, 2, 15))
    assert [str(event["SUMMARY"]) for event in events(client, "/fr/network/calls/show.ics")] == ["Montrer"]
    assert [str(event["SUMMARY"]) for event in events(client, "/en/network/calls/montrer.ics")] == ["Show and tell"]


def test_all_coming_calls(site: SmallSite, client: Client) -> None:
    site.call(title="Later", starts=utc(2027, 1, 14, 10))
    site.call("fr", title="Bientôt", starts=utc(2026, 12, 2, 15))
    site.call(title="Over", starts=utc(2026, 11, 2, 15))
    site.call(title="Kestrel draft", starts=utc(2026, 12, 3, 15), live=False)
    make_private(site.call(title="Kestrel private", starts=utc(2026, 12, 4, 15)))
    assert [str(event["SUMMARY"]) for event in events(client, ALL)] == ["Bientôt", "Later"]
    assert client.get(ALL).headers["Content-Disposition"] == 'attachment; filename="ggsn-en.ics"'


def test_no_call_at_all(site: SmallSite, client: Client) -> None:
    assert events(client, ALL) == []


@pytest.mark.parametrize("slug", ["unknown", "draft", "private", "%00", "..%2f..", "x" * 5000, "show.ics", '"'])
def test_what_is_not_there(site: SmallSite, client: Client, slug: str) -> None:
    site.call(slug="draft", starts=utc(2026, 12, 2, 15), live=False)
    make_private(site.call(slug="private", starts=utc(2026, 12, 2, 15)))
    assert client.get(f"/en/network/calls/{slug}.ics").status_code == 404


def test_a_call_below_a_private_page(site: SmallSite, client: Client) -> None:
    site.call(slug="show", starts=utc(2026, 12, 2, 15))
    make_private(site.sections["network", "en"])
    assert client.get("/en/network/calls/show.ics").status_code == 404
    assert events(client, ALL) == []


@pytest.mark.parametrize("path", [ALL, "/en/network/calls/show.ics"])
def test_anyone_may_keep_it_and_nobody_may_post_to_it(site: SmallSite, client: Client, path: str) -> None:
    site.call(slug="show", starts=utc(2026, 12, 2, 15))
    response = client.get(path)
    assert response.headers["Cache-Control"].split(", ")[0] == "public"
    assert response.cookies == {}
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    for day in range(1, count + 1):
        call = site.call(slug=f"day-{day}", starts=utc(2026, 12, day, 15))
        call.languages = [CallLanguage(code="en"), CallLanguage(code="sw")]
        call.save()
    client.get(ALL)
    with django_assert_num_queries(3):  # calls, their places, their languages
        client.get(ALL)
    with django_assert_num_queries(4):  # and the one that has this name
        client.get("/en/network/calls/day-1.ics")


def test_no_control_character_gets_into_a_calendar(site: SmallSite) -> None:
    call = site.call(title="One", starts=utc(2026, 12, 2, 15))
    call.title, call.summary = "One\r\nATTENDEE:mailto:x", "a\x00b\x07c\u0085d"
    (event,) = Calendar.from_ical(ics.calendar_of([call], "en")).walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == ("One ATTENDEE:mailto:x", "a b c d")
    assert "ATTENDEE" not in event


def test_size() -> None:
    assert [ics.size_of(b"x" * size) for size in (1, 1024, 1025)] == [1, 1, 2]


def test_dates_are_aware(site: SmallSite) -> None:
    call = site.call(starts=utc(2026, 12, 2, 15))
    call.starts = call.starts.astimezone(datetime.timezone(datetime.timedelta(hours=5, minutes=30)))
    assert b"DTSTART:20261202T150000Z\r\n" in ics.calendar_of([call], "en")
