"""The symbols that a page's covers and icons refer to, written once a page."""

import re

from django.utils.safestring import SafeString, mark_safe

from home.patchwork.icons import ICONS
from home.patchwork.tiles import TILES

#: id of a symbol → the symbol, in the order in which a sprite lists them.
SYMBOLS: dict[str, str] = {
    f"t-{topic}-{variant}": f'<symbol id="t-{topic}-{variant}" viewBox="0 0 40 40">{drawing}</symbol>'
    for topic, family in sorted(TILES.items())
    for variant, drawing in sorted(family.items())
} | {f"i-{name}": f'<symbol id="i-{name}" viewBox="0 0 24 24">{ICONS[name]}</symbol>' for name in sorted(ICONS)}

_REFERENCE = re.compile(r'href="#([it]-[\w-]+)"')


def _referred(svg: str) -> set[str]:
    """The symbols that a text refers to itself. An address that names no symbol of ours is somebody's anchor."""
    return set(_REFERENCE.findall(svg)) & SYMBOLS.keys()


def sprite(html: str) -> SafeString:
    """A hidden SVG with the symbols that `html` needs and no others, or nothing if it needs none."""
    needed: set[str] = set()
    found = _referred(html)
    while found:
        needed |= found
        found = {inner for name in found for inner in _referred(SYMBOLS[name])} - needed
    if not needed:
        return mark_safe("")
    symbols = "".join(symbol for name, symbol in SYMBOLS.items() if name in needed)
    # Safe: only constants of tiles.py and icons.py are written, nothing of `html`.
    return mark_safe(f'<svg class="vh" width="0" height="0" aria-hidden="true">{symbols}</svg>')  # noqa: S308
