"""Machine translation by wagtail-localize's own backends, where an operator has turned one on (docs/operators.md).

What is sent leaves the site. So only what everybody may read is sent: the page and its original are public and not
restricted, its sender agreed to translations, and the words stand in the public text today. What a machine wrote is
marked as such until a person stores it as theirs, or approves the version that it is in.
"""

from __future__ import annotations

import datetime
import logging
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.strings import StringValue

from home import i18n
from home.models import Work
from home.translators import comparing, fitting, harmless

#: How many texts are sent at once; DeepL takes fifty.
AT_ONCE = 40
NOT_PUBLIC = _("Only what everybody may read is sent to a machine, and this is not public.")
NOT_SENT_ANEW = _("The original has changed since it was sent for translation. Send the new text first.")
NO_ANSWER = _("The translation machine gave no answer that can be used. Nothing was changed.")

logger = logging.getLogger(__name__)
Apply = Callable[[int, Any, Any], bool]


class MachineError(Exception):
    """Nothing was translated; the message says why, and holds nothing secret."""


def is_public(translation: Translation) -> bool:
    """Whether everybody may read what would be sent; records such as terms are shown to everybody."""
    source = translation.source.get_source_instance()
    if not isinstance(source, Page):
        return True
    work = Work.objects.filter(pk=source.translation_key).select_related("page").first()
    pages: list[Any] = [source.specific, work.page.specific if work else None]
    with i18n.speaking(translation.target_locale.language_code):
        return all(page is not None and page.may_be_asked_for for page in pages)


def why_not(translation: Translation) -> str:
    """Why a work is not sent to a machine; empty where it may be."""
    if not is_public(translation):
        return str(NOT_PUBLIC)
    public = set(comparing.texts_of(translation.source.get_source_instance()).values())
    sent = set(translation.source.stringsegment_set.values_list("string__data", flat=True))
    return "" if sent <= public else str(NOT_SENT_ANEW)


def only_public(theirs: Apply) -> Apply:
    """wagtail-localize's way to translate by machine, for what may be sent. Raises MachineError."""

    def apply(translation_id: int, user: Any, machine: Any) -> bool:
        translation = Translation.objects.select_related("source__locale", "target_locale").get(pk=translation_id)
        reason = why_not(translation)
        if reason:
            raise MachineError(reason)
        return theirs(translation_id, user, Careful(machine, translation))

    return apply


class Careful:
    """A backend, asked for a bounded number of texts at once; what it answers is taken where its field takes it."""

    def __init__(self, machine: Any, translation: Translation) -> None:
        self._machine, self._translation = machine, translation
        self.display_name = str(machine.display_name)

    def can_translate(self, source_locale: Any, target_locale: Any) -> bool:
        """Whether it knows the languages."""
        return bool(self._machine.can_translate(source_locale, target_locale))

    def translate(self, source_locale: Any, target_locale: Any, strings: Iterable[StringValue]) -> dict[Any, Any]:
        """Translations of the strings; some may be missing. Raises MachineError."""
        wanted, found = list(strings), {}
        for start in range(0, len(wanted), AT_ONCE):
            try:
                found.update(self._machine.translate(source_locale, target_locale, wanted[start : start + AT_ONCE]))
            except (OSError, LookupError, TypeError, ValueError) as error:  # requests' own errors are OSErrors
                # Its name alone: an error may hold the address, and with it a key.
                logger.warning("%s did not translate: %s", self.display_name, type(error).__name__)
                raise MachineError(str(NO_ANSWER)) from None
        return {string: made for string, made in found.items() if self._is_usable(string, made)}

    def _is_usable(self, string: StringValue, made: StringValue) -> bool:
        if not isinstance(made.data, str) or not made.data.strip() or harmless.why_not(string.data, made.data):
            return False
        segments = self._translation.source.stringsegment_set.filter(string__data=string.data)
        try:
            for segment in segments.select_related("context"):
                fitting.require_fit(segment.context, made.data)
        except ValidationError:
            return False
        return True


# ---------------------------------------------------------------- in the admin


def with_reasons(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """wagtail-localize's button; where nothing was translated it says why."""

    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except MachineError as error:
            messages.error(request, str(error))
            return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")

    return asked


# ---------------------------------------------------------------- a person has gone over it


def note_gone_over(key: uuid.UUID, locale_id: int, until: datetime.datetime) -> None:
    """Somebody approved a version: what a machine wrote in it is a person's word from now on.

    It keeps the name of the machine (library.provenance tells readers that there was one).
    """
    StringTranslation.objects.filter(
        context__object_id=key,
        locale=locale_id,
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
        updated_at__lte=until,
    ).update(translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL)
