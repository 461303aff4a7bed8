"""The parts of a translation with everything that helps: suggestions, agreed terms, warnings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.desk.parts import part_of
from home.helping import checks, suggestions
from home.helping.glossary import Glossary
from home.helping.likeness import plain
from home.models import GlossaryTerm, WorkVersion
from home.translators import comparing


@dataclass
class Part:
    """One text of a work."""

    segment: StringSegment
    label: str
    stored: StringTranslation | None
    #: Whether the original changed after it was translated (home.desk).
    is_behind: bool
    terms: list[GlossaryTerm]
    warnings: list[str]
    suggestions: list[suggestions.Suggestion] = field(default_factory=list)

    @property
    def source(self) -> str:
        """The original as people read it."""
        return plain(self.segment.string.data)

    @property
    def data(self) -> str:
        """What is stored, as wagtail-localize's editor shows it."""
        return self.stored.data if self.stored else ""

    @property
    def is_by_machine(self) -> bool:
        """Whether no person has gone over what a machine wrote."""
        return self.stored is not None and self.stored.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE

    @property
    def is_open(self) -> bool:
        """Whether somebody has to do something: then suggestions are looked for."""
        return self.stored is None or self.stored.has_error or self.is_behind or self.is_by_machine


def of(translation: Translation, only: int | None = None) -> list[Part]:
    """The parts of a translation in the order of the original, or one alone; a constant number of queries."""
    found = translation.source.stringsegment_set.select_related("string", "context").order_by("order", "pk")
    segments = list(found.filter(pk=only) if only is not None else found)
    written = _written(translation, segments)
    behind = _behind(translation)
    names = comparing.labels(translation)
    terms = Glossary(translation.source.locale_id, translation.target_locale_id)
    parts = [
        _part(translation, segment, written.get((segment.string_id, segment.context_id)), names, behind, terms)
        for segment in segments
    ]
    offered = suggestions.for_texts(translation, [part.segment for part in parts if part.is_open])
    for part in parts:
        part.suggestions = offered.get(part.segment.pk, [])
    return parts


def _part(
    translation: Translation,
    segment: StringSegment,
    stored: StringTranslation | None,
    names: dict[str, str],
    behind: set[str],
    glossary: Glossary,
) -> Part:
    path = segment.context.path
    terms = glossary.in_text(plain(segment.string.data), translation.source.locale.language_code)
    return Part(
        segment=segment,
        label=names.get(path, path.split(".")[0]),
        stored=stored,
        is_behind=part_of(path) in behind,
        terms=terms,
        warnings=_warnings(translation, segment, stored, terms),
    )


def _warnings(
    translation: Translation, segment: StringSegment, stored: StringTranslation | None, terms: list[GlossaryTerm]
) -> list[str]:
    code = translation.target_locale.language_code
    data = stored.data if stored else None
    return checks.warnings(segment.string.data, data, terms, code, is_broken=bool(stored and stored.has_error))


def _written(translation: Translation, segments: Iterable[StringSegment]) -> dict[tuple[Any, Any], StringTranslation]:
    """What is stored for texts of a work, by text and context."""
    found = StringTranslation.objects.filter(
        locale=translation.target_locale_id,
        context__object_id=translation.source.object_id,
        translation_of__in={segment.string_id for segment in segments},
    )
    return {(one.translation_of_id, one.context_id): one for one in found}


def _behind(translation: Translation) -> set[str]:
    """The parts whose original changed since; records have none."""
    found = WorkVersion.objects.filter(work=translation.source.object_id, locale=translation.target_locale_id)
    return set(found.values_list("behind", flat=True).first() or ())


def warnings_of(translation: Translation, segment: StringSegment) -> list[str]:
    """What may be wrong with one text as it is stored. Three queries."""
    stored = _written(translation, [segment]).get((segment.string_id, segment.context_id))
    glossary = Glossary(translation.source.locale_id, translation.target_locale_id)
    terms = glossary.in_text(plain(segment.string.data), translation.source.locale.language_code)
    return _warnings(translation, segment, stored, terms)


def comment(translation: Translation, segment: StringSegment, said: str) -> str:
    """What wagtail-localize's editor says beside a text that was stored, with the warnings about it."""
    return " · ".join([str(said), *warnings_of(translation, segment)])
