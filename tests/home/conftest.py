"""Fixtures of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.home.elsewhere import Elsewhere, serve


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    yield from serve("127.0.0.1")


@pytest.fixture
def inside() -> Iterator[Elsewhere]:
    """A server in the own network, which nobody allows."""
    yield from serve("127.0.0.2")


@pytest.fixture
def inside_v6() -> Iterator[Elsewhere]:
    yield from serve("::1")
