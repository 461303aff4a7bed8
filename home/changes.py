"""Whether anything that readers may notice has changed: a stamp for what a process keeps of the database.

Every save and every deletion of something that is watched leaves a row, in the transaction that causes it, so the new
stamp and the new state of the site are seen at the same moment, by every process. The rows are only ever added:
nothing waits for a lock. Whoever writes around the models (bulk updates, SQL) calls `note`; `update_index` does too.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db.models import Count, Model, Sum
from django.db.models.signals import post_delete, post_save
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.signals import post_page_move

from home import memory

Value = TypeVar("Value")
#: Rows that are kept. Their sum must fit into 64 bits: tokens have 40.
KEPT, TOKEN_BITS = 1000, 40
#: Columns of a page that no reader sees: saving a draft writes only these.
UNSEEN = {
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by",
    "owner",
}
_watched: set[type[Model]] = {Locale, Page, PageViewRestriction}


def watch(*models: type[Model]) -> None:
    """Let an app say what else readers notice."""
    _watched.update(models)


def note(**_kwargs: Any) -> None:
    """Something has changed. One query; once in a while another one, which removes old rows."""
    from home.models import Change

    made = Change.objects.create(token=secrets.randbits(TOKEN_BITS))
    if made.pk % KEPT == 0:
        Change.objects.filter(pk__lte=made.pk - KEPT).delete()


def stamp() -> tuple[int, int]:
    """What tells this state of the site from any other. One query."""
    from home.models import Change

    found = Change.objects.aggregate(rows=Count("pk"), tokens=Sum("token"))
    return found["rows"], found["tokens"] or 0


class Kept(Generic[Value]):
    """A value made from the database, which a process keeps as long as nothing has changed. One query a call."""

    def __init__(self, make: Callable[[], Value]) -> None:
        self._make = make
        self._kept: tuple[tuple[int, int], Value] | None = None
        memory.register(self)

    def __call__(self) -> Value:
        """The value. The stamp is read first: what changes while the value is made, makes it anew the next time."""
        now, kept = stamp(), self._kept
        if kept is None or kept[0] != now:
            self._kept = kept = (now, self._make())
        return kept[1]

    def forget(self) -> None:
        """Make it anew the next time."""
        self._kept = None


def _on_saved(sender: type[Model], instance: Any, created: bool, update_fields: Any, **_kwargs: Any) -> None:
    if not issubclass(sender, tuple(_watched)):
        return
    is_draft = isinstance(instance, Page) and not instance.live
    if (is_draft and created) or (issubclass(sender, Page) and update_fields and UNSEEN.issuperset(update_fields)):
        return
    note()


def _on_deleted(sender: type[Model], **_kwargs: Any) -> None:
    if issubclass(sender, tuple(_watched)):
        note()


post_save.connect(_on_saved, dispatch_uid="home.changes_saved")
post_delete.connect(_on_deleted, dispatch_uid="home.changes_deleted")
post_page_move.connect(note, dispatch_uid="home.changes_moved")
