"""The list of member projects: what a reader asked for, what was found, and what there is to ask for.

All public projects are read at once, each in the version that the reader gets, and are counted and filtered here: they
are hundreds, and so region, language and words are always those of the text that is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import HttpRequest

from home import i18n
from home.languages import own_name
from home.paging import ListPage, page_of
from home.regions import Region
from home.search import words
from network.models import ProjectPage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
    from wagtail.models import Locale

PER_PAGE = 8
#: Items of an offer or a request that a list shows; the project's page shows all.
ITEMS_SHOWN = 2


def projects(locale: Locale) -> QuerySet[ProjectPage]:
    """Each public project in the version for readers of this language. A later filter looks at that version only."""
    shown = ProjectPage.objects.published().best_for(locale).values("pk")
    return ProjectPage.objects.filter(pk__in=shown).defer("body")


def count_by_region(locale: Locale) -> dict[str, int]:
    """How many public projects each region has. One query."""
    return dict(Counter(projects(locale).values_list("region", flat=True)))


@lru_cache(maxsize=2048)
def _words_in(text: str) -> frozenset[str]:
    """The folded words of a text; kept, because the same texts are compared for every reader."""
    return frozenset(word.folded for word in words.read(text))


def mentions(text: str, term: words.Term) -> bool:
    """Whether a text has the term; a longer one is also found inside words, as in “tafsiri”, “kutafsiri”."""
    if len(term.words) > 1:
        return f" {term.word} " in f" {words.indexed(text)} "
    inside = term.is_prefix and len(term.word) >= words.PREFIX_FROM
    return any(term.matches(word) or (inside and term.word in word) for word in _words_in(text))


def matching_first(items: Iterable[str], terms: list[words.Term], count: int = ITEMS_SHOWN) -> list[str]:
    """The first items, those with a wanted term before the others."""
    return sorted(items, key=lambda item: not any(mentions(item, term) for term in terms))[:count]


@dataclass(frozen=True)
class RegionChoice:
    """A region, with the number of its projects."""

    key: str
    name: StrOrPromise
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class LanguageChoice:
    """A language that a project works in, by its own name."""

    code: str
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class Directory:
    """What was asked for and what was found."""

    request: HttpRequest
    locale: Locale

    @classmethod
    def of(cls, request: HttpRequest) -> Directory:
        """The directory for this address (`?q=printer&region=ea&lang=sw&page=2`) in the reader's language."""
        return cls(request, i18n.active_locale())

    @cached_property
    def query(self) -> str:
        """The words that were asked for, as they were typed, without what a page cannot hold."""
        typed = self.request.GET.get("q", "")[: words.MAX_QUERY]
        return " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())

    @cached_property
    def terms(self) -> list[words.Term]:
        """The words that were asked for, as they are compared; quotation marks and other signs mean nothing."""
        return words.terms(self.query)

    @cached_property
    def region(self) -> str:
        """The region that was asked for; empty for all, and for one that does not exist."""
        asked = self.request.GET.get("region", "")
        return asked if asked in Region.values else ""

    @cached_property
    def language(self) -> str:
        """The language that was asked for; empty for any, and for one that no project works in."""
        asked = self.request.GET.get("lang", "").lower()
        return asked if asked in self._codes else ""

    @cached_property
    def all(self) -> list[ProjectPage]:
        """Every public project, most recently confirmed first. Two queries."""
        return list(
            projects(self.locale)
            .order_by(F("last_confirmed").desc(nulls_last=True), "title", "pk")
            .prefetch_related("languages")
        )

    @property
    def total(self) -> int:
        """How many projects there are."""
        return len(self.all)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many projects each region has, for the map."""
        return dict(Counter(project.region for project in self.all))

    @property
    def region_count(self) -> int:
        """How many regions have a project."""
        return sum(1 for region in Region.values if self.counts.get(region))

    @cached_property
    def regions(self) -> list[RegionChoice]:
        """All regions, those with most projects first."""
        choices = [
            RegionChoice(region.value, region.label, self.counts.get(region.value, 0), region.value == self.region)
            for region in Region
        ]
        return sorted(choices, key=lambda choice: -choice.count)

    @cached_property
    def languages(self) -> list[LanguageChoice]:
        """The languages that projects work in: those of the site in their order, then the others by name."""
        site = [code for code, _name in settings.LANGUAGES if code in self._codes]
        others = sorted(self._codes.difference(site), key=lambda code: words.fold(own_name(code)))
        return [LanguageChoice(code, own_name(code), code == self.language) for code in (*site, *others)]

    @cached_property
    def _codes(self) -> set[str]:
        return {code.lower() for project in self.all for code in project.language_codes}

    @property
    def is_filtered(self) -> bool:
        """Whether something narrower than everything was asked for."""
        return bool(self.terms or self.region or self.language)

    @cached_property
    def matches(self) -> list[ProjectPage]:
        """The projects that were asked for."""
        return [project for project in self.all if self._is_match(project)]

    def _is_match(self, project: ProjectPage) -> bool:
        if self.region and project.region != self.region:
            return False
        if self.language and self.language not in {code.lower() for code in project.language_codes}:
            return False
        if not self.terms:
            return True
        items = [str(item.value) for items in (project.offers, project.asks) for item in items]
        text = "\n".join((project.title, project.summary, *items))
        return all(mentions(text, term) for term in self.terms)

    @cached_property
    def page(self) -> ListPage:
        """The page of matches that was asked for. Raises Http404 past the end."""
        return page_of(self.matches, self.request, PER_PAGE)

    @property
    def next_count(self) -> int:
        """How many projects the next page holds."""
        return min(PER_PAGE, len(self.matches) - self.page.end_index())
