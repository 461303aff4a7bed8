"""The cache in files: counted by many at a time, kept as long as was said, and not emptied by a flood."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import RequestFactory

from config.settings import base
from home import cache
from home.limits import Limit


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> cache.FileCache:
    """As it is set for a machine without Redis, in place of the tests' own."""
    options: Any = {"OPTIONS": {"MAX_ENTRIES": 100_000}}
    made = cache.FileCache(str(tmp_path), options)
    monkeypatch.setattr("home.limits.cache", made)
    return made


def test_it_is_the_one_that_is_set() -> None:
    if not base.ENV.cache_url:
        setting: Any = base.CACHES["default"]
        assert (setting["BACKEND"], setting["OPTIONS"]) == ("home.cache.FileCache", {"MAX_ENTRIES": 100_000})
    assert caches["default"] is not None


def test_many_count_at_a_time(files: cache.FileCache) -> None:
    limit = Limit("x", 1000)
    request = RequestFactory().post("/")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _number: limit.count(request), range(160)))
    assert files.get(limit._key(request)) == 160


def test_a_count_lasts_as_long_as_was_said(files: cache.FileCache, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = Limit("x", 2)
    request = RequestFactory().post("/")
    for _time in range(2):
        limit.count(request)
    assert 3590 < limit.seconds_left(request) <= 3600
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3500)
    limit.count(request)
    assert 90 < limit.seconds_left(request) <= 101
    monkeypatch.setattr(time, "time", lambda: now + 3700)
    assert files.get(limit._key(request)) is None


def test_what_is_not_there_is_not_counted(files: cache.FileCache) -> None:
    with pytest.raises(ValueError, match="not found"):
        files.incr("nothing")
    files.set("forever", 1, None)
    assert (files.incr("forever"), files.get("forever")) == (2, 2)


def test_a_flood_washes_nothing_away_but_what_is_old(
    files: cache.FileCache, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cache, "SELDOM", 10)
    files.set("old", 1, None)
    (old,) = tmp_path.glob("*.djcache")
    files.set("secret", "kept", 24 * 3600)
    before = time.time() - 3 * 24 * 3600
    os.utime(old, (before, before))
    for number in range(600):
        files.set(f"network.{number}", number, 3600)
    assert files.get("secret") == "kept"
    assert [files.get(f"network.{number}") for number in (0, 599)] == [0, 599]
    assert not old.exists()
