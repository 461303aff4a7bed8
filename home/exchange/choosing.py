"""Which works somebody takes along. An item names a work: its model (empty for pages) and its translation key.

Once its file is written, also the language of the text that is in it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from wagtail.models import Locale, Page

from home import i18n
from home.desk import queue, works
from home.desk.coverage import public_works
from home.exchange import access
from home.models import TranslationExport, WorkVersion
from home.translators.snippets import vocabularies

What, State = TranslationExport.What, WorkVersion.State
#: What readers of a language have in an old state, and what they do not have.
BEHIND = frozenset({State.MINOR, State.OUTDATED, State.MACHINE})
MISSING = frozenset({State.MISSING, State.STARTED})


def item(key: uuid.UUID, model: Any = None) -> str:
    """As it is kept with an archive."""
    return f"{model._meta.label_lower if model else ''}:{key}"


def written(named: str, original: Any) -> str:
    """The item of a file that was written: with the language that was translated from."""
    return f"{named}:{i18n.code_of(original.locale_id)}"


def public_items() -> set[str]:
    """The items of files that hold nothing but what everybody may read: public originals. One query."""
    codes = {locale.pk: code for code, locale in i18n.locales().items()}
    known = public_works().values_list("pk", "locale")
    return {f"{item(key)}:{codes[locale]}" for key, locale in known if locale in codes}


def may_still(named: str, target: Locale, user: Any) -> bool:
    """Whether somebody may still have the text that is in the file of an item; not where nobody noted which it is."""
    kind, key, code = f"{named}:".split(":")[:3]
    model, source = (apps.get_model(kind) if kind else Page), i18n.locales().get(code)
    found = model._default_manager.filter(translation_key=key, locale=source).first() if source else None
    found = found.specific if isinstance(found, Page) else found
    return found is not None and access.may_take_along(user, found, target)


def items(what: str, target: Locale, page: Page | None = None) -> list[str]:
    """The works of a choice, what is needed most first. Who may read them is asked when they are written."""
    if what == What.TERMS:
        return [
            item(key, model)
            for model in vocabularies()
            for key in _once(model._default_manager.order_by("pk").values_list("translation_key", flat=True))
        ]
    if what in (What.BEHIND, What.MISSING):
        states = BEHIND if what == What.BEHIND else MISSING
        return [item(need.key) for need in queue.needs(target) if need.state in states]
    if page is None or page.depth < works.DEPTH_OF_SECTIONS - 1:
        return []
    pages = page.get_descendants(inclusive=True) if what == What.TREE else Page.objects.filter(pk=page.pk)
    keys = pages.filter(alias_of=None).order_by("path").values_list("translation_key", flat=True)
    return [item(key) for key in _once(keys)]


def _once(keys: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    return list(dict.fromkeys(keys))


def original(named: str, target: Locale, user: Any) -> Any:
    """The text to translate of an item, for this person; None where there is none for them.

    The one that the translation was made from; for a work that nobody has submitted, the language it was written in.
    Versions that are edited by themselves are left alone.
    """
    kind, _separator, key = named.partition(":")
    model = apps.get_model(kind) if kind else Page
    translation = works.translation_of(uuid.UUID(key), target.pk)
    if translation is not None:
        language = translation.source.locale_id
        found = model._default_manager.filter(translation_key=key, locale=language).first()
    else:
        found = _unsubmitted(model, key, target)
    found = found.specific if isinstance(found, Page) else found
    return found if found is not None and access.may_take_along(user, found, target) else None


def _unsubmitted(model: Any, key: str, target: Locale) -> Any:
    versions = model._default_manager.filter(translation_key=key)
    if model is Page:
        versions = versions.filter(alias_of=None)
    by_locale = {version.locale_id: version for version in versions}
    if target.pk in by_locale:
        return None
    if model is Page:
        original = (version.specific_deferred for version in by_locale.values())
        return next((version for version in original if getattr(version, "is_original", False)), None)
    return next((by_locale[locale.pk] for locale in i18n.locales().values() if locale.pk in by_locale), None)
