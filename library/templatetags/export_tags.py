"""Links from a guide to its files for bibliographies and messengers, and from lists to their feeds."""

from __future__ import annotations

from django import template
from django.urls import reverse

from home import i18n
from library.exports.citations import FORMS
from library.facets import Listing
from library.models import GuidePage

register = template.Library()


@register.simple_tag
def cite_links(page: GuidePage) -> list[tuple[str, str]]:
    """`{% cite_links page as cites %}` – format and path of each citation; none for a guide that is not public."""
    if not _is_public(page):
        return []
    return [(form.name, _path("library_cite", page, ending)) for ending, form in FORMS.items()]


@register.simple_tag
def text_link(page: GuidePage) -> str:
    """`{% text_link page %}` – the path of the plain text of a public guide."""
    return _path("library_text", page)


@register.simple_tag
def feeds_of_list(listing: Listing) -> list[tuple[str, str]]:
    """`{% feeds_of_list listing as feeds %}` – name and path of the feed of each topic and kind that is chosen.

    A topic without a name in the reader's language has no feed in it.
    """
    values = {chip.value.key: chip.value for chip in listing.chips}
    return [
        (str(values[key].label), reverse(name, args=(key,)))
        for one, name in (("topic", "library_topic_feed"), ("kind", "library_kind_feed"))
        for key in listing.asked.chosen.get(one, ())
        if key in values and not values[key].language
    ]


def _is_public(page: GuidePage) -> bool:
    return bool(page.pk and page.live and not page.get_view_restrictions())


def _path(name: str, page: GuidePage, *more: str) -> str:
    """Below the guide's own language, whatever the reader's."""
    locale = i18n.locale_by_id(page.locale_id) or page.locale
    with i18n.speaking(locale.language_code):
        return reverse(name, args=(page.slug, *more))
