"""Settings of the processes of these tests: as in production, without certificates and without hashed static files."""

import os

from config.settings.base import *  # noqa: F403 – settings modules extend one another
from config.settings.base import POST_OFFICE, STORAGES

SECRET_KEY = "faults-only-key-of-a-decent-length-for-signing-0123456789"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
#: Nobody listens there: the mail server is down.
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ.get("CLOSED_PORT", "1"))
EMAIL_TIMEOUT = 2
POST_OFFICE = {**POST_OFFICE, "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}}
