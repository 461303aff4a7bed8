"""What time it is elsewhere: the places of a call, by name, and the time that a clock shows there."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from network.models import CallPage

#: Names that differ between languages, or that people do not call by the name of their zone (Kolkata for all of India).
NAMES: dict[str, StrOrPromise] = {
    "Africa/Accra": gettext_lazy("Accra"),
    "Africa/Addis_Ababa": gettext_lazy("Addis Ababa"),
    "Africa/Algiers": gettext_lazy("Algiers"),
    "Africa/Cairo": gettext_lazy("Cairo"),
    "Africa/Casablanca": gettext_lazy("Casablanca"),
    "Africa/Dakar": gettext_lazy("Dakar"),
    "Africa/Dar_es_Salaam": gettext_lazy("Dar es Salaam"),
    "Africa/Johannesburg": gettext_lazy("Johannesburg"),
    "Africa/Khartoum": gettext_lazy("Khartoum"),
    "Africa/Kinshasa": gettext_lazy("Kinshasa"),
    "Africa/Lagos": gettext_lazy("Lagos"),
    "Africa/Nairobi": gettext_lazy("Nairobi"),
    "Africa/Tunis": gettext_lazy("Tunis"),
    "America/Argentina/Buenos_Aires": gettext_lazy("Buenos Aires"),
    "America/Bahia": gettext_lazy("Bahia"),
    "America/Bogota": gettext_lazy("Bogotá"),
    "America/Lima": gettext_lazy("Lima"),
    "America/Los_Angeles": gettext_lazy("Los Angeles"),
    "America/Mexico_City": gettext_lazy("Mexico City"),
    "America/New_York": gettext_lazy("New York"),
    "America/Port-au-Prince": gettext_lazy("Port-au-Prince"),
    "America/Sao_Paulo": gettext_lazy("São Paulo"),
    "Asia/Amman": gettext_lazy("Amman"),
    "Asia/Baghdad": gettext_lazy("Baghdad"),
    "Asia/Beirut": gettext_lazy("Beirut"),
    "Asia/Dhaka": gettext_lazy("Dhaka"),
    "Asia/Jakarta": gettext_lazy("Jakarta"),
    "Asia/Karachi": gettext_lazy("Karachi"),
    "Asia/Kathmandu": gettext_lazy("Kathmandu"),
    "Asia/Kolkata": gettext_lazy("Delhi"),
    "Asia/Manila": gettext_lazy("Manila"),
    "Asia/Shanghai": gettext_lazy("Shanghai"),
    "Asia/Tokyo": gettext_lazy("Tokyo"),
    "Asia/Yangon": gettext_lazy("Yangon"),
    "Australia/Sydney": gettext_lazy("Sydney"),
    "Europe/Athens": gettext_lazy("Athens"),
    "Europe/Berlin": gettext_lazy("Berlin"),
    "Europe/Istanbul": gettext_lazy("Istanbul"),
    "Europe/London": gettext_lazy("London"),
    "Europe/Madrid": gettext_lazy("Madrid"),
    "Europe/Paris": gettext_lazy("Paris"),
    "Pacific/Auckland": gettext_lazy("Auckland"),
    "Pacific/Fiji": gettext_lazy("Fiji"),
}


def name_of(zone: str) -> str:
    """“Nairobi” for Africa/Nairobi, in the reader's language where we know it."""
    return str(NAMES.get(zone) or zone.rsplit("/", 1)[-1].replace("_", " "))


@dataclass(frozen=True)
class LocalTime:
    """A call as the clocks of a place show it.

    The moments have no time zone, so that no template filter moves them into another one.
    """

    place: str
    starts: datetime.datetime
    ends: datetime.datetime
    #: The day of the call in UTC: what the reader sees in large digits.
    day: datetime.date

    @property
    def starts_another_day(self) -> bool:
        """Whether it begins there the day before or after the one in large digits."""
        return self.starts.date() != self.day

    @property
    def ends_another_day(self) -> bool:
        """Whether midnight passes during the call."""
        return self.ends.date() != self.starts.date()


def _at(call: CallPage, place: str, zone: datetime.tzinfo) -> LocalTime:
    day = call.starts.astimezone(datetime.UTC).date()
    # The end is found in UTC first: a clock may be put forward while people talk.
    starts, ends = (moment.astimezone(zone).replace(tzinfo=None) for moment in (call.starts, call.ends))
    return LocalTime(place, starts, ends, day)


def in_utc(call: CallPage) -> LocalTime | None:
    """The call by universal time; None for a draft without a moment."""
    if call.starts is None or call.minutes is None:
        return None
    return _at(call, gettext("UTC"), datetime.UTC)


def local_times(call: CallPage) -> list[LocalTime]:
    """The call by the clocks of its places, in the order that its editor chose. Zones nobody knows are left out."""
    times: list[LocalTime] = []
    if in_utc(call) is None:
        return times
    for place in call.zones.all():
        try:
            zone = zoneinfo.ZoneInfo(place.zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            continue
        times.append(_at(call, name_of(place.zone), zone))
    return times


def side_by_side(times: Iterable[LocalTime]) -> list[LocalTime]:
    """Places whose clocks agree, in one row: “Lagos, Paris”."""
    rows: dict[tuple[datetime.datetime, datetime.datetime], LocalTime] = {}
    for time in times:
        moment = (time.starts, time.ends)
        if moment in rows:
            time = LocalTime(gettext(", ").join((rows[moment].place, time.place)), *moment, time.day)
        rows[moment] = time
    return list(rows.values())
