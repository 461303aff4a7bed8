"""What other parts of the site show of the network: the coming calls, the map's numbers, its pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.contenttypes.models import ContentType
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.models import Page

from home import i18n
from network import calls, places
from network.models import CallIndexPage, CallPage, NetworkIndexPage

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
    """`{% call_index as calls_page %}` – the page that lists the calls. Two queries."""
    page: CallIndexPage | None = CallIndexPage.objects.published().best_for(i18n.active_locale()).first()
    return page


@register.simple_tag
def network_index(frame: Any) -> Page | None:
    """`{% network_index frame as network %}` – the page with the map; no query, the frame has it."""
    kind = ContentType.objects.get_for_model(NetworkIndexPage)
    return next((page for page in getattr(frame, "pages", ()) if page.content_type_id == kind.pk), None)


@register.simple_tag
def reader_lang(page: Any) -> SafeString | str:
    """` lang="ar"` for words of the interface inside a text in another language; nothing otherwise."""
    return _reader(' lang="{}"', page)


@register.simple_tag
def reader_attrs(page: Any) -> SafeString | str:
    """` lang="ar" dir="rtl"` for a part of the interface inside a text in another language; nothing otherwise."""
    return _reader(' lang="{}" dir="{}"', page)


def _reader(attributes: str, page: Any) -> SafeString | str:
    locale = i18n.active_locale()
    if getattr(page, "locale_id", locale.pk) in (None, locale.pk):
        return ""
    return format_html(attributes, locale.language_code, i18n.direction(locale.language_code))
