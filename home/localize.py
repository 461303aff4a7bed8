"""wagtail-localize, where it does more or less than this site wants (docs/decisions/0004-languages.md)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail_localize.locales.components import get_locale_components
from wagtail_localize.models import (
    LocaleSynchronization,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.views import edit_translation

from home.desk import carrying


def drop_synchronisation() -> None:
    """Take “Synchronise content from another locale” off the form of languages: it makes public copies of pages."""
    components = get_locale_components()
    components[:] = [component for component in components if component["model"] is not LocaleSynchronization]


# ---------------------------------------------------------------- what is taken over when a text is sent again


def keep_what_is_right() -> None:
    """When a text is sent anew, take translations over to the words that replace the old ones where they still fit.

    wagtail-localize would ask for every text again in which a letter changed. They fit where only typing errors were
    mended, and where a translator said that nothing is to be changed: where the part is not behind (home.desk).
    """
    theirs = TranslationSource.refresh_segments

    def refresh_segments(source: TranslationSource) -> None:
        with transaction.atomic():
            before = carrying.texts_of(source)
            theirs(source)
            carrying.carry(source, before)

    TranslationSource.refresh_segments = refresh_segments


# ---------------------------------------------------------------- translations that their field does not take


def field_of(context: TranslationContext) -> models.Field[Any, Any] | None:
    """The field of a page, or of an object of its own, that a text belongs to; None for text in a StreamField."""
    source = TranslationSource.objects.filter(object_id=context.object_id).first()
    model = source and source.specific_content_type.model_class()
    if model is None:
        return None
    first, *below = context.path.split(".")
    try:
        field: Any = model._meta.get_field(first)
        if below:
            field = field.related_model._meta.get_field(below[-1]) if field.one_to_many else None
    except FieldDoesNotExist:
        return None
    return field


def on_string_translation(instance: StringTranslation, raw: bool = False, **kwargs: Any) -> None:
    """Before a translation is stored: raises ValidationError when its field would not take it.

    Otherwise nobody hears of it before the page is published, and then wagtail-localize breaks off with an error; on
    PostgreSQL storing a title that is too long does.
    """
    changed = kwargs.get("update_fields")
    if raw or instance.context is None or (changed is not None and "data" not in changed):
        return
    field = field_of(instance.context)
    if not isinstance(field, models.CharField) or isinstance(field, models.SlugField):  # what is no slug is made one
        return
    try:
        field.clean(instance.data, None)
    except ValidationError as error:
        raise ValidationError([f"{capfirst(str(field.verbose_name))}: {text}" for text in error.messages]) from error


def edit_string(request: HttpRequest, translation_id: int, string_segment_id: int) -> HttpResponse:
    """wagtail-localize's view that stores one text; what is not stored is answered with the reason, which it shows."""
    try:
        with transaction.atomic():
            response: HttpResponse = edit_translation.edit_string_translation(
                request, translation_id, string_segment_id
            )
            return response
    except ValidationError as error:
        translation = get_object_or_404(Translation, pk=translation_id)
        segment = get_object_or_404(StringSegment, pk=string_segment_id)
        refused = StringTranslation(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            data=request.POST.get("value", ""),
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            last_translated_by=request.user,
            updated_at=timezone.now(),
            has_error=True,
            field_error=" ".join(error.messages),
        )
        context = {"translation_source": translation.source}
        return JsonResponse(edit_translation.StringTranslationSerializer(refused, context=context).data)


def upload_po(request: HttpRequest, translation_id: int) -> HttpResponse:
    """wagtail-localize's view of a PO file: all of it is stored or, with the reason, nothing."""
    try:
        with transaction.atomic():
            response: HttpResponse = edit_translation.upload_pofile(request, translation_id)
            return response
    except ValidationError as error:
        reasons = error.messages
    except KeyError:  # no file, or one without the header that says which translation it is
        reasons = [_("Please upload a valid PO file.")]
    for reason in reasons:
        messages.error(request, reason)
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
