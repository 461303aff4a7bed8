"""The library's filters: which values each knows, how they are called, and in which order they are offered.

A list of guides holds each work once, in the version best for the reader, and is asked about that version. Within a
filter values are joined by "or", between filters by "and". Which guide has which value is known by library.shelf.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from home import i18n
from home.regions import Region
from library.vocabulary import GROUP_SIZES, TIMES, Kind, Level

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from library.shelf import Shelf


@dataclass(frozen=True)
class Value:
    """A value of a filter, with its name for the reader and the language of that name where it is not theirs."""

    key: str
    label: StrOrPromise
    language: str = ""


@dataclass(frozen=True)
class Filter:
    """A filter with its values in the order in which they are offered."""

    name: str
    title: StrOrPromise
    values: Sequence[Value]


def terms_for(rows: Iterable[Any], locale: Locale) -> dict[str, Any]:
    """The terms of a vocabulary by key, in the order of `rows`, each in the reader's language where it has a name.

    Every language has its own record of a term; all share its key.
    """
    chain = [*i18n.fallback_chain(locale), *i18n.locales().values()]
    order = {choice.pk: place for place, choice in reversed(list(enumerate(chain)))}
    found: dict[str, Any] = {}
    for term in rows:
        current = found.get(term.key)
        if current is None or order.get(term.locale_id, 99) < order.get(current.locale_id, 99):
            found[term.key] = term
    return found


def _of_terms(shelf: Shelf, name: str, label: str, locale: Locale) -> list[Value]:
    """Terms that a public guide has, marked where their name is not in the reader's language.

    What editors have only prepared is not told, not even to somebody who guesses its key.
    """
    return [
        Value(key, getattr(term, label), "" if term.locale_id == locale.pk else i18n.code_of(term.locale_id))
        for key, term in terms_for(shelf.terms[name], locale).items()
        if shelf.having(name, key)
    ]


def _of_choices(choices: Iterable[tuple[str, StrOrPromise]]) -> list[Value]:
    """A closed list."""
    return [Value(key, label) for key, label in choices]


def all_filters(locale: Locale, shelf: Shelf) -> list[Filter]:
    """The filters in the order in which readers see them. No query; made once a language."""
    if locale.pk not in shelf.filters:
        shelf.filters[locale.pk] = _made(locale, shelf)
    return shelf.filters[locale.pk]


def _made(locale: Locale, shelf: Shelf) -> list[Filter]:
    names = dict(i18n.language_choices())
    languages = [Value(code, names[code], code) for code in i18n.locales()]
    return [
        Filter("language", _("Can be read in"), languages),
        Filter("topic", _("Topic"), _of_terms(shelf, "topic", "name", locale)),
        Filter("challenge", _("What you are facing"), _of_terms(shelf, "challenge", "label", locale)),
        Filter("kind", _("Type"), _of_choices(Kind.choices)),
        Filter("time", _("Time you have"), [Value(key, label) for key, (label, _from, _to) in TIMES.items()]),
        Filter("group", _("Group size"), [Value(key, label) for key, (label, _from, _to) in GROUP_SIZES.items()]),
        Filter("level", _("Level"), _of_choices(Level.choices)),
        Filter("region", _("Used in"), _of_choices(Region.choices)),
        Filter("written", _("Written in"), languages),
    ]
