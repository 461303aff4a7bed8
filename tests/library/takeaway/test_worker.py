"""A real worker process on a real database: what is queued is made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
#: Run inside the site's own process: a guide, published as an editor does.
PUBLISH = """
from tests.factories import SmallSite
guide = SmallSite.build().guide(title="Made by the worker")
guide.save_revision().publish()
from library.models import Edition
assert not Edition.objects.exists()
"""
LOOK = """
from library.models import Edition
from library.takeaway.making import key_of
for edition in Edition.objects.order_by("format"):
    assert edition.key == key_of(edition.page.specific, edition.format) and edition.file.open().read(4)
    print(edition.format)
"""


def test_a_worker_makes_what_was_queued(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("GGSN_", "DATABASE_URL"))},
        "GGSN_VAR": str(tmp_path),
        "GGSN_LANGUAGES": "en,fr,ar",
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "PYTHONWARNINGS": "ignore",
    }

    def manage(*arguments: str) -> str:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=400)
        assert done.returncode == 0, done.stderr
        return done.stdout

    manage("migrate", "--verbosity=0")
    manage("shell", "--no-imports", "--command", PUBLISH)
    manage("db_worker", "--backend", "background", "--batch", "--no-startup-delay", "--verbosity=0")
    assert manage("shell", "--no-imports", "--command", LOOK).split() == ["epub", "pdf", "zip"]


def test_the_worker_stops_with_the_server(tmp_path: Path) -> None:
    """However the server ends, its end of the pipe closes."""
    environment = {**os.environ, "GGSN_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.development"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "django_tasks_database", "--verbosity=0"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, timeout=300)
    with subprocess.Popen(
        [sys.executable, str(ROOT / "site" / "worker.py")], env=environment, stdin=subprocess.PIPE, cwd=tmp_path
    ) as worker:
        assert worker.stdin is not None
        assert worker.poll() is None
        worker.stdin.close()
        assert worker.wait(60) in (0, -15)
