"""Remembering what harvesters must be told besides publications (library.models.RecordStatus).

A version was withdrawn: unpublished, expired, deleted or restricted. Or what its record says of its topics has changed.

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
from library.models import GuidePage, GuideTopic, RecordStatus, Topic

#: Versions that are noted at a time.
A_BATCH = 500


def connect() -> None:
    """Listen to everything that can hide a guide or show it again."""
    page_unpublished.connect(on_unpublished, sender=GuidePage, dispatch_uid="oai.unpublished")
    page_published.connect(on_published, sender=GuidePage, dispatch_uid="oai.published")
    pre_delete.connect(on_delete, sender=GuidePage, dispatch_uid="oai.deleted")
    post_save.connect(on_restricted, sender=PageViewRestriction, dispatch_uid="oai.restricted")
    post_delete.connect(on_freed, sender=PageViewRestriction, dispatch_uid="oai.freed")
    post_page_move.connect(on_moved, dispatch_uid="oai.moved")
    pre_save.connect(on_topic_saved, sender=Topic, dispatch_uid="oai.topic_saved")


def on_unpublished(instance: GuidePage, **kwargs: Any) -> None:
    """Also when it expires."""
    _mark(GuidePage.objects.public().filter(pk=instance.pk), is_deleted=True)


def on_delete(instance: GuidePage, **kwargs: Any) -> None:
    """Before its rows go; a version that was unpublished first has its mark already."""
    _mark(GuidePage.objects.published().filter(pk=instance.pk), is_deleted=True)


def on_published(instance: GuidePage, **kwargs: Any) -> None:
    """The date of publication says it all again."""
    locale = i18n.locale_by_id(instance.locale_id)
    if locale is not None and GuidePage.objects.published().filter(pk=instance.pk).exists():
        RecordStatus.objects.filter(translation_key=instance.translation_key, language=locale.language_code).delete()


def on_restricted(instance: PageViewRestriction, created: bool, **kwargs: Any) -> None:
    """Those below, but for those that another restriction hid before."""
    if not created:
        return
    below = GuidePage.objects.live().filter(path__startswith=instance.page.path)
    others = PageViewRestriction.objects.exclude(pk=instance.pk).select_related("page")
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
        _mark(GuidePage.objects.published().filter(path__startswith=path), is_deleted=False)


def on_moved(instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any) -> None:
    """Below a restricted page, or out from below one."""
    was_private, is_private = (_is_private(parent) for parent in (parent_page_before, parent_page_after))
    if was_private == is_private:
        return
    root = Page.objects.get(pk=instance.pk).path
    moved = GuidePage.objects.live().filter(path__startswith=root)
    for restriction in PageViewRestriction.objects.filter(page__path__startswith=root).select_related("page"):
        moved = moved.exclude(path__startswith=restriction.page.path)
    _mark(moved, is_deleted=is_private)


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


def _mark(guides: Any, *, is_deleted: bool) -> None:
    codes = {locale.pk: code for code, locale in i18n.locales().items()}
    now = timezone.now()
    marked = guides.filter(locale__in=codes).order_by()
    topics: dict[int, list[str]] = defaultdict(list)
    # From the database: an instance may hold the children of a draft.
    links = GuideTopic.objects.filter(page__in=marked.values("pk"))
    for page, *keys in links.values_list("page_id", "topic__key", "topic__parent__key"):
        topics[page] += [f"topic:{key}" for key in keys if key]
    RecordStatus.objects.bulk_create(
        [
            RecordStatus(
                translation_key=work,
                language=codes[locale],
                is_deleted=is_deleted,
                changed_at=now,
                sets=_joined([f"kind:{kind}", *topics[pk]]),
            )
            for pk, work, locale, kind in marked.values_list("pk", "translation_key", "locale_id", "kind")
        ],
        batch_size=A_BATCH,
        update_conflicts=True,
        unique_fields=["translation_key", "language"],
        update_fields=["is_deleted", "changed_at", "sets"],
    )
