"""What other parts of the site show of the network: the coming calls, the map's numbers, its pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.contenttypes.models import ContentType
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.models import Page

from home import i18n
from home.json_ld import script
from network import calls, directory, ics, json_ld, places
from network.models import CallIndexPage, CallPage, NetworkIndexPage, ProjectPage

register = template.Library()

register.filter(places.in_utc)
register.filter(places.local_times)
register.filter(places.side_by_side)


@register.simple_tag
def coming_calls(count: int | None = None) -> list[CallPage]:
    """`{% coming_calls 3 as calls %}` – soonest first, in the reader's language where they exist in it."""
    return calls.coming(i18n.active_locale().language_code)[: max(int(count), 0) if count else None]


@register.simple_tag
def call_index() -> CallIndexPage | None:
    """`{% call_index as calls_page %}` – the page that lists the calls. One query."""
    page: CallIndexPage | None = CallIndexPage.objects.published().best_for(i18n.active_locale()).first()
    return page


@register.simple_tag
def network_index(frame: Any) -> Page | None:
    """`{% network_index frame as network %}` – the page with the map; no query, the frame has it."""
    kind = ContentType.objects.get_for_model(NetworkIndexPage)
    return next((page for page in getattr(frame, "pages", ()) if page.content_type_id == kind.pk), None)


@register.simple_tag
def map_counts() -> dict[str, int]:
    """`{% map_counts as counts %}` – the number of projects by region, for `{% world counts title %}`. One query."""
    return directory.count_by_region(i18n.active_locale())


@register.simple_tag
def project_json_ld(page: ProjectPage, reading: i18n.Reading) -> SafeString:
    """`{% project_json_ld page reading %}` – the project for search engines."""
    return script(json_ld.organization(page, reading))


@register.simple_tag
def call_json_ld(page: CallPage, reading: i18n.Reading) -> SafeString:
    """`{% call_json_ld page reading %}` – the call for search engines."""
    return script(json_ld.event(page, reading))


@register.filter
def first_of(items: Any, terms: Any = None) -> list[str]:
    """`{{ project.offers|first_of:directory.terms }}` – what a list shows of them, looked-for items first."""
    return directory.matching_first((str(item.value) for item in items or ()), terms or [])


@register.simple_tag
def calendar_size(calls: CallPage | list[CallPage]) -> SafeString:
    """“2 KB”: the size of the calendar file of a call, or of several."""
    several = calls if isinstance(calls, list) else [calls]
    size = ics.size_of(ics.calendar_of(several, i18n.active_locale().language_code))
    return format_html('<bdi dir="ltr">{} KB</bdi>', size)
