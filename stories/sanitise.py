"""What people type, made safe to store: plain text only, without what cannot be seen and only confuses."""

from __future__ import annotations

import re
import secrets
import unicodedata
from html import escape

#: Line ends of all systems and scripts.
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
#: Control characters (NUL, which databases refuse, among them), lone halves of characters, byte order marks.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
#: Marks that turn the direction of everything after them: a reviewer would read something else than what is stored.
#: The marks that Arabic needs (U+200E, U+200F) stay, and so do the joiners of Persian, of India and of emoji.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BLANK_LINES = re.compile(r"\n\s*\n")
#: Categories of characters that show nothing by themselves: spaces, controls, formats, marks on another character.
_SHOW_NOTHING = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"}
#: What shows nothing although its category says otherwise: fillers of Hangul, the blank Braille pattern, and places
#: that Unicode keeps for characters without a shape.
_BLANKS = re.compile("[\u115f\u1160\u2065\u2800\u3164\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]")


def is_visible(typed: str) -> bool:
    """Whether there is anything in it that a reader can see."""
    return any(unicodedata.category(character) not in _SHOW_NOTHING for character in _BLANKS.sub("", typed))


def text(typed: str) -> str:
    """Several lines of plain text; empty when nothing of it can be seen."""
    lines = _TURNING.sub("", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", typed)))
    return unicodedata.normalize("NFC", lines).strip() if is_visible(lines) else ""


def line(typed: str) -> str:
    """One line of plain text; empty when nothing of it can be seen."""
    return " ".join(text(typed).split())


def paragraphs(plain: str) -> str:
    """Plain text as rich text: blank lines part paragraphs, and whatever looks like markup is text.

    Each paragraph has the key that Wagtail's editor would give it; without one, opening the story and approving it
    would count as an edit by the reviewer, and nobody may approve their own.
    """
    parts = (part.strip() for part in _BLANK_LINES.split(text(plain)))
    return "".join(
        f'<p data-block-key="{secrets.token_hex(3)[:5]}">{escape(part, quote=False).replace(chr(10), "<br/>")}</p>'
        for part in parts
        if is_visible(part)
    )
