"""wagtail-localize, where it does more than this site wants (docs/decisions/0004-languages.md)."""

from __future__ import annotations

from wagtail_localize.locales.components import get_locale_components
from wagtail_localize.models import LocaleSynchronization


def drop_synchronisation() -> None:
    """Take “Synchronise content from another locale” off the form of languages: it makes public copies of pages."""
    components = get_locale_components()
    components[:] = [component for component in components if component["model"] is not LocaleSynchronization]
