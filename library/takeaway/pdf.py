"""A handout as a tagged PDF (PDF/UA-1), set by Typst.

No word of an editor is ever read as Typst's own language: the text goes in as data (JSON), and guide.typ, which is
ours, walks it. Typst may read nothing but a folder that holds the data, the template and the pictures.
"""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from typing import IO, Any

import typst

from home import i18n
from library.takeaway import typefaces
from library.takeaway.handout import Paper

TEMPLATE = Path(__file__).with_name("guide.typ")


def make(handout: Paper) -> IO[bytes] | None:
    """The file; None where no font has the letters of the text: a file full of boxes helps nobody."""
    document = _document(handout)
    written = json.dumps(document, ensure_ascii=False)
    if typefaces.letters_missing(written):
        return None
    missing = typefaces.signs_missing(written)
    written = written.translate(dict.fromkeys(map(ord, missing)))
    with tempfile.TemporaryDirectory(prefix="ggsn-pdf-") as name:
        folder = Path(name)
        (folder / "guide.json").write_text(written, encoding="utf-8")
        (folder / "guide.typ").write_bytes(TEMPLATE.read_bytes())
        (folder / "qr.svg").write_text(handout.qr_code, encoding="utf-8")
        for drawing in handout.pictures.values():
            (folder / drawing.name).write_bytes(drawing.content)
        made: Any = typst.compile(
            folder / "guide.typ",
            root=folder,
            font_paths=typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=typefaces.folders()
            ),
            format="pdf",
            pdf_standards=["ua-1"],
        )
    return io.BytesIO(made)


def _document(handout: Paper) -> dict[str, Any]:
    ground, motif = handout.inks
    language, _hyphen, region = handout.language.partition("-")
    return {
        "title": handout.title,
        "summary": handout.summary,
        "number": handout.number,
        "kind": handout.kind,
        "authors": handout.authors,
        "version": handout.version,
        "address": handout.address,
        "language": language,
        "region": region if len(region) == 2 else "",
        "direction": handout.direction,
        "ground": ground,
        "motif": motif,
        "families": _families(handout.language),
        "body": [node.as_json() for node in handout.body],
    }


def _families(language: str) -> list[str]:
    """The families, those for the writing of the language first: digits and signs then match its letters."""
    known = typefaces.families()
    if i18n.direction(language) == "rtl":
        return sorted(known, key=lambda family: "Arabic" not in family)
    return known
