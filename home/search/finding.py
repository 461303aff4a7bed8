"""Finding pages by words, the best first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Case, Expression, IntegerField, Model, QuerySet, Value, When
from wagtail.models import Locale
from wagtail.search.backends import get_search_backend
from wagtail.search.query import PlainText

from home.search import words

if TYPE_CHECKING:
    from home.models import BasePage, BasePageQuerySet

Found = TypeVar("Found", bound=Model)
#: Gives the pages that bear a number; `home` does not know which pages have one.
Finder = Callable[[int], "BasePageQuerySet"]
_numbered: list[Finder] = []
#: Longer numbers than this are no numbers of ours (and too large for the database).
MAX_DIGITS = 9


def register_numbers(finder: Finder) -> None:
    """Let an app say which pages bear a number, so that "42" finds guide 42 first."""
    if finder not in _numbered:
        _numbered.append(finder)


def bearing(number: int, locale: Locale) -> BasePage | None:
    """The public page with this number, in the version best for readers of `locale`."""
    if len(str(number)) > MAX_DIGITS:
        return None
    versions = (finder(number).published().best_for(locale).first() for finder in _numbered)
    return next((page for page in versions if page is not None), None)


def find(
    query: str,
    queryset: QuerySet[Found],
    locale: Locale | None = None,
    *,
    any_word: bool = False,
    before_rank: Sequence[Expression] = (),
) -> QuerySet[Found]:
    """The rows of `queryset` that hold all words of `query` (or any of them), the best first; a queryset, not run yet.

    `queryset` says what may be found (`GuidePage.objects.published().best_for(locale)`), `locale` narrows it to one
    language, `before_rank` sorts before relevance does. Nothing in a query is an operator and nothing is an error;
    without a word nothing is found. Filter, count, slice and aggregate the result as any queryset; `.order_by()` drops
    the ranking.
    """
    if locale is not None:
        queryset = queryset.filter(locale=locale)
    wanted = words.terms(query)
    if not wanted:
        return queryset.none()
    backend = get_search_backend()
    text = PlainText(" ".join(term.word for term in wanted), operator="or" if any_word else "and")
    compiler = backend.query_compiler_class(_plain(queryset), text)
    found = compiler.search(compiler.get_config(backend), None, None)
    return found.order_by(*_numbered_first(wanted), *before_rank, *found.query.order_by)


def _plain(queryset: QuerySet[Found]) -> QuerySet[Found]:
    """The same rows without a window (`best_for`), which must choose before the search does, not among its matches."""
    if not queryset.query.where.contains_over_clause:
        return queryset
    plain = queryset.model._default_manager.filter(pk__in=queryset.order_by().values("pk"))
    plain.query.select_related = queryset.query.select_related
    return plain.prefetch_related(*queryset._prefetch_related_lookups)  # type: ignore[attr-defined]


def _numbered_first(wanted: list[words.Term]) -> list[Expression]:
    """Pages whose number was asked for come before those that only mention it."""
    number = wanted[0].word
    if len(wanted) > 1 or not (number.isascii() and number.isdigit()) or len(number) > MAX_DIGITS:
        return []
    cases = [When(pk__in=finder(int(number)).values("pk"), then=Value(0)) for finder in _numbered]
    return [Case(*cases, default=Value(1), output_field=IntegerField())] if cases else []
