"""What people are told was done has to outlive a power cut a moment later."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")


def insist_on_disk() -> None:
    """SQLite must not answer before the disk has what follows (others do not). Not in a transaction, where it is late.

    It holds for the rest of this connection, which is that of one request or of one command.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def atomic(do: Callable[P, R]) -> Callable[P, R]:
    """A function as one transaction that is on the disk when it has ended."""

    @functools.wraps(do)
    def done(*args: P.args, **kwargs: P.kwargs) -> R:
        insist_on_disk()
        with transaction.atomic():
            return do(*args, **kwargs)

    return done
