"""Mail to the people who work on the site (docs/decisions/0008-mail.md)."""

from __future__ import annotations

from django.conf import settings

from home.models import User


def language_of(user: User) -> str:
    """The language that somebody chose for the admin, not the one in which a reader just used the site."""
    profile = getattr(user, "wagtail_userprofile", None)
    return (profile and profile.preferred_language) or settings.LANGUAGE_CODE
