"""Whether a translation fits the field that it is of."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail_localize.models import TranslationContext, TranslationSource


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


def require_fit(context: TranslationContext, data: str) -> None:
    """Raises ValidationError, which names the field, when it would not take a text."""
    field = field_of(context)
    if not isinstance(field, models.CharField) or isinstance(field, models.SlugField):  # what is no slug is made one
        return
    try:
        if "\n" in data:  # a title that becomes the subject of a mail
            raise ValidationError(_("Write it in one line."))
        field.clean(data, None)
    except ValidationError as error:
        raise ValidationError([f"{capfirst(str(field.verbose_name))}: {text}" for text in error.messages]) from error
