"""Fixtures for the stories' tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def _no_held_pictures() -> Iterator[None]:
    """No picture of another test in the private storage."""
    yield
    shutil.rmtree(Path(settings.STORAGES["private"]["OPTIONS"]["location"]) / "held", ignore_errors=True)
