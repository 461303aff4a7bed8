"""Projects and calls as schema.org has them."""

from __future__ import annotations

import datetime
from typing import Any

from home import json_ld
from home.i18n import Reading
from network.models import CallPage, ProjectPage


def organization(page: ProjectPage, reading: Reading) -> dict[str, Any]:
    """A member project: what it is and where in the world, no place and no address."""
    return {
        "@context": json_ld.CONTEXT,
        "@type": "Organization",
        "@id": reading.canonical,
        "name": page.title,
        "url": reading.canonical,
        "description": page.description,
        "areaServed": str(page.get_region_display()) if page.region else "",
        "knowsLanguage": page.language_codes,
        "memberOf": json_ld.network(),
    }


def event(page: CallPage, reading: Reading) -> dict[str, Any]:
    """A call. The address where people join is not in it: machines copy what they find."""
    return {
        "@context": json_ld.CONTEXT,
        "@type": "Event",
        "@id": reading.canonical,
        "name": page.title,
        "url": reading.canonical,
        "description": page.description,
        "startDate": page.starts.astimezone(datetime.UTC).isoformat(),
        "endDate": page.ends.astimezone(datetime.UTC).isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": reading.canonical},
        "inLanguage": page.language_codes or [reading.page_language],
        "organizer": json_ld.network(),
        "isAccessibleForFree": True,
    }
