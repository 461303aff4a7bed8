"""Colours, functions and shadings. Profiles are left behind: they have names, makers and dates in them."""

from __future__ import annotations

import re
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream, String

from home.jail.pdf.copying import Copy, Rule, in_list, like, pick

DEVICE = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
_COMPONENTS = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4,
               "/Indexed": 1, "/Separation": 1}  # fmt: skip
_POSTSCRIPT = re.compile(rb"[{}]|-?\d*\.?\d+|[a-z]{2,8}")
_MEASURED = like("/WhitePoint", "/BlackPoint", "/Gamma", "/Matrix", "/Range")
_REMARK = re.compile(rb"%[^\r\n]*")


def components(space: Any) -> int | None:
    """How many numbers a colour of this space has; None where that cannot be told."""
    if isinstance(space, Name):
        return _COMPONENTS.get(str(space))
    if not isinstance(space, Array) or len(space) == 0:
        return None
    kind = str(space[0])
    if kind == "/ICCBased" and len(space) > 1 and isinstance(space[1], Stream):
        count: Any = space[1].get("/N")
        return count if count in DEVICE else None
    if kind == "/DeviceN" and len(space) > 1 and isinstance(space[1], Array):
        return len(space[1])
    return _COMPONENTS.get(kind)


def colour_space(copy: Copy, value: Any) -> Any:
    """A colour space without profiles and without names of inks."""
    return copy.once(value, _colour_space, "colour")


def _colour_space(copy: Copy, value: Any) -> Any:
    if isinstance(value, Name):
        return Name(str(value)) if str(value) in ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern") else None
    if not isinstance(value, Array) or len(value) == 0:
        return None
    kind, rest = str(value[0]), list(value)[1:]
    if len(value) == 1:
        return _colour_space(copy, value[0])
    if kind == "/ICCBased":
        count = components(value)
        return None if count is None else DEVICE[count]
    if kind in ("/CalGray", "/CalRGB", "/Lab") and isinstance(rest[0], Dictionary):
        return Array([Name(kind), pick(copy, rest[0], _MEASURED)])
    if kind == "/Pattern":
        base = colour_space(copy, rest[0])
        return None if base is None else Array([Name.Pattern, base])
    if kind == "/Indexed" and len(rest) == 3:
        return _indexed(copy, *rest)
    if kind in ("/Separation", "/DeviceN") and len(rest) >= 3:
        return _inks(copy, kind, *rest[:3])
    return None


def _indexed(copy: Copy, base: Any, highest: Any, table: Any) -> Any:
    made, count = colour_space(copy, base), components(base)
    if made is None or count is None or not isinstance(highest, int) or not 0 <= highest <= 255:
        return None
    if not isinstance(table, (String, Stream)):
        return None
    content = copy.read(table) if isinstance(table, Stream) else bytes(table)
    return Array([Name.Indexed, made, highest, String(content[: (highest + 1) * count])])


def _inks(copy: Copy, kind: str, names: Any, alternate: Any, tint: Any) -> Any:
    """The names matter to printers only; but All and None mean something."""
    made, change = colour_space(copy, alternate), function(copy, tint)
    if made is None or change is None:
        return None
    renamed = [
        Name(str(name)) if str(name) in ("/All", "/None") else Name(f"/Ink{number}")
        for number, name in enumerate(in_list(names))
    ]
    return Array([Name(kind), Array(renamed) if kind == "/DeviceN" else renamed[0], made, change])


def function(copy: Copy, value: Any) -> Any:
    """A function from numbers to numbers, or a name that stands for one."""
    if isinstance(value, Name):
        return Name(str(value)) if str(value) in ("/Identity", "/Default") else None
    return copy.once(value, _function, "function") if isinstance(value, (Dictionary, Stream)) else None


def functions(copy: Copy, value: Any) -> Any:
    """One, or a list of them."""
    if not isinstance(value, Array):
        return function(copy, value)
    made = [function(copy, one) for one in value]
    return None if None in made else Array(made)


def _function(copy: Copy, value: Any) -> Any:
    keys = pick(copy, value, {
        **like("/FunctionType", "/Domain", "/Range", "/Size", "/BitsPerSample", "/Order", "/Encode", "/Decode", "/C0",
               "/C1", "/N", "/Bounds"),
        "/Functions": functions,
    })  # fmt: skip
    if not isinstance(value, Stream):
        return keys
    content = copy.read(value)
    if value.get("/FunctionType") == 4:
        content = b" ".join(_POSTSCRIPT.findall(_REMARK.sub(b"", content)))
    return copy.stream(content, dict(keys.items()))


def shading(copy: Copy, value: Any) -> Any:
    """Colours that run into each other."""
    return copy.once(value, _shading, "shading") if isinstance(value, (Dictionary, Stream)) else None


_SHADING: dict[str, Rule] = {
    **like("/ShadingType", "/Background", "/BBox", "/AntiAlias", "/Domain", "/Matrix", "/Coords", "/Extend", "/Decode",
           "/BitsPerCoordinate", "/BitsPerComponent", "/BitsPerFlag", "/VerticesPerRow"),
    "/ColorSpace": colour_space, "/Function": functions,
}  # fmt: skip


def _shading(copy: Copy, value: Any) -> Any:
    keys = pick(copy, value, _SHADING)
    return copy.stream(copy.read(value), dict(keys.items())) if isinstance(value, Stream) else keys
