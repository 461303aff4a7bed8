"""Records and documents become drafts; a second run updates what the first one made."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail.utils.file import hash_filelike

from home import i18n
from home.models import Picture
from home.pictures import UnsafePicture, rebuild
from library.importing import documents, records
from library.importing.body import Body
from library.models import Challenge, GuideContributor, GuidePage, GuideRegion, GuideTopic, LibraryIndexPage, Topic
from library.models.imported import ImportedVersion

logger = logging.getLogger(__name__)

#: Columns of the list and the fields of a guide that they fill.
FIELDS = {
    "summary": "summary", "problem": "problem", "kind": "kind", "level": "level", "minutes": "time_required",
    "preparation_minutes": "preparation_time", "group_min": "group_min", "group_max": "group_max",
    "materials": "materials", "risk": "risk_level", "licence": "licence",
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What became of a line. `what` is one of NEW, UPDATED, SAME and REFUSED; `notes` say what to look at."""

    NEW, UPDATED, SAME, REFUSED = "new", "updated", "same", "refused"

    line: int
    name: str
    what: str
    notes: tuple[str, ...] = ()
    page: GuidePage | None = None


class Import:
    """One run over a list and a folder. With `only_check` nothing is written, and the outcomes are the same."""

    def __init__(self, content: bytes, folder: Path, user: Any = None, *, only_check: bool = False) -> None:
        self.folder, self.user, self.only_check = folder, user, only_check
        #: All lines, checked. Raises records.UnreadableList.
        self.records = list(records.read(content, i18n.locales()))

    def run(self, after: int = 0, seconds: float = math.inf) -> Iterator[Outcome]:
        """The outcome of each line below line `after`, as it is reached; at least of one, until the time is over."""
        until = time.monotonic() + seconds
        waiting = [record for record in self.records if record.line > after]
        for record in waiting:
            if time.monotonic() > until and record is not waiting[0]:
                return
            if isinstance(record, records.Refused):
                yield Outcome(record.line, record.name, Outcome.REFUSED, (record.why,))
                continue
            try:
                with transaction.atomic():
                    outcome = self._take(record)
                    if self.only_check:
                        transaction.set_rollback(True)
                yield outcome
            except ValidationError as error:
                yield Outcome(record.line, record.name, Outcome.REFUSED, tuple(error.messages))
            except Exception:
                logger.exception("Line %s of an import could not be taken.", record.line)
                why = _("It could not be read, and nobody foresaw why. Those who run the site find it in their log.")
                yield Outcome(record.line, record.name, Outcome.REFUSED, (why,))

    def _take(self, record: records.Record) -> Outcome:
        locale = i18n.locales()[record.language]
        document = documents.read(self.folder, record.file) if record.file else None
        print_of_it = _fingerprint(record, document)
        before = ImportedVersion.objects.filter(work=record.work, locale=locale).select_related("page").first()
        if before and before.page:
            if before.fingerprint == print_of_it:
                return Outcome(record.line, record.name, Outcome.SAME, (), before.page)
            if before.page.latest_revision_id != before.revision_id:
                raise ValidationError(_("Somebody has changed it in the admin since. It was left as it is."))
            page = before.page.get_latest_revision_as_object()
        else:
            page = self._new(record, locale)
        notes = self._fill(page, record, document)
        page.full_clean(exclude=["path", "depth", "numchild"]) if page.pk else None
        self._store(page, locale)
        revision = page.save_revision(user=self.user, log_action=True)
        ImportedVersion.objects.update_or_create(
            work=record.work,
            locale=locale,
            defaults={"page_id": page.pk, "fingerprint": print_of_it, "revision": revision},
        )
        what = Outcome.UPDATED if before and before.page else Outcome.NEW
        return Outcome(record.line, record.name, what, tuple(notes), page)

    def _new(self, record: records.Record, locale: Locale) -> GuidePage:
        page = GuidePage(locale=locale, live=False, owner=self.user)
        first = ImportedVersion.objects.filter(work=record.work, page__isnull=False).select_related("page").first()
        if first is not None and first.page is not None:
            page.translation_key = first.page.translation_key
            page.original_locale_id = first.page.original_locale_id
            page.slug = first.page.slug
        return page

    def _store(self, page: GuidePage, locale: Locale) -> None:
        if page.pk:
            return
        index = LibraryIndexPage.objects.filter(locale=locale).first()
        if index is None:
            raise ValidationError(_("The site has no library in this language yet."))
        page.slug = _free_slug(page.slug or slugify(page.title) or "guide", index)
        index.add_child(instance=page)

    def _fill(self, page: GuidePage, record: records.Record, document: documents.Document | None) -> list[str]:
        notes: list[str] = []
        page.title = record.title[:255]
        for column, name in FIELDS.items():
            if column in record.values:
                setattr(page, name, record.values[column])
        locale = page.locale
        if "challenge" in record.values:
            page.challenge = _term(Challenge, record.values["challenge"], locale)
        if "topics" in record.values:
            topics = [_term(Topic, key, locale) for key in record.values["topics"]]
            page.topics.set(
                [GuideTopic(topic=topic, locale=locale, sort_order=i) for i, topic in enumerate(topics)], clear=True
            )
        if "regions" in record.values:
            regions = [GuideRegion(region=code, sort_order=i) for i, code in enumerate(record.values["regions"])]
            page.regions.set(regions, clear=True)
        if "contributors" in record.values:
            people = [
                GuideContributor(
                    name=name[:160], role=role, locale=locale, sort_order=i,
                    language=record.language if role == "translated" else "",
                )
                for i, (name, role) in enumerate(record.values["contributors"])
            ]  # fmt: skip
            page.contributors.set(people, clear=True)
        if document is not None:
            pictures = _Pictures(document, record.title, self.user, only_check=self.only_check)
            seed = f"{record.work}/{record.language}"
            page.body = json.dumps(Body(document.html, seed, pictures.store, record.title).blocks)
            notes += pictures.notes
        return notes


class _Pictures:
    """The pictures of a document: new pixels, and nobody sees them before somebody has said who is in them."""

    def __init__(self, document: documents.Document, title: str, user: Any, *, only_check: bool) -> None:
        self.document, self.title, self.user, self.only_check = document, title, user, only_check
        self.notes: list[str] = []

    def store(self, source: str, alternative: str) -> int | None:
        """The key of the stored picture; None, and a note, where there is none to store."""
        data = self.document.pictures.get(source)
        if data is None:
            self.notes.append(_("A picture is missing: %(name)s") % {"name": source[:80]})
            return None
        try:
            rebuilt = rebuild(io.BytesIO(data))
        except UnsafePicture as error:
            self.notes += error.messages
            return None
        if not alternative:
            self.notes.append(_("A picture has no alternative text. Readers who cannot see it need one."))
        digest = hash_filelike(rebuilt)
        made = Picture.objects.filter(file_hash=digest).first()
        if made is None and not self.only_check:
            made = Picture(title=self.title[:255], description=alternative[:255], uploaded_by_user=self.user)
            made.file_hash = digest
            made.file.save(str(rebuilt.name), rebuilt, save=True)
        return made.pk if made else None


def _term(model: Any, key: str, locale: Locale) -> Any:
    found = model.objects.filter(key=key.lower(), locale=locale).first()
    if found is None:
        told = {"key": key, "kind": model._meta.verbose_name}
        raise ValidationError(_("There is no %(kind)s “%(key)s” in this language.") % told)
    return found


def _free_slug(wanted: str, parent: Page) -> str:
    taken = set(parent.get_children().filter(slug__startswith=wanted[:200]).values_list("slug", flat=True))
    slug, count = wanted[:200], 1
    while slug in taken:
        count += 1
        slug = f"{wanted[:200]}-{count}"
    return slug


def _fingerprint(record: records.Record, document: documents.Document | None) -> str:
    """Changes with anything that the page is made of."""
    made = hashlib.sha256(json.dumps([record.title, dict(record.values)], sort_keys=True, default=str).encode())
    if document is not None:
        made.update(document.html.encode())
        for name in sorted(document.pictures):
            made.update(name.encode() + hashlib.sha256(document.pictures[name]).digest())
    return made.hexdigest()
