"""What an editor changed: a version beside the one that its sender sent or agreed to, part by part and word by word."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext
from rapidfuzz.distance import Indel
from wagtail.models import Revision

from home.links import linked_addresses
from home.plain_text import WRITERS, of_rich_text
from home.regions import Region
from library.vocabulary import Licence
from stories.models import StoryPage

SAME, REMOVED, ADDED = "same", "removed", "added"
#: Between two paragraphs.
BREAK = "\n"
#: Below this share of words that stayed, a reader sees more in the two texts than in what differs between their words.
ALIKE = 0.3
#: Of words before and after, multiplied: comparing more would take seconds, and a bit of memory each.
MOST_COMPARED = 100_000_000
#: First and last characters of scripts that put no spaces between words.
WITHOUT_SPACES = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
    ("\U00020000", "\U0003ffff"),
)


@dataclass(frozen=True)
class Piece:
    """Words that stayed, were removed, or were added."""

    kind: str
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with its changes, or so many in a row without any."""

    pieces: tuple[Piece, ...] = ()
    unchanged: int = 0


@dataclass(frozen=True)
class Part:
    """A part of the page in which something differs."""

    label: str
    paragraphs: list[Paragraph]


def between(before: Revision | None, after: Revision) -> list[Part]:
    """The parts that differ; none where only the form did (bold type, links within the site)."""
    old = _parts(before.as_object()) if before is not None else {}
    found = []
    for label, lines in _parts(after.as_object()).items():
        paragraphs = compared(old.get(label, []), lines)
        if any(paragraph.pieces for paragraph in paragraphs):
            found.append(Part(label, paragraphs))
    return found


def compared(before: list[str], after: list[str]) -> list[Paragraph]:
    """The paragraphs of two texts as one: changed ones with their changes, the others counted."""
    paragraphs: list[Paragraph] = []
    for stayed, old, new in _runs(before, after):
        if stayed:
            paragraphs.append(Paragraph(unchanged=len(stayed)))
        elif any(isinstance(line, Drawn) for line in old) and " ".join(old) == " ".join(new):
            paragraphs += _whole(old, new)
        else:
            paragraphs += _words(old, new)
    return paragraphs


def _words(before: list[str], after: list[str]) -> Iterator[Paragraph]:
    """Changed paragraphs, word by word; whole ones below each other where little is left of the first."""
    old, new = _tokens(before), _tokens(after)
    if Indel.normalized_similarity(old, new) < ALIKE:
        yield from _whole(before, after)
        return
    line: list[Piece] = []
    for stayed, removed, added in _runs(old, new):
        for kind, tokens in ((SAME, stayed), (REMOVED, removed), (ADDED, added)):
            for is_break, some in groupby(tokens, key=BREAK.__eq__):
                if not is_break:
                    line.append(Piece(kind, "".join(some)))
                elif kind != REMOVED:
                    yield Paragraph(tuple(line))
                    line = []
    yield Paragraph(tuple(line))


def _whole(before: list[str], after: list[str]) -> Iterator[Paragraph]:
    yield from (Paragraph((Piece(REMOVED, line),)) for line in before)
    yield from (Paragraph((Piece(ADDED, line),)) for line in after)


def _runs(before: list[str], after: list[str]) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """What stayed, or what was removed and added in its place, one after the other."""
    if len(before) * len(after) > MOST_COMPARED:
        yield [], before, after
        return
    removed: list[str] = []
    added: list[str] = []
    step: Any  # whose library has no types
    for step in Indel.opcodes(before, after):
        tag, start, end, new_start, new_end = step
        if tag == "equal":
            if removed or added:
                yield [], removed, added
                removed, added = [], []
            yield after[new_start:new_end], [], []
        else:
            removed, added = removed + before[start:end], added + after[new_start:new_end]
    if removed or added:
        yield [], removed, added


def _tokens(paragraphs: list[str]) -> list[str]:
    """Words with the space behind them; letters with their marks in scripts without spaces."""
    tokens: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        tokens += [BREAK] if number else []
        for word in paragraph.split():
            letters = _letters(word) if any(_is_without_spaces(letter) for letter in word) else [word]
            tokens += [*letters[:-1], letters[-1] + " "]
    return tokens


def _letters(word: str) -> list[str]:
    letters: list[str] = []
    for character in word:
        if letters and unicodedata.category(character)[0] == "M":
            letters[-1] += character
        else:
            letters.append(character)
    return letters


def _is_without_spaces(character: str) -> bool:
    return any(first <= character <= last for first, last in WITHOUT_SPACES)


# ---------------------------------------------------------------- what a page says


def _parts(page: StoryPage) -> dict[str, list[str]]:
    """What a version says, by the name of its part, each in paragraphs. A query where it names a project."""
    teller = page.project.title if page.project else page.teller or gettext("A member of the network")
    return {
        gettext("Title"): _lines(page.title),
        gettext("Address of the page"): [page.slug],
        gettext("Summary"): _lines(page.summary),
        gettext("Warning before the story"): _lines(page.content_note),
        gettext("By"): _lines(teller),
        gettext("Region"): [str(Region(page.region).label)] if page.region in Region.values else [],
        gettext("Text"): [line for block in page.body for line in _lines_of(block, page)],
        gettext("How it was told"): _lines(page.credit),
        gettext("Licence"): [str(Licence(page.licence).label)] if page.licence in Licence.values else [],
    }


class Drawn(str):
    """The line that stands for a picture; another picture is another line, also under the same description."""

    key = 0

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) and self.key == getattr(other, "key", 0)

    def __hash__(self) -> int:
        return hash((str(self), self.key))


def _lines_of(block: Any, page: StoryPage) -> list[str]:
    """A block in paragraphs. Pictures by their description, shown or not: it is read by who sent them."""
    lines = _lines(_text_of(block, page))
    if block.block_type == "figure" and (picture := block.value.get("image")) is not None:
        description = "" if picture.decorative else picture.contextual_alt_text or ""
        drawn = Drawn(" ".join(f"[{gettext('Picture:')} {description}".split()) + "]")
        drawn.key = picture.pk
        return [drawn, *lines]
    return lines


def _text_of(block: Any, page: StoryPage) -> str:
    """A block as plain text, of a picture its caption."""

    def rich(value: Any) -> str:
        return of_rich_text(str(getattr(value, "source", value) or ""), linked_addresses(page.body))

    if not block.value:
        return ""
    if block.block_type != "figure":
        return WRITERS[block.block_type](block.value, rich)
    return rich(block.value.get("caption"))


def _lines(text: str | None) -> list[str]:
    return [" ".join(line.split()) for line in (text or "").split("\n") if line.strip()]
