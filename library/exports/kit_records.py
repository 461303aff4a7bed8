"""Public versions of kits with what the exports say of them. What is not public is kept out here, as in `records`."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from home import i18n
from library.exports.records import Version, versions
from library.kits import Part
from library.models import GuidePage, KitGuide, KitPage

#: What is read of the guides in a kit.
OF_GUIDES = ("title", "number", "licence", "translation_key", "locale", "original_locale", "url_path")


@dataclass(frozen=True)
class KitRecord(Version):
    """A public version of a kit."""

    page: KitPage
    #: Its public guides in their order, each in the version that readers of its language get.
    parts: list[Part]


def public() -> QuerySet[KitPage]:
    """Every version that anyone may read, in any language of the site, by primary key; made for `records`."""
    locales = [locale.pk for locale in i18n.locales().values()]
    made: QuerySet[KitPage] = KitPage.objects.published().filter(locale__in=locales).order_by("pk")
    return made


def records(kits: Sequence[KitPage]) -> list[KitRecord]:
    """What the exports say of these kits, which must come from `public`. Three queries, none without kits."""
    if not kits:
        return []
    notes = _notes(kits)
    guides: dict[uuid.UUID, list[GuidePage]] = defaultdict(list)
    works = {work for row in notes.values() for work in row}
    for guide in GuidePage.objects.published().filter(translation_key__in=works).only(*OF_GUIDES).order_by("pk"):
        guides[guide.translation_key].append(guide)
    return [
        KitRecord(
            page=kit,
            language=described.language,
            elsewhere=described.elsewhere,
            original_language=described.original_language,
            parts=_parts(notes[kit.pk], guides, described.language),
        )
        for kit, described in zip(kits, versions(kits), strict=True)
    ]


def _notes(kits: Sequence[KitPage]) -> dict[int, dict[uuid.UUID, str]]:
    """The works of each kit in their order, with the note on each; a work that stands in it twice counts once."""
    found: dict[int, dict[uuid.UUID, str]] = {kit.pk: {} for kit in kits}
    rows = KitGuide.objects.filter(page__in=found).order_by("sort_order", "pk")
    for page, work, note in rows.values_list("page_id", "guide__translation_key", "note"):
        found[page].setdefault(work, note)
    return found


def _parts(notes: dict[uuid.UUID, str], guides: dict[uuid.UUID, list[GuidePage]], language: str) -> list[Part]:
    locale = i18n.locales()[language]
    chosen = ((i18n.best_version(guides[work], locale), note) for work, note in notes.items() if work in guides)
    return [Part(guide, note) for guide, note in chosen if isinstance(guide, GuidePage)]
