"""Covers drawn from words, not from photographs.

Every topic owns a family of tiles and three inks. A cover is a grid of those tiles, arranged by a hash of a key that
never changes: a guide's number or a story's slug, never a title. So a guide has one cover in every language, on every
page, for ever. Covers decorate: they are hidden from readers of the screen and never carry text.

The `<use>` elements refer to symbols that `home.patchwork.sprite` writes once a page.
"""

from collections.abc import Collection
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from home.patchwork.grammar import Piece, Place, Stream, choose_piece
from home.patchwork.tiles import TILES, TOPICS, known_topic
from home.regions import Region

#: Side of a tile.
TILE = 40
#: Drawn where the database names a region that has no inks.
FALLBACK_REGION = "ea"


def _use(topic: str, piece: Piece, x: int = 0, y: int = 0) -> str:
    """One tile, a hair larger than its place so that no seam shows. `topic` and `piece` are our own names."""
    transform = ""
    if piece.turn:
        transform = f' transform="rotate({piece.turn} {x + 20} {y + 20})"'
    if piece.mirrored:
        transform = f' transform="matrix(-1 0 0 1 {2 * x + TILE} 0)"'
    return f'<use href="#t-{topic}-{piece.variant}" x="{x}" y="{y}" width="40.3" height="40.3"{transform}/>'


def _tiles(topic: str, key: object, cols: int, rows: int, left: int = 0, top: int = 0) -> SafeString:
    """A grid of a known topic's tiles. The key steers the stream and is never written out."""
    stream = Stream(f"{topic}:{key}")
    grid = "".join(
        _use(topic, choose_piece(topic, Place(row, col, rows, cols), stream), left + col * TILE, top + row * TILE)
        for row in range(rows)
        for col in range(cols)
    )
    return mark_safe(grid)  # noqa: S308 – only names from TILES and computed numbers


def _extra(cls: str) -> str:
    """A further class name for a class attribute."""
    return f" {cls}" if cls else ""


def cover(
    topic: str, key: object, cols: int = 4, rows: int = 4, cls: str = "", px: int | None = None, inv: bool = False
) -> SafeString:
    """The cover of a guide (key: its number), a story (its slug) or a topic; `px` is its width on the page."""
    topic = known_topic(topic)
    width, height = cols * TILE, rows * TILE
    shown = px or width
    return format_html(
        '<svg class="pat t-{topic}{inverse}{cls}" viewBox="0 0 {width} {height}" '
        'width="{shown}" height="{shown_height}" preserveAspectRatio="xMidYMin slice" aria-hidden="true">{tiles}</svg>',
        topic=topic,
        inverse=" pat--inv" if inv else "",
        cls=_extra(cls),
        width=width,
        height=height,
        shown=shown,
        shown_height=round(shown * height / width),
        tiles=_tiles(topic, key, cols, rows),
    )


def tile(topic: str, variant: str = "a", px: int = 40, cls: str = "") -> SafeString:
    """A single tile, as a sign for a topic. An unknown variant becomes the first one."""
    topic = known_topic(topic)
    piece = Piece(variant if variant in TILES[topic] else "a")
    return format_html(
        '<svg class="pat t-{topic}{cls}" viewBox="-4 -4 48 48" width="{px}" height="{px}" aria-hidden="true">'
        "{tile}</svg>",
        topic=topic,
        cls=_extra(cls),
        px=px,
        tile=mark_safe(_use(topic, piece)),  # noqa: S308 – only names from TILES
    )


def quilt(
    cols: int,
    rows: int,
    key: str = "ggsn",
    per: int = 2,
    missing: Collection[tuple[int, int]] = (),
    cls: str = "",
    stitch: bool = True,
) -> SafeString:
    """A quilt of all topics: one topic a patch of `per` by `per` tiles, no two neighbours alike.

    `missing` holds the (row, column) of patches that are only outlined, counted from 0.
    """
    side = per * TILE
    patches = []
    for (row, col), topic in _patch_topics(cols, rows, key).items():
        x, y = col * side, row * side
        if (row, col) in missing:
            patches.append(f'<rect class="hole" x="{x + 5}" y="{y + 5}" width="{side - 10}" height="{side - 10}"/>')
        else:
            ground = f'<rect class="pg" x="{x}" y="{y}" width="{side}" height="{side}"/>'
            patches.append(f'<g class="t-{topic}">{ground}{_tiles(topic, f"{key}{row}{col}", per, per, x, y)}</g>')
    if stitch:
        across = "".join(f"M0 {row * side}h{cols * side}" for row in range(1, rows))
        down = "".join(f"M{col * side} 0v{rows * side}" for col in range(1, cols))
        patches.append(f'<path class="seam" d="{across}{down}"/><path class="stitch" d="{across}{down}"/>')
    return format_html(
        '<svg class="quilt{cls}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'preserveAspectRatio="xMinYMin slice" aria-hidden="true">{patches}</svg>',
        cls=_extra(cls),
        width=cols * side,
        height=rows * side,
        patches=mark_safe("".join(patches)),  # noqa: S308 – only names from TILES and computed numbers
    )


def _patch_topics(cols: int, rows: int, key: str) -> dict[tuple[int, int], str]:
    """A topic for each (row, column); all twelve are used before one comes again, as far as neighbours allow."""
    stream = Stream(f"quilt:{key}")
    grid: dict[tuple[int, int], str] = {}
    bag: list[str] = []
    for row in range(rows):
        for col in range(cols):
            bag = bag or list(TOPICS)
            around = ((row - 1, col), (row, col - 1), (row - 1, col - 1), (row - 1, col + 1))
            near = {grid[place] for place in around if place in grid}
            free = [topic for topic in bag if topic not in near] or [topic for topic in TOPICS if topic not in near]
            topic = free[stream.draw(len(free))]
            if topic in bag:
                bag.remove(topic)
            grid[row, col] = topic
    return grid


Shape = tuple[tuple[int, int], ...]
#: The half-square triangles of a quilter, and the whole square, as corners (x, y).
TRIANGLES: tuple[Shape, ...] = (
    ((0, 0), (1, 0), (1, 1)),
    ((0, 0), (1, 0), (0, 1)),
    ((0, 0), (1, 1), (0, 1)),
    ((1, 0), (1, 1), (0, 1)),
)
SQUARE: Shape = ((0, 0), (1, 0), (1, 1), (0, 1))
#: A block has six by six patches of ten units; a quarter of them is drawn and then mirrored both ways.
PATCH, QUARTER = 10, 3
Ink = Literal["motif", "accent"]


def block(key: str, region: str, px: int = 120, cls: str = "") -> SafeString:
    """A member project's own quilt block, in the inks of its region; the key is the project's slug."""
    stream = Stream(f"block:{key}")
    paths: dict[Ink, str] = {"motif": "", "accent": ""}
    for row in range(QUARTER):
        for col in range(QUARTER):
            for ink, shape in _block_patch(stream):
                paths[ink] += _mirrored(shape, row, col)
    side = 2 * QUARTER * PATCH + 8
    return format_html(
        '<svg class="pat r-{region}{cls}" viewBox="-4 -4 {side} {side}" width="{px}" height="{px}" aria-hidden="true">'
        '<path class="pa" d="{accent}"/><path class="pm" d="{motif}"/></svg>',
        region=region if region in Region.values else FALLBACK_REGION,
        cls=_extra(cls),
        side=side,
        px=px,
        accent=paths["accent"],
        motif=paths["motif"],
    )


def _block_patch(stream: Stream) -> list[tuple[Ink, Shape]]:
    """What lies on one patch of a block: nothing, a triangle, a square, or a triangle on a square."""
    kind = stream.draw(9)
    if kind == 0:
        return []
    triangle = TRIANGLES[stream.draw(4)]
    if kind < 5:
        return [("motif", triangle)]
    if kind == 5:
        return [("accent", triangle)]
    if kind == 6:
        return [("motif", SQUARE)]
    return [("accent", SQUARE), ("motif", triangle)]


def _mirrored(shape: Shape, row: int, col: int) -> str:
    """The shape in its place and in the three places that mirror it, as path data."""
    whole = 2 * QUARTER
    path = ""
    for across in (False, True):
        for down in (False, True):
            corners = ((whole - col - x if across else col + x, whole - row - y if down else row + y) for x, y in shape)
            path += "M" + "L".join(f"{x * PATCH} {y * PATCH}" for x, y in corners) + "z"
    return path
