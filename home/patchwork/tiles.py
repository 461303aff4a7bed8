"""The tiles that covers are made of: for each topic a family of drawings on a 40 by 40 square.

Classes, coloured by the `.t-<topic>` rules of site.css: `pm` motif, `pg` ground, `pa` accent (all filled); `pms` motif
and `pgs` ground (stroked). Numbers stay as they were first drawn ("9.300"), so that the bytes never change.
"""

#: topic → name of the tile → its SVG. The order of the topics decides every quilt: append, never sort.
TILES: dict[str, dict[str, str]] = {
    # doors and arches: shut, open, lit
    "rights": {
        "a": (
            '<path class="pm" d="M3 40V20a17 17 0 0 1 34 0v20h-6V20a11 11 0 0 0-22 0v20zM15 40V20a5 5 0 0 1 10 0v20z"/>'
        ),
        "b": (
            '<path class="pm" d="M3 40V20a17 17 0 0 1 34 0v20h-7V20a10 10 0 0 0-20 0v20z"/>'
            '<path class="pa" d="M10 40V20a10 10 0 0 1 20 0v20z"/>'
        ),
        "c": (
            '<path class="pm" d="M3 40V20a17 17 0 0 1 34 0v20z"/>'
            '<path class="pg" d="M20 13a5 5 0 0 1 2.6 9.300L24 32h-8l1.4-9.700A5 5 0 0 1 20 13z"/>'
        ),
    },
    # umbrellas, from the side and from above
    "safety": {
        "a": (
            '<path class="pm" d="M2 22a18 17 0 0 1 36 0c-3-4-9-4-12 0-3-4-9-4-12 0-3-4-9-4-12 0z"/>'
            '<path class="pms" stroke-width="2.6" d="M20 2v32a4 4 0 0 0 8 0"/>'
        ),
        "b": (
            '<path class="pa" d="M2 22a18 17 0 0 1 36 0c-3-4-9-4-12 0-3-4-9-4-12 0-3-4-9-4-12 0z"/>'
            '<path class="pms" stroke-width="2.6" d="M20 2v32a4 4 0 0 0 8 0"/>'
        ),
        "c": (
            '<circle class="pa" cx="20" cy="20" r="18"/>'
            '<path class="pm" d="M20 20V2a18 18 0 0 1 12.7 5.300zM20 20h18a18 18 0 0 1-5.3 12.700z'
            'M20 20v18a18 18 0 0 1-12.7-5.300zM20 20H2A18 18 0 0 1 7.3 7.300z"/>'
        ),
    },
    # seats round a table
    "facilitation": {
        "a": (
            '<g class="pm"><circle cx="32.5" cy="25.2" r="3.9"/><circle cx="25.2" cy="32.5" r="3.9"/>'
            '<circle cx="14.8" cy="32.5" r="3.9"/><circle cx="7.5" cy="25.2" r="3.9"/>'
            '<circle cx="7.5" cy="14.8" r="3.9"/><circle cx="14.8" cy="7.5" r="3.9"/>'
            '<circle cx="25.2" cy="7.5" r="3.9"/><circle cx="32.5" cy="14.8" r="3.9"/></g>'
        ),
        "b": '<use href="#t-facilitation-a" width="40" height="40"/><circle class="pa" cx="20" cy="20" r="6.5"/>',
        "c": (
            '<g class="pm"><circle cx="32.5" cy="25.2" r="3.9"/><circle cx="25.2" cy="32.5" r="3.9"/>'
            '<circle cx="14.8" cy="32.5" r="3.9"/><circle cx="7.5" cy="25.2" r="3.9"/>'
            '<circle cx="7.5" cy="14.8" r="3.9"/><circle cx="14.8" cy="7.5" r="3.9"/>'
            '<circle cx="25.2" cy="7.5" r="3.9"/></g><circle class="pa" cx="32.5" cy="14.8" r="3.9"/>'
        ),
    },
    # steps up
    "strategy": {
        "a": '<path class="pm" d="M0 40V30h10V20h10V10h10V0h10v40z"/>',
        "b": '<path class="pm" d="M0 40V30h10V20h10V10h10V0h10v40z"/><path class="pa" d="M0 0h20v10H10v10H0z"/>',
        "c": '<path class="pm" d="M0 40V30h10V20h10V10h10V0h10v40z"/><path class="pa" d="M20 30h20v10H20z"/>',
    },
    # flags and banners
    "action": {
        "a": '<path class="pm" d="M2 0h4v40H2zM6 4h32l-8 9 8 9H6z"/>',
        "b": '<path class="pm" d="M2 0h4v40H2z"/><path class="pa" d="M6 3l32 12L6 27z"/>',
        "c": (
            '<path class="pm" d="M2 0h4v40H2zM34 0h4v40h-4zM6 5h28v19H6z"/>'
            '<path class="pg" d="M11 10h18v3H11zM11 16h12v3H11z"/>'
        ),
    },
    # from jagged to calm, row by row
    "deescalation": {
        "a": (
            '<path class="pms" stroke-width="4.5" d="M-10 3 0 16 10 3 20 16 30 3 40 16 50 3'
            'M-10 23 0 36 10 23 20 36 30 23 40 36 50 23"/>'
        ),
        "b": (
            '<path class="pms" stroke-width="4.5" d="M-20 10c5 8 15 8 20 0s15-8 20 0 15 8 20 0 15-8 20 0'
            'M-20 30c5 8 15 8 20 0s15-8 20 0 15 8 20 0 15-8 20 0"/>'
        ),
        "c": (
            '<path class="pms" stroke-width="4.5" d="M-20 10c6 3.5 14 3.5 20 0s14-3.5 20 0 14 3.5 20 0 14-3.5 20 0'
            'M-20 30c6 3.5 14 3.5 20 0s14-3.5 20 0 14 3.5 20 0 14-3.5 20 0"/>'
        ),
        "d": '<path class="pms" stroke-width="4.5" d="M0 10h40M0 30h40"/>',
        "e": (
            '<path class="pms" stroke-width="4.5" d="M0 10h40M0 30h40"/><path class="pa" d="M4 32a16 16 0 0 1 32 0z"/>'
        ),
    },
    # leaves that meet as flowers
    "care": {
        "a": (
            '<path class="pm" d="M2 38C2 16 16 2 38 2c0 22-14 36-36 36z"/>'
            '<path class="pgs" stroke-width="2" d="M6 34 28 12"/>'
        ),
        "b": (
            '<path class="pa" d="M2 38C2 16 16 2 38 2c0 22-14 36-36 36z"/>'
            '<path class="pms" stroke-width="2" d="M6 34 28 12"/>'
        ),
        "c": '<path class="pm" d="M2 38C2 16 16 2 38 2c0 22-14 36-36 36z"/><circle class="pa" cx="20" cy="20" r="6"/>',
    },
    # seeds and sprouts
    "money": {
        "a": (
            '<path class="pms" stroke-width="4" d="M20 40V20"/>'
            '<path class="pm" d="M20 24C20 12 13 5 2 4c0 12 7 19 18 20zM20 24C20 12 27 5 38 4c0 12-7 19-18 20z"/>'
        ),
        "b": (
            '<path class="pms" stroke-width="4" d="M20 40V20"/>'
            '<path class="pm" d="M20 24C20 12 13 5 2 4c0 12 7 19 18 20z"/>'
            '<path class="pa" d="M20 24C20 12 27 5 38 4c0 12-7 19-18 20z"/>'
        ),
        "c": (
            '<g class="pm"><ellipse cx="10" cy="11" rx="5" ry="8.5" transform="rotate(24 10 11)"/>'
            '<ellipse cx="30" cy="29" rx="5" ry="8.5" transform="rotate(24 30 29)"/></g><g class="pa">'
            '<ellipse cx="30" cy="10" rx="5" ry="8.5" transform="rotate(-24 30 10)"/>'
            '<ellipse cx="10" cy="30" rx="5" ry="8.5" transform="rotate(-24 10 30)"/></g>'
        ),
    },
    # radio waves
    "media": {
        "a": (
            '<path class="pms" stroke-width="5" d="M11.5 0A11.5 11.5 0 0 1 0 11.500M23 0A23 23 0 0 1 0 23'
            'M34.5 0A34.5 34.5 0 0 1 0 34.5"/>'
        ),
        "b": (
            '<path class="pms" stroke-width="5" d="M23 0A23 23 0 0 1 0 23M34.5 0A34.5 34.5 0 0 1 0 34.5"/>'
            '<path class="pa" d="M14 0A14 14 0 0 1 0 14V0z"/>'
        ),
        "c": (
            '<path class="pm" d="M37 0A37 37 0 0 1 0 37V0z"/><path class="pg" d="M24 0A24 24 0 0 1 0 24V0z"/>'
            '<path class="pa" d="M12 0A12 12 0 0 1 0 12V0z"/>'
        ),
    },
    # furrows and ponds, fields from above
    "land": {
        "a": '<path class="pm" d="M0 2h40v5H0zM0 12h40v5H0zM0 22h40v5H0zM0 32h40v5H0z"/>',
        "b": '<path class="pm" d="M0 0h40v40H0z"/><circle class="pa" cx="20" cy="20" r="11"/>',
        "c": (
            '<path class="pms" stroke-width="5" d="M7.5 0A7.5 7.5 0 0 1 0 7.500M17.5 0A17.5 17.5 0 0 1 0 17.500'
            'M27.5 0A27.5 27.5 0 0 1 0 27.500M37.5 0A37.5 37.5 0 0 1 0 37.5"/>'
        ),
    },
    # speech, in both directions
    "language": {
        "a": '<path class="pm" d="M3 4h34v24H20l-9 9v-9H3z"/><path class="pg" d="M9 10h22v3.500H9zM9 18h13v3.500H9z"/>',
        "b": (
            '<path class="pa" d="M37 4H3v24h17l9 9v-9h8z"/><path class="pm" d="M31 10H9v3.500h22zM31 18H18v3.500h13z"/>'
        ),
        "c": (
            '<path class="pm" d="M3 4h34v24H20l-9 9v-9H3z"/><g class="pa"><circle cx="11" cy="16" r="3"/>'
            '<circle cx="20" cy="16" r="3"/><circle cx="29" cy="16" r="3"/></g>'
        ),
    },
    # basket weave
    "organising": {
        "a": '<path class="pm" d="M0 2h40v10H0zM0 15h40v10H0zM0 28h40v10H0z"/>',
        "b": '<path class="pm" d="M2 0h10v40H2zM15 0h10v40H15zM28 0h10v40H28z"/>',
        "c": '<path class="pa" d="M0 2h40v10H0zM0 15h40v10H0zM0 28h40v10H0z"/>',
        "d": '<path class="pa" d="M2 0h10v40H2zM15 0h10v40H15zM28 0h10v40H28z"/>',
    },
}

TOPICS: tuple[str, ...] = tuple(TILES)
#: Drawn where the database names a topic that has no tiles.
FALLBACK_TOPIC = "organising"


def known_topic(topic: object) -> str:
    """The topic itself if it has tiles, else the fallback: what comes out is safe to write into markup."""
    return next((known for known in TOPICS if known == topic), FALLBACK_TOPIC)
