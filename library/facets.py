"""The library's list: what was asked for, what was found, and how many guides each further filter would leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from home import i18n
from home.paging import ListPage, page_of
from home.search import find
from library import querysets
from library.filters import Filter, Value, all_filters
from library.models import GuidePage, Topic

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

A_PAGE = 12
#: What is kept of the words that are searched for.
MAX_WORDS = 200
#: Up to this many guides, the versions to show are chosen once and named by their keys in the queries that count;
#: beyond it, each query chooses them anew, because a database takes only so many keys.
MANY = 10_000
#: Filters that are open when the page comes.
OPEN = {"language", "topic"}
SORTS: Mapping[str, tuple[StrOrPromise, tuple[Any, ...]]] = {
    "best": (_("Best match"), ()),
    "newest": (_("Newest"), ("-number", "-pk")),
    "shortest": (_("Shortest first"), (F("time_required").asc(nulls_last=True), "number", "pk")),
    "number": (_("Number"), ("number", "pk")),
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
            chosen[one.name] = tuple(value.key for value in one.values() if value.key in wanted)
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

    @classmethod
    def of(cls, request: HttpRequest) -> Listing:
        """The guides that this request asks for. Raises Http404 for a page past the end."""
        locale = i18n.active_locale()
        public = GuidePage.objects.published()
        filters = all_filters(locale, public)
        asked = Asked.of(request, filters)
        guides = querysets.best(locale, public=public)
        shown = list(guides.values_list("pk", flat=True))
        if len(shown) <= MANY:
            guides = GuidePage.objects.filter(pk__in=shown)
        if asked.words:
            guides = find(asked.words, guides)
        found = _narrowed(guides, filters, asked)
        order = SORTS[asked.sort][1]
        rows = querysets.in_lists(found.order_by(*order) if order else found)
        page = page_of(rows, request, A_PAGE)
        return cls(
            asked=asked,
            page=page,
            facets=[facet for one in filters if (facet := _facet(one, guides, filters, asked)).choices],
            chips=[
                Chip(value, asked.url(without=(one.name, value.key)))
                for one in filters
                for value in one.values()
                if value.key in asked.chosen[one.name]
            ],
            total=len(shown),
            wider=_topic_of_challenge(filters, asked),
        )

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
            for key, (label, _order) in SORTS.items()
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


def _narrowed(guides: Any, filters: list[Filter], asked: Asked, *, but: str = "") -> Any:
    for one in filters:
        if one.name != but and asked.chosen[one.name]:
            guides = one.narrow(guides, asked.chosen[one.name])
    return guides


def _facet(one: Filter, guides: Any, filters: list[Filter], asked: Asked) -> Facet:
    """Counts are those of the list without this filter: ticking a second value adds guides, it takes none away."""
    counts = one.counts(_narrowed(guides, filters, asked, but=one.name))
    on = asked.chosen[one.name]
    choices = [Choice(value, counts.get(value.key, 0), value.key in on) for value in one.values()]
    return Facet(one.name, one.title, [choice for choice in choices if choice.count or choice.is_on])


def _topic_of_challenge(filters: list[Filter], asked: Asked) -> Topic | None:
    chosen = asked.chosen["challenge"]
    if len(chosen) != 1 or asked.chosen["topic"]:
        return None
    terms = {one.name: getattr(one, "terms", {}) for one in filters}
    found: Topic | None = terms["topic"].get(terms["challenge"][chosen[0]].topic.key)
    return found
