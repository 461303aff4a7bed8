"""The search of the whole site: what was asked for, what was found, and in which language."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from home import i18n
from home.languages import own_name
from home.models import BasePage, HomePage
from home.paging import ListPage, page_of
from home.search import highlight, words
from home.search.finding import find_terms, suggested
from home.search.typos import corrections
from home.visibility import is_private

RESULTS_A_PAGE = 10
#: The kinds of result in the order of the chips; page types name theirs in `search_kind`.
KINDS = {
    "guides": _("Guides"),
    "stories": _("Stories"),
    "projects": _("Projects"),
    "news": _("News and calls"),
    "pages": _("Pages"),
}


class Match(NamedTuple):
    """A page that was found, before it is fetched."""

    pk: int
    work: uuid.UUID
    locale_id: int
    content_type_id: int


@dataclass(frozen=True)
class Result:
    """A row of the list."""

    page: Any
    title: SafeString
    passage: SafeString
    url: str
    #: All public versions of the work, for "Read in".
    versions: list[i18n.Version]


@dataclass(frozen=True)
class KindChip:
    """A link that narrows the results to one kind."""

    key: str
    label: Any
    count: int
    is_on: bool


class SiteSearch:
    """The answer to one question. Each work is found once: in the reader's language, or else in another one.

    A constant number of queries, however many results: the matches, the pages of this page by type with what their
    rows show, and the languages they exist in.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.locale = i18n.active_locale()
        self.query = " ".join(request.GET.get("q", "").replace("\0", " ").split())[: words.MAX_QUERY]
        self.terms = words.terms(self.query)
        asked = request.GET.get("kind", "")
        self.kind = asked if asked in KINDS else ""
        self._public = Page.objects.live().filter(~is_private())
        #: Whether no page has all the words, and those with some of them are shown.
        self.any_word = False
        #: The words that were looked for instead, where nothing has those that were typed.
        self.corrected = ""
        self.matches = self._find() if self.terms else []
        #: What else there is close to these words (topics), as the apps tell it.
        self.close = suggested(self.terms, self.locale)
        if self.terms and not self.matches and not self.close:
            self._find_what_was_meant()
        if len(self.terms) > 1 and not self.matches:
            self.matches = self._find(any_word=True)
            self.any_word = bool(self.matches)
        shown = [match for match in self.matches if not self.kind or self._kinds[match.content_type_id] == self.kind]
        self.page: ListPage = page_of(shown, request, RESULTS_A_PAGE)
        self.count = len(shown)
        self.count_here = sum(match.locale_id == self.locale.pk for match in shown)

    @cached_property
    def _kinds(self) -> dict[int, str]:
        """The kind of each type of page that can be found, by the key of its content type."""
        models = [model for model in apps.get_models() if issubclass(model, BasePage) and model.search_kind]
        found = ContentType.objects.get_for_models(*models)
        return {kind.pk: model.search_kind for model, kind in found.items()}  # type: ignore[attr-defined]

    def _find_what_was_meant(self) -> None:
        """Look again with the words that were meant, if there was a typing error."""
        typed, meant = self.terms, corrections(self.terms)
        if meant:
            self.terms = words.terms(meant)
            self.matches, self.close = self._find(), suggested(self.terms, self.locale)
            self.corrected = meant if self.matches or self.close else ""
        if not self.corrected:
            self.terms = typed

    @cached_property
    def proposed(self) -> str:
        """The words that may have been meant where only another language has those that were typed."""
        here = any(match.locale_id == self.locale.pk for match in self.matches)
        return "" if here or self.close or self.corrected or not self.matches else corrections(self.terms)

    def _find(self, *, any_word: bool = False) -> list[Match]:
        """All matches in the order in which they are shown, each work once."""
        order = [*i18n.fallback_chain(self.locale), *i18n.locales().values()]
        places = {locale.pk: place for place, locale in reversed(list(enumerate(order)))}
        language = Case(
            *(When(locale_id=pk, then=Value(place)) for pk, place in places.items()),
            default=Value(len(order)),
            output_field=IntegerField(),
        )
        pages = self._public.filter(content_type_id__in=self._kinds)
        rows = find_terms(self.terms, pages, any_word=any_word, before_rank=[language])
        once: dict[uuid.UUID, Match] = {}
        for row in rows.values_list("pk", "translation_key", "locale_id", "content_type_id"):
            match = Match(*row)
            once.setdefault(match.work, match)
        return list(once.values())

    @property
    def chips(self) -> list[KindChip]:
        """The kinds there are results of, "everything" first."""
        counts = Counter(self._kinds[match.content_type_id] for match in self.matches)
        everything = KindChip("", _("Everything"), len(self.matches), not self.kind)
        kinds = [KindChip(key, label, counts[key], key == self.kind) for key, label in KINDS.items()]
        return [everything, *(chip for chip in kinds if chip.count or chip.is_on)]

    @cached_property
    def results(self) -> list[Result]:
        """The rows of this page, in the order of the ranking."""
        matches = list(self.page.object_list)
        pages = self._fetch(matches)
        versions = self._versions(match.work for match in matches)
        return [self._result(pages[match.pk], versions[match.work]) for match in matches if match.pk in pages]

    def _fetch(self, matches: list[Match]) -> dict[int, BasePage]:
        """The pages themselves: one query a type, and what its rows need."""
        by_type: dict[int, list[int]] = defaultdict(list)
        for match in matches:
            by_type[match.content_type_id].append(match.pk)
        found: dict[int, BasePage] = {}
        for kind, pks in sorted(by_type.items()):
            model: Any = ContentType.objects.get_for_id(kind).model_class()
            found |= model.objects.prefetch_related(*model.search_prefetch).in_bulk(pks)
        return found

    def _versions(self, works: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Page]]:
        found: dict[uuid.UUID, list[Page]] = defaultdict(list)
        wanted = set(works)
        for page in self._public.filter(translation_key__in=wanted) if wanted else ():
            found[page.translation_key].append(page)
        return found

    def _result(self, page: BasePage, versions: list[Page]) -> Result:
        here = self.locale.language_code
        has_mine = any(version.locale_id == self.locale.pk for version in versions)
        in_another = has_mine and page.locale_id != self.locale.pk
        return Result(
            page=page,
            title=highlight.mark(page.title, self.terms, i18n.code_of(page.locale_id)),
            passage=highlight.passage(page, self.terms),
            # The words were found in another language than the reader's: lead there, not to the version without them.
            url=i18n.address(page) if in_another else i18n.url_in(page, here),
            versions=_in_order(versions, page),
        )

    @property
    def words(self) -> str:
        """The words that were looked for in the end."""
        return self.corrected or self.query

    @cached_property
    def suggestions(self) -> list[str]:
        """Searches to try, from the opening of the home page; one query, only made where nothing was found."""
        home = HomePage.objects.published().best_for(self.locale).first()
        for section in home.sections.raw_data if home else ():
            if section["type"] == "lead":
                return [item["value"] for item in section["value"].get("searches", []) if item.get("value")]
        return []


def _in_order(versions: list[Page], shown: BasePage) -> list[i18n.Version]:
    """The versions of a work in the order of the site's languages, each with its own address."""
    have = {version.locale_id: version for version in versions}
    return [
        i18n.Version(
            code=code,
            name=own_name(code),
            direction=i18n.direction(code),
            url=i18n.address(have[locale.pk]),
            exists=True,
            is_current=locale.pk == shown.locale_id,
        )
        for code, locale in i18n.locales().items()
        if locale.pk in have
    ]
