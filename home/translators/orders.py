"""Much work that somebody asked for at once: the worker does it step by step, and the admin shows how far it is.

A step is one page in one language, in a transaction of its own. It is harmless to do it again: what exists is left
alone. Whatever happens to the worker, a second task looks after the order from time to time and goes on with it; and
whoever asked can press “Go on”. Where tasks are not kept in the database (tests), all is done at once.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django_tasks import task
from django_tasks_db import DatabaseBackend
from wagtail.models import Locale, Page

from home.desk import works
from home.models.translators import TranslationOrder
from home.translators import rights

logger = logging.getLogger(__name__)
#: Steps between which the worker looks for something more urgent.
STEPS_AT_ONCE = 5
#: Where nothing has moved for so long, the worker was killed.
PATIENCE = datetime.timedelta(minutes=2)
#: For how long one can look at what was done.
KEPT = datetime.timedelta(days=14)
What = TranslationOrder.What


@transaction.atomic
def place(user: Any, what: str, page: Page, locales: Iterable[Locale], *, below: bool = False) -> TranslationOrder:
    """Ask for pages in languages, by somebody who may. Six queries, however much it is; without a worker, all of it."""
    TranslationOrder.objects.filter(is_finished=True, moved_at__lt=timezone.now() - KEPT).delete()
    pages = [page.pk]
    if below:
        pages += page.get_descendants().order_by("path").values_list("pk", flat=True)
    keys = [locale.pk for locale in locales]
    order: TranslationOrder = TranslationOrder.objects.create(
        user=user, what=what, page_id=page.pk, pages=pages, locales=keys
    )
    if isinstance(go_on.get_backend(), DatabaseBackend):
        go_on.enqueue(order.pk)
        look_after.using(run_after=timezone.now() + PATIENCE).enqueue(order.pk)
    else:
        while advance(order.pk):
            pass
        order.refresh_from_db()
    return order


@task(backend="background", priority=20)
def go_on(order_id: int) -> None:
    """Some steps of an order; the rest behind what is more urgent."""
    for _step in range(STEPS_AT_ONCE):
        if not advance(order_id):
            return
    go_on.enqueue(order_id)


@task(backend="background", priority=20)
def look_after(order_id: int) -> None:
    """Go on with an order whose task was lost with its worker; looks again until it is finished."""
    order = TranslationOrder.objects.filter(pk=order_id, is_finished=False).first()
    if order is None:
        return
    look_after.using(run_after=timezone.now() + PATIENCE).enqueue(order_id)
    if rests(order):
        go_on.enqueue(order_id)


def rests(order: TranslationOrder) -> bool:
    """Whether nobody seems to be at it."""
    return not order.is_finished and order.moved_at < timezone.now() - PATIENCE


@transaction.atomic
def advance(order_id: int) -> bool:
    """Do the next step; whether another one is left. One that breaks off is noted, and the others have their turn."""
    order = TranslationOrder.objects.select_for_update().filter(pk=order_id, is_finished=False).first()
    if order is None:
        return False
    if order.steps_done < order.steps:
        page_id, locale_id = step(order, order.steps_done)
        try:
            with transaction.atomic():
                _do(order, page_id, locale_id)
        except Exception:
            logger.exception("Page %s in the language %s: not done", page_id, locale_id)
            order.failed.append(order.steps_done)
        order.steps_done += 1
    order.moved_at, order.is_finished = timezone.now(), order.steps_done >= order.steps
    order.save(update_fields=["steps_done", "failed", "moved_at", "is_finished"])
    return not order.is_finished


def step(order: TranslationOrder, number: int) -> tuple[int, int]:
    """The keys of the page and of the language that a step is about."""
    place, of_language = divmod(number, len(order.locales))
    return order.pages[place], order.locales[of_language]


def _do(order: TranslationOrder, page_id: int, locale_id: int) -> None:
    """One page in one language, if it is still there and may still be translated. Raises what goes wrong."""
    from home.translators.submitting import NewTranslations

    page = Page.objects.filter(pk=page_id).first()
    locale = Locale.objects.filter(pk=locale_id).first()
    if page is None or locale is None:
        return
    page = page.specific
    if order.what == What.MAKE:
        if locale_id in rights.may_submit_into(order.user, page):
            NewTranslations(order.user, [locale]).create_translations(page)
        return
    translation = works.translation_of(page.translation_key, locale_id)
    target = page.get_translation_or_none(locale)
    if translation is None or target is None:
        return
    if not rights.may_publish_at_once(order.user, target.specific):
        raise PermissionDenied
    translation.save_target(user=order.user, publish=True)


# ---------------------------------------------------------------- what is shown


@dataclass(frozen=True)
class Made:
    """One language of a page that was asked for."""

    language: str
    is_done: bool
    has_failed: bool
    #: The version, where it is there.
    page: Page | None


def languages_of(order: TranslationOrder) -> list[Made]:
    """How far an order of one page is, by language. Two queries."""
    locales = Locale.objects.in_bulk(order.locales)
    there = Page.objects.filter(translation_key=order.page.translation_key, locale__in=locales, alias_of=None)
    versions = {version.locale_id: version for version in there}
    return [
        Made(locales[pk].get_display_name(), number < order.steps_done, number in order.failed, versions.get(pk))
        for number, pk in enumerate(order.locales)
        if pk in locales
    ]


def unfinished(user: Any) -> list[TranslationOrder]:
    """What somebody asked for and is not done. One query."""
    return list(
        TranslationOrder.objects.filter(user=user, is_finished=False).select_related("page").order_by("asked_at")
    )


def show(order: TranslationOrder, next_url: str = "") -> HttpResponseRedirect:
    """To the page that shows how far it is, and leads back from there."""
    query = f"?{urlencode({'next': next_url})}" if next_url else ""
    return redirect(reverse("translation_order", args=[order.pk]) + query)
