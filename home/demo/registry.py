"""The steps of loading a site; apps register theirs, so this module knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: A step tells its progress: it yields (done, total) after each piece of work.
Progress = Iterator[tuple[int, int]]


@dataclass(frozen=True)
class Step:
    """One part of the site."""

    order: int
    title: str
    run: Callable[[], Progress]
    #: Part of the examples (guides, stories, log-ins), or of the frame of any site (home, sections, topics)?
    is_example: bool


_steps: list[Step] = []


def step(order: int, title: str, *, is_example: bool) -> Callable[[Callable[[], Progress]], Callable[[], Progress]]:
    """Register a function as a step of the loading."""

    def register(run: Callable[[], Progress]) -> Callable[[], Progress]:
        _steps.append(Step(order, title, run, is_example))
        return run

    return register


def steps(*, with_examples: bool) -> list[Step]:
    """The steps in order."""
    return sorted((s for s in _steps if with_examples or not s.is_example), key=lambda s: s.order)
