"""The formats that the texts of a work are written in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from home.exchange import po, xliff
from home.exchange.sheets import Sheet


@dataclass(frozen=True)
class Format:
    """One of them."""

    media_type: str
    write: Callable[[Sheet], bytes]


#: By the ending of the file.
FORMATS = {"po": Format(po.MEDIA_TYPE, po.write), "xlf": Format(xliff.MEDIA_TYPE, xliff.write)}


def file_name(sheet: Sheet, ending: str) -> str:
    """`guide-0042-check-a-phone.fr.po`."""
    return f"{sheet.name}.{sheet.reference.target}.{ending}"
