"""What somebody sent: one file, or an archive of them. It is not trusted, whoever sent it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

import defusedxml.ElementTree
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from home.exchange import limits, po, xliff
from home.exchange.sheets import Reference, Text

#: What our own archives hold beside texts, and what computers add to them.
IGNORED = re.compile(r"(^|/)(README\.txt|\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$|(^|/)__MACOSX/|/$", re.I)
CHARSET = re.compile(rb"charset=([^\s\\\"]+)", re.I)
READERS: dict[str, Callable[[bytes], tuple[Reference | None, str, list[Text]]]] = {
    ".po": po.read,
    ".xlf": xliff.read,
    ".xliff": xliff.read,
}
#: How a text begins, to count them before they are read, which takes much longer.
ENTRY: dict[Callable[[bytes], tuple[Reference | None, str, list[Text]]], re.Pattern[bytes]] = {
    po.read: re.compile(rb"^(?:#~)?[ \t]*msgid\b", re.M),
    xliff.read: re.compile(rb"<(?:[^\s<>:]+:)?trans-unit\b"),
}
#: Within a name that is shown.
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CHUNK = 64 * 1024


class UnreadableFile(ValidationError):  # noqa: N818 – what it is, not that it went wrong
    """It cannot be taken; the message says why."""


@dataclass(frozen=True)
class Incoming:
    """A file that can be read."""

    name: str
    reference: Reference
    texts: list[Text] = field(default_factory=list)


def shown_name(name: str) -> str:
    """The last part of a name, for a report; a path means nothing here."""
    return UNPRINTABLE.sub("", PurePosixPath(name.replace("\\", "/")).name)[-120:] or "?"


# ---------------------------------------------------------------- archives


@dataclass(frozen=True)
class Member:
    """A file that was sent, not opened yet."""

    name: str
    #: Its bytes. Raises UnreadableFile.
    content: Callable[[], bytes]


def members(name: str, sent: IO[bytes]) -> list[Member]:
    """The files that were sent, in their order; an archive is told by its content. Raises UnreadableFile."""
    if sent.seek(0, io.SEEK_END) > limits.MOST_SENT:
        raise UnreadableFile(_("The file is larger than 20 MB."))
    sent.seek(0)
    if sent.read(4) != b"PK\x03\x04":
        return [Member(shown_name(name), lambda: _whole(sent))]
    try:
        archive = zipfile.ZipFile(sent)
        found = [one for one in archive.infolist() if not IGNORED.search(one.filename)]
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, UnicodeDecodeError) as error:
        raise UnreadableFile(_("This is not a ZIP archive, or it is damaged.")) from error
    if len(found) > limits.MOST_FILES:
        raise UnreadableFile(_("The archive holds more than %(n)d files.") % {"n": limits.MOST_FILES})
    if sum(one.file_size for one in found) > limits.MOST_UNPACKED:
        raise UnreadableFile(_("The archive unpacks to more than 200 MB."))
    return [Member(shown_name(one.filename), _opener(archive, one)) for one in found]


def _opener(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> Callable[[], bytes]:
    return lambda: _unpacked(archive, one)


def _whole(sent: IO[bytes]) -> bytes:
    sent.seek(0)
    return _bounded(sent)


def _bounded(opened: IO[bytes]) -> bytes:
    """As many bytes as a file may have, whatever the archive says of its size."""
    found = b""
    while chunk := opened.read(CHUNK):
        found += chunk
        if len(found) > limits.MOST_IN_A_FILE:
            raise UnreadableFile(_("It is larger than 4 MB."))
    return found


def _unpacked(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    if one.file_size > limits.MEGABYTE and one.file_size > limits.HIGHEST_RATIO * one.compress_size:
        raise UnreadableFile(_("It is packed so tightly that it cannot be a text."))
    if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableFile(_("It is damaged."))
    if one.flag_bits & 0x1:
        raise UnreadableFile(_("It is locked with a password."))
    try:
        with archive.open(one) as opened:
            return _bounded(opened)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, RuntimeError, ValueError) as error:
        raise UnreadableFile(_("It is damaged.")) from error


# ---------------------------------------------------------------- one file


def read(member: Member) -> Incoming:
    """What a file says. Raises UnreadableFile."""
    reader = READERS.get(PurePosixPath(member.name).suffix.lower())
    if reader is None:
        raise UnreadableFile(_("Only PO and XLIFF files can be taken."))
    content = member.content()
    if reader is po.read:
        _require_utf8(content, content[:4096])
    else:
        _require_utf8(content, b"")
        _require_harmless(content)
    if len(ENTRY[reader].findall(content)) > limits.MOST_TEXTS + 1:  # the first entry of a PO file has its headers
        raise _too_many()
    try:
        reference, language, texts = reader(content.removeprefix(b"\xef\xbb\xbf"))
    except Exception as error:  # the parsers of strangers' files fail in many ways, all of which mean this
        raise UnreadableFile(_("It is damaged, or no PO or XLIFF 1.2 file.")) from error
    if len(texts) > limits.MOST_TEXTS:
        raise _too_many()
    if reference is None:
        raise UnreadableFile(_("It does not say which work it is of. Only files from this site can be taken."))
    if language and language.replace("_", "-").casefold() != reference.target.casefold():
        raise UnreadableFile(
            _("It says that it is in another language (%(said)s) than it was made for (%(right)s).")
            % {"said": UNPRINTABLE.sub("", language)[:20], "right": reference.target}
        )
    return Incoming(member.name, reference, texts)


def _too_many() -> UnreadableFile:
    return UnreadableFile(_("It has more than %(n)d texts.") % {"n": limits.MOST_TEXTS})


def _require_utf8(content: bytes, head: bytes) -> None:
    """Another encoding could be told right only by luck."""
    said = CHARSET.search(head)
    is_named = said is None or said[1].upper() in (b"UTF-8", b"UTF8", b"CHARSET")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        is_named = False
        text = ""
    if not is_named:
        raise UnreadableFile(_("It is not in UTF-8. Save it in that encoding and send it again."))
    if "\x00" in text or not text.strip():
        raise UnreadableFile(_("It is damaged, or no PO or XLIFF 1.2 file."))


def _require_harmless(content: bytes) -> None:
    """No document type, so no entities that grow and no file that is fetched; and in no other encoding than it is."""
    if re.match(rb"(\xef\xbb\xbf)?\s*<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8[\"'])", content, re.I):
        raise UnreadableFile(_("It is not in UTF-8. Save it in that encoding and send it again."))
    try:
        defusedxml.ElementTree.fromstring(content, forbid_dtd=True)
    except defusedxml.DefusedXmlException as error:
        raise UnreadableFile(_("It has a document type, which a file of texts does not need.")) from error
    except (defusedxml.ElementTree.ParseError, ValueError, LookupError) as error:
        raise UnreadableFile(_("It is damaged, or no PO or XLIFF 1.2 file.")) from error


def each(found: list[Member]) -> Iterator[tuple[Member, Incoming | UnreadableFile]]:
    """Every file with what it says, or why it says nothing."""
    for member in found:
        try:
            yield member, read(member)
        except UnreadableFile as error:
            yield member, error
