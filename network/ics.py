"""Calendar files (RFC 5545) that any telephone can read: one for a call, one for all that are to come."""

from __future__ import annotations

import datetime
import math
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from icalendar import Calendar, Event

from home import i18n
from home.languages import own_name
from network.models import CallPage

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//GGSN//Calls//EN"


def calendar_of(calls: Iterable[CallPage], language: str, name: str = "") -> bytes:
    """A calendar with these calls, its words in the reader's language; `name` is shown to those who subscribe to it.

    The same calls give the same bytes, so that browsers and caches can tell that nothing has changed.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
    with i18n.speaking(language):
        for call in calls:
            calendar.add_component(_event(call, language))
    return calendar.to_ical()


def size_of(calendar: bytes) -> int:
    """The size of a file in whole KB, at least 1."""
    return math.ceil(len(calendar) / 1024)


def _event(call: CallPage, language: str) -> Event:
    """The call. The address where people join is not in it: calendars are copied to other people's servers."""
    locale = i18n.locale_by_id(call.locale_id)
    in_language = {"LANGUAGE": locale.language_code} if locale else {}
    changed = call.last_published_at or call.latest_revision_created_at or timezone.now()
    event = Event()
    event.add("uid", f"{call.translation_key}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", changed.astimezone(datetime.UTC))
    event.add("dtstart", call.starts.astimezone(datetime.UTC))
    event.add("dtend", call.ends.astimezone(datetime.UTC))
    event.add("summary", _plain(call.title), parameters=in_language)
    event.add("description", _description(call))
    event.add("url", i18n.absolute(i18n.url_in(call, language)))
    return event


def _description(call: CallPage) -> str:
    """The summary, and the languages by their own names."""
    lines = [_plain(call.summary)]
    names = [own_name(code) for code in call.language_codes]
    if names:
        lines.append(gettext("Interpreted into %(languages)s") % {"languages": gettext(", ").join(names)})
    return "\n".join(line for line in lines if line)


def _plain(text: str) -> str:
    """Text without line ends and control characters, which a calendar may not hold."""
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text).split())
