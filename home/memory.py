"""What a process remembers for some seconds, because every page needs it and it hardly ever changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

Value = TypeVar("Value")


class Forgetting(Protocol):
    """Something that can be told to forget what it keeps."""

    def forget(self) -> None:
        """Make it anew the next time."""


#: Seconds after which a process notices what another one changed.
MAX_AGE = 10
_all: list[Forgetting] = []


def register(keeper: Forgetting) -> None:
    """Let `forget_all` reach something."""
    _all.append(keeper)


class Remembered(Generic[Value]):
    """A value that is made when it is first asked for, and anew after ten seconds or when it is forgotten."""

    def __init__(self, make: Callable[[], Value]) -> None:
        self._make = make
        self._until = 0.0
        self._value: Value | None = None
        register(self)

    def __call__(self) -> Value:
        """The value."""
        if self._value is None or self._until < time.monotonic():
            self._value = self._make()
            self._until = time.monotonic() + MAX_AGE
        return self._value

    def forget(self) -> None:
        """Make it anew the next time."""
        self._value = None


def forget_all(**_kwargs: Any) -> None:
    """Connected to the signals of what is remembered."""
    for remembered in _all:
        remembered.forget()
