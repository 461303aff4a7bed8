"""Texts as XLIFF 1.2 (OASIS, 2008), which more programs read than 2.0, with the Translate Toolkit."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from lxml import etree
from translate.storage import xliff

from home.exchange.sheets import Reference, Sheet, Text

MEDIA_TYPE = "application/x-xliff+xml"
EMPTY = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original={} source-language={} target-language={} datatype="html"><body/></file></xliff>"""
#: States in which somebody has to look at a text; one without a state is done.
UNCERTAIN = ("new", "needs-")


def write(sheet: Sheet) -> bytes:
    """An XLIFF file. The reference to the work stands in `original`, which every program keeps."""
    reference = sheet.reference
    empty = EMPTY.format(*map(quoteattr, (reference.signed(), reference.source, reference.target)))
    store = xliff.xlifffile.parsestring(empty.encode())
    for place, text in enumerate(sheet.texts):
        unit = store.UnitClass(text.source)
        store.addunit(unit)
        unit.setid(f"{place}:{text.path}")
        if text.target:
            unit.settarget(text.target, reference.target)
            unit.markfuzzy(text.is_uncertain)
        unit.addnote(sheet.label(text.path), origin="developer")
        if text.previous:
            unit.addalttrans(text.target, origin="previous", sourcetxt=text.previous)
    etree.cleanup_namespaces(store.document)
    return bytes(store)


def read(content: bytes) -> tuple[Reference | None, str, list[Text]]:
    """The work, the language that the file says it is in, and its texts.

    `content` was found to be without a document type. Raises whatever the parser does on a broken file.
    """
    store = xliff.xlifffile.parsestring(content)
    (file,) = store.document.getroot().iterchildren(store.namespaced("file"))
    texts = [Text(_path(unit), unit.source or "", unit.target or "", _is_uncertain(unit)) for unit in store.units]
    return Reference.read(file.get("original", "")), store.gettargetlanguage() or "", texts


def _path(unit: xliff.Xliff1Unit) -> str:
    place, _separator, path = unit.xmlelement.get("id", "").partition(":")
    return path if place.isdecimal() else ""


def _is_uncertain(unit: xliff.Xliff1Unit) -> bool:
    target = unit.xmlelement.find(unit.namespaced("target"))
    if target is None:
        return False
    return target.get("state", "").startswith(UNCERTAIN) or target.get("state-qualifier") == "fuzzy-match"
