"""What is to be translated into a language, what is needed most first.

First what readers ask for most; then what most other public pages lead to, kits and front pages among them; then what
is gravely out of date, and what has been so for longest. How often a page is read is not known: the site counts no
readers.
"""

from __future__ import annotations

import datetime
import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery, UUIDField
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import Locale, Page, ReferenceIndex

from home.desk import facets
from home.desk.coverage import COLUMNS, Cell, Cells, public_works
from home.models.desk import Work, WorkVersion
from home.visibility import is_private

State = WorkVersion.State
#: Words that somebody translates in a minute who does it now and then: 300 an hour.
WORDS_A_MINUTE = 5
#: What is known of a work that nobody has begun or asked for.
MISSING: dict[str, Any] = {"state": State.MISSING, "requests": 0, "since": None}


@dataclass(frozen=True)
class Need:
    """A work that a language lacks or has in an old state."""

    key: uuid.UUID
    state: str
    requests: int
    #: How many public pages lead to it, in whatever language.
    reach: int
    since: Any
    words: int

    @property
    def minutes(self) -> int:
        """About how long it takes to translate what waits; at least one."""
        return max(1, math.ceil(self.words / WORDS_A_MINUTE))

    @property
    def place(self) -> tuple[Any, ...]:
        """What is needed most comes first."""
        return -self.requests, -self.reach, self.state != State.OUTDATED, self.since, self.key


@dataclass(frozen=True)
class Task:
    """A need with what is shown of it."""

    need: Need
    work: Work
    page: Page
    cell: Cell
    #: After which change this person may say that it is still right, and whether they may claim it.
    confirms: datetime.datetime | None
    may_claim: bool


def needs(locale: Locale) -> list[Need]:
    """All of them for a language that they may be in, in their order. Three queries, and those of `facets.limits`."""
    versions: dict[uuid.UUID, dict[str, Any]] = {
        row["work"]: dict(row)
        for row in WorkVersion.objects.filter(locale=locale).values("work", "state", "requests", "since", "words")
    }
    here = (locale.language_code,)
    reach, limits = reaches(), facets.limits()
    found = []
    for key, words, published in public_works().values_list("pk", "words", "page__first_published_at"):
        row = versions.get(key, MISSING)
        if row["state"] in (State.ORIGINAL, State.CURRENT) or locale.language_code not in limits.get(key, here):
            continue
        count = words if row["state"] in (State.MISSING, State.MACHINE) else row["words"]
        since = row["since"] or published or timezone.now()
        found.append(Need(key, row["state"], row["requests"], reach.get(key, 0), since, count))
    return sorted(found, key=lambda need: need.place)


def reaches() -> dict[uuid.UUID, int]:
    """How many public pages lead to each work, by link, kit or front page. One query, over Wagtail's own index."""
    kind = ContentType.objects.get_for_model(Page)
    public = Page.objects.live().filter(~is_private(), pk=OuterRef("from_page"))
    version = WorkVersion.objects.filter(page=OuterRef("to_page"))
    rows = (
        ReferenceIndex.objects.filter(base_content_type=kind, to_content_type=kind)
        .annotate(from_page=Cast("object_id", IntegerField()), to_page=Cast("to_object_id", IntegerField()))
        .filter(Exists(public))
        .annotate(work=Subquery(version.values("work")[:1], output_field=UUIDField()))
        .exclude(work=None)
    )
    counted = rows.order_by().values_list("work").annotate(n=Count("from_page", distinct=True))
    return dict(counted)


def tasks(found: Sequence[Need], locale: Locale, user: Any, here: str) -> list[Task]:
    """What is shown of some needs. Seven queries."""
    keys = [need.key for need in found]
    works = {work.pk: work for work in Work.objects.filter(pk__in=keys).select_related("page")}
    rows = WorkVersion.objects.filter(work__in=keys, locale=locale).select_related("page").only(*COLUMNS)
    versions = {version.work_id: version for version in rows}
    cells = Cells(user, works.values(), list(versions.values()), [locale], here)
    made = []
    for need in found:
        work, version = works[need.key], versions.get(need.key)
        confirms = version.last_change if version is not None and version.page_id in cells.editable else None
        cell = cells.cell(work, locale, version)
        may_claim = locale.pk in cells.translates_into and not cell.claim
        made.append(Task(need, work, work.page, cell, confirms, may_claim))
    return made
