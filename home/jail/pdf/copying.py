"""Copying from one PDF to another, key by key, from lists of what may be copied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from home.jail import Refused

#: Most objects of the old file that are copied, how deep they may lie in each other, bytes that streams unpack to.
MAX_OBJECTS, MAX_DEPTH, MAX_UNPACKED = 20_000, 40, 256 * 1024 * 1024
#: Bytes of the steps of one page or form; parsing takes fifty times as much memory.
MAX_DRAWN = 8 * 1024 * 1024
#: How many drawing steps a page may take with all that it draws again and again.
MAX_STEPS = 3_000_000
#: Filters that are formats of pictures, each with its own room for words.
OF_PICTURES = {"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"}

_NUMBER = (int, float, Decimal)
#: Makes the copy of a value, or None to leave it out.
Rule = Callable[["Copy", Any], Any]


class Copy:
    """Where from, where to, what was copied already, and how much of it."""

    def __init__(self, source: pikepdf.Pdf, target: pikepdf.Pdf) -> None:
        self.source = source
        self.target = target
        self.unpacked = 0
        #: How many steps it takes to draw a form, a pattern or a page, by the object in the new file.
        self.steps: dict[tuple[int, int], int] = {}
        self._made: dict[tuple[tuple[int, int], str], Any] = {}
        self._depth = 0

    def once(self, value: Any, rule: Rule, kind: str) -> Any:
        """The copy of an object, made once for each kind of use; None inside itself, which breaks circles."""
        key = (value.objgen, kind) if getattr(value, "is_indirect", False) else None
        if key in self._made:
            return self._made[key]
        if len(self._made) > MAX_OBJECTS or self._depth > MAX_DEPTH:
            raise Refused("greedy")
        if key is not None:
            self._made[key] = None
        self._depth += 1
        made = rule(self, value)
        self._depth -= 1
        if key is not None:
            if isinstance(made, (Dictionary, Stream)) and not made.is_indirect:
                made = self.target.make_indirect(made)
            self._made[key] = made
        return made

    def stream(self, content: bytes, keys: Mapping[str, Any] | None = None) -> Any:
        """A new stream in the new file; packed when the file is written."""
        made = self.target.make_stream(content)
        for key, value in (keys or {}).items():
            made[key] = value
        return made

    def read(self, stream: Any) -> bytes:
        """What a stream unpacks to. Raises Refused when all of them together are too much."""
        content: bytes = stream.read_bytes()
        self.unpacked += len(content)
        if self.unpacked > MAX_UNPACKED:
            raise Refused("unpacked")
        return content

    def measure(self, drawn: Any) -> None:
        """Raises Refused when the steps of a page or form are too long to be parsed."""
        parts = in_list(drawn.get("/Contents")) if isinstance(drawn, Dictionary) else [drawn]
        if sum(len(self.read(part)) for part in parts if isinstance(part, Stream)) > MAX_DRAWN:
            raise Refused("greedy")

    def read_picture(self, stream: Any) -> tuple[bytes, str | None, Any]:
        """What a stream holds, down to a format of pictures; the name of that format and its settings."""
        filters = in_list(stream.get("/Filter"))
        if not filters or str(filters[-1]) not in OF_PICTURES:
            return self.read(stream), None, None
        settings = in_list(stream.get("/DecodeParms"))
        before = self.source.make_stream(stream.read_raw_bytes())
        if len(filters) > 1:
            before["/Filter"] = Array(filters[:-1])
            if len(settings) == len(filters):
                before["/DecodeParms"] = Array(settings[:-1])
        return self.read(before), str(filters[-1]), settings[-1] if len(settings) == len(filters) else None


def in_list(value: Any) -> list[Any]:
    """The members of an array, a value that stands for one, or nothing."""
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def is_number(value: Any) -> bool:
    """Whether it is one; booleans are none."""
    return isinstance(value, _NUMBER) and not isinstance(value, bool)


def plain(copy: Copy, value: Any) -> Any:
    """Numbers, names, yes and no, and lists of them: never a string, a dictionary or a stream."""
    if isinstance(value, (bool, *_NUMBER)):
        return value
    if isinstance(value, Name):
        return Name(str(value))
    if isinstance(value, Array):
        members = [plain(copy, member) for member in value]
        return Array(members) if all(member is not None for member in members) else None
    return None


def numbers(value: Any, count: int) -> Array | None:
    """A list of exactly so many numbers."""
    if isinstance(value, Array) and len(value) == count and all(is_number(member) for member in value):
        return Array(list(value))
    return None


def pick(copy: Copy, value: Any, rules: Mapping[str, Rule]) -> Dictionary:
    """A dictionary with those keys that have a rule."""
    made = Dictionary()
    for key, rule in rules.items():
        found = value.get(key)
        if found is None:
            continue
        copied = rule(copy, found)
        if copied is not None:
            made[key] = copied
    return made


def like(*keys: str) -> dict[str, Rule]:
    """Rules for keys whose values are plain."""
    return dict.fromkeys(keys, plain)


def words(allowed: Callable[[bytes], bytes | None]) -> Rule:
    """A rule for a string, which may come out changed."""

    def rule(copy: Copy, value: Any) -> Any:
        made = allowed(bytes(value)) if isinstance(value, String) else None
        return None if made is None else String(made)

    return rule
