"""The library's counts, lists and languages against counting by force, on libraries that hypothesis makes up."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import RequestFactory
from django.utils import translation
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from home import changes, i18n, memory
from home.regions import Region
from home.search import find, words
from library import querysets
from library.facets import Listing
from library.models import GuideCountry, GuidePage
from library.vocabulary import Kind, Level
from tests.benchmark.works import Library, Text

#: Made-up words: none begins like another one or shares its stem.
WORDS = ["zorbel", "quantip", "mufrid", "labesh", "tindor", "vexalo", "hupart", "groniz", "wesbik", "ydlom"]
LANGUAGES = ("en", "fr", "ar")
#: Titles on one page of the list.
A_PAGE = 12
#: Countries that guides are used in, by their region.
OF_COUNTRIES = {"KE": "ea", "NG": "wa", "FJ": "ap", "PE": "la"}


def texts() -> list[Text]:
    """Thirty articles of four words in each language; the same article has other words in another language."""
    return [
        Text(
            code,
            [[" ".join(WORDS[(article * step + place) % len(WORDS)] for place in range(4))] for article in range(30)],
        )
        for step, code in enumerate(LANGUAGES, start=1)
    ]


@dataclass
class Made:
    """A library, and every public guide with what the filters ask about."""

    guides: list[GuidePage]

    @classmethod
    def up(cls, seed: int, pages: int) -> Made:
        """Write it, and take some of its guides away from the public in every way there is."""
        chance = random.Random(seed)  # noqa: S311 – the same library every time
        made = Library(texts(), seed, in_some_languages=True)
        made.grow(pages)
        every = list(Page.objects.filter(depth=made.parent.depth + 1, url_path__contains="/work-"))
        hidden = chance.sample(every, len(every) // 4)
        for place, page in enumerate(hidden):
            if place % 2:
                PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
            else:
                page.specific.unpublish()
        for page in GuidePage.objects.all():
            countries = chance.sample(sorted(OF_COUNTRIES), chance.randint(0, 2))
            page.countries = [GuideCountry(country=code, place=chance.choice(["used", "law"])) for code in countries]
            page.save()  # the index is written as it is for any page
        # A restriction of an original holds for its translations.
        gone = {page.pk for page in hidden} | set(PageViewRestriction.objects.values_list("page", flat=True))
        public = GuidePage.objects.select_related("challenge").prefetch_related(
            "topics__topic__parent", "regions", "countries"
        )
        return cls([page for page in public if page.pk not in gone])

    def best(self, locale: Any) -> list[GuidePage]:
        """Each work once, as home.i18n chooses a version."""
        works: dict[Any, list[Any]] = {}
        for guide in sorted(self.guides, key=lambda guide: guide.pk):
            works.setdefault(guide.translation_key, []).append(guide)
        return [found for versions in works.values() if (found := i18n.best_version(versions, locale))]  # type: ignore[misc]

    def values(self, guide: GuidePage, name: str) -> set[str]:
        """The values that a guide has of a filter."""
        codes = {locale.pk: code for code, locale in i18n.locales().items()}
        low, high = guide.group_min or 1, guide.group_max or 10**9
        minutes = guide.time_required
        return {
            "language": lambda: {codes[g.locale_id] for g in self.guides if g.translation_key == guide.translation_key},
            "topic": lambda: {
                topic.key for link in guide.topics.all() for topic in (link.topic, link.topic.parent) if topic
            },
            "challenge": lambda: {guide.challenge.key} if guide.challenge else set(),
            "kind": lambda: {guide.kind},
            "level": lambda: set(Level.values) if guide.level == Level.ANY else {guide.level},
            "region": lambda: {
                *(used.region for used in guide.regions.all()),
                *(OF_COUNTRIES[used.country] for used in guide.countries.all() if used.place == "used"),
            },
            "written": lambda: {codes[guide.original_locale_id]} if guide.original_locale_id else set(),
            "time": lambda: {"30" if minutes <= 30 else "180" if minutes <= 180 else "day"} if minutes else set(),
            "group": lambda: {
                key
                for key, sizes in {"alone": (1, 1), "small": (2, 10), "medium": (11, 30), "large": (31, 10**9)}.items()
                if low <= sizes[1] and high >= sizes[0]
            },
        }[name]()  # fmt: skip

    def has(self, guide: GuidePage, word: str) -> bool:
        """Whether a guide has a word."""
        text = " ".join([guide.title, guide.summary, guide.problem, *(str(block.value.source) for block in guide.body)])
        return word in {found.folded for found in words.read(text)}


CHOICES = {
    "language": LANGUAGES,
    # The last one is a part of the one before it.
    "topic": ("term-0", "term-1", "term-2", "term-3"),
    "challenge": ("term-3", "term-4"),
    "kind": tuple(Kind.values),
    "level": tuple(Level.values),
    "time": ("30", "180", "day"),
    "group": ("alone", "small", "medium", "large"),
    "region": tuple(Region.values),
    "written": LANGUAGES,
}
#: What a reader may ask for: at most two filters with up to three values, and at most two words.
SELECTIONS = st.dictionaries(st.sampled_from(sorted(CHOICES)), st.integers(1, 2**11), max_size=2)
ASKED = st.tuples(
    st.sampled_from(LANGUAGES),
    SELECTIONS,
    st.lists(st.sampled_from(WORDS), max_size=2, unique=True),
    st.sampled_from(["", "newest", "number", "shortest", "best"]),
)


def chosen(selection: dict[str, int]) -> dict[str, list[str]]:
    """Which values the bits of each number stand for; at least one."""
    picked = {
        name: [value for place, value in enumerate(CHOICES[name]) if number >> place & 1]
        for name, number in selection.items()
    }
    return {name: values or [CHOICES[name][0]] for name, values in picked.items()}


@pytest.mark.usefixtures("no_site")
# Making a failing example smaller would write hundreds of libraries.
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.generate],
)
@given(
    seed=st.integers(0, 10**6),
    pages=st.sampled_from([6, 24, 48]),
    questions=st.lists(ASKED, min_size=12, max_size=12),
)
def test_counts_and_lists_against_force(seed: int, pages: int, questions: list[Any]) -> None:
    with transaction.atomic():
        made = Made.up(seed, pages)
        for language, selection, wanted, sort in questions:
            compare(made, language, chosen(selection), wanted, sort)
        transaction.set_rollback(True)
    memory.forget_all()


def compare(made: Made, language: str, selection: dict[str, list[str]], wanted: list[str], sort: str) -> None:
    """One question: everything that the list says, counted by force."""
    query = urlencode({**selection, "q": " ".join(wanted), "sort": sort}, doseq=True)
    with translation.override(language):
        listing = Listing.of(RequestFactory().get(f"/{language}/library/?{query}"))
        shown = made.best(i18n.active_locale())
    told = {f.name: {choice.value.key: choice.count for choice in f.choices if choice.count} for f in listing.facets}
    told_terms = {
        name: {key for guide in made.guides for key in made.values(guide, name)} for name in ("topic", "challenge")
    }
    # A term that no public guide has is as good as none.
    asked_for = {name: set(values) & told_terms.get(name, set(values)) for name, values in selection.items()}
    matching = [guide for guide in shown if all(made.has(guide, word) for word in wanted)]

    def left(but: str = "") -> list[GuidePage]:
        return [
            guide
            for guide in matching
            if all(made.values(guide, name) & values for name, values in asked_for.items() if values and name != but)
        ]

    for name in CHOICES:
        expected = Counter(value for guide in left(but=name) for value in made.values(guide, name))
        assert told.get(name, {}) == dict(expected), (name, query)
    assert (listing.found, listing.total) == (len(left()), len(shown)), query
    rows = [guide.pk for guide in listing.page]
    if wanted and listing.asked.sort == "best":
        # The database's own ranking of these guides, asked in the other way that there is.
        ranked = find(" ".join(wanted), GuidePage.objects.filter(pk__in=[guide.pk for guide in left()]))
        assert rows == list(ranked.values_list("pk", flat=True)[:A_PAGE]), query
        return
    orders = {
        "newest": lambda guide: (-guide.number, -guide.pk),
        "number": lambda guide: (guide.number, guide.pk),
        "shortest": lambda guide: (guide.time_required is None, guide.time_required or 0, guide.number, guide.pk),
    }
    assert rows == [guide.pk for guide in sorted(left(), key=orders[listing.asked.sort])][:A_PAGE], query


def test_the_shelf_chooses_the_versions_that_the_database_chooses(no_site: None) -> None:
    made = Made.up(7, 60)
    changes.note()
    from library.shelf import Shelf

    shelf = Shelf()
    for locale in i18n.locales().values():
        of_database = set(querysets.best(locale).values_list("pk", flat=True))
        assert set(shelf.by_number(shelf.best_for(locale))) == of_database
        assert {guide.pk for guide in made.best(locale)} == of_database
