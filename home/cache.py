"""The cache of a machine without Redis: files that all its processes share, and that a flood does not empty."""

from __future__ import annotations

import contextlib
import pickle
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks

#: Seconds after which a file is nobody's any more: nothing that is counted is kept for longer than a day.
OLD = 2 * 24 * 3600
#: Of so many values that are stored, one looks for what has to go: it takes a look at every file.
SELDOM = 200


class FileCache(FileBasedCache):
    """Django's, which counts in one step, keeps how long a count lasts, and lets go of what is old instead of any."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a number, one process at a time. Raises ValueError where there is none."""
        with self._alone():
            value = self.get(key, version=version)
            if value is None:
                raise ValueError(f"Key '{key}' not found")
            with Path(self._key_to_file(key, version)).open("rb") as file:  # type: ignore[attr-defined]
                expires = pickle.load(file)  # noqa: S301 - our own, as Django reads it
            self.set(key, value + delta, None if expires is None else max(0, expires - time.time()), version)
        return int(value + delta)

    def add(self, key: str, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        """Store it unless there is something, one process at a time."""
        with self._alone():
            return bool(super().add(key, value, timeout, version))

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        self._createdir()  # type: ignore[attr-defined]
        with (Path(self._dir) / "lock").open("a") as file:  # type: ignore[attr-defined]
            locks.lock(file, locks.LOCK_EX)
            yield

    def _cull(self) -> None:
        if random.randrange(SELDOM):  # noqa: S311
            return
        for file in map(Path, self._list_cache_files()):  # type: ignore[attr-defined]
            with contextlib.suppress(FileNotFoundError):
                if file.stat().st_mtime < time.time() - OLD:
                    file.unlink()
        super()._cull()  # type: ignore[misc]
