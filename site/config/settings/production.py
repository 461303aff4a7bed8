"""Production: refuses an unsafe start with one clear sentence (docs/operators.md lists them all)."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403 – settings modules extend one another
from config.settings.base import BASE_URL, ENV

if len(ENV.secret_key) < 50 or len(set(ENV.secret_key)) < 10:
    raise ImproperlyConfigured("GGSN_SECRET_KEY must be a random text of at least 50 characters.")
if not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("GGSN_BASE_URL must start with https:// in production.")
if ENV.demo:
    raise ImproperlyConfigured("GGSN_DEMO must be off in production: the demo log-ins are public.")
if ENV.email["EMAIL_BACKEND"].endswith("console.EmailBackend"):
    raise ImproperlyConfigured(
        "GGSN_EMAIL_URL must name a mail server in production, such as submission://user:password@host:587."
    )
for _folder in ("media", "private", "cache"):
    try:
        (ENV.var / _folder).mkdir(parents=True, exist_ok=True)
        (ENV.var / _folder / ".writable").touch()
    except OSError as error:
        raise ImproperlyConfigured(f"GGSN_VAR: {ENV.var / _folder} cannot be written to ({error.strerror}).") from error

ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname or ""]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
if ENV.trusted_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
