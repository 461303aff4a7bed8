"""Looking for planted words in every byte of a file: packed, encoded and wrapped as it may be."""

from __future__ import annotations

import base64
import binascii
import contextlib
import html
import io
import re
import warnings
import zipfile

import pikepdf
from PIL import Image

from tests.home.planted import MARKER

_PLACE = re.compile(re.escape(MARKER) + r"(?:-([a-z0-9]+))?")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}){12,}")
#: The middle of the word in base64, for each place in a group of three bytes at which it can begin.
_IN_BASE64 = [base64.b64encode(bytes(shift) + MARKER.encode())[4:-4] for shift in range(3)]


def found_in(content: bytes, depth: int = 0) -> set[str]:
    """The ends of the planted words in a file and in whatever it holds; "?" for one that is only half there."""
    found = _in_bytes(content)
    if depth > 3:
        return found
    for part in _parts(content):
        found |= found_in(part, depth + 1)
    return found


def _in_bytes(content: bytes) -> set[str]:
    found: set[str] = set()
    for text in (
        content.decode("utf-8", "ignore"),
        *(content[shift:].decode(name, "ignore") for name in ("utf-16-le", "utf-16-be") for shift in (0, 1)),
    ):
        found |= {match[1] or "?" for match in _PLACE.finditer(html.unescape(text) if "&" in text else text)}
    for run in _BASE64.findall(content):
        with contextlib.suppress(binascii.Error):
            found |= {match[1] or "?" for match in _PLACE.finditer(base64.b64decode(run + b"==").decode("latin-1"))}
    for run in _HEX.findall(content):
        found |= {match[1] or "?" for match in _PLACE.finditer(bytes.fromhex(run.decode()).decode("latin-1"))}
    if any(piece in content for piece in _IN_BASE64):
        found.add("?")
    return found


def _parts(content: bytes) -> list[bytes]:
    """What a file holds that its bytes do not show."""
    parts: list[bytes] = []
    if b"%PDF-" in content[:1024]:
        parts += _parts_of_pdf(content)
    if b"PK\x05\x06" in content:
        with contextlib.suppress(zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
            archive = zipfile.ZipFile(io.BytesIO(content))
            parts += [part.filename.encode() + part.comment + part.extra for part in archive.infolist()]
            parts += [archive.read(part) for part in archive.infolist() if part.file_size < 5_000_000]
    with contextlib.suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parts += _notes_of_picture(content)
    return parts


def _parts_of_pdf(content: bytes) -> list[bytes]:
    """Its strings and names, and its streams, unpacked as far as they can be."""
    parts: list[bytes] = []
    with (
        contextlib.suppress(pikepdf.PdfError, pikepdf.PasswordError),
        pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf,
    ):
        for one in [*pdf.objects, pdf.trailer]:
            parts += _strings(one, 0)
            if isinstance(one, pikepdf.Stream):
                parts.append(one.read_raw_bytes())
                with contextlib.suppress(pikepdf.PdfError):
                    parts.append(one.read_bytes())
                with contextlib.suppress(pikepdf.PdfError):
                    parts.append(one.read_bytes(decode_level=pikepdf.StreamDecodeLevel.generalized))
    return parts


def _strings(value: object, depth: int) -> list[bytes]:
    if depth > 12:
        return []
    if isinstance(value, pikepdf.String):
        return [bytes(value), str(value).encode()]
    if isinstance(value, pikepdf.Name):
        return [str(value).encode()]
    if isinstance(value, pikepdf.Array):
        return [part for member in value for part in _direct(member, depth)]
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        found = [part for _key, member in value.items() for part in _direct(member, depth)]
        return found + [str(key).encode() for key, _member in value.items()]
    return []


def _direct(value: object, depth: int) -> list[bytes]:
    """Objects of their own are looked at by themselves."""
    return [] if getattr(value, "is_indirect", False) else _strings(value, depth + 1)


def _notes_of_picture(content: bytes) -> list[bytes]:
    """What Pillow reads beside the pixels: comments unpacked, EXIF, profiles, thumbnails."""
    with Image.open(io.BytesIO(content)) as picture:
        if picture.width * picture.height > 4_000_000:
            return []
        picture.load()
        notes = [value if isinstance(value, bytes) else str(value).encode() for value in picture.info.values()]
        exif = picture.getexif()
        tables = [exif, *(exif.get_ifd(number) for number in (0x8769, 0x8825, 0xA005))]
        return notes + [str(value).encode() for table in tables for value in table.values()]
