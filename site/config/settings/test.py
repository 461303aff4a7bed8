"""Settings of the tests: fast hashing, mail in memory, files under pytest's own folder."""

import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403 – settings modules extend one another

SECRET_KEY = "test-only-key-of-a-decent-length-for-signing-0123456789"  # noqa: S105 – a public key for tests
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="ggsn-test-media-"))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tempfile.mkdtemp(prefix="ggsn-test-private-")},
    },
    # The manifest is tested where the site is really started (tests/browser); here it would need collectstatic first.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
