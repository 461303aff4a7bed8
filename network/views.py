"""Calendar files of calls."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from home import i18n
from network import calls, ics


@require_safe
def call_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The calendar file of one public call."""
    language = i18n.active_locale().language_code
    call = calls.find(slug, language)
    if call is None:
        raise Http404
    return _file(ics.calendar_of([call], language), f"{call.slug}.ics")


@require_safe
def coming_calls_calendar(request: HttpRequest) -> HttpResponse:
    """All coming calls in the reader's language; calendars may subscribe to this address."""
    language = i18n.active_locale().language_code
    return _file(ics.calendar_of(calls.coming(language), language, calendar_name()), f"ggsn-{language}.ics")


def calendar_name() -> str:
    """What the calendar of all calls is called among somebody's other calendars."""
    return gettext("Calls of the Global Grassroots Support Network")


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=ics.CONTENT_TYPE)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.is_public = True  # type: ignore[attr-defined]
    return response
