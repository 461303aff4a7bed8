"""Language versions of a page: which exist, which one a reader gets, and under which address.

Functions over pages and locales; no view and no template logic. The words used throughout:

* the reader's language is the active one, that of the address (`/sw/…`);
* a work is all pages that share a `translation_key`; a version is one of them;
* the fallback chain of a language is what `GGSN_FALLBACKS` names for it; after it comes the original.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, get_language_info
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.url_routing import RouteResult

from home import paging
from home.memory import Remembered
from home.visibility import is_private

if TYPE_CHECKING:
    from home.models import BasePage

#: The language of words that nobody named (ISO 639).
UNDETERMINED = "und"


def language_choices() -> list[tuple[str, str]]:
    """The site's languages for a field's `choices`; a function, so that adding a language needs no migration."""
    return list(settings.LANGUAGES)


def _read_locales() -> dict[str, Locale]:
    known = {locale.language_code: locale for locale in Locale.objects.all()}
    return {code: known[code] for code, _name in settings.LANGUAGES if code in known}


#: The site's languages by code, in the order of the LANGUAGES setting.
locales = Remembered(_read_locales)


def locale_by_id(pk: int | None) -> Locale | None:
    """The language with this primary key, without a query."""
    return next((locale for locale in locales().values() if locale.pk == pk), None)


def code_of(pk: int | None) -> str:
    """The code of the language with this primary key, without a query; empty for one that is not the site's."""
    locale = locale_by_id(pk)
    return locale.language_code if locale else ""


def active_locale() -> Locale:
    """The reader's language; the site's first language where the active one is not among the content languages."""
    known = locales()
    return known.get(get_language() or "") or known.get(settings.LANGUAGE_CODE) or Locale.get_default()


def fallback_chain(locale: Locale) -> list[Locale]:
    """`locale` itself, then the languages its readers are likely to know. The original comes after these."""
    known = locales()
    codes = settings.LANGUAGE_FALLBACKS.get(locale.language_code, [])
    return [locale, *(known[code] for code in codes if code in known)]


def direction(code: str) -> str:
    """`rtl` or `ltr`; `auto`, by its first letters, for words in a language that nobody named."""
    if code == UNDETERMINED:
        return "auto"
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Run a block in another interface language."""
    with translation.override(code):
        yield


def path_below_home(page: Page) -> str:
    """`library/phone-check-up/` of `/home-fr/library/phone-check-up/`."""
    return page.url_path.split("/", 2)[2] if page.url_path.count("/") > 1 else ""


def url_in(page: Page, code: str) -> str:
    """The path under which readers of language `code` get this page, be it in their language or not."""
    with speaking(code):
        return reverse("wagtail_serve", args=(path_below_home(page),))


def address(page: Page) -> str:
    """The page's own path, under its own language."""
    locale = locale_by_id(page.locale_id) or page.locale
    return url_in(page, locale.language_code)


def absolute(path: str) -> str:
    """An absolute address from a path; from the configured base address, never from the Host header."""
    return settings.BASE_URL + path


def versions_of(page: BasePage) -> list[BasePage]:
    """All public versions of a work, in the order of the site's languages. One query, or none (`find`)."""
    public = page.known_versions
    if public is None:
        public = list(type(page).objects.published().filter(translation_key=page.translation_key))
    found = {version.locale_id: version for version in public}
    return [found[locale.pk] for locale in locales().values() if locale.pk in found]


def best_version(versions: Iterable[BasePage], locale: Locale) -> BasePage | None:
    """The version a reader of `locale` gets: theirs, else along the fallback chain, else the original, else any."""
    by_locale = {version.locale_id: version for version in versions}
    for choice in fallback_chain(locale):
        if choice.pk in by_locale:
            return by_locale[choice.pk]
    original = next((version for version in by_locale.values() if version.is_original), None)
    return original or next(iter(by_locale.values()), None)


def _read_homes() -> dict[int, Page]:
    """The live home pages of the site by their locale."""
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site is None:
        return {}
    return {
        page.locale_id: page
        for page in Page.objects.live().filter(
            translation_key=site.root_page.translation_key, depth=site.root_page.depth
        )
    }


#: Home pages by the primary key of their locale; only for finding the way, never to be shown.
homes = Remembered(_read_homes)


def find(request: HttpRequest, path_components: list[str]) -> RouteResult:
    """Find the page for a path below the active language, in that language or in the one that readers get instead.

    Two queries: the pages at this path in all languages, and the specific row with its versions. Pages answer under
    their own path only (none is a RoutablePage). Raises Http404 when no language has a public page there.
    """
    locale = active_locale()
    order = [choice.pk for choice in fallback_chain(locale)]
    order += [other.pk for other in locales().values() if other.pk not in order]
    below = "".join(f"{part}/" for part in path_components)
    paths = {homes()[locale_id].url_path + below: locale_id for locale_id in order if locale_id in homes()}
    there = {paths[page.url_path]: page for page in Page.objects.filter(url_path__in=paths)}
    for locale_id in order:
        if locale_id not in there:
            continue
        try:
            found = Page.route(_with_versions(there[locale_id]), request, [])
        except Http404:
            continue
        if locale_id == locale.pk:
            return found
        best = best_version(versions_of(found.page), locale)
        if best is not None:
            return RouteResult(best, args=found.args, kwargs=found.kwargs)
    raise Http404


def _with_versions(page: Page) -> Page:
    """The specific page together with its public versions, which its template needs, in one query instead of two.

    Raises Http404 for one whose time is over.
    """
    if not hasattr(page.specific_class, "known_versions"):
        return page.specific
    standing = page.specific_class.objects.standing()
    rows = standing.filter(translation_key=page.translation_key).annotate(hidden=is_private())
    found = {row.pk: row for row in rows}
    if page.pk not in found:
        raise Http404
    specific = found[page.pk]
    specific.known_versions = [row for row in found.values() if row.live and not row.hidden]
    if not specific.hidden:
        specific.known_restrictions = PageViewRestriction.objects.none()
    return specific


@dataclass(frozen=True)
class Version:
    """One language of a page, as the switcher and hreflang need it."""

    code: str
    name: str
    direction: str
    url: str
    exists: bool
    is_current: bool
    page: BasePage | None = None


@dataclass(frozen=True)
class Reading:
    """What a reader gets when they ask for a page: the page, the language they asked in, and the other versions."""

    page: BasePage
    language: str
    versions: list[BasePage]
    #: Which page of a long list; lists in other languages are cut at other places.
    number: int = 1

    @classmethod
    def of(cls, page: BasePage, request: HttpRequest) -> Reading:
        """The reading of `page` in the active language."""
        versions = versions_of(page)
        if page.pk and all(version.pk != page.pk for version in versions):
            versions.append(page)  # a preview of a page that is not public yet
        number = paging.page_number(request) if page.is_list and set(request.GET) == {"page"} else 1
        return cls(page=page, language=active_locale().language_code, versions=versions, number=number)

    @cached_property
    def page_language(self) -> str:
        """The language the text is in."""
        locale = locale_by_id(self.page.locale_id) or self.page.locale
        return locale.language_code

    @property
    def page_direction(self) -> str:
        """The direction of the text."""
        return direction(self.page_language)

    @property
    def is_fallback(self) -> bool:
        """Whether the text is not in the reader's language."""
        return self.page_language != self.language

    @property
    def canonical(self) -> str:
        """The one address of this text; filters and orders of a list are the same list, its further pages are not."""
        return absolute(address(self.page)) + (f"?page={self.number}" if self.number > 1 else "")

    @cached_property
    def languages(self) -> list[Version]:
        """Every language of the site, for the switcher: all lead to this page, whether translated or not."""
        have = {version.locale_id: version for version in self.versions}
        return [
            Version(
                code=code,
                name=dict(settings.LANGUAGES)[code],
                direction=direction(code),
                url=address(have[locale.pk]) if locale.pk in have else url_in(self.page, code),
                exists=locale.pk in have,
                is_current=code == self.language,
                page=have.get(locale.pk),
            )
            for code, locale in locales().items()
        ]

    @property
    def translated(self) -> list[Version]:
        """The languages this page exists in."""
        return [version for version in self.languages if version.exists]

    @property
    def elsewhere(self) -> list[Version]:
        """The languages this page exists in, without the one that is shown."""
        return [version for version in self.translated if version.code != self.page_language]

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """hreflang pairs, from published versions only, with x-default; the same on every version."""
        if self.number > 1:
            return []
        pairs = [
            (version.code, absolute(version.url)) for version in self.translated if version.page and version.page.live
        ]
        original = next((v.code for v in self.translated if v.page and v.page.is_original), "")
        return with_default(pairs, original)

    @cached_property
    def original(self) -> BasePage | None:
        """The public original of this page, if it is another page."""
        return next((v for v in self.versions if v.is_original and v.pk != self.page.pk), None)

    @cached_property
    def states(self) -> dict[int, Any]:
        """How the work is in each language (home.freshness). One query."""
        from home import freshness

        return freshness.states(self.page)

    @cached_property
    def changes(self) -> Any:
        """What changed in the original since this translation was made (home.freshness); None when it is up to date."""
        from home import freshness

        return freshness.changes_since_translation(self.page, self.original, self.states) if self.original else None

    @cached_property
    def is_by_machine(self) -> bool:
        """Whether readers see words of a machine that no person has gone over. No query for an original."""
        version = None if self.page.is_original else self.states.get(self.page.locale_id)
        return version is not None and version.by_machine


@dataclass(frozen=True)
class ViewReading:
    """A Reading for addresses that are not pages (search, the forms, 404): they answer in every language."""

    path: str
    language: str
    is_fallback: bool = False
    #: What follows the path, such as `?q=lease`: the switcher keeps it, the canonical address does not.
    query: str = ""
    #: The languages that search engines are told of; None for all.
    told: Collection[str] | None = None

    @property
    def page_language(self) -> str:
        """The interface language."""
        return self.language

    @property
    def page_direction(self) -> str:
        """The direction of the interface language."""
        return direction(self.language)

    @property
    def canonical(self) -> str:
        """This address without its query."""
        return absolute(self.path)

    @cached_property
    def languages(self) -> list[Version]:
        """The same address in every language."""
        return [
            Version(
                code=code,
                name=dict(settings.LANGUAGES)[code],
                direction=direction(code),
                url=self._path_in(code) + self.query,
                exists=True,
                is_current=code == self.language,
            )
            for code in locales()
        ]

    def _path_in(self, code: str) -> str:
        below = self.path.split("/", 2)[2] if self.path.count("/") > 1 else ""
        return f"/{code}/{below}"

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """hreflang pairs with x-default; none where this language is not told."""
        told = list(locales() if self.told is None else self.told)
        return with_default([(code, absolute(self._path_in(code))) for code in told]) if self.language in told else []


def with_default(pairs: list[tuple[str, str]], original: str = "") -> list[tuple[str, str]]:
    """hreflang pairs with x-default: the site's own language, else the original's, else the first."""
    codes = dict(pairs)
    default = codes.get(settings.LANGUAGE_CODE) or codes.get(original) or (pairs[0][1] if pairs else "")
    return [*pairs, ("x-default", default)] if pairs else []
