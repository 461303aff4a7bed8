"""What readers of a translation are told about its original: whether it has changed since, where, and since when.

What is behind is known by part (home.desk.tracking); here it is only read.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import F
from wagtail.fields import StreamField

from home import i18n
from home.models.desk import WorkVersion

if TYPE_CHECKING:
    from home.models import BasePage


@dataclass(frozen=True)
class Changes:
    """The original is newer than the translation: since when, and where."""

    since: datetime.datetime
    #: Sections of the original that differ, as (anchor, heading) in the order of the page.
    sections: list[tuple[str, str]] = field(default_factory=list)


def states(page: BasePage) -> dict[int, WorkVersion]:
    """How the work of `page` is in each language that it has been begun in, by the key of the language. One query."""
    rows = WorkVersion.objects.filter(work=page.translation_key)
    return {row.locale_id: row for row in rows.annotate(first_published_at=F("page__first_published_at"))}


def has_draft(version: WorkVersion | None) -> bool:
    """Whether there is a version that was never public (one that was withdrawn is no draft)."""
    if version is None or version.state != WorkVersion.State.STARTED:
        return False
    return getattr(version, "first_published_at", None) is None


def is_older(version: WorkVersion | None, original: BasePage | None) -> bool:
    """Whether the original says something that the translation does not. No query."""
    return original is not None and bool(_changed_in(version, original))


def changes_since_translation(page: BasePage, original: BasePage, known: Mapping[int, WorkVersion]) -> Changes | None:
    """What readers of `page` should know about `original`; None when the translation is up to date. No query.

    `known` are the `states` of the work. A translation that was made from another translation may be behind that one,
    too; readers are told of the original only.
    """
    changed = _changed_in(known.get(page.locale_id), original)
    if not changed:
        return None
    return Changes(min(changed.values()), list(_sections_with(original, changed)))


def _changed_in(version: WorkVersion | None, original: BasePage) -> dict[str, datetime.datetime]:
    """The parts that have changed in the original since, and when they first did."""
    if version is None or version.state in (WorkVersion.State.ORIGINAL, WorkVersion.State.MISSING):
        return {}
    language = i18n.code_of(original.locale_id)
    return {part: behind.since for part, behind in version.older_parts.items() if behind.language == language}


def _sections_with(original: BasePage, parts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Sections (from one heading block to the next) that hold one of the parts, as (anchor, heading)."""
    wanted = set(parts)
    for name in (f.name for f in original._meta.get_fields() if isinstance(f, StreamField)):
        anchor, heading, told = "", "", False
        for block in getattr(original, name).get_prep_value():
            if block["type"] == "heading":
                anchor, heading, told = block_anchor(block["id"]), block["value"], False
            if heading and not told and f"{name}.{block['id']}" in wanted:
                told = True
                yield anchor, heading


def block_anchor(block_id: str | None) -> str:
    """The anchor of a block: short, and the same in every language, because translations keep the block's id."""
    return f"s-{(block_id or '')[:8]}"
