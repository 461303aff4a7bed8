"""Files are made at once, in the process that asks for them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages


@pytest.fixture(autouse=True)
def _made_at_once(settings: Any) -> None:
    """What the worker does in production happens in the test, after the commit."""
    settings.BASE_URL = "https://ggsn.example"
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
        "background": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    }


@pytest.fixture(autouse=True)
def stored() -> Iterator[Path]:
    """The folder of the files, empty."""
    folder = Path(storages["private"].location) / "editions"  # type: ignore[attr-defined]
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
