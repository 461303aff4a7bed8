"""Static files are collected when one has changed, and then alone."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from home.management.commands.prepare import collect_static


def test_static_files_are_collected_once(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "ours"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    ours, manifest = tmp_path / "ours" / "a.css", tmp_path / "static" / "staticfiles.json"
    ours.parent.mkdir()
    ours.write_text("a { color: red }")
    collect_static()
    first = manifest.stat().st_mtime_ns
    collect_static()
    assert manifest.stat().st_mtime_ns == first
    ours.write_text("a { color: darkred }")
    later = time.time() + 60  # Django compares whole seconds
    os.utime(ours, (later, later))
    collect_static()
    assert "darkred" in (tmp_path / "static" / "a.css").read_text()
    second = manifest.stat().st_mtime_ns
    assert second > first
    manifest.unlink()
    collect_static()
    assert manifest.exists()
