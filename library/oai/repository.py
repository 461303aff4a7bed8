"""The records of the repository: public versions of guides, and versions that were public once."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import DateTimeField, Exists, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from home import i18n
from library.exports.records import Record, public, records
from library.models import GuidePage, RecordStatus
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
    record: Record | None
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
    guides = _guides().filter(translation_key=key, locale=locale) if locale else GuidePage.objects.none()
    withdrawn = _withdrawn().filter(translation_key=key, language=language)
    return next(iter([*_items(list(guides)), *(_gone(status) for status in withdrawn)]), None)


def select(selection: Selection) -> Answer:
    """The records that are asked for: guides by their key, then versions that were withdrawn, by theirs.

    A guide that is withdrawn while somebody is harvesting moves from the first part to the second and is not missed.
    Raises ProtocolError (noRecordsMatch).
    """
    guides, withdrawn = sets_of(selection)
    total = selection.total if selection.total is not None else guides.count() + withdrawn.count()
    part, pk = selection.after
    found: list[Item] = []
    if part == "g":
        found = _items(list(guides.filter(pk__gt=pk)[: A_PAGE + 1]))
        pk = 0
    if len(found) <= A_PAGE:
        rest = withdrawn.filter(pk__gt=pk).order_by("pk")[: A_PAGE + 1 - len(found)]
        found += [_gone(status) for status in rest]
    if not found:
        raise ProtocolError("noRecordsMatch", "No record is like this.")
    return Answer(items=found[:A_PAGE], total=total, has_more=len(found) > A_PAGE)


def earliest() -> datetime.datetime:
    """No datestamp is earlier."""
    first = _guides().order_by().aggregate(first=Min("datestamp"))["first"]
    gone = RecordStatus.objects.aggregate(first=Min("changed_at"))["first"]
    return min([moment for moment in (first, gone) if moment], default=LONG_AGO)


def sets_of(selection: Selection) -> tuple[QuerySet[GuidePage], QuerySet[RecordStatus]]:
    """The guides and the withdrawn versions of a selection."""
    guides, withdrawn = _guides(), _withdrawn()
    if selection.since:
        guides = guides.filter(datestamp__gte=selection.since)  # type: ignore[misc]
        withdrawn = withdrawn.filter(changed_at__gte=selection.since)
    if selection.before:
        guides = guides.filter(datestamp__lt=selection.before)  # type: ignore[misc]
        withdrawn = withdrawn.filter(changed_at__lt=selection.before)
    if selection.spec:
        guides = sets.narrow(guides, selection.spec)
        withdrawn = sets.narrow_withdrawn(withdrawn, selection.spec)
    return guides, withdrawn


def _guides() -> QuerySet[GuidePage]:
    """Public versions with their `datestamp`: when they were last published, or shown again."""
    published = Coalesce("last_published_at", "first_published_at", Value(LONG_AGO), output_field=DateTimeField())
    status = RecordStatus.objects.filter(
        translation_key=OuterRef("translation_key"), language=OuterRef("locale__language_code"), is_deleted=False
    )
    shown_again = Subquery(status.values("changed_at")[:1])
    return public().annotate(datestamp=Greatest(published, Coalesce(shown_again, published)))


def _withdrawn() -> QuerySet[RecordStatus]:
    """Never one that readers can see, whatever was noted of it."""
    seen = GuidePage.objects.published().filter(
        translation_key=OuterRef("translation_key"), locale__language_code=OuterRef("language")
    )
    return RecordStatus.objects.filter(~Exists(seen), is_deleted=True)


def _items(guides: Sequence[GuidePage]) -> list[Item]:
    return [
        Item(
            identifier=identifier(record.page.translation_key, record.language),
            datestamp=record.page.datestamp,
            sets=sets.of_guide(record.page, record.language),
            record=record,
            place=("g", record.page.pk),
        )
        for record in (records(guides) if guides else [])
    ]


def _gone(status: RecordStatus) -> Item:
    return Item(
        identifier=identifier(status.translation_key, status.language),
        datestamp=status.changed_at,
        sets=sorted([*status.sets.split(), f"language:{status.language}"]),
        record=None,
        place=("w", status.pk),
    )
