"""A site of its own: a folder, a database, and gunicorn."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
#: Seconds that a process has to begin, on a machine that does much else.
PATIENCE = 120


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RealSite:
    """Its processes get everything from their environment, as an operator's do."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder = folder
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("GGSN_", "DATABASE_URL", "DJANGO_"))},
            "GGSN_VAR": str(folder),
            "GGSN_BASE_URL": self.base,
            "GGSN_LANGUAGES": "en,fr,ar",
            "GGSN_TRUSTED_PROXY": "1",
            "GGSN_STORY_PRESSURE": "never",
            "CLOSED_PORT": str(free_port()),
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        } | ({"DATABASE_URL": database} if database else {})
        self.is_sqlite = not database
        self._server: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def database(self) -> Path:
        """The file of the SQLite database."""
        return self.folder / "ggsn.sqlite3"

    def run(self, module: str, *arguments: str) -> str:
        """Run a module of ours in a process; its output."""
        return self._done(["-m", module, *arguments]).stdout

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command; what became of it, also where that is a failure."""
        return self._done([str(ROOT / "manage.py"), *arguments], check=False)

    def _done(self, arguments: list[str], check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=check
        )

    def begin(self, module: str, *arguments: str) -> subprocess.Popen[str]:
        """Start a module of ours in a process, to be read from and killed."""
        return subprocess.Popen(
            [sys.executable, "-u", "-m", module, *arguments],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def start(self, largest_file: int = 0) -> None:
        """Start gunicorn; `largest_file` is how many bytes a file may have for it, as if the disk were full then."""

        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        before: dict[str, Callable[[], None]] = {"preexec_fn": limit} if largest_file else {}
        log = (self.folder / "server.log").open("ab")
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", "2", "--threads", "4", "--log-level", "warning", "--timeout", str(PATIENCE)]
        streams: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        if not largest_file:
            streams = {"stdout": log, "stderr": log}
        self._server = subprocess.Popen(command, env=self.environment, cwd=ROOT, **streams, **before)
        log.close()
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.base}/en/stories/send/", timeout=30):  # noqa: S310 – our own address
                    return
            except urllib.error.HTTPError:
                return  # it answers
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.3)
        raise RuntimeError("The site did not answer.")

    def stop(self) -> None:
        """Stop gunicorn."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(PATIENCE)
            self._server = None

    def stored(self) -> dict[str, str]:
        """What is stored: references and states."""
        lines = self.run("tests.faults.work", "stored").splitlines()
        return dict(line.split(" ", 1) for line in lines)

    def assert_sound(self) -> None:
        """Nothing disagrees with anything."""
        done = self.manage("reconcile_stories", "--check")
        assert (done.returncode, done.stdout) == (0, "Nothing to mend.\n"), done.stdout + done.stderr[-2000:]
