"""`make run`: everything of production that a newcomer should see, without its certificates."""

from config.settings.base import *  # noqa: F403 – settings modules extend one another
from config.settings.base import ENV

# Kept in var/ on the first start by `manage.py prepare`; good enough for a machine of one's own.
SECRET_KEY = ENV.secret_key or "development-only-key-that-production-refuses-to-start-with"
EMAIL_BACKEND = ENV.email["EMAIL_BACKEND"]
