"""Making an archive bit by bit: what a person waits for in the request, the rest by the worker; progress is shown.

The archive is copied for every bit, because a storage need not be able to write at the end of a file.
"""

from __future__ import annotations

import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable
from typing import IO, Any

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from home import i18n
from home.exchange import access, choosing, memory, sheets
from home.exchange.formats import FORMATS, file_name
from home.models import TranslationExport
from home.models.exchange import KEPT_FOR

#: Seconds that a person waits, and that the worker works before it looks for something more urgent.
IN_THE_REQUEST, IN_THE_BACKGROUND = 2.0, 5.0
README = "README.txt"
#: Archives of one person.
KEPT = 10


def begin(export: TranslationExport, enqueue: Callable[[int], object]) -> None:
    """Store a new archive and make it, or what there is time for; the worker does the rest."""
    remove_old()
    for former in TranslationExport.objects.filter(user=export.user).order_by("-pk")[KEPT - 1 :]:
        former.delete()
    export.save()
    go_on(export.pk, enqueue, IN_THE_REQUEST)


def go_on(pk: int, enqueue: Callable[[int], object], seconds: float = IN_THE_BACKGROUND) -> None:
    """Make the next bit; may be run by several workers at once, of which one wins."""
    export = (
        TranslationExport.objects.filter(pk=pk, finished_at=None).select_related("user", "locale", "source").first()
    )
    if export is None or export.is_old:
        return
    before, was = export.done, export.file.name
    with tempfile.TemporaryFile() as opened:
        if was:
            with export.file.open("rb") as kept:
                shutil.copyfileobj(kept, opened)
        _add(export, opened, time.monotonic() + seconds)
        opened.seek(0)
        export.file = TranslationExport._meta.get_field("file").generate_filename(export, "")
        export.file.storage.save(export.file.name, File(opened))
    is_ours = _store(export, before)
    storage = export.file.storage
    if not is_ours:
        storage.delete(export.file.name)
        return
    if was:
        transaction.on_commit(lambda: storage.delete(was), robust=True)
    if not export.is_finished:
        transaction.on_commit(lambda: enqueue(pk))


def _store(export: TranslationExport, before: int) -> bool:
    """Whether nobody else was faster."""
    facts: dict[str, Any] = {"done": export.done, "left_out": export.left_out, "file": export.file.name}
    facts |= {"finished_at": export.finished_at, "items": export.items}
    return bool(TranslationExport.objects.filter(pk=export.pk, done=before, finished_at=None).update(**facts))


def _add(export: TranslationExport, opened: IO[bytes], until: float) -> None:
    with zipfile.ZipFile(opened, "a", zipfile.ZIP_DEFLATED) as archive, i18n.speaking(export.language):
        while export.done < export.total:
            named = export.items[export.done]
            content = _memory(export, named) if export.source is not None else _content(export, named)
            export.done += 1
            if content is None:
                export.left_out.append(named)
            else:
                archive.writestr(*content)
            if time.monotonic() > until:
                break
        if export.done >= export.total:
            archive.writestr(README, readme(export))
            export.finished_at = timezone.now()


def _memory(export: TranslationExport, named: str) -> tuple[str, bytes] | None:
    """The name and the bytes of one file of a memory."""
    if export.source is None or not access.may_exchange(export.user, export.locale):
        return None
    name = f"memory-{export.source.language_code}-{export.locale.language_code}-{export.done + 1}.tmx"
    return name, memory.write(export.source, export.locale, named)


def _content(export: TranslationExport, named: str) -> tuple[str, bytes] | None:
    """The name and the bytes of one work's file, noting what it was translated from.

    None for what there is nothing of for this person.
    """
    if not access.may_exchange(export.user, export.locale):
        return None
    original = choosing.original(named, export.locale, export.user)
    sheet = sheets.sheet(original, export.locale) if original is not None else None
    if sheet is None or not sheet.texts:
        return None
    export.items[export.done] = choosing.written(named, original)
    return file_name(sheet, export.format), FORMATS[export.format].write(sheet)


def may_still(export: TranslationExport) -> bool:
    """Whether the person may still read everything that is in a finished archive.

    What everybody may read is asked of all works together, the rest one by one: also translations that were
    translated from, whose originals are public.
    """
    if export.source is not None:
        return all(memory.is_whole(export.source, export.locale, named) for named in export.items)
    public = choosing.public_items() | set(export.left_out)
    own = (named for named in export.items if named.startswith(":") and named not in public)
    return all(choosing.may_still(named, export.locale, export.user) for named in own)


def readme(export: TranslationExport) -> str:
    """How to go on, in the language of the person."""
    address = i18n.absolute(reverse("exchange"))
    left_out = _("Left out, because there is nothing to translate or you may not: %(n)d") % {"n": len(export.left_out)}
    if export.source is not None:
        lines = [_("These are translations that people made, for the memory of your translation program.")]
    else:
        lines = [
            _("Each file has the texts of one work. Translate them in Poedit, OmegaT or another program."),
            _('Keep what stands between < and >, such as <b> and <a id="a1">: it marks bold words and links.'),
            _("Texts that are marked as uncertain (fuzzy) are not taken. Take the mark away when they are right."),
            _("Send one file, or all of them as a ZIP archive, at:"),
            address,
            _("First you see what would be taken and what not, and why. Nothing becomes public before its review."),
            _("What somebody else stores meanwhile stays as it is, and is named."),
        ]
    return "\r\n\r\n".join([*lines, left_out]) + "\r\n"


def remove_old() -> None:
    """Remove archives that are kept no longer."""
    for export in TranslationExport.objects.filter(created_at__lt=timezone.now() - KEPT_FOR):
        export.delete()


def on_deleted(instance: TranslationExport, **kwargs: object) -> None:
    """The file goes with its row, after the commit."""
    if instance.file:
        storage, name = instance.file.storage, instance.file.name
        transaction.on_commit(lambda: storage.delete(name), robust=True)
