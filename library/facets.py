"""The library's list: what was asked for, what was found, and how many guides each further filter would leave.

Which guides have which values is kept by the process (library.shelf); which hold the words that are searched for is
asked of the search (home.search). Six queries: what has changed, the words, their ranking, and the guides of one page
with their topics and languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from home import i18n
from home.paging import ListPage, page_number, page_of
from home.search.engine import best_first, matching
from home.search.finding import number_in
from home.search.typos import corrections
from home.search.words import Term, terms
from library import querysets
from library.close import topics_with
from library.filters import Filter, Value, all_filters, terms_for
from library.models import GuidePage, Topic
from library.shelf import Shelf, in_order, shelf

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

A_PAGE = 12
#: What is kept of the words that are searched for.
MAX_WORDS = 200
#: Filters that are open when the page comes.
OPEN = {"language", "topic"}
SORTS: Mapping[str, StrOrPromise] = {
    "best": _("Best match"),
    "newest": _("Newest"),
    "shortest": _("Shortest first"),
    "number": _("Number"),
}


@dataclass(frozen=True)
class Choice:
    """A value of a facet as it is offered."""

    value: Value
    count: int
    is_on: bool


@dataclass(frozen=True)
class Facet:
    """A filter with the values that would leave something, and those that are on."""

    name: str
    title: StrOrPromise
    choices: list[Choice]

    @property
    def is_open(self) -> bool:
        """Whether its values are shown at once."""
        return self.name in OPEN or any(choice.is_on for choice in self.choices)


@dataclass(frozen=True)
class Chip:
    """A filter that is on, with the address of the list without it."""

    value: Value
    url: str


@dataclass(frozen=True)
class Sort:
    """An order of the list."""

    key: str
    label: StrOrPromise
    is_on: bool


@dataclass(frozen=True)
class Asked:
    """What a request asks for. Values that no filter knows are as good as none."""

    path: str
    words: str
    sort: str
    chosen: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, request: HttpRequest, filters: list[Filter]) -> Asked:
        """Read the address."""
        words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:MAX_WORDS]
        sort = request.GET.get("sort", "")
        if sort not in SORTS or (sort == "best" and not words):
            sort = "best" if words else "newest"
        chosen = {}
        for one in filters:
            wanted = set(request.GET.getlist(one.name))
            chosen[one.name] = tuple(value.key for value in one.values if value.key in wanted)
        return cls(path=request.path, words=words, sort=sort, chosen=chosen)

    @property
    def usual_sort(self) -> str:
        """The order of the list where none is asked for."""
        return "best" if self.words else "newest"

    def url(self, *, without: tuple[str, str] | None = None, cleared: bool = False) -> str:
        """The address of this list, without one value or without all of them; from its first page."""
        query = QueryDict(mutable=True)
        if self.words:
            query["q"] = self.words
        if self.sort != self.usual_sort:
            query["sort"] = self.sort
        for name, values in self.chosen.items() if not cleared else ():
            query.setlist(name, [key for key in values if (name, key) != without])
        encoded = query.urlencode()
        return f"{self.path}?{encoded}" if encoded else self.path

    def url_in(self, code: str) -> str:
        """The address of the list for readers of another language, with the same words and no filters."""
        below = self.path.split("/", 2)[-1]
        return f"/{code}/{below}?{urlencode({'q': self.words})}"


@dataclass(frozen=True)
class Elsewhere:
    """A language in which guides have the words that were looked for, while the version for the reader has not."""

    code: str
    name: str
    count: int
    url: str


@dataclass(frozen=True)
class Listing:
    """What was asked for and what was found."""

    asked: Asked
    page: ListPage
    facets: list[Facet]
    chips: list[Chip]
    #: How many guides there are in all.
    total: int
    #: The topic of the one challenge that was chosen, for readers who want to look further.
    wider: Topic | None
    #: The words that were looked for instead, where nothing has those that were typed.
    corrected: str
    #: The words that may have been meant where only another language has those that were typed.
    proposed: str
    #: The words that were looked for in the end, to be marked in what was found.
    terms: list[Term]
    #: Topics whose names have the words.
    topics: list[Topic]
    elsewhere: list[Elsewhere]

    @classmethod
    def of(cls, request: HttpRequest) -> Listing:
        """The guides that this request asks for. Raises Http404 for a page past the end."""
        locale = i18n.active_locale()
        kept = shelf()
        filters = all_filters(locale, kept)
        asked = Asked.of(request, filters)
        best = kept.best_for(locale)
        words = Wanted.of(asked.words, kept, locale) if asked.words else None
        guides = words.guides & best if words else best
        sets = {one.name: _any_of(kept, one.name, asked.chosen[one.name]) for one in filters if asked.chosen[one.name]}
        found = _narrowed(guides, sets)
        page = page_of(_ordered(kept, found, asked, words, page_number(request) * A_PAGE), request, A_PAGE)
        page.object_list = _fetched(list(page.object_list), with_text=words is not None)
        return cls(
            asked=asked,
            page=page,
            facets=[facet for one in filters if (facet := _facet(one, kept, guides, sets, asked)).choices],
            chips=[
                Chip(value, asked.url(without=(one.name, value.key)))
                for one in filters
                for value in one.values
                if value.key in asked.chosen[one.name]
            ],
            total=best.bit_count(),
            wider=_topic_of_challenge(kept, locale, asked),
            corrected=words.corrected if words else "",
            proposed=words.proposed if words and not guides else "",
            terms=words.terms if words else [],
            topics=words.topics if words else [],
            elsewhere=_elsewhere(words.guides, kept, guides, asked) if words else [],
        )

    @property
    def words(self) -> str:
        """The words that were looked for in the end."""
        return self.corrected or self.asked.words

    @property
    def found(self) -> int:
        """How many guides were found."""
        return self.page.paginator.count

    @property
    def next_count(self) -> int:
        """How many guides the next page holds."""
        return min(A_PAGE, self.found - self.page.end_index())

    @property
    def sorts(self) -> list[Sort]:
        """The orders on offer; "best match" only where something is searched for."""
        return [
            Sort(key, label, key == self.asked.sort)
            for key, label in SORTS.items()
            if key != "best" or self.asked.words
        ]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The filters that are on, as fields of the forms that search and sort."""
        return [(name, key) for name, values in self.asked.chosen.items() for key in values]

    @property
    def cleared_url(self) -> str:
        """The same list without filters."""
        return self.asked.url(cleared=True)


@dataclass(frozen=True)
class Wanted:
    """The words that were looked for, and the guides that have them, in whatever version."""

    terms: list[Term]
    guides: int
    #: The guides whose number was typed: they come first.
    numbered: int
    #: Topics whose names have the words.
    topics: list[Topic]
    corrected: str

    @classmethod
    def of(cls, typed: str, kept: Shelf, locale: Locale) -> Wanted:
        """Where no guide in any language and no topic has the words, those that may have been meant are looked for."""
        wanted, corrected = terms(typed), ""
        number = number_in(wanted)
        numbered = kept.numbered(number) if number is not None else 0
        guides = kept.of_pks(matching(wanted)) | numbered
        topics = topics_with(wanted, kept, locale)
        if not guides and not topics and (meant := corrections(wanted)):
            again = terms(meant)
            guides, topics = kept.of_pks(matching(again)), topics_with(again, kept, locale)
            if guides or topics:
                wanted, corrected = again, meant
        return cls(wanted, guides, numbered, topics, corrected)

    @property
    def proposed(self) -> str:
        """The words that may have been meant; empty where those that were typed are the name of a topic."""
        return "" if self.topics or self.corrected or not self.guides else corrections(self.terms)


def _ordered(kept: Shelf, guides: int, asked: Asked, words: Wanted | None, shown: int) -> list[int]:
    """The keys of the guides in the order that was asked for; of the best matches only as many as are shown."""
    if asked.sort == "shortest":
        return kept.shortest(guides)
    if asked.sort == "number":
        return kept.by_number(guides)
    if asked.sort == "best" and words:
        others = kept.newest(guides & ~words.numbered)
        best = best_first(words.terms, others, min(shown, len(others)))
        later = set(others).difference(best)
        return [*kept.newest(guides & words.numbered), *best, *(pk for pk in others if pk in later)]
    return kept.newest(guides)


def _fetched(pks: Sequence[int], *, with_text: bool) -> list[GuidePage]:
    """The guides of one page. What may be seen is asked once more, should it have changed a moment ago."""
    guides = querysets.in_lists(GuidePage.objects.published().filter(pk__in=pks))
    return in_order(guides.defer(None) if with_text else guides, pks)


def _any_of(kept: Shelf, name: str, values: Iterable[str]) -> int:
    return reduce(or_, (kept.having(name, value) for value in values), 0)


def _narrowed(guides: int, sets: Mapping[str, int], *, but: str = "") -> int:
    return reduce(and_, (one for name, one in sets.items() if name != but), guides)


def _facet(one: Filter, kept: Shelf, guides: int, sets: Mapping[str, int], asked: Asked) -> Facet:
    """Counts are those of the list without this filter: ticking a second value adds guides, it takes none away."""
    left = _narrowed(guides, sets, but=one.name)
    on = asked.chosen[one.name]
    choices = [
        Choice(value, (left & kept.having(one.name, value.key)).bit_count(), value.key in on) for value in one.values
    ]
    return Facet(one.name, one.title, [choice for choice in choices if choice.count or choice.is_on])


def _topic_of_challenge(kept: Shelf, locale: Locale, asked: Asked) -> Topic | None:
    chosen = asked.chosen["challenge"]
    if len(chosen) != 1 or asked.chosen["topic"]:
        return None
    key = terms_for(kept.terms["challenge"], locale)[chosen[0]].topic.key
    found: Topic | None = terms_for(kept.terms["topic"], locale).get(key) if kept.having("topic", key) else None
    return found


def _elsewhere(matches: int, kept: Shelf, guides: int, asked: Asked) -> list[Elsewhere]:
    """Works that have the words only in a version that the reader is not shown, by its language."""
    counts = kept.languages_of(matches & ~kept.works(guides))
    names = dict(i18n.language_choices())
    return [
        Elsewhere(code, names[code], counts[locale.pk], asked.url_in(code))
        for code, locale in i18n.locales().items()
        if locale.pk in counts
    ]
