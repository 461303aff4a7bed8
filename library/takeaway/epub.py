"""A handout as an EPUB 3.3 file with one chapter, for telephones and e-readers. It must pass epubcheck."""

from __future__ import annotations

import datetime
import io
import uuid
import zipfile
from pathlib import Path
from typing import IO, Any

from lxml import etree
from lxml.builder import ElementMaker

from library.takeaway.handout import Paper
from library.takeaway.markup import Node

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
STYLE = Path(__file__).with_name("epub.css")
#: What our own elements are in XHTML, and the class that they get.
AS_XHTML = {
    "safety": ("aside", "safety"),
    "callout": ("aside", "callout"),
    "steps": ("ol", "steps"),
    "checklist": ("ul", "checklist"),
    "minutes": ("p", "minutes"),
    "said-by": ("footer", ""),
    "lead-in": ("p", "lead-in"),
    "part": ("div", ""),
    "chapter": ("section", "chapter"),
}
#: The same bytes for the same content: the date of a ZIP's entries says nothing here.
NO_DATE = (1980, 1, 1, 0, 0, 0)

html = ElementMaker(namespace=XHTML, nsmap={None: XHTML, "epub": OPS})
opf = ElementMaker(namespace=OPF, nsmap={None: OPF, "dc": DC})
dc = ElementMaker(namespace=DC)


def make(handout: Paper) -> IO[bytes]:
    """The file."""
    headings = _number_headings(handout.body)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        _add(archive, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        _add(archive, "META-INF/container.xml", CONTAINER.encode())
        _add(archive, "EPUB/package.opf", _written(_package(handout)))
        _add(archive, "EPUB/nav.xhtml", _written(_contents(handout, headings), doctype="<!DOCTYPE html>"))
        _add(archive, "EPUB/guide.xhtml", _written(_chapter(handout), doctype="<!DOCTYPE html>"))
        _add(archive, "EPUB/style.css", STYLE.read_bytes())
        for drawing in handout.pictures.values():
            _add(archive, f"EPUB/{drawing.name}", drawing.content, zipfile.ZIP_STORED)
    made.seek(0)
    return made


def _add(archive: zipfile.ZipFile, name: str, content: bytes, packed: int = zipfile.ZIP_DEFLATED) -> None:
    archive.writestr(zipfile.ZipInfo(name, NO_DATE), content, compress_type=packed)


def _written(root: Any, doctype: str | None = None) -> bytes:
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", doctype=doctype)
    return content


def _number_headings(body: list[Node]) -> list[tuple[str, str]]:
    """Give each section an anchor of its own; anchors and texts for the list of contents."""
    found: list[tuple[str, str]] = []
    for node in (below for top in body for below in top.walk()):
        if node.tag == "h2":
            node.attributes["id"] = f"section-{len(found) + 1}"
            found.append((node.attributes["id"], " ".join(node.text().split())))
    return found


def _package(handout: Paper) -> Any:
    published = handout.modified.astimezone(datetime.UTC)
    has_pictures = bool(handout.pictures)
    modes = ["textual", "visual"] if has_pictures else ["textual"]
    features = ["structuralNavigation", "tableOfContents", *(["alternativeText"] if has_pictures else [])]
    metadata = opf.metadata(
        dc.identifier(uuid.uuid5(handout.page.translation_key, handout.language).urn, id="id"),
        dc.title(handout.title),
        dc.language(handout.language),
        *(dc.creator(name) for name in handout.authors),
        dc.publisher("Global Grassroots Support Network"),
        dc.description(handout.summary or handout.title),
        dc.source(handout.address),
        dc.rights(" ".join(handout.licence[:2])),
        opf.meta(published.strftime("%Y-%m-%dT%H:%M:%SZ"), property="dcterms:modified"),
        *(opf.meta(mode, property="schema:accessMode") for mode in modes),
        opf.meta("textual", property="schema:accessModeSufficient"),
        *(opf.meta(feature, property="schema:accessibilityFeature") for feature in features),
        opf.meta("none", property="schema:accessibilityHazard"),
    )
    items = [
        ("nav", "nav.xhtml", "application/xhtml+xml", {"properties": "nav"}),
        ("guide", "guide.xhtml", "application/xhtml+xml", {}),
        ("style", "style.css", "text/css", {}),
        *((f"p{place}", name, "image/jpeg", {}) for place, name in enumerate(handout.pictures)),
    ]
    manifest = opf.manifest(
        *(opf.item({"id": key, "href": name, "media-type": kind, **more}) for key, name, kind, more in items)
    )
    spine = opf.spine(opf.itemref(idref="guide"), {"page-progression-direction": handout.direction})
    package = opf.package(metadata, manifest, spine, {"version": "3.0", "unique-identifier": "id"})
    package.set(XML_LANG, handout.language)
    package.set("dir", handout.direction)
    return package


def _document(handout: Paper, *inside: Any) -> Any:
    return html.html(
        html.head(html.title(handout.title), html.link(rel="stylesheet", type="text/css", href="style.css")),
        html.body(*inside),
        {"lang": handout.language, "dir": handout.direction, XML_LANG: handout.language},
    )


def _contents(handout: Paper, headings: list[tuple[str, str]]) -> Any:
    links = [html.li(html.a(text, href=f"guide.xhtml#{anchor}")) for anchor, text in headings if text]
    nav = html.nav(
        html.h1(handout.title),
        html.ol(*(links or [html.li(html.a(handout.title, href="guide.xhtml"))])),
        {f"{{{OPS}}}type": "toc"},
    )
    return _document(handout, nav)


def _chapter(handout: Paper) -> Any:
    above = f"{handout.number} {handout.kind}".strip()
    head = [html.p(above, {"class": "number"}), html.h1(handout.title)]
    if handout.summary:
        head.append(html.p(handout.summary, {"class": "summary"}))
    return _document(handout, *head, *(_element(node, "body") for node in handout.body))


def _element(node: Node, above: str) -> Any:
    """An element of XHTML; attributes are those that the tree knows, text is escaped by lxml."""
    tag, kind = AS_XHTML.get(node.tag, (node.tag, ""))
    if node.tag == "caption" and above == "figure":
        tag = "figcaption"
    attributes = {name: value for name, value in node.attributes.items() if name not in ("shape", "lang")}
    if kind:
        attributes["class"] = kind
    if language := node.attributes.get("lang"):
        attributes["lang"] = attributes[XML_LANG] = language
    made = html(tag, attributes)
    last = None
    for child in node.children:
        if isinstance(child, Node):
            last = _element(child, node.tag)
            made.append(last)
        elif last is None:
            made.text = (made.text or "") + child
        else:
            last.tail = (last.tail or "") + child
    return made
