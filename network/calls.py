"""Calls that are to come and calls that were: each work once, in the language its reader gets."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from home import i18n
from network.models import CallPage

if TYPE_CHECKING:
    from wagtail.models import Locale

#: What the field for the minutes can hold on every database: no call that began earlier can still be on.
LONGEST = datetime.timedelta(minutes=32767)


def coming(language: str) -> list[CallPage]:
    """Calls that have not ended, soonest first. Three queries."""
    since = timezone.now() - LONGEST
    calls = _for_reader(_locale(language)).filter(starts__gte=since).order_by("starts", "pk")
    return [call for call in calls if not call.is_over]


def past(language: str) -> list[CallPage]:
    """Calls that have ended, latest first. Three queries."""
    calls = _for_reader(_locale(language)).filter(starts__lt=timezone.now()).order_by("-starts", "-pk")
    return [call for call in calls if call.is_over]


def find(slug: str, language: str) -> CallPage | None:
    """The call at this address, in the version that readers of the language get."""
    locale = _locale(language)
    named = i18n.best_version(CallPage.objects.published().filter(slug=slug), locale)
    if named is None:
        return None
    return _for_reader(locale).filter(translation_key=named.translation_key).first()


def _locale(language: str) -> Locale:
    return i18n.locales().get(language) or i18n.active_locale()


def _for_reader(locale: Locale) -> QuerySet[CallPage]:
    """Each public call in one version. A filter put after this one looks at that version and at no other."""
    shown = CallPage.objects.published().best_for(locale).values("pk")
    return CallPage.objects.filter(pk__in=shown).defer("body").prefetch_related("zones", "languages")
