"""Which tile lies where: a hash decides, within the grammar of each topic's family. Changing this changes covers."""

import hashlib
from typing import NamedTuple

#: How leaves turn, so that four of them meet as a flower.
LEAVES = ((90, 180), (0, 270))
#: How waves turn, so that four of them make a ring.
WAVES = ((0, 90), (270, 180))


class Stream:
    """An endless stream of small numbers that depends on its key alone. Changing it changes every cover."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.blocks = 0
        self.bytes = b""

    def draw(self, below: int) -> int:
        """The next number, from 0 to below - 1."""
        if not self.bytes:
            self.bytes = hashlib.sha256(f"{self.key}/{self.blocks}".encode()).digest()
            self.blocks += 1
        first, self.bytes = self.bytes[0], self.bytes[1:]
        return first * below // 256

    def choose(self, options: str) -> str:
        """One letter of `options`; repeat a letter to make it likelier."""
        return options[self.draw(len(options))]


class Place(NamedTuple):
    """A place in a grid of tiles."""

    row: int
    col: int
    rows: int
    cols: int

    @property
    def odd(self) -> int:
        """1 on the black squares of a chessboard, 0 on the white ones."""
        return (self.row + self.col) % 2


class Piece(NamedTuple):
    """A tile of a topic's family, and how it is laid."""

    variant: str
    turn: int = 0
    mirrored: bool = False


def choose_piece(topic: str, place: Place, stream: Stream) -> Piece:
    """The tile for one place. Each family has its own grammar; the order of the draws is part of it."""
    match topic:
        case "rights":
            return Piece(stream.choose("aaabbc"))
        case "safety":
            from_above = place.odd and stream.draw(10) < 4
            return Piece("c" if from_above else stream.choose("aaab"))
        case "facilitation":
            return Piece(stream.choose("aabbcc"), turn=stream.draw(4) * 90)
        case "strategy":
            variant = stream.choose("aaabc")
            return Piece(variant, mirrored=bool(place.odd if stream.draw(5) else stream.draw(2)))
        case "action":
            return Piece(stream.choose("aabbc"))
        case "deescalation":
            return Piece(_calming_tile(place, stream))
        case "care":
            variant = stream.choose("aaabbc")
            turn = LEAVES[place.row % 2][place.col % 2]
            return Piece(variant, turn=turn if stream.draw(5) else (turn + 180) % 360)
        case "money":
            return Piece(stream.choose("aaabbcc"))
        case "media":
            variant = stream.choose("aaabc")
            ring = WAVES[place.row % 2][place.col % 2]
            return Piece(variant, turn=ring if stream.draw(3) else stream.draw(4) * 90)
        case "land":
            variant = stream.choose("aaaccb")
            return Piece(variant, turn=stream.draw(2 if variant == "a" else 4) * 90)
        case "language":
            if stream.draw(7) == 0:
                return Piece("c")
            out_of_turn = stream.draw(6) == 0
            return Piece("ab"[(place.odd + out_of_turn) % 2])
        case _:
            return Piece(("ab" if stream.draw(4) else "cd")[place.odd])


def _calming_tile(place: Place, stream: Stream) -> str:
    """De-escalation: jagged in the upper rows, calm in the lower ones, and a sun at the end of the last."""
    depth = place.row / max(1, place.rows - 1)
    if depth < 0.3:
        return "a"
    if depth < 0.55:
        return "b"
    if depth < 0.8:
        return "c"
    return "e" if place.col == place.cols - 1 - stream.draw(2) else "d"
