"""A kit changes without being published when one of its guides comes, goes or moves: who keeps something of it is told.

The search of the site keeps its notes, of which readers see those on public guides.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import Signal
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail.signals import page_published, page_unpublished, post_page_move

from library import kits
from library.models import GuidePage, KitPage

#: Sent with `pks`, the primary keys of public kits, in all languages.
kits_changed = Signal()


def connect() -> None:
    """Listen to everything that can hide a guide, show it or give it another address."""
    for happened in (page_published, page_unpublished, pre_delete):
        happened.connect(on_guide_changed, sender=GuidePage, dispatch_uid="library.kits_of_a_guide")
    for happened in (post_save, post_delete):
        happened.connect(on_restriction, sender=PageViewRestriction, dispatch_uid="library.kits_of_restricted")
    post_page_move.connect(on_moved, dispatch_uid="library.kits_of_moved")
    page_published.connect(on_kit_published, sender=KitPage, dispatch_uid="library.notes_of_kit")
    kits_changed.connect(on_kits_changed, dispatch_uid="library.notes_of_kits")


def on_guide_changed(instance: GuidePage, **kwargs: Any) -> None:
    """It was published, taken back, or is about to be deleted."""
    _tell(GuidePage.objects.filter(pk=instance.pk))


def on_restriction(instance: PageViewRestriction, **kwargs: Any) -> None:
    """Guides were closed, or opened again."""
    path = Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first()
    if path:
        _tell(GuidePage.objects.filter(path__startswith=path))


def on_moved(instance: Page, **kwargs: Any) -> None:
    """It and all below it have another address, and may be closed there."""
    path = Page.objects.filter(pk=instance.pk).values_list("path", flat=True).get()
    _tell(GuidePage.objects.filter(path__startswith=path))


def on_kit_published(instance: KitPage, **kwargs: Any) -> None:
    """Wagtail writes the index when the page itself is stored, which is before its rows are."""
    on_kits_changed([instance.pk])


def on_kits_changed(pks: Sequence[int], **kwargs: Any) -> None:
    """After the commit: what is being deleted is still there before."""
    transaction.on_commit(partial(_write_index, list(pks)), robust=True)


def _write_index(pks: Sequence[int]) -> None:
    for kit in KitPage.objects.live().filter(pk__in=pks).order_by("pk"):
        index.insert_or_update_object(kit)


def _tell(guides: QuerySet[GuidePage]) -> None:
    holding = [kit.pk for kit in kits.holding(guides.order_by().values("translation_key"))]
    if holding:
        kits_changed.send(GuidePage, pks=holding)
