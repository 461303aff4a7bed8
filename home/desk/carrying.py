"""Taking translations over from words that were sent before to those that replace them."""

from __future__ import annotations

from collections import defaultdict

from wagtail_localize.models import StringTranslation, TranslationSource

from home.desk import parts as text
from home.models.desk import Work, WorkVersion

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
    after = texts_of(source)
    replaced = {
        (context, new): old
        for context, strings in after.items()
        if len(strings) == len(before.get(context, ()))
        for old, new in zip(before[context], strings, strict=True)
        if old != new and new not in before[context]
    }
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
        _take_over(version, fitting)


def _as_published(work: Work, source: TranslationSource) -> set[str]:
    """The parts of a sent text that say what was published."""
    version = work.versions.filter(locale=source.locale_id).first()
    if version is None:
        return set()
    published = work.parts if version.page_id == work.page_id else version.parts
    sent = text.parts_sent(source)
    return set(sent) - text.differing(sent, published)


def _take_over(version: WorkVersion, fitting: dict[tuple[int, int], int]) -> None:
    texts = StringTranslation.objects.filter(
        locale=version.locale_id, context__in={context for context, _new in fitting}, has_error=False
    )
    known = {(row.context_id, row.translation_of_id): row for row in texts}
    made = []
    for (context, new), old in fitting.items():
        row = known.get((context, old))
        if row is not None and (context, new) not in known:
            made.append(
                StringTranslation(
                    translation_of_id=new,
                    context_id=context,
                    locale_id=version.locale_id,
                    data=row.data,
                    translation_type=row.translation_type,
                    tool_name=row.tool_name,
                    last_translated_by_id=row.last_translated_by_id,
                )
            )
    StringTranslation.objects.bulk_create(made, ignore_conflicts=True)
