"""The parts of a text: a field, a block, or a row of a list. What is told to be out of date is told by part.

A part is named as wagtail-localize names its texts, two steps deep: `title`, `body.<id of the block>`,
`links.<key of the row>`. Translations keep these ids, so a part has the same name in every language.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments

from home.reading_time import words

#: What the words of a part hash to, and how many they are.
Parts = dict[str, list[Any]]


def part_of(path: str) -> str:
    """The part that a text of wagtail-localize belongs to."""
    return ".".join(path.split(".")[:2])


def parts_of(page: Page) -> Parts:
    """The parts of a page as it stands."""
    return _hashed(_texts(page))


def parts_sent(source: TranslationSource) -> Parts:
    """The parts of a text as it was last sent for translation. Two queries."""
    strings = source.stringsegment_set.values_list("context__path", "order", "string__data")
    templates = source.templatesegment_set.values_list("context__path", "order", "template__template")
    texts = [(path, order, data, True) for path, order, data in strings]
    return _hashed([*texts, *((path, order, data, False) for path, order, data in templates)])


def differing(before: Parts, after: Parts) -> set[str]:
    """The parts whose words are others now, those that were added, and those that are gone."""
    return {
        part for part in before.keys() | after.keys() if before.get(part, ["", 0])[0] != after.get(part, ["", 0])[0]
    }


def lacking(source: TranslationSource, locale_id: int, until: datetime.datetime | None = None) -> set[str]:
    """The parts of a sent text of which something has no translation in this language, or had none then."""
    done = StringTranslation.objects.filter(locale=locale_id, has_error=False, context__object_id=source.object_id)
    if until is not None:
        done = done.filter(updated_at__lte=until)
    translated = set(done.values_list("context__path", "translation_of"))
    segments = StringSegment.objects.filter(source=source).values_list("context__path", "string")
    return {part_of(path) for path, string in segments if (path, string) not in translated}


def _texts(page: Page) -> Iterator[tuple[str, int, str, bool]]:
    """Every text of a page that is translated: its path, its place, its data, and whether it is words."""
    for segment in extract_segments(page.specific):
        if isinstance(segment, StringSegmentValue):
            yield segment.path, segment.order, segment.string.data, True
        elif isinstance(segment, TemplateSegmentValue):
            yield segment.path, segment.order, segment.template, False


def _hashed(texts: Iterable[tuple[str, int, str, bool]]) -> Parts:
    """Places are those on the whole page, which another paragraph shifts: only their order within the part counts."""
    hashes: dict[str, Any] = defaultdict(hashlib.sha256)
    counts: dict[str, int] = defaultdict(int)
    for path, _order, data, is_words in sorted(texts, key=lambda text: text[1]):
        part = part_of(path)
        hashes[part].update(f"{path}\0{is_words}\0{data}\0".encode("utf-8", "surrogatepass"))
        counts[part] += words(data) if is_words else 0
    return {part: [made.hexdigest()[:16], counts[part]] for part, made in hashes.items()}
