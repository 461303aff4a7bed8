"""Links inside rich text: to the version of a page that the reader gets, one query a page instead of three a link."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs

from home import i18n
from home.texts import Texts
from home.visibility import is_private

if TYPE_CHECKING:
    from home.models import File

#: Longer keys than this are none of ours, and too large for the database.
MAX_DIGITS = 18
#: Addresses by primary key, for the text that is being rendered; None outside of `known_links`.
_known: ContextVar[dict[int, str] | None] = ContextVar("known_links", default=None)


class ReaderPageLinkHandler(PageLinkHandler):
    """`<a linktype="page" id="7">` becomes a link that stays in the reader's interface language.

    Wagtail's own handler links to the page's translation and, where there is none, to the page in its own language, so
    that the reader is thrown out of theirs. A link to a page that nobody may read yet becomes plain text.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """The opening tags. No query within `known_links`, one query otherwise."""
        wanted = [_key(attrs) for attrs in attrs_list]
        urls = _known.get()
        if urls is None:
            urls = urls_for_reader(wanted)
        return [format_html('<a href="{}">', urls[pk]) if pk in urls else "<a>" for pk in wanted]


def urls_for_reader(page_ids: Iterable[int]) -> dict[int, str]:
    """The path under which the reader gets each of these pages; without those that are not public in any language."""
    ids = set(page_ids) - {0}
    if not ids:
        return {}
    works = Page.objects.filter(pk__in=ids).values("translation_key")
    public = Page.objects.filter(~is_private(), translation_key__in=works)
    versions = list(public.only("translation_key", "locale", "url_path", "live"))
    best = best_versions(version for version in versions if version.live)
    code = i18n.active_locale().language_code
    return {
        version.pk: i18n.url_in(best[version.translation_key], code)
        for version in versions
        if version.pk in ids and version.translation_key in best
    }


def best_versions(pages: Iterable[Page]) -> dict[uuid.UUID, Page]:
    """One version of each work: the reader's, else along their fallback chain, else in the order of the languages.

    For plain pages, which do not know their original; pages of one model have `best_for` (home.models.base).
    """
    chain = [*i18n.fallback_chain(i18n.active_locale()), *i18n.locales().values()]
    order = {locale.pk: place for place, locale in reversed(list(enumerate(chain)))}
    best: dict[uuid.UUID, Page] = {}
    for page in pages:
        current = best.get(page.translation_key)
        if current is None or order.get(page.locale_id, 99) < order.get(current.locale_id, 99):
            best[page.translation_key] = page
    return best


@contextmanager
def known_links(text: Any) -> Iterator[None]:
    """Look up all pages that the rich text in a StreamField links to at once, for what is rendered inside.

    Inside of another `known_links`, which is for the whole page, nothing is looked up.
    """
    if _known.get() is not None:
        yield
        return
    token = _known.set(linked_addresses(text))
    try:
        yield
    finally:
        _known.reset(token)


def linked_addresses(text: Any) -> dict[int, str]:
    """The path of each public page that the rich text in a StreamField links to, by the key that stands in the link.

    For the active language; looked up once a value.
    """
    code = i18n.active_locale().language_code
    known: dict[str, dict[int, str]] = text.__dict__.setdefault("_addresses", {}) if hasattr(text, "__dict__") else {}
    if code not in known:
        known[code] = urls_for_reader(_linked_ids(text))
    return known[code]


def linked_files(text: Any) -> list[File]:
    """The files that the rich text in a StreamField links to, by their keys. No query where there are none, else one.

    Looked up once a value.
    """
    known: dict[str, list[File]] = text.__dict__ if hasattr(text, "__dict__") else {}
    if "_files" not in known:
        ids = set(_linked_ids(text, "document"))
        known["_files"] = list(get_document_model().objects.filter(pk__in=ids).order_by("pk")) if ids else []
    return known["_files"]


def _linked_ids(value: Any, kind: str = "page") -> Iterator[int]:
    if isinstance(value, RichText):
        for attributes in map(extract_attrs, FIND_A_TAG.findall(value.source)):
            if attributes.get("linktype") == kind and (pk := _key(attributes)):
                yield pk
    elif isinstance(value, StructValue):
        for part in value.values():
            yield from _linked_ids(part, kind)
    elif isinstance(value, (StreamValue, ListValue, Texts)):
        for part in value:
            yield from _linked_ids(part.value if isinstance(part, StreamValue.StreamChild) else part, kind)


def _key(attributes: dict[str, str]) -> int:
    """The primary key in the attributes of a link; 0, which is no page's, for anything else."""
    written = attributes.get("id", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= MAX_DIGITS else 0
