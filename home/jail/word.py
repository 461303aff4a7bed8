"""A DOCX as HTML: the text that one sees, without comments, deletions, hidden text, properties. Works in the jail.

Its parts are parsed and written anew before mammoth reads them, without what a reader does not see. mammoth's own
parser would follow definitions in a document type, so a part that has one is refused.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
from typing import Any

import mammoth
from lxml import etree

from home.jail import MAX_ELEMENTS, MAX_PARTS, MAX_UNPACKED, Refused

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = {"0", "false", "off"}
#: Parts that say who wrote, or hold other files and programs.
_UNWANTED = re.compile(r"(^|/)(comments\w*|people|vba\w*)\.\w+$|^(docProps|customXml)/|/(embeddings|activeX|glossary)/")
_XML = (".xml", ".rels")
_PICTURES = re.compile(r"(^|/)media/[^/]+$")
_MACROS = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
#: What was deleted or moved away, and notes in the margin.
_GONE = {f"{W}{name}" for name in ("del", "moveFrom", "commentReference", "commentRangeStart", "commentRangeEnd")}


def work(content: bytes, *options: str) -> tuple[dict[str, Any], bytes]:
    """The HTML, and how many pictures it had. With the option "pictures" they come along, named as in the HTML."""
    pictures: dict[str, str] = {}
    count = 0

    def keep(image: Any) -> dict[str, str]:
        nonlocal count
        count += 1
        if "pictures" not in options:
            return {}
        name = f"docx:{len(pictures)}"
        with image.open() as opened:
            pictures[name] = base64.b64encode(opened.read()).decode()
        return {"src": name}

    result = mammoth.convert_to_html(
        io.BytesIO(visible(content, with_pictures="pictures" in options)),
        convert_image=mammoth.images.img_element(keep), include_embedded_style_map=False,
        style_map="p[style-name='Title'] => h1:fresh", external_file_access=False,
    )  # fmt: skip
    return {"count": count, "pictures": pictures}, result.value.encode()


def visible(content: bytes, *, with_pictures: bool) -> bytes:
    """The same file with what one sees and no more. Raises Refused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Refused("broken") from error
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise Refused("parts")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused("unpacked")
    if _MACROS.search(archive.read("[Content_Types].xml")) or any("vbaProject" in part.filename for part in parts):
        raise Refused("macros")
    wanted = {part.filename for part in parts if not _UNWANTED.search(part.filename)}
    trees = {name: _tree(archive.read(name)) for name in sorted(wanted) if name.endswith(_XML)}
    if sum(1 for tree in trees.values() for _element in tree.iter()) > MAX_ELEMENTS:
        raise Refused("greedy")
    hidden = {style for tree in trees.values() for style in _hidden_styles(tree)}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for name, tree in trees.items():
            _without_what_is_hidden(tree, hidden)
            written.writestr(name, etree.tostring(tree, encoding="UTF-8", xml_declaration=True))
        for name in wanted:
            if _PICTURES.search(name):
                # mammoth asks for each, also to leave it out.
                written.writestr(name, archive.read(name) if with_pictures else b"")
    return made.getvalue()


def _tree(part: bytes) -> etree._Element:
    """One part as a tree. Raises Refused for a document type, with which a small file can grow without end."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    if b"<!DOCTYPE" in part:
        raise Refused("broken")
    root = etree.fromstring(part, parser)
    if root.getroottree().docinfo.doctype:
        raise Refused("broken")
    return root


def _is_on(element: etree._Element | None) -> bool:
    """Whether a property that is there is also meant."""
    return element is not None and element.get(f"{W}val", "1").lower() not in _OFF


def _hidden_styles(tree: etree._Element) -> set[str]:
    """The keys of styles whose text is not shown."""
    return {
        str(style.get(f"{W}styleId"))
        for style in tree.iter(f"{W}style")
        if _is_on(style.find(f"{W}rPr/{W}vanish"))
    }  # fmt: skip


def _without_what_is_hidden(tree: etree._Element, hidden_styles: set[str]) -> None:
    """Take out deletions, notes, and runs that are not shown."""
    gone = list(tree.iter(*_GONE))
    for run in tree.iter(f"{W}r"):
        own = run.find(f"{W}rPr/{W}vanish")
        styles = [run.find(f"{W}rPr/{W}rStyle"), _style_of_paragraph(run)]
        by_style = any(style is not None and style.get(f"{W}val") in hidden_styles for style in styles)
        if _is_on(own) or (own is None and by_style):
            gone.append(run)
    for element in gone:
        # The mark of a deleted paragraph stands in its properties, and mammoth has to see it.
        parent = element.getparent()
        if parent is not None and parent.tag not in (f"{W}rPr", f"{W}trPr"):
            parent.remove(element)


def _style_of_paragraph(run: etree._Element) -> etree._Element | None:
    """The style of the paragraph that it stands in."""
    paragraph = next(run.iterancestors(f"{W}p"), None)
    return None if paragraph is None else paragraph.find(f"{W}pPr/{W}pStyle")
