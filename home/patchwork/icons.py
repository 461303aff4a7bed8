"""Icons drawn on a 24 grid with a 2 px stroke and square ends, and the mark of the network.

An icon always stands beside a word (the search of the masthead has a hidden one), so icons are hidden from readers of
the screen. Numbers stay as they were first drawn ("20.500"), so that the bytes never change.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS: dict[str, str] = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 6 6"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c-5.5 5-5.5 13 0 18M12 3c5.5 5 5.5 13 0 18"/>',
    "chev": '<path d="m5 9 7 7 7-7"/>',
    "arrow": '<path d="M3 12h17M13.5 5.5 20 12l-6.5 6.5"/>',
    "back": '<path d="M21 12H4M10.5 5.5 4 12l6.5 6.5"/>',
    "down": '<path d="M12 3v12M6.5 10 12 15.5 17.5 10M3 20.500h18"/>',
    "print": '<path d="M7 8V3h10v5M7 17H3V8h18v9h-4M7 14h10v7H7z"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 6.500V12l4 3"/>',
    "people": (
        '<circle cx="8.5" cy="8" r="3.5"/>'
        '<path d="M2 20v-2c0-3 2.5-5 6.5-5s6.5 2 6.5 5v2M15.5 4.700a3.5 3.5 0 0 1 0 6.600'
        'M18 13.500c2.5.7 4 2.4 4 4.500v2"/>'
    ),
    "level": '<path d="M3 20h5v-5h5v-5h5V5h3"/>',
    "pin": (
        '<path d="M12 21.500C7 16 5 13 5 9.800a7 7 0 0 1 14 0c0 3.2-2 6.2-7 11.700z"/>'
        '<circle cx="12" cy="9.8" r="2.3"/>'
    ),
    "check": '<path d="m4 12.5 5.5 6L20 6"/>',
    "warn": '<path d="M12 3 1.8 20.500h20.400zM12 9.500v5.500M12 17v2"/>',
    "x": '<path d="m5 5 14 14M19 5 5 19"/>',
    "out": '<path d="M10 4H4v16h16v-6M13 4h7v7M20 4l-9.5 9.5"/>',
    "cal": '<path d="M3.5 5h17v16h-17zM3.5 10h17M8 2v5M16 2v5"/>',
    "play": '<path d="M7 4.500v15l12-7.500z"/>',
    "phone": (
        '<path d="M5 3h4l2 5-2.5 2c1 2.5 2.5 4 5 5l2-2.5 5 2v4c0 1.5-1 2.5-2.5 2.500C10 21 3 14 3 5.5 3 4 3.5 3 5 3z"/>'
    ),
    "file": '<path d="M5 2.500h9L19 8v13.500H5zM13.5 3v5.500H19M8.5 13h7M8.5 17h7"/>',
    "edit": '<path d="M4 20l1-5L16 4l4 4L9 19zM13.5 6.500l4 4"/>',
    "say": '<path d="M3 4h18v12.500h-9L7 21v-4.500H3z"/>',
    "lock": '<path d="M4.5 10.500h15V21h-15zM8 10V7a4 4 0 0 1 8 0v3M12 14.500v2.5"/>',
    "exit": '<path d="M10 4H3.500v16H10M9 12h12M16 7l5 5-5 5"/>',
    "link": (
        '<path d="M10 14a4.5 4.5 0 0 0 6.5 0l3-3A4.5 4.5 0 0 0 13 4.500l-1 1'
        'M14 10a4.5 4.5 0 0 0-6.5 0l-3 3A4.5 4.5 0 0 0 11 19.500l1-1"/>'
    ),
    "list": '<path d="M8.5 6H21M8.5 12H21M8.5 18H21M3 6h2M3 12h2M3 18h2"/>',
    "sound": '<path d="M3 9.500h4L12 5v14l-5-4.500H3zM15.5 9a4 4 0 0 1 0 6M18 6a8 8 0 0 1 0 12"/>',
    "eye": '<path d="M2 12c5-8 15-8 20 0-5 8-15 8-20 0z"/><circle cx="12" cy="12" r="3"/>',
    "sent": '<path d="M21.5 3 2 10.500l7 3.5 3.5 7.500zM9 14 21.5 3"/>',
    "open": '<path d="M12 6C9 4 6 3.5 2.5 4v15c3.5-.5 6.5 0 9.5 2 3-2 6-2.5 9.5-2V4C18 3.5 15 4 12 6zM12 6v15"/>',
    "feed": '<path d="M4 11a9 9 0 0 1 9 9M4 4a16 16 0 0 1 16 16"/><circle cx="5.5" cy="18.5" r="1.5"/>',
    "swap": '<path d="M4 8h16M15.5 3.5 20 8l-4.5 4.500M20 16H4M8.5 11.5 4 16l4.5 4.5"/>',
}

#: Icons that point along the line of reading, turned round in right-to-left languages. Never a tick, a clock or "play".
MIRRORED = frozenset({"arrow", "back", "exit", "level", "list", "out", "say", "sent", "sound"})

#: Grass above, a network of roots below, in a round world.
MARK = (
    '<circle class="mk-i" cx="32" cy="32" r="31" fill="#21132e"/><g fill="#ffb81f">'
    '<path d="M29.6 34.500C28 26 28.8 16 32 7c3.2 9 4 19 2.4 27.500z"/>'
    '<path d="M24 34.500C23.5 25 20.5 17.5 12.5 13 22 13.5 28.5 22 28.3 34.500z'
    'M40 34.500c.5-9.5 3.5-17 11.5-21.500C42 13.5 35.5 22 35.7 34.500z"/>'
    '<path d="M17.8 34.500C16.5 30 12.5 26.5 5.5 25.8 14 23.5 21.5 27.5 22.5 34.500z'
    'M46.2 34.500c1.3-4.5 5.3-8 12.3-8.700C50 23.5 42.5 27.5 41.5 34.500z"/>'
    "</g>"
    '<path stroke="#ffb81f" stroke-width="2.6" fill="none" d="M1.5 37.300h61M32 38v17M32 38 16.5 48M32 38l15.5 10'
    'M16.5 48 32 56l15.5-8"/>'
    '<g fill="#ffb81f"><circle cx="16.5" cy="48" r="3.8"/><circle cx="32" cy="56" r="3.8"/>'
    '<circle cx="47.5" cy="48" r="3.8"/></g>'
)


def icon(name: str, cls: str = "") -> SafeString:
    """The icon of that name, or nothing if there is none: the word beside it says the same."""
    if name not in ICONS:
        return mark_safe("")
    return format_html(
        '<svg class="i{direction}{cls}" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
        'stroke-width="2" aria-hidden="true"><use href="#i-{name}"/></svg>',
        direction=" i--dir" if name in MIRRORED else "",
        cls=f" {cls}" if cls else "",
        name=name,
    )


def mark(px: int = 44) -> SafeString:
    """The mark, ink on marigold. Below 32 px use `img/favicon.svg`."""
    return format_html(
        '<svg viewBox="0 0 64 64" width="{px}" height="{px}" aria-hidden="true">{mark}</svg>',
        px=px,
        mark=mark_safe(MARK),  # noqa: S308 – a constant of this file
    )
