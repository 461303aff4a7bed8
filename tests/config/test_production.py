"""An unsafe start is refused with a clear message. Real processes: settings are read once in each."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "GGSN_SECRET_KEY": "k3-9fJ2_xZ8qLw7Rt5Yb1Nc6Vm4Hd0Gs-Ae_Pu9Io2Kj8Fl5Zx3",
    "GGSN_BASE_URL": "https://ggsn.example",
    "GGSN_EMAIL_URL": "submission://user:secret@mail.example:587",
}


def start(tmp_path: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Start Django with production settings and print a few of them."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GGSN_", "DATABASE_URL", "DJANGO_"))}
    environment |= SAFE | {"GGSN_VAR": str(tmp_path), "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"} | changes
    code = (
        "import django; from django.conf import settings as s; django.setup();"
        "print(s.DEBUG, s.ALLOWED_HOSTS, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,"
        " s.EMAIL_TIMEOUT, s.SECURE_HSTS_SECONDS, s.STORAGES['staticfiles']['BACKEND'])"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, "DJANGO_SETTINGS_MODULE": "config.settings.production"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_safe_start(tmp_path: Path) -> None:
    done = start(tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == (
        "False ['ggsn.example'] True True True 10 31536000 whitenoise.storage.CompressedManifestStaticFilesStorage"
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"GGSN_SECRET_KEY": ""}, "GGSN_SECRET_KEY must be a random text of at least 50 characters."),
        ({"GGSN_SECRET_KEY": "a" * 60}, "GGSN_SECRET_KEY must be a random text of at least 50 characters."),
        ({"GGSN_BASE_URL": "http://ggsn.example"}, "GGSN_BASE_URL must start with https:// in production."),
        ({"GGSN_DEMO": "1"}, "GGSN_DEMO must be off in production: the demo log-ins are public."),
        ({"GGSN_EMAIL_URL": "console://"}, "GGSN_EMAIL_URL must name a mail server in production"),
        ({"GGSN_VAR": "/proc/nowhere"}, "GGSN_VAR: /proc/nowhere/media cannot be written to"),
    ],
)
def test_an_unsafe_start_is_refused(tmp_path: Path, changes: dict[str, str], sentence: str) -> None:
    done = start(tmp_path, **changes)
    assert done.returncode == 1
    assert sentence in done.stderr
