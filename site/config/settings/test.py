"""Settings of the tests: fast hashing, mail in memory, files under pytest's own folder."""

import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403 – settings modules extend one another
from config.settings.base import DATABASES

SECRET_KEY = "test-only-key-of-a-decent-length-for-signing-0123456789"  # noqa: S105 – a public key for tests
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="ggsn-test-media-"))
# A clone has no collected files yet, and WhiteNoise warns where the folder is missing.
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="ggsn-test-static-"))
# Nothing is made in the background unless a test asks for it (tests/library/takeaway).
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
}
DEMO = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "home.storage.SiteStorage"},
    "public": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tempfile.mkdtemp(prefix="ggsn-test-private-")},
    },
    # The manifest is tested where the site is really started (tests/browser); here it would need collectstatic first.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads that write at the same time behave as in production only there.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.mkdtemp(prefix="ggsn-test-database-")) / "test.sqlite3")}
