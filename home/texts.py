"""The texts of one page together."""

from __future__ import annotations

from typing import Any


class Texts(tuple[Any, ...]):
    """Several texts of one page, whose links and pictures are looked up together, for one answer.

    For home.links and home.seen, which keep with it what they found.
    """
