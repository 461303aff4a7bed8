"""The records of the repository: public versions of guides and kits, and versions that were public once."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import DateTimeField, Exists, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from home import i18n
from library.exports import kit_records
from library.exports.kit_records import KitRecord
from library.exports.records import Record, public, records
from library.models import GuidePage, KitPage, RecordStatus
from library.oai import sets
from library.oai.protocol import ProtocolError, Selection

#: Records in one answer.
A_PAGE = 100
#: The datestamp of a guide that nobody ever published in the ordinary way.
LONG_AGO = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Item:
    """A record, or what is left of one that was withdrawn."""

    identifier: str
    datestamp: datetime.datetime
    sets: list[str]
    #: None for a version that was withdrawn.
    record: Record | KitRecord | None
    #: Its place in a list (Selection.after).
    place: tuple[str, int]


@dataclass(frozen=True)
class Answer:
    """A part of a list."""

    items: list[Item]
    #: How many there are in all.
    total: int
    has_more: bool


def identifier(translation_key: uuid.UUID, language: str) -> str:
    """`oai:ggsn.example:<work>:<language>`; it stays when the address changes."""
    return f"oai:{urlsplit(settings.BASE_URL).hostname}:{translation_key}:{language}"


def find(name: str) -> Item | None:
    """The record with this identifier."""
    start, _colon, language = name.rpartition(":")
    try:
        key = uuid.UUID(start.rpartition(":")[2])
    except ValueError:
        return None
    locale = i18n.locales().get(language)
    if identifier(key, language) != name:
        return None
    if locale is not None:
        for part in (GUIDES, KITS):
            if found := part.items(part.pages().filter(translation_key=key, locale=locale)):
                return found[0]
    withdrawn = _withdrawn().filter(translation_key=key, language=language)
    return next((_gone(status) for status in withdrawn), None)


def select(selection: Selection) -> Answer:
    """The records that are asked for: guides by their key, then kits, then versions that were withdrawn, by theirs.

    What is withdrawn while somebody is harvesting moves to the last part and is not missed.
    Raises ProtocolError (noRecordsMatch).
    """
    chosen, withdrawn = _chosen(selection)
    total = selection.total
    if total is None:
        total = sum(pages.count() for _part, pages in chosen) + withdrawn.count()
    letters = [*(part.letter for part, _pages in chosen), WITHDRAWN]
    begun, pk = letters.index(selection.after[0]), selection.after[1]
    found: list[Item] = []
    for place, (part, pages) in enumerate(chosen):
        if place >= begun and len(found) <= A_PAGE:
            rest = pages.filter(pk__gt=pk if place == begun else 0)
            found += part.items(rest[: A_PAGE + 1 - len(found)])
    if len(found) <= A_PAGE:
        gone = withdrawn.filter(pk__gt=pk if begun == len(chosen) else 0).order_by("pk")
        found += [_gone(status) for status in gone[: A_PAGE + 1 - len(found)]]
    if not found:
        raise ProtocolError("noRecordsMatch", "No record is like this.")
    return Answer(items=found[:A_PAGE], total=total, has_more=len(found) > A_PAGE)


def earliest() -> datetime.datetime:
    """No datestamp is earlier."""
    stamps = [part.pages().order_by().aggregate(first=Min("datestamp"))["first"] for part in (GUIDES, KITS)]
    gone = RecordStatus.objects.aggregate(first=Min("changed_at"))["first"]
    return min([moment for moment in (*stamps, gone) if moment], default=LONG_AGO)


@dataclass(frozen=True)
class Part:
    """Records of one kind of page."""

    #: What stands for it in a resumption token.
    letter: str
    public: Callable[[], QuerySet[Any]]
    records: Callable[[Sequence[Any]], Sequence[Record | KitRecord]]
    sets: Callable[[Any], list[str]]
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]]

    def pages(self) -> QuerySet[Any]:
        """Public versions with their `datestamp`: when they were last published, shown again or told otherwise."""
        published = Coalesce("last_published_at", "first_published_at", Value(LONG_AGO), output_field=DateTimeField())
        status = RecordStatus.objects.filter(
            translation_key=OuterRef("translation_key"), language=OuterRef("locale__language_code"), is_deleted=False
        )
        changed = Subquery(status.values("changed_at")[:1])
        return self.public().annotate(datestamp=Greatest(published, Coalesce(changed, published)))

    def items(self, pages: QuerySet[Any]) -> list[Item]:
        """The records of these pages, which come from `pages`."""
        return [
            Item(
                identifier=identifier(record.page.translation_key, record.language),
                datestamp=record.page.datestamp,
                sets=self.sets(record),
                record=record,
                place=(self.letter, record.page.pk),
            )
            for record in self.records(list(pages))
        ]


GUIDES = Part(
    "g", public, records, lambda record: sets.of_guide(record.page, record.language), sets.narrow
)  # fmt: skip
KITS = Part("k", kit_records.public, kit_records.records, lambda record: sets.of_kit(record.language), sets.narrow_kits)
#: The last part of a list.
WITHDRAWN = "w"


def _chosen(selection: Selection) -> tuple[list[tuple[Part, QuerySet[Any]]], QuerySet[RecordStatus]]:
    """The pages, by the part they belong to, and the withdrawn versions of a selection."""
    chosen = []
    for part in (GUIDES, KITS):
        pages = part.pages()
        if selection.since:
            pages = pages.filter(datestamp__gte=selection.since)
        if selection.before:
            pages = pages.filter(datestamp__lt=selection.before)
        chosen.append((part, part.narrow(pages, selection.spec) if selection.spec else pages))
    withdrawn = _withdrawn()
    if selection.since:
        withdrawn = withdrawn.filter(changed_at__gte=selection.since)
    if selection.before:
        withdrawn = withdrawn.filter(changed_at__lt=selection.before)
    return chosen, sets.narrow_withdrawn(withdrawn, selection.spec) if selection.spec else withdrawn


def _withdrawn() -> QuerySet[RecordStatus]:
    """Never one that readers can see, whatever was noted of it."""
    same = {"translation_key": OuterRef("translation_key"), "locale__language_code": OuterRef("language")}
    seen = [Exists(model.objects.published().filter(**same)) for model in (GuidePage, KitPage)]
    return RecordStatus.objects.filter(*(~found for found in seen), is_deleted=True)


def _gone(status: RecordStatus) -> Item:
    return Item(
        identifier=identifier(status.translation_key, status.language),
        datestamp=status.changed_at,
        sets=sorted([*status.sets.split(), f"language:{status.language}"]),
        record=None,
        place=(WITHDRAWN, status.pk),
    )
