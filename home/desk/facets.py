"""What the desk can be narrowed down by, and which works nobody may translate. Apps tell it here what they know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from wagtail.models import Page

from home import i18n
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
#: Gives, of works that may be translated into some languages alone, the codes of these and of their own, by key: of all
#: works, or of those with the given keys.
Limits = Callable[[Iterable["uuid.UUID"] | None], Mapping["uuid.UUID", Collection[str]]]
_limits: dict[type[Page], Limits] = {}


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


def register_limits(kind: type[Page], limits: Limits) -> None:
    """Let an app say which of its pages may be translated into some languages alone."""
    _limits[kind] = limits


def translatable(works: QuerySet[Work]) -> QuerySet[Work]:
    """Those of the works that may be translated."""
    for keys in _refused:
        works = works.exclude(pk__in=keys())
    return works


def limits(keys: Iterable[uuid.UUID] | None = None) -> dict[uuid.UUID, Collection[str]]:
    """The codes of the only languages that works may be in, by key; works that may be in any are not named.

    One query for each app that has such works.
    """
    found: dict[uuid.UUID, Collection[str]] = {}
    keys = None if keys is None else list(keys)
    for of_app in _limits.values():
        found.update(of_app(keys))
    return found


def allowed(instance: Any, locale_ids: set[int]) -> set[int]:
    """Those of the languages that this page or record may be translated into. No query for kinds without limits."""
    kind = instance.specific_class if isinstance(instance, Page) else None
    if not (kind and locale_ids and any(issubclass(kind, limited) for limited in _limits)):
        return locale_ids
    codes = limits([instance.translation_key]).get(instance.translation_key)
    return locale_ids if codes is None else {pk for pk in locale_ids if i18n.code_of(pk) in codes}


def is_refused(key: uuid.UUID) -> bool:
    """Whether the work with this translation key must not be translated. One query for each app that refuses any."""
    of_work = Page.objects.filter(translation_key=key)
    return any(of_work.filter(translation_key__in=keys()).exists() for keys in _refused)


def is_refused_into(key: uuid.UUID, code: str) -> bool:
    """Whether it must not be translated into the language with this code. The same queries, and those of `limits`."""
    codes = limits([key]).get(key)
    return (codes is not None and code not in codes) or is_refused(key)
