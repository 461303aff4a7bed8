"""The words of a query, marked in a title and in a passage of the text. Works on pages; asks the database nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import get_text_for_indexing

from home import i18n
from home.blocks import FigureBlock
from home.search import words
from home.search.words import Term, Word, hits

if TYPE_CHECKING:
    from home.models import BasePage

#: Length of a passage, and how many of its words stand before the first one that was looked for.
PASSAGE_WORDS, WORDS_BEFORE = 32, 8


def mark(text: str, terms: Sequence[Term], code: str = "") -> SafeString:
    """The text, escaped, with the words that were looked for in `<mark>`; `code` is its language."""
    read = list(words.read(text))
    return _mark(text, 0, len(text), [read[place] for place in sorted(hits(read, terms, code))])


def passage(page: BasePage, terms: Sequence[Term], usual: str = "") -> SafeString:
    """What a result shows of its page: what is `usual` in its list, its teaser, or a passage of its text.

    Of these it is the one that holds most of the words, the first among equals.
    """
    code = i18n.code_of(page.locale_id)

    def held(text: str) -> int:
        return len(set(hits(list(words.read(text)), terms, code).values()))

    told = max(filter(None, (usual, page.teaser)), key=held, default="")
    text = _joined(texts(page))
    read = list(words.read(text))
    found = hits(read, terms, code)
    if not terms or held(told) >= len(set(found.values())):
        return mark(told, terms, code)
    first, last = _densest(read, found)
    start, end = read[first].start, read[last].end
    marked = _mark(text, start, end, [read[place] for place in sorted(found) if first <= place <= last])
    before, after = "… " if first else "", " …" if last + 1 < len(read) else text[end:].rstrip()
    return format_html("{}{}{}", before, marked, after)


def texts(page: BasePage) -> Iterator[str]:
    """The running text of a page, part by part, from stored values: nothing that blocks point at is fetched.

    Without the texts of pictures, which are no part of the index: their people may not have agreed to be described.
    """
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield from _block_texts(field.stream_block, list(getattr(page, field.name).raw_data))
        elif isinstance(field, RichTextField):
            yield get_text_for_indexing(getattr(page, field.name))


def _joined(parts: Iterator[str]) -> str:
    """One text, with a dot between headings, cells and sentences that end without a stop."""
    found = [part.strip() for part in parts if part.strip()]
    stops = (" " if unicodedata.category(part[-1]).startswith("P") else " · " for part in found)
    return "".join(part + stop for part, stop in zip(found, stops, strict=True)).removesuffix(" · ")


def _block_texts(block: blocks.Block, raw: Any) -> Iterator[str]:
    if not raw or isinstance(block, FigureBlock):
        return
    if isinstance(block, blocks.RichTextBlock):
        yield get_text_for_indexing(str(raw))
    elif isinstance(block, (blocks.CharBlock, blocks.TextBlock)):
        yield str(raw)
    elif isinstance(block, blocks.StructBlock) and isinstance(raw, dict):
        for name, child in block.child_blocks.items():
            yield from _block_texts(child, raw.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in raw:
            yield from _block_texts(block.child_block, item.get("value") if _is_item(item) else item)
    elif isinstance(block, blocks.StreamBlock):
        for item in raw:
            if item["type"] in block.child_blocks:
                yield from _block_texts(block.child_blocks[item["type"]], item["value"])


def _is_item(item: Any) -> bool:
    return isinstance(item, dict) and item.get("type") == "item"


def _densest(read: list[Word], found: dict[int, Term]) -> tuple[int, int]:
    """First and last word of the passage with most of the terms; among equals the earliest."""
    best = (0, 0, 0)
    for place in sorted(found):
        here = [found[other] for other in range(place, place + PASSAGE_WORDS - WORDS_BEFORE) if other in found]
        score = (len(set(here)), len(here))
        if score > best[:2]:
            best = (*score, place)
    first = max(0, best[2] - WORDS_BEFORE)
    return first, min(len(read), first + PASSAGE_WORDS) - 1


def _mark(text: str, start: int, end: int, hits: list[Word]) -> SafeString:
    parts, at = [], start
    for hit in hits:
        parts += [conditional_escape(text[at : hit.start]), format_html("<mark>{}</mark>", text[hit.start : hit.end])]
        at = hit.end
    return mark_safe("".join([*parts, conditional_escape(text[at:end])]))  # noqa: S308 – every part is escaped
