"""Finding pages by words, the best first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Case, Expression, F, IntegerField, Model, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from wagtail.models import Locale

from home.search import words
from home.search.engine import Score, engine

if TYPE_CHECKING:
    from home.models import BasePage, BasePageQuerySet

Found = TypeVar("Found", bound=Model)
#: Gives the pages that bear a number; `home` does not know which pages have one.
Finder = Callable[[int], "BasePageQuerySet"]
_numbered: list[Finder] = []


@dataclass(frozen=True)
class Suggestion:
    """Something close to what is searched for, with the language of its name where it is not the reader's."""

    label: str
    url: str
    language: str = ""


#: Gives what is close to the words for readers of a language.
Suggester = Callable[[Sequence[words.Term], Locale], "list[Suggestion]"]
_suggesters: list[Suggester] = []
#: Longer numbers than this are no numbers of ours (and too large for the database).
MAX_DIGITS = 9


def register_numbers(finder: Finder) -> None:
    """Let an app say which pages bear a number, so that "42" finds guide 42 first."""
    if finder not in _numbered:
        _numbered.append(finder)


def register_suggester(suggester: Suggester) -> None:
    """Let an app say what is close to the words of a search."""
    if suggester not in _suggesters:
        _suggesters.append(suggester)


def suggested(wanted: Sequence[words.Term], locale: Locale) -> list[Suggestion]:
    """What the apps have that is close to these words."""
    return [found for suggester in _suggesters for found in suggester(wanted, locale)] if wanted else []


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
    language, `before_rank` sorts before relevance does. What is quoted is a phrase; nothing else is an operator and
    nothing is an error; without a word nothing is found. Filter, count, slice and aggregate the result as any queryset;
    `.order_by()` drops the ranking.
    """
    if locale is not None:
        queryset = queryset.filter(locale=locale)
    wanted = words.terms(query)
    return find_terms(wanted, queryset, any_word=any_word, before_rank=before_rank)


def find_terms(
    wanted: Sequence[words.Term],
    queryset: QuerySet[Found],
    *,
    any_word: bool = False,
    before_rank: Sequence[Expression] = (),
) -> QuerySet[Found]:
    """The same for terms that were read already."""
    if not wanted:
        return queryset.none()
    matches = engine().matches(wanted, any_word=any_word)
    found = _plain(queryset).filter(pk__in=RawSQL(f"SELECT pk FROM ({matches.sql}) AS matches", matches.params))  # noqa: S608, S611
    score = Score(F("pk"), engine().scores(wanted, any_word=any_word))
    return found.order_by(*_numbered_first(wanted), *before_rank, score, "-pk")


def _plain(queryset: QuerySet[Found]) -> QuerySet[Found]:
    """The same rows without a window (`best_for`), which must choose before the search does, not among its matches."""
    if not queryset.query.where.contains_over_clause:
        return queryset
    plain = queryset.model._default_manager.filter(pk__in=queryset.order_by().values("pk"))
    plain.query.select_related = queryset.query.select_related
    return plain.prefetch_related(*queryset._prefetch_related_lookups)  # type: ignore[attr-defined]


def number_in(wanted: Sequence[words.Term]) -> int | None:
    """The number that is looked for, if nothing else is; folding has made its digits ASCII, whatever the script."""
    number = wanted[0].word if len(wanted) == 1 else ""
    return int(number) if number.isascii() and number.isdigit() and len(number) <= MAX_DIGITS else None


def _numbered_first(wanted: Sequence[words.Term]) -> list[Expression]:
    """Pages whose number was asked for come before those that only mention it."""
    number = number_in(wanted)
    if number is None:
        return []
    cases = [When(pk__in=finder(number).values("pk"), then=Value(0)) for finder in _numbered]
    return [Case(*cases, default=Value(1), output_field=IntegerField())] if cases else []
