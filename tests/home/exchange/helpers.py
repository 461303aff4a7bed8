"""Files as translators get them and send them back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from home import i18n
from home.exchange import po, reading, sheets, xliff
from home.exchange.reading import Incoming, Member
from home.exchange.sheets import Sheet

#: Texts that tools like to break: quotes, escapes, plurals, line breaks, tags, both directions, emoji.
HARD = [
    "He said \"no\", and 'yes'.",
    "A back\\slash, and \\n is no new line",
    "%d person | %(n)s people, {name} 100%",
    "Family 👩‍👩‍👧‍👦, raised fist ✊🏿, flag 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "مرحبا \u200f(1) \u2067Signal\u2069 ١٢٣",
    "Fish & chips < 5 > 3; R&D",
    "Tab\there and no\u00a0break, soft\u00adhyphen",
    "x" * 700,
]
BODY = [
    {"type": "heading", "id": "h1", "value": HARD[0]},
    {
        "type": "text",
        "id": "t1",
        "value": '<p data-block-key="a">One <b>bold</b> word and '
        '<a href="https://example.org/?a=1&amp;b=2">a link</a>.</p>'
        '<p data-block-key="b">Twice.</p><p data-block-key="c">Twice.</p>'
        '<ul><li data-block-key="d">Line<br/>break &amp; &lt;b&gt;</li></ul>',
    },
    *({"type": "heading", "id": f"x{n}", "value": text} for n, text in enumerate(HARD[1:])),
    {"type": "quote", "id": "q1", "value": {"text": "First line\nsecond line", "attribution": "Somebody"}},
]

FORMATS: Mapping[str, Any] = {"po": po, "xlf": xliff}


def sheet(original: Any, code: str = "fr") -> Sheet:
    """The texts of a work."""
    return sheets.sheet(original, i18n.locales()[code])


def filled(made: Sheet, translate: Callable[[str, str], str]) -> Sheet:
    """The same with translations, made of path and text."""
    texts = [sheets.Text(text.path, text.source, translate(text.path, text.source)) for text in made.texts]
    return Sheet(made.reference, made.title, made.name, texts, made.labels)


def incoming(content: bytes, name: str = "file.po") -> Incoming:
    """What the site reads from a file."""
    return reading.read(Member(name, lambda: content))


def back(made: Sheet, ending: str = "po") -> Incoming:
    """A sheet, written and read again."""
    return incoming(FORMATS[ending].write(made), f"file.{ending}")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive of files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()
