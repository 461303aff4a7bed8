"""Fixtures for these tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def _no_files_of_others() -> None:
    """No file of another test, where files are compared with rows."""
    private = Path(settings.STORAGES["private"]["OPTIONS"]["location"])
    for folder in ("held", "documents", "original_images", "images", "exchange"):
        shutil.rmtree(private / folder, ignore_errors=True)
