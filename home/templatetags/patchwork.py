"""Covers, icons and the map for templates, and the block that completes a page with its sprite and its weight.

A built-in of the template engine (settings.TEMPLATES), so templates need not load it.
"""

import gzip
import re
from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from home.patchwork import covers, icons, world
from home.patchwork.sprite import sprite

register = template.Library()

register.simple_tag(covers.cover)
register.simple_tag(covers.tile)
register.simple_tag(covers.block, name="quilt_block")
register.simple_tag(icons.icon)
register.simple_tag(icons.mark)
register.simple_tag(world.world)

SPRITE_HERE = "<!--sprite-->"
WEIGHT_HERE = "<!--weight-->"
#: That of Django's GZipMiddleware.
GZIP_LEVEL = 6
#: What a first visit fetches besides the page itself.
FIRST_VISIT = ("css/site.css", "fonts/besley-800-latin.woff2", "img/favicon.svg")

# Letters of a word: \w has no combining signs, which Arabic and the scripts of India and Burma need (U+0590 to U+109F).
_LETTER = r"[\w\u0300-\u036f\u0590-\u109f\u200c\u200d]"
# The look-ahead leaves alone what stands inside a tag of text that is already markup.
_COMPOUND = re.compile(rf"{_LETTER}+(?:-{_LETTER}+)+(?![^<>]*>)")


@register.simple_tag
def quilt(
    cols: int,
    rows: int,
    key: str = "ggsn",
    per: int = 2,
    missing: str = "",
    cls: str = "",
    stitch: bool = True,
) -> SafeString:
    """A quilt; `missing` names patches by row and column, such as "2,2" or "0,1 2,2"."""
    holes = []
    for place in missing.split():
        row, col = place.split(",")
        holes.append((int(row), int(col)))
    return covers.quilt(cols, rows, key, per=per, missing=holes, cls=cls, stitch=stitch)


@register.filter
def keep(text: str) -> SafeString:
    """Keep short hyphenated words whole in headings ("know-your-rights"), where the line is wide enough (`.keep`)."""
    kept = _COMPOUND.sub(r'<span class="keep">\g<0></span>', conditional_escape(text))
    return mark_safe(kept)  # noqa: S308 – escaped above; hyphenated letters cannot reach into an entity


@register.simple_block_tag
def patchwork(content: str) -> SafeString:
    """Put the page's sprite at `<!--sprite-->` and its weight on a first visit, in whole KB, at `<!--weight-->`."""
    page = content.replace(SPRITE_HERE, sprite(content), 1)
    if WEIGHT_HERE in page:
        weight = len(gzip.compress(page.encode(), compresslevel=GZIP_LEVEL)) + first_visit_weight()
        page = page.replace(WEIGHT_HERE, f"{weight / 1024:.0f}")
    return mark_safe(page)  # noqa: S308 – the engine rendered and escaped it; we added our own SVG and a number


@cache
def first_visit_weight() -> int:
    """Bytes of the stylesheet, the heading font and the favicon as sent: compressed where that makes them smaller."""
    weight = 0
    for name in FIRST_VISIT:
        found = finders.find(name)
        if isinstance(found, str):
            content = Path(found).read_bytes()
            weight += min(len(content), len(gzip.compress(content)))
    return weight
