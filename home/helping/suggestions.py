"""The translation memory: what was written before for the same words, or nearly the same, in any work.

It is wagtail-localize's own texts, and keeps nothing of its own. Other works are suggested from only where anybody may
read them: the original and the text that was translated are public and not restricted, the translation is not
restricted and was not withdrawn, and the words still stand in a text that was sent while it was public. What a machine
wrote is left out until a person has gone over it. Of the work itself, all that was written in this language is
suggested: whoever asks may write it, and finds there what they wrote before the original changed.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.html import escape
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import extract_ids

from home.helping import likeness
from home.models import Work
from home.visibility import is_private

#: How many are shown for a text, and how many near ones are looked at, some of which nobody may be shown.
SHOWN, LOOKED_AT = 3, 12
SAME = 100


def shared(source_locale_id: int, target_locale_id: int) -> QuerySet[Work]:
    """Works whose translations anybody may see who translates from this language into that one.

    Their original and the text that was translated are public, and the text was sent while it was: what stood in a
    draft may never have been public. The translation is public as well, or was never published: then it is a draft.
    """
    versions = Page.objects.filter(translation_key=OuterRef("pk"), alias_of=None).filter(~is_private()).order_by()
    sources = TranslationSource.objects.filter(object_id=OuterRef("translation_key"), locale=source_locale_id)
    sent_at = Subquery(sources.values("last_updated_at")[:1])
    known = versions.filter(locale=source_locale_id, live=True, first_published_at__lte=sent_at)
    seen = versions.filter(locale=target_locale_id).filter(Q(live=True) | Q(first_published_at=None))
    originals = Work.objects.filter(page__live=True).filter(~is_private("page__path"))
    return originals.filter(Exists(known), Exists(seen))


@dataclass(frozen=True)
class Suggestion:
    """A translation that was written before."""

    #: Of wagtail-localize's StringTranslation.
    key: int
    #: What is stored when it is used; as wagtail-localize stores texts.
    data: str
    #: How alike the two originals are, in percent; 100 for the same words.
    score: int
    #: The other original, as people read it; empty for the same words.
    source: str
    #: The name of the work it comes from; empty for the work that is being translated.
    work: str

    @property
    def text(self) -> str:
        """As people read it."""
        return likeness.plain(self.data)


def for_texts(translation: Translation, segments: Iterable[StringSegment]) -> dict[int, list[Suggestion]]:
    """Suggestions for texts of a work, by the keys of the segments, the best first.

    A constant number of queries: one for the newest texts, one for their translations, three for who may see them.
    """
    segments = list(segments)
    texts = likeness.all_texts.of(translation.source.locale_id) if segments else None
    scores: dict[int, dict[int, int]] = {}
    for segment in segments:
        near = dict(texts.like(segment.string.data, LOOKED_AT)) if texts else {}
        scores[segment.pk] = {**near, segment.string_id: SAME}
    strings = {key for found in scores.values() for key in found}
    written: dict[int, list[StringTranslation]] = defaultdict(list)
    works = _Works(translation, _written(translation, strings))
    for one in works.visible():
        written[one.translation_of_id].append(one)
    return {segment.pk: _best(segment, scores[segment.pk], written, works) for segment in segments}


def _written(translation: Translation, strings: set[int]) -> list[StringTranslation]:
    """What people wrote for these texts in this language."""
    found = StringTranslation.objects.filter(
        locale=translation.target_locale_id,
        translation_of__in=strings,
        has_error=False,
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
    )
    return list(found.exclude(data="").exclude(context=None).select_related("translation_of", "context"))


def _best(
    segment: StringSegment, scores: dict[int, int], written: dict[int, list[StringTranslation]], works: _Works
) -> list[Suggestion]:
    """Those with the highest scores, of the same work first, then the newest; each wording once."""
    found: dict[str, Suggestion] = {}
    rows = [(score, one) for key, score in scores.items() for one in written[key]]
    rows.sort(key=lambda row: (-row[0], not works.is_own(row[1]), -row[1].updated_at.timestamp()))
    for score, one in rows:
        if one.translation_of_id == segment.string_id and one.context_id == segment.context_id:
            continue  # what stands in the field already
        data = fitting(segment.string.data, one.data)
        if data not in found:
            is_same = one.translation_of_id == segment.string_id
            source = "" if is_same else likeness.plain(one.translation_of.data)
            found[data] = Suggestion(one.pk, data, score, source, works.name_of(one))
    return list(found.values())[:SHOWN]


def fitting(source: str, data: str) -> str:
    """A translation of another text as this one takes it: without marks where its links are others."""
    return data if extract_ids(data) <= extract_ids(source) else escape(likeness.plain(data))


class _Works:
    """The works that translations come from, and which of them anybody may see. Three queries."""

    def __init__(self, translation: Translation, written: list[StringTranslation]) -> None:
        self.own = translation.source.object_id
        self.written = written
        self.source_locale, self.target_locale = translation.source.locale_id, translation.target_locale_id
        keys = {one.context.object_id for one in written} - {self.own}
        self.sources = {
            source.object_id: source
            for source in TranslationSource.objects.filter(object_id__in=keys, locale=self.source_locale)
            .select_related("specific_content_type")
            .defer("content_json")
        }
        segments = StringSegment.objects.filter(
            source__in=[source.pk for source in self.sources.values()],
            string__in={one.translation_of_id for one in written},
        )
        self.sent: set[tuple[Any, ...]] = set(segments.values_list("string", "context"))
        self.public = self._public(keys)

    def _public(self, keys: set[uuid.UUID]) -> set[uuid.UUID]:
        """Of works that are pages: those that everybody may read."""
        return set(shared(self.source_locale, self.target_locale).filter(pk__in=keys).values_list("pk", flat=True))

    def is_own(self, one: StringTranslation) -> bool:
        """Whether it belongs to the work that is being translated."""
        return bool(one.context.object_id == self.own)

    def visible(self) -> list[StringTranslation]:
        """Those that may be shown."""
        return [one for one in self.written if self.is_own(one) or self._may_be_shown(one)]

    def _may_be_shown(self, one: StringTranslation) -> bool:
        key = one.context.object_id
        source = self.sources.get(key)
        if source is None or (one.translation_of_id, one.context_id) not in self.sent:
            return False
        model = source.specific_content_type.model_class()
        if model is None:
            return False
        return key in self.public if issubclass(model, Page) else True

    def name_of(self, one: StringTranslation) -> str:
        """What the work is called; nothing for the one that is being translated."""
        return "" if self.is_own(one) else self.sources[one.context.object_id].object_repr
