"""Making, finding and removing the files. Only what everybody may read is ever made, kept or handed out."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from home import i18n
from library.details import Details
from library.kits import Kit
from library.models import Edition, GuidePage, KitPage
from library.models.edition import FOLDER, stored_name
from library.takeaway import archive, epub, pdf
from library.takeaway.content_key import content_key, kit_key
from library.takeaway.handout import Handout, Paper, language_of, reading_of
from library.takeaway.kit_handout import KitHandout

logger = logging.getLogger(__name__)
Format = Edition.Format
#: What makes each file, in the order in which they are made.
MAKERS: dict[str, Callable[[Paper], IO[bytes] | None]] = {
    Format.PDF: pdf.make,
    Format.EPUB: epub.make,
    Format.ZIP: archive.make,
}
#: How long a file that was asked for is left to the worker before it is put into the queue again.
PATIENCE = datetime.timedelta(minutes=5)
#: What is younger may still be in the making.
A_DAY = datetime.timedelta(days=1)


#: What can be taken away.
Taken = GuidePage | KitPage


def public() -> Iterator[QuerySet[Any]]:
    """Everything that can be taken away by everybody, a query set for each kind of page."""
    yield GuidePage.objects.published()
    yield KitPage.objects.published()


def find(**lookup: Any) -> Taken | None:
    """The public guide or kit that these conditions name. One query for a guide, two for a kit."""
    found = (pages.filter(**lookup).first() for pages in public())
    return next((page for page in found if page is not None), None)


def paper_of(page: Taken) -> Paper:
    """What its files are made from."""
    return KitHandout.of(page) if isinstance(page, KitPage) else Handout.of(page)


def key_of(page: Taken, kind: str) -> str:
    """The key of what a file of this stored page has to say today."""
    with i18n.speaking(language_of(page)):
        if isinstance(page, KitPage):
            return kit_key(Kit(page, reading_of(page)), kind)
        return content_key(Details(page, reading_of(page)), kind)


def make_missing(page_id: int) -> list[str]:
    """Make the files of a guide or a kit that are missing or old, if it is public; the formats that were made.

    May be run any number of times, and by several workers at once. A format that cannot be made of this content is
    noted without a file, and not tried again before the content changes.
    """
    made: list[str] = []
    for kind, maker in MAKERS.items():
        page = find(pk=page_id)
        if page is None:
            return made
        key = key_of(page, kind)
        if not Edition.objects.filter(page=page, format=kind, key=key).exists():
            try:
                _store(page, kind, key, _made(page, kind, maker))
            except OSError:  # no room on the disk: another time
                logger.exception("No %s of page %s now", kind, page_id)
                continue
            made.append(str(kind))
    return made


def _made(page: Taken, kind: str, maker: Callable[[Paper], IO[bytes] | None]) -> IO[bytes] | None:
    try:
        return maker(paper_of(page))
    except OSError:
        raise
    except Exception:  # the other formats, and the other pages, are not to wait for this one
        logger.exception("No %s of page %s", kind, page.pk)
        return None


def _store(page: Taken, kind: str, key: str, content: IO[bytes] | None) -> None:
    """Keep a file, unless the guide was withdrawn or changed meanwhile; the one it replaces goes after the commit."""
    made = Edition(page=page, format=kind)
    kept = False
    try:
        if content is not None:  # written in full before a row names it
            made.file = stored_name(made, "")
            with content:
                made.file.storage.save(made.file.name, File(content))
        with transaction.atomic():
            # Whoever unpublishes the page waits for this lock and then finds the file (SQLite has one writer anyway).
            still = type(page).objects.published().select_for_update(of=("self",)).filter(pk=page.pk).first()
            is_right = still is not None and key_of(still, kind) == key
            if is_right:
                _replace(Edition.objects.get_or_create(page=page, format=kind)[0], made, key)
        kept = is_right
    finally:
        if not kept:
            made.file.delete(save=False)


def _replace(edition: Edition, made: Edition, key: str) -> None:
    _forget_file(edition)
    edition.file = made.file.name
    size = made.file.size if made.file else 0
    edition.key, edition.size, edition.made_at, edition.asked_at = key, size, timezone.now(), None
    edition.save()


def current(page: Taken, kind: str) -> Edition | None:
    """The file if it says what the page says today; without `file` where there cannot be one."""
    return Edition.objects.filter(page=page, format=kind, key=key_of(page, kind)).first()


def ask_for(page: Taken, kind: str, enqueue: Callable[[int], object]) -> None:
    """A reader wants a file that is not there: queue it, once in five minutes."""
    now = timezone.now()
    Edition.objects.get_or_create(page=page, format=kind)
    waiting = Edition.objects.filter(page=page, format=kind).filter(
        Q(asked_at=None) | Q(asked_at__lt=now - PATIENCE) | Q(asked_at__gt=now)
    )
    if waiting.update(asked_at=now):
        enqueue(page.pk)


def remove_orphans() -> int:
    """Remove files that no row names, of a worker that was stopped while it made them; how many."""
    storage = storages["private"]
    found = storage.listdir(FOLDER)[1] if storage.exists(FOLDER) else []
    named = set(Edition.objects.exclude(file="").values_list("file", flat=True))
    old = timezone.now() - A_DAY
    orphans = [name for name in (f"{FOLDER}/{file}" for file in found) if name not in named]
    orphans = [name for name in orphans if storage.get_modified_time(name) < old]
    for name in orphans:
        storage.delete(name)
    return len(orphans)


def remove(pages: Iterable[int]) -> None:
    """Remove the files of these pages."""
    for edition in Edition.objects.filter(page__in=list(pages)):
        edition.delete()


def on_deleted(instance: Edition, **kwargs: object) -> None:
    """The file goes with its row, after the commit."""
    _forget_file(instance)


def _forget_file(edition: Edition) -> None:
    if edition.file:
        storage, name = edition.file.storage, edition.file.name
        transaction.on_commit(lambda: storage.delete(name), robust=True)
    edition.file = ""
