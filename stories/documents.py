"""Documents that come with a story, made safe: a new file with what one can read, and nothing else of what was sent.

A PDF becomes a new PDF with the same pages, a Word file a page of HTML without its pictures; both are taken apart by a
process of its own (home.jail). Everything else is refused, with a sentence that says what would be taken. What a file
is, its content says: neither its name nor what the browser calls it.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import IO, Literal, cast

import nh3
from django.core.exceptions import ValidationError
from django.core.files import locks
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from home import jail
from stories.storage import private_storage
from stories.uploads import MAX_DOCUMENT_BYTES

#: Seconds of computing time and bytes of memory for one document, and the most bytes that may be made of it.
SECONDS, MEMORY = 10, 768 * 1024 * 1024
MAX_PDF, MAX_HTML = 20 * 1024 * 1024, 4 * 1024 * 1024
TAGS = {
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "strong", "em", "sup", "sub", "a", "br", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
#: Whoever opens the page from their disk loads nothing with it and tells no link where they came from.
PAGE = (
    '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>DOCX</title>'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
    '<meta name="referrer" content="no-referrer"></head>\n<body dir="auto">\n%s\n</body></html>\n'
)

Kind = Literal["pdf", "html"]
#: What one could see in the file and will not find in ours.
LeftOut = Literal["pictures", "notes", "fields", "attachments"]
LEFT_OUT: dict[LeftOut, Promise | str] = {
    "pictures": _("The pictures in this file were left out. Add them as pictures if they matter."),
    "notes": _("The comments and marks in this file were left out."),
    "fields": _("What was typed into the form fields of this file was left out."),
    "attachments": _("The files inside this file were left out. Send them one by one if they matter."),
}


class UnsafeDocument(ValidationError):  # noqa: N818 – what it is, not that it went wrong
    """The file cannot be taken; the message says why in plain language, and what would be taken."""


@dataclass(frozen=True)
class CleanDocument:
    """A file that holds nothing but what one can read in it."""

    content: bytes
    kind: Kind
    #: For the name of the file, without a dot.
    extension: str
    content_type: str
    #: None where nobody can tell: a PDF may be a picture of words.
    words: int | None
    #: None for what has no pages.
    pages: int | None
    left_out: tuple[LeftOut, ...] = ()


_REFUSALS: dict[str, Promise | str] = {
    "large": _("This file is larger than 10 MB. Please send a smaller one."),
    "empty": _("This file is empty. Please choose another one."),
    "picture": _("This is a picture. Please add it where the form asks for pictures."),
    "recording": _("We cannot take recordings: they give away too much. You can write down what is said."),
    "old word": _("This is an old Office file, or one with a password. Save it as DOCX or PDF without a password."),
    "open document": _("This is an OpenDocument file. Save it as DOCX or PDF, then we can take it."),
    "other office": _("We cannot take spreadsheets and slides. Save it as PDF, then we can take it."),
    "archive": _("This is an archive with files in it. Send them one by one, as PDF or Word files (DOCX)."),
    "page": _("This is a web page or a drawing with code in it. Save it as PDF, then we can take it."),
    "program": _("This is a program, and we never take programs. We take PDF and Word files (DOCX)."),
    "other": _("We cannot take this kind of file. We take PDF and Word files (DOCX)."),
    "broken": _("We could not read this file. It may be damaged. Save it again as PDF or DOCX and send the new file."),
    "locked": _("This file is locked with a password. Save it without one, then we can take it."),
    "macros": _("This Word file has programs (macros) in it. Save it as a plain DOCX, then we can take it."),
    "pages": _("This file has more than 300 pages. Please send the pages that matter."),
    "parts": _("This file has too many parts. Save it again as PDF and send the new file."),
    "unpacked": _("This file unpacks to far more than it seems. Save it again as PDF and send the new file."),
    "pixels": _("A picture in this file has too many pixels. Make it smaller, then we can take the file."),
    "pictures": _("This file has a picture in it that we cannot clean. Photograph the pages and send the pictures."),
    "greedy": _("This file is too complicated for us to clean. Print it to a new PDF and send that one."),
    "busy": _("We cannot keep files just now. Try again in a few minutes, or send the story without it."),
}  # fmt: skip

_TAG = re.compile(r"<[^>]*>")
_PICTURE = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n|GIF8[79]a|RIFF....WEBP|BM.{4}\0\0\0\0|II\*\0|MM\0\*", re.DOTALL)
_PICTURE_BRANDS = {b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif", b"avis"}
_RECORDING = re.compile(rb"ID3|OggS|fLaC|RIFF....(WAVE|AVI )|\xff[\xfb\xf3\xf2\xf1\xf9]|\x1aE\xdf\xa3|#!AMR", re.DOTALL)
_ARCHIVE = re.compile(rb"PK\x03\x04|PK\x05\x06|Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ")
_PROGRAM = re.compile(rb"MZ|\x7fELF|#!|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe|\xfe\xed\xfa")
_BY_START = {"picture": _PICTURE, "recording": _RECORDING, "archive": _ARCHIVE, "program": _PROGRAM}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How far into a file its kind is looked for.
_START = 4096


def rebuild(upload: IO[bytes]) -> CleanDocument:
    """A new file with what one can read in an uploaded PDF or DOCX. Raises UnsafeDocument for anything else.

    Takes up to SECONDS of computing time, in another process, one file at a time; never call it inside a transaction.
    """
    upload.seek(0, io.SEEK_END)
    if upload.tell() > MAX_DOCUMENT_BYTES:
        raise _unsafe("large")
    upload.seek(0)
    content = upload.read()
    kind = kind_of(content)
    if kind not in ("pdf", "word"):
        raise _unsafe(kind)
    try:
        with _alone():
            return _pdf(content) if kind == "pdf" else _word(content)
    except jail.Refused as refused:
        raise _unsafe(refused.reason) from refused


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One file at a time, among all threads and processes of a machine: slow ones must not stall every page.

    Raises jail.Refused at once where another one is taken apart just now.
    """
    place = Path(private_storage().path("documents.lock"))
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("a") as lock:  # of its own for each, so that threads exclude one another too
        if not locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB):
            raise jail.Refused("busy")
        yield


def kind_of(content: bytes) -> str:
    """What a file is, by its first bytes: "pdf", "word", or why it cannot be taken (a key of the refusals)."""
    start = content[:_START]
    if not start:
        return "empty"
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content)
    if start.startswith(_OLD_OFFICE):
        return "old word"
    if start[4:8] == b"ftyp":
        return "picture" if start[8:12] in _PICTURE_BRANDS else "recording"
    for kind, pattern in _BY_START.items():
        if pattern.match(start):
            return kind
    # In whatever alphabet it is written: half of the bytes of UTF-16 are zero.
    written = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return "page" if written.startswith(b"<") else "other"


def _kind_of_archive(content: bytes) -> str:
    """Which of the many formats that are archives it is, by names that stand in it; the jail opens it."""
    if b"mimetypeapplication/vnd.oasis.opendocument" in content[:200]:
        return "open document"
    if b"[Content_Types].xml" not in content:
        return "archive"
    if b"word/" in content:
        return "word"
    return "other office" if b"xl/" in content or b"ppt/" in content else "archive"


def _pdf(content: bytes) -> CleanDocument:
    made = jail.run("pdf", content, memory=MEMORY, seconds=SECONDS, longest=MAX_PDF)
    return CleanDocument(
        content=made.content,
        kind="pdf",
        extension="pdf",
        content_type="application/pdf",
        words=None,
        pages=made.facts["pages"],
        left_out=tuple(made.facts["left_out"]),
    )


def _word(content: bytes) -> CleanDocument:
    made = jail.run("word", content, memory=MEMORY, seconds=SECONDS, longest=MAX_HTML)
    html = nh3.clean(
        made.content.decode(),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
    )
    return CleanDocument(
        content=(PAGE % html).encode(),
        kind="html",
        extension="html",
        content_type="text/html; charset=utf-8",
        words=len(re.findall(r"\w+", unescape(_TAG.sub(" ", html)))),
        pages=None,
        left_out=("pictures",) if made.facts["count"] else (),
    )


def _unsafe(reason: str) -> UnsafeDocument:
    return UnsafeDocument(cast("str", _REFUSALS[reason]), code=reason.replace(" ", "-"))
