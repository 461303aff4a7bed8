"""Typefaces: their shapes, and what makes text of them again. Of TrueType files the parts that name people go."""

from __future__ import annotations

import re
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from home.jail import Refused
from home.jail.pdf.copying import Copy, Rule, is_number, like, pick, plain, words

#: Tables of a TrueType or OpenType file that draw; the others name its maker, owner and history.
_TABLES = {
    b"cmap", b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep", b"vhea", b"vmtx", b"VORG",
    b"CFF ", b"OS/2", b"post",
}  # fmt: skip
_REMARK = re.compile(rb"%[^\r\n]*")
_SECTION = re.compile(rb"begin(codespacerange|bfchar|bfrange|cidchar|cidrange|notdefrange)\b(.*?)\bend\1\b", re.DOTALL)
_TOKEN = re.compile(rb"<[0-9A-Fa-f\s]*>|\[|\]|\b\d{1,6}\b")
_BEGIN = re.compile(rb"<|\d")
#: Registries of characters: Adobe-Japan1 and the like.
_REGISTRY = re.compile(rb"[A-Za-z0-9-]{1,20}")


def plain_font(copy: Copy, value: Any) -> Any:
    """A font whose shapes come from a file or from the reader's machine; those that are drawn are in `drawing`."""
    if value.get("/Subtype") == "/Type0":
        return pick(copy, value, _COMPOSED)
    return pick(copy, value, _SIMPLE)


def encoding(copy: Copy, value: Any) -> Any:
    """Which shape belongs to which number."""
    if isinstance(value, Name):
        return Name(str(value))
    if isinstance(value, Stream):
        return copy.once(value, _character_map, "cmap")
    return pick(copy, value, like("/Type", "/BaseEncoding", "/Differences")) if isinstance(value, Dictionary) else None


def to_unicode(copy: Copy, value: Any) -> Any:
    """Which character belongs to which number."""
    if isinstance(value, Name):
        return Name(str(value))
    return copy.once(value, _character_map, "cmap") if isinstance(value, Stream) else None


def _character_map(copy: Copy, value: Any) -> Any:
    """Only its numbers, in a frame of ours."""
    content = _REMARK.sub(b"", copy.read(value))
    lines = [b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap", b"/CMapName /Map def /CMapType 2 def"]
    writes_down = re.search(rb"/WMode\s+1\b", content) is not None or value.get("/WMode") == 1
    if writes_down:
        lines.append(b"/WMode 1 def")
    for kind, inside in _SECTION.findall(content):
        tokens = _TOKEN.findall(inside)
        entries = _entries(tokens, 2 if kind in (b"codespacerange", b"bfchar", b"cidchar") else 3)
        lines += [b"%d begin%s" % (len(entries), kind), *entries, b"end" + kind]
    lines.append(b"endcmap CMapName currentdict /CMap defineresource pop end end")
    keys: dict[str, Any] = {"/Type": Name.CMap, "/CMapName": Name.Map}
    if "/CIDSystemInfo" in value:
        keys["/CIDSystemInfo"] = _system(copy, value["/CIDSystemInfo"])
    if writes_down:
        keys["/WMode"] = 1
    if isinstance(value.get("/UseCMap"), Name):
        keys["/UseCMap"] = Name(str(value["/UseCMap"]))
        lines.insert(2, b"%s usecmap" % str(value["/UseCMap"]).encode())
    return copy.stream(b"\n".join(lines), keys)


def _entries(tokens: list[bytes], length: int) -> list[bytes]:
    """Lines of so many values each; a value is a number or a list of them."""
    values: list[bytes] = []
    at = 0
    while at < len(tokens):
        end = at + 1
        if tokens[at] == b"[":
            end = tokens.index(b"]", at) + 1
        values.append(b" ".join(tokens[at:end]))
        at = end
    return [b" ".join(values[at : at + length]) for at in range(0, len(values) - length + 1, length)]


def _system(copy: Copy, value: Any) -> Any:
    if not isinstance(value, Dictionary):
        return None
    registry = words(lambda content: content if _REGISTRY.fullmatch(content) else b"Adobe")
    return pick(copy, value, {"/Registry": registry, "/Ordering": registry, "/Supplement": plain})


def _widths(copy: Copy, value: Any) -> Any:
    """Numbers, and lists of numbers."""
    if not isinstance(value, Array):
        return None
    return plain(copy, value) if all(is_number(one) or isinstance(one, Array) for one in value) else None


def _glyphs(copy: Copy, value: Any) -> Any:
    """Which shape belongs to which number, as a name or as a list."""
    if isinstance(value, Name):
        return Name(str(value))
    if not isinstance(value, Stream):
        return None
    return copy.once(value, lambda copy, stream: copy.stream(copy.read(stream)[: 2 * 65536]), "glyphs")


def _font_file(copy: Copy, value: Any) -> Any:
    return copy.once(value, _file, "font file") if isinstance(value, Stream) else None


def _file(copy: Copy, value: Any) -> Any:
    content = copy.read(value)
    keys: dict[str, Any] = dict(pick(copy, value, like("/Length1", "/Length2", "/Length3", "/Subtype")).items())
    if content[:4] in (b"\0\1\0\0", b"true", b"OTTO"):
        content = _shapes(content)
        keys["/Length1"] = len(content)
    return copy.stream(content, keys)


def _shapes(content: bytes) -> bytes:
    """A TrueType or OpenType file with the tables that draw."""
    count = int.from_bytes(content[4:6])
    kept: list[tuple[bytes, bytes, bytes]] = []
    for number in range(count):
        record = content[12 + 16 * number : 28 + 16 * number]
        if len(record) < 16:
            raise Refused("broken")
        start, length = int.from_bytes(record[8:12]), int.from_bytes(record[12:16])
        if record[:4] in _TABLES:
            kept.append((record[:4], record[4:8], content[start : start + length]))
    if len({name for name, _sum, _table in kept}) != len(kept):
        raise Refused("broken")
    power = max(len(kept), 1).bit_length() - 1
    head = content[:4] + b"".join(
        number.to_bytes(2) for number in (len(kept), 16 << power, power, 16 * len(kept) - (16 << power))
    )
    at, records, tables = 12 + 16 * len(kept), b"", b""
    for name, checksum, table in kept:
        records += name + checksum + (at + len(tables)).to_bytes(4) + len(table).to_bytes(4)
        tables += table + bytes(-len(table) % 4)
    return head + records + tables


def _descriptor(copy: Copy, value: Any) -> Any:
    return copy.once(value, _described, "descriptor") if isinstance(value, Dictionary) else None


def _described(copy: Copy, value: Any) -> Any:
    return pick(copy, value, {
        **like("/Type", "/FontName", "/Flags", "/FontBBox", "/ItalicAngle", "/Ascent", "/Descent", "/Leading",
               "/CapHeight", "/XHeight", "/StemV", "/StemH", "/AvgWidth", "/MaxWidth", "/MissingWidth", "/FontWeight",
               "/FontStretch"),
        "/FontFile": _font_file, "/FontFile2": _font_file, "/FontFile3": _font_file,
    })  # fmt: skip


_SIMPLE: dict[str, Rule] = {
    **like("/Type", "/Subtype", "/BaseFont", "/FirstChar", "/LastChar"),
    "/Widths": _widths, "/Encoding": encoding, "/ToUnicode": to_unicode, "/FontDescriptor": _descriptor,
}  # fmt: skip
_DESCENDANT: dict[str, Rule] = {
    **like("/Type", "/Subtype", "/BaseFont", "/DW", "/DW2"),
    "/W": _widths, "/W2": _widths, "/CIDSystemInfo": _system, "/CIDToGIDMap": _glyphs, "/FontDescriptor": _descriptor,
}  # fmt: skip


def _descendants(copy: Copy, value: Any) -> Any:
    if not isinstance(value, Array):
        return None
    made = [copy.once(one, lambda copy, font: pick(copy, font, _DESCENDANT), "descendant") for one in value]
    return Array(made)


_COMPOSED: dict[str, Rule] = {
    **like("/Type", "/Subtype", "/BaseFont"),
    "/Encoding": encoding, "/ToUnicode": to_unicode, "/DescendantFonts": _descendants,
}  # fmt: skip
