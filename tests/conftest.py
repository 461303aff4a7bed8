"""Fixtures for all tests: a small real site on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import translation

from home import catalogues, memory
from tests import factories


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues once, before Django reads them and before workers start."""
    if not hasattr(config, "workerinput"):
        catalogues.compile_all(Path(__file__).resolve().parent.parent / "locale")


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    """No language, no cached locale and no cached value of another test."""
    memory.forget_all()
    cache.clear()
    with translation.override("en"):
        yield
    memory.forget_all()


@pytest.fixture
def site(db: None) -> factories.SmallSite:
    """English, French and Arabic home pages with their sections, and three topics. See factories.SmallSite."""
    return factories.SmallSite.build()
