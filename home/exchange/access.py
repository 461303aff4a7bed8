"""Who may take which texts out and bring them back. Rights come from home.translators.rights alone."""

from __future__ import annotations

from typing import Any

from wagtail.models import Locale, Page

from home.desk import facets
from home.models import Work
from home.translators import rights


def may_exchange(user: Any, target: Locale) -> bool:
    """Take texts out for a language at all, and bring them back."""
    return rights.may_translate(user, target.pk)


def may_have(user: Any, original: Any) -> bool:
    """Have the text of this work in a file: what they may read, and nobody refused to have translated."""
    return rights.may_read(user, original) and (not isinstance(original, Page) or _is_translatable(original))


def may_take_along(user: Any, original: Any, target: Locale) -> bool:
    """Take the text of this work out for a language: what they may have, and may translate.

    Not where its version in that language is somebody else's to see, as that of a story that waits.
    """
    if original.locale_id == target.pk or not facets.allowed(original, {target.pk}) or not may_have(user, original):
        return False
    version = original.get_translation_or_none(target)
    return version is None or rights.may_write(user, version)


def _is_translatable(page: Page) -> bool:
    works = Work.objects.filter(pk=page.translation_key)
    return page.alias_of_id is None and (not works.exists() or facets.translatable(works).exists())
