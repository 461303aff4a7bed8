"""All public guides as a process keeps them: which guide has which value of which filter, one bit a guide.

Counting 20,000 guides for every value of every filter takes a database longer than a reader should wait; here it is an
"and" of two long numbers, a thousandth of a millisecond. What is kept is made anew as soon as anything that readers
may notice has changed (home.changes), so drafts, private and withdrawn guides are never counted.

A guide is known by its place: guides are numbered through in the order of their numbers. A set of guides is an integer
whose bit `1 << place` is set for each of them.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import F
from wagtail.models import Locale

from home import i18n
from home.changes import Kept
from home.regions import region_of
from home.search import words
from library.models import Challenge, GuideCountry, GuideIssue, GuidePage, GuideRegion, GuideTopic, Topic
from library.vocabulary import GROUP_SIZES, TIMES, Level, Place

if TYPE_CHECKING:
    from library.filters import Filter

#: The columns that are read, in the order of Row.
COLUMNS = (
    "pk", "translation_key", "locale_id", "original_locale_id", "number", "kind", "level", "time_required",
    "group_min", "group_max", "challenge__key",
)  # fmt: skip


class Row(NamedTuple):
    """What is read of a guide."""

    pk: int
    work: uuid.UUID
    locale_id: int
    original_locale_id: int | None
    number: int | None
    kind: str
    level: str
    minutes: int | None
    group_min: int | None
    group_max: int | None
    challenge: str | None

    def values(self) -> Iterator[tuple[str, str]]:
        """The filters and the values that it has of itself."""
        yield "kind", self.kind
        # What suits any level or any group is found by whoever asks for one of them.
        yield from (("level", level) for level in (Level.values if self.level == Level.ANY else [self.level]))
        if self.challenge:
            yield "challenge", self.challenge
        if self.minutes is not None:
            yield from (("time", key) for key, (_label, from_, to) in TIMES.items() if from_ <= self.minutes <= to)
        smallest, largest = self.group_min or 1, self.group_max or inf
        sizes = ((key, from_, to) for key, (_label, from_, to) in GROUP_SIZES.items())
        yield from (("group", key) for key, from_, to in sizes if smallest <= to and largest >= from_)


def bits(places: Iterable[int], size: int) -> int:
    """The set of these places, all below `size`."""
    made = bytearray(size // 8 + 1)
    for place in places:
        made[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(made, "little")


def places(guides: int) -> list[int]:
    """The places in a set, in their order."""
    return [place for place, bit in enumerate(reversed(f"{guides:b}")) if bit == "1"]


class Shelf:
    """The guides at one moment."""

    def __init__(self) -> None:
        rows = GuidePage.objects.published().order_by(F("number").asc(nulls_first=True), "pk").values_list(*COLUMNS)
        self.rows = [Row(*row) for row in rows]
        self.place_of = {row.pk: place for place, row in enumerate(self.rows)}
        self.versions: dict[uuid.UUID, list[int]] = defaultdict(list)
        for place, row in enumerate(self.rows):
            self.versions[row.work].append(place)
        #: The terms of the vocabularies by filter, in every language.
        self.terms: dict[str, list[Any]] = {
            "topic": list(Topic.objects.order_by("order", "key", "pk")),
            "challenge": list(Challenge.objects.select_related("topic").order_by("order", "key", "pk")),
        }
        #: The keys of the issues by guide: of no filter, but of what goes well with another.
        self.issues: dict[int, list[str]] = defaultdict(list)
        #: The keys of the topics by the words of their names, in every language.
        self.topic_words: dict[str, set[str]] = defaultdict(set)
        for topic in self.terms["topic"]:
            for word in words.indexed(topic.name, i18n.code_of(topic.locale_id)).split():
                self.topic_words[word].add(topic.key)
        self._having = {key: bits(found, len(self.rows)) for key, found in self._collected().items()}
        self._best: dict[int, int] = {}
        #: The filters with their values by the key of the reader's language (library.filters).
        self.filters: dict[int, list[Filter]] = {}
        # Those without a time come last.
        self._by_time = sorted(
            range(len(self.rows)), key=lambda place: (self.rows[place].minutes is None, self.rows[place].minutes or 0)
        )

    def _collected(self) -> dict[tuple[str, str], list[int]]:
        """The places of the guides by filter and value."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        codes = {locale.pk: code for code, locale in i18n.locales().items()}
        for place, row in enumerate(self.rows):
            for key in row.values():
                found[key].append(place)
            if row.original_locale_id in codes:
                found["written", codes[row.original_locale_id]].append(place)
            if row.locale_id in codes:
                found["language", codes[row.locale_id]].extend(self.versions[row.work])
        # A guide on a part of a topic is on the topic too.
        links = GuideTopic.objects.values_list("page_id", "topic__key", "topic__parent__key")
        used = GuideRegion.objects.values_list("page_id", "region")
        countries = GuideCountry.objects.filter(place=Place.USED).values_list("page_id", "country")
        used_in = ((pk, region_of(country)) for pk, country in countries)
        for name, rows in (("topic", links), ("region", used), ("region", used_in)):
            for pk, *keys in rows:
                if pk in self.place_of:
                    for key in filter(None, keys):
                        found[name, key].append(self.place_of[pk])
        for pk, key in GuideIssue.objects.values_list("page_id", "issue__key"):
            if pk in self.place_of:
                self.issues[pk].append(key)
                found["issue", key].append(self.place_of[pk])
        return found

    def having(self, name: str, value: str) -> int:
        """The guides that have a value of a filter."""
        return self._having.get((name, value), 0)

    def best_for(self, locale: Locale) -> int:
        """Each work once, in the version that readers of `locale` get; as home.models.BasePageQuerySet.best_for."""
        if locale.pk not in self._best:
            order = {choice.pk: place for place, choice in reversed(list(enumerate(i18n.fallback_chain(locale))))}

            def rank(place: int) -> tuple[int, int]:
                row = self.rows[place]
                is_original = row.locale_id == row.original_locale_id
                return order.get(row.locale_id, len(order) + (0 if is_original else 1)), row.pk

            self._best[locale.pk] = bits((min(found, key=rank) for found in self.versions.values()), len(self.rows))
        return self._best[locale.pk]

    def of_pks(self, pks: Iterable[int]) -> int:
        """The guides with these keys; keys of other pages are left out."""
        return bits((self.place_of[pk] for pk in pks if pk in self.place_of), len(self.rows))

    def numbered(self, number: int) -> int:
        """The versions of the work with this number."""
        return bits((place for place, row in enumerate(self.rows) if row.number == number), len(self.rows))

    def newest(self, guides: int) -> list[int]:
        """Their keys, by the order in which works were first published, the newest first."""
        return [self.rows[place].pk for place in reversed(places(guides))]

    def by_number(self, guides: int) -> list[int]:
        """Their keys, in the order of their numbers."""
        return [self.rows[place].pk for place in places(guides)]

    def shortest(self, guides: int) -> list[int]:
        """Their keys, by the time that they take."""
        wanted = set(places(guides))
        return [self.rows[place].pk for place in self._by_time if place in wanted]

    def languages_of(self, guides: int) -> dict[int, int]:
        """How many of them are in each language, by the key of its locale."""
        found: dict[int, int] = defaultdict(int)
        for place in places(guides):
            found[self.rows[place].locale_id] += 1
        return dict(found)

    def works_of(self, work: uuid.UUID) -> int:
        """All versions of one work; none where it is not public."""
        return bits(self.versions.get(work, ()), len(self.rows))

    def works(self, guides: int) -> int:
        """All versions of the works that they are versions of."""
        works = {self.rows[place].work for place in places(guides)}
        return bits((place for work in works for place in self.versions[work]), len(self.rows))


def in_order(pages: Iterable[GuidePage], pks: Sequence[int]) -> list[GuidePage]:
    """The pages in the order of their keys; those that are gone are left out."""
    found = {page.pk: page for page in pages}
    return [found[pk] for pk in pks if pk in found]


#: The shelf as it is now. One query where nothing has changed.
shelf = Kept(Shelf)
