"""One hostile file, and what must become of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.home.planted import MARKER

#: What is taken.
CLEAN = "clean"


@dataclass(frozen=True)
class Sample:
    """A file, made when it is asked for."""

    name: str
    make: Callable[[], bytes]
    #: CLEAN, or the sentence with which it is refused.
    outcome: str
    #: Where markers are: the ends of planted words, as `traces.found_in` must find them in the file itself.
    planted: frozenset[str] = frozenset()
    #: What one must still be able to read.
    readable: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


def mark(place: str) -> str:
    """A word that must not be in anything that is kept."""
    return f"{MARKER}-{place}"
