"""What the desk can be narrowed down by, and which works nobody may translate. Apps tell it here what they know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from wagtail.models import Page

from home.models.desk import Work

if TYPE_CHECKING:
    import uuid

    from django_stubs_ext import StrOrPromise

#: The translation keys of works.
Keys = QuerySet


@dataclass
class Facet:
    """A property of works that has a closed list of values."""

    name: str
    label: StrOrPromise
    #: Its values with their names in the active language.
    choices: Callable[[], Iterable[tuple[str, StrOrPromise]]]

    def having(self, works: QuerySet[Work], value: str) -> QuerySet[Work]:
        """Those of the works that have this value."""
        found = reduce(or_, (Q(pk__in=of_app(value)) for of_app in _works[self.name]), Q(pk=None))
        return works.filter(found)


#: By name, in the order in which they are shown.
facets: dict[str, Facet] = {}
#: Each gives the translation keys of the works of an app that have a value.
_works: dict[str, list[Callable[[str], Keys]]] = defaultdict(list)
_refused: list[Callable[[], Keys]] = []


def register(name: str, label: StrOrPromise, choices: Callable[[], Iterable[tuple[str, StrOrPromise]]]) -> None:
    """Let an app name a property."""
    facets.setdefault(name, Facet(name, label, choices))


def register_works(name: str, works: Callable[[str], Keys]) -> None:
    """Let an app say which of its works have a value of a property, which another one may name."""
    if works not in _works[name]:
        _works[name].append(works)


def register_refusal(keys: Callable[[], Keys]) -> None:
    """Let an app say which works must not be translated."""
    if keys not in _refused:
        _refused.append(keys)


def translatable(works: QuerySet[Work]) -> QuerySet[Work]:
    """Those of the works that may be translated."""
    for keys in _refused:
        works = works.exclude(pk__in=keys())
    return works


def is_refused(key: uuid.UUID) -> bool:
    """Whether the work with this translation key must not be translated. One query for each app that refuses any."""
    of_work = Page.objects.filter(translation_key=key)
    return any(of_work.filter(translation_key__in=keys()).exists() for keys in _refused)
