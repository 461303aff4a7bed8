"""Whether a story may be translated: its sender was asked, and a no holds for everybody, administrators included."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from stories.models import Consent, StoryPage, Submission

REFUSED = _("The sender of this story did not agree to translations.")


def refused() -> QuerySet[Submission]:
    """What was sent in and may not be translated."""
    return Submission.objects.filter(consent__translation=Consent.Languages.NONE)


def is_refused(translation_key: uuid.UUID) -> bool:
    """Whether the work with this key may not be translated into any language."""
    return refused().filter(page__translation_key=translation_key).exists()


def is_refused_into(translation_key: uuid.UUID, language: str) -> bool:
    """Whether it may not be translated into this language. Its own is never refused."""
    consent = Consent.objects.filter(submission__page__translation_key=translation_key)
    found = consent.exclude(submission__page__locale__language_code=language).first()
    return found is not None and not found.allows(language)


def limits(keys: Iterable[uuid.UUID] | None = None) -> dict[uuid.UUID, frozenset[str]]:
    """The languages that sent stories may be in whose senders chose some, their own among them (home.desk.facets)."""
    chosen = Consent.objects.filter(translation=Consent.Languages.CHOSEN).exclude(submission__page=None)
    if keys is not None:
        chosen = chosen.filter(submission__page__translation_key__in=keys)
    work = "submission__page__"
    rows = chosen.values_list(f"{work}translation_key", f"{work}locale__language_code", "languages")
    return {key: frozenset([own, *languages]) for key, own, languages in rows}


def buttons_where_agreed(buttons: Callable[..., Iterable[Any]]) -> Callable[..., Iterable[Any]]:
    """A hook that makes buttons of a page for translations; none for a story that may not be translated."""

    def agreed(page: Page, *args: Any, **kwargs: Any) -> Iterable[Any]:
        is_story = issubclass(page.specific_class or Page, StoryPage)
        return [] if is_story and is_refused(page.translation_key) else buttons(page, *args, **kwargs)

    return agreed


# ---------------------------------------------------------------- whatever way it is tried


def on_source(instance: TranslationSource, raw: bool = False, **kwargs: Any) -> None:
    """Before the text of a page is handed to the translators, for the first time or anew."""
    kind = ContentType.objects.get_for_id(instance.specific_content_type_id)
    if not raw and kind.model_class() is StoryPage and is_refused(instance.object_id):
        raise PermissionDenied(REFUSED)


def on_version(instance: StoryPage, raw: bool = False, **kwargs: Any) -> None:
    """Before a version of a story in another language is made or is public, be it a translation or a copy."""
    is_asked = instance._state.adding or (instance.live and not instance.is_original)
    if not raw and is_asked and is_refused_into(instance.translation_key, instance.locale.language_code):
        raise PermissionDenied(REFUSED)
