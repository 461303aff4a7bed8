"""The fonts of the PDF files, and what they can show."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont, TTLibError

OWN = Path(__file__).parent / "fonts"
KINDS = ("*.ttf", "*.otf", "*.ttc")
#: Letters, their marks and digits carry the meaning; a sign that is missing is left out, a letter never.
MEANING = ("L", "M", "N")


def folders() -> list[Path]:
    """Ours, and the operator's (GGSN_FONTS)."""
    return [OWN, *([settings.FONTS] if settings.FONTS else [])]


def families() -> list[str]:
    """The families in the order in which a letter is looked for: ours, then the operator's by name."""
    return list(_read(tuple(folders())))


def drawable() -> frozenset[int]:
    """The code points that some font has."""
    known = _read(tuple(folders())).values()
    return frozenset().union(*known)


def letters_missing(text: str) -> set[str]:
    """The letters of a text that no font has."""
    known = drawable()
    return {letter for letter in set(text) if ord(letter) not in known and unicodedata.category(letter)[0] in MEANING}


def signs_missing(text: str) -> set[str]:
    """The other characters that no font has, such as an emoji."""
    known = drawable()
    return {sign for sign in set(text) if ord(sign) not in known and not sign.isspace()} - letters_missing(text)


@cache
def _read(places: tuple[Path, ...]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for place in places:
        for path in sorted(path for kind in KINDS for path in place.rglob(kind)):
            for name, points in _fonts_in(path):
                found.setdefault(name, set()).update(points)
    return found


def _fonts_in(path: Path) -> list[tuple[str, set[int]]]:
    """Names and code points; a file that is no font is passed over."""
    try:
        with TTCollection(path, lazy=True) if path.suffix == ".ttc" else TTFont(path, lazy=True) as opened:
            fonts = opened.fonts if isinstance(opened, TTCollection) else [opened]
            return [(_family(font), set(font.getBestCmap() or {})) for font in fonts]
    except (TTLibError, OSError, KeyError):
        return []


def _family(font: TTFont) -> str:
    """The typographic family (name 16), else the plain one (name 1)."""
    return str(font["name"].getDebugName(16) or font["name"].getDebugName(1) or "")
