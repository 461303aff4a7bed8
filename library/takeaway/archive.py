"""A guide with its files, or a kit with all its guides, as a ZIP with a plain text that says what it is."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from django.core.files import File as OpenFile
from django.utils.translation import gettext

from home import i18n
from home.models import File
from library.takeaway import epub, pdf
from library.takeaway.content_key import files_of
from library.takeaway.handout import Handout, Paper, file_name
from library.takeaway.kit_handout import KitHandout

README = "README.txt"


def make(paper: Paper) -> IO[bytes]:
    """The file, on disk while it is made: recordings are large."""
    folder = PurePosixPath(file_name(paper.page, "zip")).stem
    made = tempfile.TemporaryFile()  # noqa: SIM115 – whoever asked for it closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, folder, paper)
    made.seek(0)
    return OpenFile(made)


def _add(archive: zipfile.ZipFile, folder: str, paper: Paper) -> None:
    """A folder: the PDF, the EPUB, the files of a guide or the folders of the guides of a kit, and what it all is."""
    names = []
    for kind, content in (("pdf", pdf.make(paper)), ("epub", epub.make(paper))):
        if content is not None:
            names.append(file_name(paper.page, kind))
            archive.writestr(f"{folder}/{names[-1]}", content.read())
    if isinstance(paper, KitHandout):
        for place, handout in enumerate(paper.handouts, start=1):
            names.append(f"{place:02}-{PurePosixPath(file_name(handout.page, 'zip')).stem}: {handout.title}")
            _add(archive, f"{folder}/{names[-1].partition(':')[0]}", handout)
    elif isinstance(paper, Handout):
        names += _add_files(archive, folder, paper, {README.lower(), *(name.lower() for name in names)})
    with i18n.speaking(paper.language):
        archive.writestr(f"{folder}/{README}", _readme(paper, names))


def _add_files(archive: zipfile.ZipFile, folder: str, handout: Handout, taken: set[str]) -> Iterator[str]:
    for name, label, document in _files(handout, taken):
        try:
            source = document.file.open("rb")
        except OSError:  # its file is lost; the others are not
            continue
        with source, archive.open(f"{folder}/{name}", "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)
        yield f"{name}: {label}"


def _files(handout: Handout, taken: set[str]) -> Iterator[tuple[str, str, File]]:
    """Names in the ZIP, labels and files: those in the language of the guide, and those that have none.

    None of them is among those that are `taken`, in small letters.
    """
    for label, document in _documents(handout):
        name = PurePosixPath(document.filename.replace("\\", "/")).name
        while name.lower() in taken:
            name = f"_{name}"
        taken.add(name.lower())
        yield name, label, document


def _documents(handout: Handout) -> Iterator[tuple[str, File]]:
    """The files of the whole guide, then those that stand in its text or that it links to, each once."""
    seen: set[int] = set()
    whole = [(d.label, d.document) for d in handout.details.downloads if d.file_language in ("", handout.language)]
    for label, document in [*whole, *((file.title, file) for file in files_of(handout.details))]:
        if document and document.pk not in seen:
            seen.add(document.pk)
            yield label, document


def _readme(handout: Paper, names: list[str]) -> str:
    """What it is, who made it, what one may do with it, where the newest version is."""
    licence, address, terms = handout.licence
    lines = [
        handout.title,
        handout.version,
        "",
        handout.summary,
        "",
        f"{gettext('Written by')}: {gettext(', ').join(handout.authors)}",
        f"{gettext('Licence')}: {licence}. {terms} {address}",
        f"{gettext('Newest version, other languages and downloads:')} {handout.address}",
        "",
        *names,
    ]
    return "\n".join(lines) + "\n"
