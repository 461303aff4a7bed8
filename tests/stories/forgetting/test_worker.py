"""The clock runs beside the worker, whatever happens to one of its runs."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def worker() -> Any:
    """The module of site/worker.py."""
    spec = importlib.util.spec_from_file_location("worker_of_the_site", ROOT / "site" / "worker.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_is_run_every_minute(
    worker: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    runs: list[list[str]] = []
    stopped = threading.Event()

    def run(command: list[str], **options: Any) -> None:
        runs.append(command)
        assert options["timeout"] == 600
        if len(runs) == 3:
            stopped.set()
        raise subprocess.TimeoutExpired(command, 600)

    assert worker.EVERY == 60
    monkeypatch.setattr(worker, "EVERY", 0.001)
    monkeypatch.setattr(worker.subprocess, "run", run)
    worker.keep_stories(stopped)
    assert runs == [[sys.executable, str(ROOT / "manage.py"), "keep_stories", "--verbosity", "0"]] * 3
    assert capfd.readouterr().err == "keep_stories: TimeoutExpired\n" * 3


def test_it_stops_with_the_worker(worker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = threading.Event()
    stopped.set()
    monkeypatch.setattr(worker.subprocess, "run", lambda *args, **kwargs: pytest.fail("it ran"))
    worker.keep_stories(stopped)
