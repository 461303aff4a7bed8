"""A work stays where editors put it when one of its versions is deleted: in kits, and beside guides and stories.

Rows name one version and stand for the work. Those that name the deleted version are stored again with another one,
after it is gone: before that, they are already among what is to be deleted with it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.db.models.signals import post_delete, pre_delete
from wagtail.models import Page

from library.models import GuidePage, KitGuide, RelatedGuide

#: Rows of a `page` that name a `guide`.
_kinds: list[type[Model]] = [KitGuide, RelatedGuide]


def register_rows(kind: type[Model]) -> None:
    """Let an app keep its rows with a `page` and a `guide` as well."""
    if kind not in _kinds:
        _kinds.append(kind)


def connect() -> None:
    """Listen to guides that are deleted."""
    pre_delete.connect(on_delete, sender=GuidePage, dispatch_uid="library.rows_of_a_deleted_version")
    post_delete.connect(on_deleted, sender=GuidePage, dispatch_uid="library.rows_of_another_version")


def on_delete(instance: GuidePage, origin: Any = None, **kwargs: Any) -> None:
    """Remember its rows, unless all versions go, or the page that they stand on goes too."""
    gone = _deleted_with(instance, origin)
    others = GuidePage.objects.filter(translation_key=instance.translation_key).exclude(pk__in=gone)
    other = others.order_by("-live", "pk").values_list("pk", flat=True).first()
    instance.rows_to_keep = []
    for kind in _kinds if other else ():
        for row in kind._default_manager.filter(guide=instance.pk).exclude(page__in=gone):
            row.guide_id = other  # type: ignore[attr-defined]
            instance.rows_to_keep.append(row)


def on_deleted(instance: GuidePage, **kwargs: Any) -> None:
    """Store them again, and in the drafts of their pages."""
    for row in instance.rows_to_keep:
        row.save(force_insert=True)
        _change_drafts(row, instance.pk)


def _deleted_with(instance: GuidePage, origin: Any) -> QuerySet[Page] | list[int]:
    """The keys of the pages that go in the same deletion; with a page, all below it."""
    if isinstance(origin, QuerySet) and issubclass(origin.model, Page):
        return origin.order_by().values("pk")
    return [instance.pk]


def _change_drafts(row: Any, old: int) -> None:
    """Else publishing a draft, or what is scheduled, would take the work out."""
    name = row._meta.get_field("page").remote_field.related_name
    page = row.page
    waiting = page.revisions.filter(Q(pk=page.latest_revision_id) | Q(approved_go_live_at__isnull=False))
    for revision in waiting:
        named = [part for part in revision.content.get(name, []) if part.get("guide") == old]
        for part in named:
            part["guide"] = row.guide_id
        if named:
            revision.save(update_fields=["content"])


__all__ = ["connect", "register_rows"]
