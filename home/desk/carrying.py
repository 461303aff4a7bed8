"""Taking translations over from words that were sent before to those that replace them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

from wagtail_localize.models import StringTranslation, TranslationSource

from home.desk import parts as text
from home.models.desk import Work

#: What stands in a place now, by the key of the place and of the text; what stood there.
Replaced = dict[tuple[int, int], int]
#: The keys of the texts at each place of a page, in their order, by the key of the place.
Texts = dict[int, list[int]]


def texts_of(source: TranslationSource) -> Texts:
    """What is sent for translation. One query."""
    found: Texts = defaultdict(list)
    for context, string in source.stringsegment_set.order_by("order").values_list("context", "string"):
        found[context].append(string)
    return found


def carry(source: TranslationSource, before: Texts) -> None:
    """Take over the translations of words that changed in parts that are not behind in their language.

    Only where as many texts stand there as before, and only words that were published: what was written around the
    publication has no grade. Three queries when something changed, one for each language to write.
    """
    replaced = _replaced(before, texts_of(source))
    work = Work.objects.filter(pk=source.object_id).first() if replaced else None
    if work is None:
        return
    published = _as_published(work, source)
    paths = dict(source.stringsegment_set.values_list("context", "context__path"))
    locales = source.translations.filter(enabled=True).values("target_locale")
    for version in work.versions.filter(locale__in=locales):
        fitting = {
            (context, new): old
            for (context, new), old in replaced.items()
            if text.part_of(paths[context]) in published and text.part_of(paths[context]) not in version.behind
        }
        _take_over(version.locale_id, fitting)


def carry_moved(source: TranslationSource, before: Texts) -> None:
    """Take over the translations of words that stand at another place now: split off, or moved between blocks.

    wagtail-localize knows a translation by its words and their place. Two queries when something changed, and one to
    write.
    """
    after = texts_of(source)
    left = {string for _context, string in _places(before) - _places(after)}
    came = {(context, string) for context, string in _places(after) - _places(before) if string in left}
    if not came:
        return
    locales = set(source.translations.filter(enabled=True).values_list("target_locale", flat=True))
    known: dict[tuple[int, int], StringTranslation] = {}
    there = set()
    for row in _translations(source.object_id, locales, {string for _context, string in came}):
        known[row.locale_id, row.translation_of_id] = row
        there.add((row.locale_id, row.context_id, row.translation_of_id))
    made = [
        _again(known[locale, string], context, string)
        for context, string in came
        for locale in locales
        if (locale, string) in known and (locale, context, string) not in there
    ]
    StringTranslation.objects.bulk_create(made, ignore_conflicts=True)


def carry_over(older: TranslationSource, newer: TranslationSource, locale_id: int) -> None:
    """Take over what was translated from one version, where another one is the source from now on.

    Only where both have as many texts at a place. Four queries.
    """
    _take_over(locale_id, _replaced(texts_of(older), texts_of(newer)))


def _places(texts: Texts) -> set[tuple[int, int]]:
    return {(context, string) for context, strings in texts.items() for string in strings}


def _replaced(before: Texts, after: Texts) -> Replaced:
    return {
        (context, new): old
        for context, strings in after.items()
        if len(strings) == len(before.get(context, ()))
        for old, new in zip(before[context], strings, strict=True)
        if old != new and new not in before[context]
    }


def _translations(key: uuid.UUID, locales: Iterable[int], strings: Iterable[int]) -> Iterable[StringTranslation]:
    """What is translated of a work, the newest last."""
    found = StringTranslation.objects.filter(context__object_id=key, locale__in=locales, translation_of__in=strings)
    return found.filter(has_error=False).order_by("updated_at", "pk")


def _again(row: StringTranslation, context: int, string: int) -> StringTranslation:
    """The same translation for other words, or for another place."""
    return StringTranslation(
        translation_of_id=string,
        context_id=context,
        locale_id=row.locale_id,
        data=row.data,
        translation_type=row.translation_type,
        tool_name=row.tool_name,
        last_translated_by_id=row.last_translated_by_id,
    )


def _as_published(work: Work, source: TranslationSource) -> set[str]:
    """The parts of a sent text that say what was published."""
    version = work.versions.filter(locale=source.locale_id).first()
    if version is None:
        return set()
    published = work.parts if version.page_id == work.page_id else version.parts
    sent = text.parts_sent(source)
    return set(sent) - text.differing(sent, published)


def _take_over(locale_id: int, fitting: Replaced) -> None:
    texts = StringTranslation.objects.filter(
        locale=locale_id, context__in={context for context, _new in fitting}, has_error=False
    )
    known = {(row.context_id, row.translation_of_id): row for row in texts}
    made = []
    for (context, new), old in fitting.items():
        row = known.get((context, old))
        if row is not None and (context, new) not in known:
            made.append(_again(row, context, new))
    StringTranslation.objects.bulk_create(made, ignore_conflicts=True)
