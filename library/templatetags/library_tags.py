"""What the other parts of the site show of the library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.translation import gettext, ngettext
from wagtail.models import Page

from home import i18n
from home.templatetags.site_tags import duration
from library import querysets
from library.models import GuidePage

register = template.Library()


@register.simple_tag
def newest_guides(count: int) -> list[GuidePage]:
    """`{% newest_guides 4 as guides %}` – for components/guide_books.html and components/guide_items.html."""
    return querysets.newest(count, i18n.active_locale())


@register.simple_tag
def guides_by_project(project: Page) -> list[GuidePage]:
    """`{% guides_by_project page as guides %}` – the guides that a project wrote, in the reader's language."""
    return querysets.by_project(project, i18n.active_locale())


@register.simple_tag
def guides_for_reader(chosen: Iterable[Any]) -> list[GuidePage]:
    """`{% guides_for_reader page.guides.all as guides %}` – guides, or rows with a `guide`, for the reader."""
    guides = [getattr(row, "guide", row) for row in chosen]
    return querysets.versions_for(guides, i18n.active_locale())


@register.simple_tag
def with_languages(guides: Sequence[GuidePage]) -> Sequence[GuidePage]:
    """`{% with_languages guides as guides %}` – for the components, which count and link each guide's languages."""
    return querysets.with_languages(guides)


@register.filter
def time_needed(guide: GuidePage) -> str:
    """“2 h 30 min”, or “20 min to read” for what is only read."""
    time = duration(guide.time_required)
    return gettext("%(time)s to read") % {"time": time} if time and guide.is_read else time


@register.filter
def group_size(guide: GuidePage) -> str:
    """“8 to 25 people”; nothing where any size will do."""
    smallest, largest = guide.group_min, guide.group_max
    if smallest and largest and smallest != largest:
        people = ngettext("%(from)d to %(to)d person", "%(from)d to %(to)d people", largest)
        return people % {"from": smallest, "to": largest}
    if smallest and largest:
        return ngettext("%(n)d person", "%(n)d people", largest) % {"n": largest}
    if largest:
        return ngettext("Up to %(n)d person", "Up to %(n)d people", largest) % {"n": largest}
    if smallest:
        return ngettext("%(n)d person or more", "%(n)d people or more", smallest) % {"n": smallest}
    return ""
