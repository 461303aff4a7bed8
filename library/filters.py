"""The library's filters, one class a kind of filter: which values it knows, how it narrows a list, how it counts.

A list of guides holds each work once (library.querysets.best). Within a filter values are joined by "or", between
filters by "and". A count says how many guides of the list have a value; it is one query a filter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from home import i18n
from home.regions import Region
from library.models import Challenge, GuideRegion, GuideTopic, Topic
from library.vocabulary import Kind, Level

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Value:
    """A value of a filter, with its name for the reader and the language of that name where it is not theirs."""

    key: str
    label: StrOrPromise
    language: str = ""


class Filter(Protocol):
    """What every filter can do."""

    name: str
    title: StrOrPromise

    def values(self) -> Sequence[Value]:
        """The values it knows, in the order in which they are offered."""

    def narrow(self, guides: Any, chosen: Iterable[str]) -> Any:
        """The guides that have one of the chosen values."""

    def counts(self, guides: Any) -> Mapping[str, int]:
        """How many of the guides have each value; values without guides may be missing."""


def _counted(rows: Any, column: str, counted: str) -> dict[str, int]:
    found = rows.order_by().values_list(column).annotate(guides=Count(counted, distinct=True))
    return {key: guides for key, guides in found if key}


class FieldFilter:
    """A column of the guide with a closed list of values."""

    def __init__(self, name: str, title: StrOrPromise, choices: Iterable[tuple[str, StrOrPromise]]) -> None:
        self.name, self.title, self.choices = name, title, list(choices)

    def values(self) -> Sequence[Value]:
        """As the vocabulary lists them."""
        return [Value(key, label) for key, label in self.choices]

    def narrow(self, guides: Any, chosen: Iterable[str]) -> Any:
        """By the column."""
        return guides.filter(**{f"{self.name}__in": list(chosen)})

    def counts(self, guides: Any) -> Mapping[str, int]:
        """By the column."""
        return _counted(guides, self.name, "pk")


class TermFilter:
    """A term of a vocabulary that editors keep. Every language has its own record of a term, all share its key."""

    name: str
    title: StrOrPromise
    model: type[Topic] | type[Challenge]
    label: str

    def __init__(self, locale: Locale) -> None:
        chain = [*i18n.fallback_chain(locale), *i18n.locales().values()]
        order = {choice.pk: place for place, choice in reversed(list(enumerate(chain)))}
        #: The terms by key, in the reader's language where they have a name in it.
        self.terms: dict[str, Any] = {}
        for term in self.model.objects.select_related(*self.related).order_by("order", "key", "pk"):
            current = self.terms.get(term.key)
            if current is None or order.get(term.locale_id, 99) < order.get(current.locale_id, 99):
                self.terms[term.key] = term
        self.locale = locale

    related: tuple[str, ...] = ()

    def values(self) -> Sequence[Value]:
        """In the order that editors gave them."""
        return [Value(key, getattr(term, self.label), self._language(term)) for key, term in self.terms.items()]

    def _language(self, term: Any) -> str:
        locale = i18n.locale_by_id(term.locale_id)
        return locale.language_code if locale and locale.pk != self.locale.pk else ""


class TopicFilter(TermFilter):
    """What a guide is about; it may have several topics."""

    name = "topic"
    title: StrOrPromise = _("Topic")
    model = Topic
    label = "name"

    def narrow(self, guides: Any, chosen: Iterable[str]) -> Any:
        """By any of the guide's topics."""
        return guides.filter(pk__in=GuideTopic.objects.filter(topic__key__in=list(chosen)).values("page"))

    def counts(self, guides: Any) -> Mapping[str, int]:
        """Every topic of every guide."""
        return _counted(GuideTopic.objects.filter(page__in=guides.order_by().values("pk")), "topic__key", "page")


class ChallengeFilter(TermFilter):
    """The problem as people say it."""

    name = "challenge"
    title: StrOrPromise = _("What you are facing")
    model = Challenge
    label = "label"
    related = ("topic",)

    def narrow(self, guides: Any, chosen: Iterable[str]) -> Any:
        """By the guide's challenge."""
        return guides.filter(challenge__key__in=list(chosen))

    def counts(self, guides: Any) -> Mapping[str, int]:
        """By the guide's challenge."""
        return _counted(guides, "challenge__key", "pk")


class LanguageFilter:
    """Languages that a guide can be read in; the list goes on showing it in the language best for the reader."""

    name = "language"
    title: StrOrPromise = _("Can be read in")

    def __init__(self, public: Any) -> None:
        self.public = public

    def values(self) -> Sequence[Value]:
        """The site's languages, by their own names."""
        names = dict(i18n.language_choices())
        return [Value(code, names[code], code) for code in i18n.locales()]

    def narrow(self, guides: Any, chosen: Iterable[str]) -> Any:
        """By the public versions of the work."""
        locales = [i18n.locales()[code] for code in chosen]
        return guides.filter(translation_key__in=self.public.filter(locale__in=locales).values("translation_key"))

    def counts(self, guides: Any) -> Mapping[str, int]:
        """Every public version of every work."""
        versions = self.public.filter(translation_key__in=guides.order_by().values("translation_key"))
        return _counted(versions, "locale__language_code", "translation_key")


class RegionFilter:
    """Regions in which a guide has been used."""

    name = "region"
    title: StrOrPromise = _("Used in")

    def values(self) -> Sequence[Value]:
        """As the map lists them."""
        return [Value(key, label) for key, label in Region.choices]

    def narrow(self, guides: Any, chosen: Iterable[str]) -> Any:
        """By any of the guide's regions."""
        return guides.filter(pk__in=GuideRegion.objects.filter(region__in=list(chosen)).values("page"))

    def counts(self, guides: Any) -> Mapping[str, int]:
        """Every region of every guide."""
        return _counted(GuideRegion.objects.filter(page__in=guides.order_by().values("pk")), "region", "page")


class TimeFilter:
    """How much time one has. The ranges do not overlap, so that the counts add up."""

    name = "time"
    title: StrOrPromise = _("Time you have")
    RANGES: Mapping[str, tuple[StrOrPromise, Q]] = {
        "30": (_("Up to 30 minutes"), Q(time_required__lte=30)),
        "180": (_("30 minutes to 3 hours"), Q(time_required__gt=30, time_required__lte=180)),
        "day": (_("More than 3 hours"), Q(time_required__gt=180)),
    }

    def values(self) -> Sequence[Value]:
        """From short to long."""
        return [Value(key, label) for key, (label, _range) in self.RANGES.items()]

    def narrow(self, guides: Any, chosen: Iterable[str]) -> Any:
        """By the ranges; guides without a time are in none."""
        return guides.filter(reduce(or_, (self.RANGES[key][1] for key in chosen)))

    def counts(self, guides: Any) -> Mapping[str, int]:
        """One aggregate for all ranges."""
        asked = {f"in_{key}": Count("pk", filter=within) for key, (_label, within) in self.RANGES.items()}
        found = guides.order_by().aggregate(**asked)
        return {key: found[f"in_{key}"] for key in self.RANGES}


def all_filters(locale: Locale, public: Any) -> list[Filter]:
    """The filters in the order in which readers see them. Two queries, for the terms of the two vocabularies."""
    return [
        LanguageFilter(public),
        TopicFilter(locale),
        ChallengeFilter(locale),
        FieldFilter("kind", _("Type"), Kind.choices),
        TimeFilter(),
        FieldFilter("level", _("Level"), Level.choices),
        RegionFilter(),
    ]
