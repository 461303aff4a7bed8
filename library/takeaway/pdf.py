"""A handout as a tagged PDF (PDF/UA-1), set by Typst.

No word of an editor is ever read as Typst's own language: the text goes in as data (JSON), and guide.typ, which is
ours, walks it. Typst may read nothing but a folder that holds the data, the template and the pictures.
"""

from __future__ import annotations

import io
import json
import logging
import tempfile
from pathlib import Path
from typing import IO, Any

import typst

from home import i18n
from library.takeaway import typefaces
from library.takeaway.handout import Paper

logger = logging.getLogger(__name__)
TEMPLATE = Path(__file__).with_name("guide.typ")
HEADINGS = ("h2", "h3", "h4")


def make(handout: Paper) -> IO[bytes] | None:
    """The file; None where no font has the letters of the text: a file full of boxes helps nobody.

    None as well where Typst refuses it, which is in the log: the other formats can still be made.
    """
    document = _document(handout)
    written = json.dumps(document, ensure_ascii=False)
    if typefaces.letters_missing(written):
        return None
    _draw_all(document, dict.fromkeys(map(ord, typefaces.signs_missing(written))))
    try:
        return io.BytesIO(_compiled(handout, json.dumps(document, ensure_ascii=False)))
    except typst.TypstError:
        logger.exception("No PDF of %s", handout.address)
        return None


def _draw_all(document: dict[str, Any], missing: dict[int, None]) -> None:
    """Leave out the signs that no font has, and what PDF/UA refuses: headings without text, levels that are skipped."""
    for name in ("title", "summary", "kind", "version"):
        document[name] = document[name].translate(missing).strip()
    document["title"] = document["title"] or document["kind"] or document["address"]
    document["authors"] = [author.translate(missing) for author in document["authors"]]
    document["body"] = _drawable(document["body"], missing, [1])


def _drawable(nodes: list[Any], missing: dict[int, None], level: list[int]) -> list[Any]:
    """The same for a part of the tree. `level` holds that of the last heading."""
    kept: list[Any] = []
    for node in nodes:
        if isinstance(node, str):
            kept.append(node.translate(missing))
            continue
        if node.get("alt"):
            node["alt"] = node["alt"].translate(missing).strip()
        node["children"] = _drawable(node["children"], missing, level)
        if node["tag"] in HEADINGS:
            if not _text(node).strip():
                continue
            level[0] = min(int(node["tag"][1]), level[0] + 1)
            node["tag"] = f"h{level[0]}"
        kept.append(node)
    return kept


def _text(node: Any) -> str:
    return node if isinstance(node, str) else "".join(map(_text, node["children"]))


def _compiled(handout: Paper, written: str) -> bytes:
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
    return bytes(made)


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
