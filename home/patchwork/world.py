"""The map of the network: nine regions in squares, with the number of projects, without borders."""

import re
from collections.abc import Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

#: One letter a square of ten by ten, a dot for the sea.
MAP = """
.......nnnnnn.nnnnnn........e...eee.........
.nnnnnnnnnnnn..nnnn.e..eeeeeeeeeeeeeeeeeeee.
.nnnnnnnnn..nn..n.....eeeeeeeeeeeeeeeeeeee..
.....nnnnnn.nnn.....eeeeeeeeeeeeeeeeeee..e..
......nnnnnnnn......eeeeeeeeeeeessssssss....
......nnnnnnnn......eeeeeemeeeeessssss.s....
.......nnnnnn.......mmmmm.mmmaaasssssss.....
.......llln........mmmmmmmmmmaaaaasssss.....
..p.....lll.ll.....wwwmmmmmm...aaasss.s.....
.........lll.l.....wwwwwwwE.m..aa.ss.ss.....
...........lll.....wwwwwwEEE....a..ss.s.....
...........llll.......wwwwEE......ss.sss....
............llllll.....wwEEE......sssss.ppp.
............llllll.....wEEE........s..s.ppp.
.............llll......EEEE.E.........ppp..p
.............llll......EEE.E........pppppp.p
.............lll........EE..........pppppp..
.............ll.........E...........p...pp.p
.............ll.........................p..p
.............l.............................p
.............l..............................
"""

LETTERS = {"n": "na", "l": "la", "e": "eu", "m": "me", "w": "wa", "E": "ea", "a": "sa", "s": "se", "p": "ap"}

#: Where the number of a region stands (x, y), in the order in which the numbers are drawn.
NUMBERS = {
    "la": (145, 135),
    "ea": (247, 128),
    "eu": (255, 32),
    "wa": (215, 98),
    "me": (245, 76),
    "sa": (315, 80),
    "na": (95, 35),
    "se": (348, 58),
    "ap": (385, 155),
}


def _land() -> str:
    """One path a region; a row of squares is one dashed line (`.map path` in site.css)."""
    lines: dict[str, str] = {}
    for y, row in enumerate(MAP.split()):
        for run in re.finditer(r"(\w)\1*", row):
            region = LETTERS[run[1]]
            lines[region] = lines.get(region, "") + f"M{run.start() * 10} {y * 10 + 5}h{len(run[0]) * 10 - 1}"
    return "".join(f'<path class="r-{region}" d="{path}"/>' for region, path in lines.items())


LAND = _land()


def world(counts: Mapping[str, int], title: str) -> SafeString:
    """The map, with a number on each region that has projects. The page gives the same numbers in a list beside it."""
    numbers = format_html_join(
        "",
        '<circle cx="{x}" cy="{y}" r="12.5"/><text x="{x}" y="{text_y}">{count}</text>',
        (
            {"x": x, "y": y, "text_y": y - 1, "count": counts[region]}
            for region, (x, y) in NUMBERS.items()
            if counts.get(region)
        ),
    )
    return format_html(
        '<svg class="map" viewBox="0 0 440 210" width="440" height="210" role="img" aria-labelledby="map-t">'
        '<title id="map-t">{title}</title>{land}{numbers}</svg>',
        title=title,
        land=mark_safe(LAND),  # noqa: S308 – made from the constants of this file
        numbers=numbers,
    )
