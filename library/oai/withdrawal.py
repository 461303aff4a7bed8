"""Remembering what harvesters must be told besides publications (library.models.RecordStatus).

A version was withdrawn: unpublished, expired, deleted or restricted. Or what its record says of its topics has changed,
or which guides a kit holds.

Only what was public leaves a trace. A draft that is deleted, or a guide that was restricted from the start, leaves
none: nobody could have copied its record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from home import i18n
from library.kit_changes import kits_changed
from library.models import GuidePage, GuideTopic, KitPage, RecordStatus, Topic
from library.oai.sets import KIT

#: The kinds of pages that have records.
TOLD: tuple[type[GuidePage] | type[KitPage], ...] = (GuidePage, KitPage)
#: Versions that are noted at a time.
A_BATCH = 500


def connect() -> None:
    """Listen to everything that can hide a guide or a kit, or show it again."""
    for model in TOLD:
        name = model.__name__
        page_unpublished.connect(on_unpublished, sender=model, dispatch_uid=f"oai.unpublished_{name}")
        page_published.connect(on_published, sender=model, dispatch_uid=f"oai.published_{name}")
        pre_delete.connect(on_delete, sender=model, dispatch_uid=f"oai.deleted_{name}")
    post_delete.connect(on_kit_deleted, sender=KitPage, dispatch_uid="oai.kit_is_gone")
    post_save.connect(on_restricted, sender=PageViewRestriction, dispatch_uid="oai.restricted")
    post_delete.connect(on_freed, sender=PageViewRestriction, dispatch_uid="oai.freed")
    post_page_move.connect(on_moved, dispatch_uid="oai.moved")
    kits_changed.connect(on_kits_changed, dispatch_uid="oai.kits_changed")
    pre_save.connect(on_topic_saved, sender=Topic, dispatch_uid="oai.topic_saved")


def on_unpublished(instance: GuidePage | KitPage, **kwargs: Any) -> None:
    """Also when it expires."""
    _mark(type(instance).objects.public().filter(pk=instance.pk), is_deleted=True)


def on_delete(instance: GuidePage | KitPage, **kwargs: Any) -> None:
    """Before its rows go; a version that was unpublished first has its mark already."""
    _mark(type(instance).objects.published().filter(pk=instance.pk), is_deleted=True)


def on_kit_deleted(instance: KitPage, **kwargs: Any) -> None:
    """A guide that was deleted along with its kit, and after it, has marked the kit as changed."""
    RecordStatus.objects.filter(
        translation_key=instance.translation_key, language=i18n.code_of(instance.locale_id), is_deleted=False
    ).update(is_deleted=True, changed_at=timezone.now())


def on_published(instance: GuidePage | KitPage, **kwargs: Any) -> None:
    """The date of publication says it all again."""
    locale = i18n.locale_by_id(instance.locale_id)
    if locale is not None and type(instance).objects.published().filter(pk=instance.pk).exists():
        RecordStatus.objects.filter(translation_key=instance.translation_key, language=locale.language_code).delete()


def on_restricted(instance: PageViewRestriction, created: bool, **kwargs: Any) -> None:
    """Those below, but for those that another restriction hid before."""
    if not created:
        return
    others = PageViewRestriction.objects.exclude(pk=instance.pk).select_related("page")
    for model in TOLD:
        below = model.objects.live().filter(path__startswith=instance.page.path)
        for other in others:
            below = below.exclude(path__startswith=other.page.path)
        _mark(below, is_deleted=True)


def on_freed(instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    """Those below that no other restriction hides: they are public, with a date that harvesters have passed.

    Not when the restriction goes because its page is being deleted: then nothing is shown again.
    """
    if getattr(origin, "model", type(origin)) is not PageViewRestriction:
        return
    path = Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first()
    if path:
        for model in TOLD:
            _mark(model.objects.published().filter(path__startswith=path), is_deleted=False)


def on_moved(instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any) -> None:
    """Below a restricted page, or out from below one."""
    was_private, is_private = (_is_private(parent) for parent in (parent_page_before, parent_page_after))
    if was_private == is_private:
        return
    root = Page.objects.get(pk=instance.pk).path
    restrictions = PageViewRestriction.objects.filter(page__path__startswith=root).select_related("page")
    for model in TOLD:
        moved = model.objects.live().filter(path__startswith=root)
        for restriction in restrictions:
            moved = moved.exclude(path__startswith=restriction.page.path)
        _mark(moved, is_deleted=is_private)


def on_kits_changed(pks: Sequence[int], **kwargs: Any) -> None:
    """Their records name the guides that they hold: which ones are public, and where."""
    _mark(KitPage.objects.published().filter(pk__in=pks), is_deleted=False)


def on_topic_saved(instance: Topic, **kwargs: Any) -> None:
    """A name stands in the records of its guides, and what a topic is a part of in their sets."""
    stored = Topic.objects.filter(pk=instance.pk).values_list("name", "parent_id").first() if instance.pk else None
    if stored is not None and stored != (instance.name, instance.parent_id):
        renew(list(GuideTopic.objects.filter(topic=instance.pk).values_list("page_id", flat=True)))


def renew(pks: Sequence[int]) -> None:
    """Give the public ones of these guides a new datestamp: their records have changed, they themselves have not."""
    for start in range(0, len(pks), A_BATCH):
        _mark(GuidePage.objects.published().filter(pk__in=pks[start : start + A_BATCH]), is_deleted=False)


def replace_set(old: str, kept: Sequence[str]) -> None:
    """Tell of withdrawn versions that they were in the sets `kept` instead of `old`, which is no more."""
    found = list(RecordStatus.objects.filter(sets__contains=f" {old} "))
    for status in found:
        specs = [spec for one in status.sets.split() for spec in (kept if one == old else [one])]
        status.sets = _joined(specs)
    RecordStatus.objects.bulk_update(found, ["sets"], batch_size=A_BATCH)


def _joined(specs: Sequence[str]) -> str:
    return f" {' '.join(dict.fromkeys(specs))} "


def _is_private(page: Page) -> bool:
    return not Page.objects.public().filter(pk=page.pk).exists()


def _mark(pages: Any, *, is_deleted: bool) -> None:
    """Note it of these guides, or of these kits."""
    codes = {locale.pk: code for code, locale in i18n.locales().items()}
    now = timezone.now()
    marked = pages.filter(locale__in=codes).order_by()
    topics: dict[int, list[str]] = defaultdict(list)
    if marked.model is GuidePage:
        # From the database: an instance may hold the children of a draft.
        links = GuideTopic.objects.filter(page__in=marked.values("pk"))
        for page, *keys in links.values_list("page_id", "topic__key", "topic__parent__key"):
            topics[page] += [f"topic:{key}" for key in keys if key]
    columns = ("pk", "translation_key", "locale_id", *(["kind"] if marked.model is GuidePage else []))
    RecordStatus.objects.bulk_create(
        [
            RecordStatus(
                translation_key=work,
                language=codes[locale],
                is_deleted=is_deleted,
                changed_at=now,
                sets=_joined([f"kind:{kind[0] if kind else KIT}", *topics[pk]]),
            )
            for pk, work, locale, *kind in marked.values_list(*columns)
        ],
        batch_size=A_BATCH,
        update_conflicts=True,
        unique_fields=["translation_key", "language"],
        update_fields=["is_deleted", "changed_at", "sets"],
    )
