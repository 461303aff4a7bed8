"""Removing a work for good: its pages, and its words wherever the site, Wagtail and wagtail-localize keep them besides.

`page.delete()` leaves titles in the logs, texts and translations with the translators, archives, and bytes in the
database (`wipe`).
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.db.models import Q
from post_office.models import Email
from taggit.models import Tag
from wagtail.models import ModelLogEntry, Page, PageLogEntry
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    SegmentOverride,
    String,
    StringSegment,
    StringTranslation,
    Template,
    TemplateSegment,
    TranslatableObject,
    TranslationSource,
)

from home.models import OutsideLink, Picture, TranslationExport, Work
from home.models.translators import TranslationClaim

logger = logging.getLogger(__name__)
#: Full-text indexes in SQLite: a word that was deleted stays in their segments until these are merged.
FTS = ("wagtailsearch_indexentry_fts", "home_search")
#: Apps whose tables hold words of works, in PostgreSQL.
APPS = (
    "home",
    "library",
    "wagtailcore",
    "wagtailsearch",
    "wagtailimages",
    "wagtailredirects",
    "wagtail_localize",
    "taggit",
    "post_office",
)


def forget_pages(pages: Sequence[Page], name: str, *, going: int | None = None) -> None:
    """Delete all versions of a work; the logs call it `name` from now on. In a transaction.

    `going` is the key of one that is being deleted just now: what called this will do it.
    """
    mark()
    keys = {page.translation_key for page in pages}
    numbers = [page.pk for page in pages]
    links = list(OutsideLink.objects.filter(pages__in=numbers).values_list("pk", flat=True).distinct())
    for page in pages:
        if page.pk != going and (there := Page.objects.filter(pk=page.pk).first()) is not None:
            there.delete()
    for key in keys:
        _forget_translations(key)
    forget_archives(keys)
    TranslationClaim.objects.filter(translation_key__in=keys).delete()
    if going is None:  # else the desk forgets the work when its last page has gone
        Work.objects.filter(pk__in=keys).delete()
    OutsideLink.objects.filter(pk__in=links, pages=None).delete()
    PageLogEntry.objects.filter(page__in=numbers).update(label=name, data={})


def forget_archives(keys: Collection[UUID]) -> None:
    """Delete the archives with texts of these works, which somebody had made for themselves."""
    for export in TranslationExport.objects.all():
        if any(str(key) in item for key in keys for item in export.items):
            export.delete()


def _forget_translations(key: object) -> None:
    """What translators were given, wrote and had written before, which is kept by words and places."""
    for model in (StringTranslation, SegmentOverride):
        model.objects.filter(context__object_id=key).delete()
    for model in (OverridableSegment, RelatedObjectSegment, StringSegment, TemplateSegment):
        model.objects.filter(Q(source__object_id=key) | Q(context__object_id=key)).delete()
    TranslationSource.objects.filter(object_id=key).delete()
    TranslatableObject.objects.filter(translation_key=key).delete()
    # Words that were sent once and changed since belong to no work any more.
    String.objects.filter(segments=None, translations=None).delete()
    Template.objects.filter(segments=None).delete()


def forget_pictures(pictures: Iterable[Picture], name: str) -> None:
    """Delete pictures with their sizes, their tags that no other picture has, and their titles in the logs."""
    mark()
    kind = ContentType.objects.get_for_model(Picture)
    for picture in pictures:
        tags = list(picture.tags.values_list("pk", flat=True))
        number = picture.pk
        for size in picture.renditions.all():
            size.delete()  # one by one: each takes its file and its copy in the cache along
        picture.delete()
        Tag.objects.filter(pk__in=tags, taggit_taggeditem_items=None).delete()
        ModelLogEntry.objects.filter(content_type=kind, object_id=str(number)).update(label=name, data={})


def forget_mails(words: Iterable[str], addresses: Iterable[str] = ()) -> None:
    """Delete mails, sent or waiting, that hold one of these words or went to one of these addresses."""
    mark()
    found = Q(to__in=list(addresses))
    for word in words:
        for field in ("subject", "message", "html_message", "context", "headers"):
            found |= Q(**{f"{field}__icontains": word})
    mails = Email.objects.filter(found)
    for attachment in {attached for mail in mails for attached in mail.attachments.all()}:
        attachment.file.delete(save=False)
        attachment.delete()
    mails.delete()


# ---------------------------------------------------------------- bytes

#: What was forgotten last: a new text each time, in the cache. Who wipes compares; where it is lost, they wipe.
MARK = "home.forgotten"


def mark() -> None:
    """Say that something personal is forgotten, whose bytes are still there. Counts when the transaction has ended."""
    transaction.on_commit(lambda: cache.set(MARK, secrets.token_hex(8), timeout=None), robust=True)


def marked() -> str | None:
    """The mark as it is now."""
    last: str | None = cache.get(MARK)
    return last


def wipe(*more: str, thorough: bool = False) -> bool:
    """Remove what was deleted from the bytes of the database; whether that worked just now. Not in a transaction.

    SQLite overwrites what is deleted at once (`secure_delete`); what is left stands in its full-text indexes and in its
    log. PostgreSQL's files are written anew only where it is to be `thorough`, which locks each table of these apps and
    of `more` for as long as that takes; otherwise what was deleted can be overwritten from now on.
    """
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        try:
            if connection.vendor == "sqlite":
                for index in FTS:
                    cursor.execute(f"INSERT INTO {index}({index}) VALUES('optimize')")
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return bool(cursor.fetchone()[0] == 0)
            for table in map(connection.ops.quote_name, tables(*more)):
                cursor.execute(f"VACUUM {'FULL ' if thorough else ''}{table}")
        except OperationalError as error:  # somebody reads or writes just now
            logger.warning("Bytes of what was deleted are still there: %s", type(error).__name__)
            return False
    return True


def tables(*more: str) -> list[str]:
    """Those that may hold words of works, and those of the apps in `more`."""
    models = (one for app in (*APPS, *more) for one in apps.get_app_config(app).get_models(include_auto_created=True))
    return sorted({model._meta.db_table for model in models})
