"""What a translation has in place of what its original has: a picture with words in it, a file, a page, an address.

wagtail-localize stores whatever is sent and breaks off with an error when the thing is gone. Here it is asked before it
is stored, and again each time a version is made of it, whether this person may use the picture or file, and whether
everybody may see it: a picture may have been taken back meanwhile, as the story that it came with.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.coreutils import resolve_model_string
from wagtail.documents.models import AbstractDocument
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Locale, Page
from wagtail.permissions import policy_registry
from wagtail_localize.models import OverridableSegment, TranslationContext, TranslationSource
from wagtail_localize.segments import OverridableSegmentValue

from home.seen import seen_by_all
from home.translators import harmless, rights

#: Where a link in a text may lead.
ADDRESS = re.compile(r"(https?://|mailto:|tel:|/(?![/\\])|#)\S*")
#: What can be the key of a thing.
KEY = re.compile(r"[0-9]{1,18}")


def place_of(model: Any, field_path: str) -> Any:
    """The field or block at a place such as `body.figure.image.image` or `downloads.document`; None where none is."""
    name, *below = field_path.split(".")
    try:
        field: Any = model._meta.get_field(name)
        if isinstance(field, StreamField):
            block: Any = field.stream_block
            for part in below:
                block = block.child_block if isinstance(block, blocks.ListBlock) else block.child_blocks[part]
            return block
        return field.related_model._meta.get_field(below[0]) if field.one_to_many and below else field
    except (FieldDoesNotExist, KeyError, AttributeError):
        return None


def _chosen_model(place: Any) -> Any:
    """The model of what is chosen there; None where something is written."""
    if isinstance(place, blocks.ChooserBlock):
        return Page if isinstance(place, blocks.PageChooserBlock) else resolve_model_string(place.target_model)
    return place.related_model if isinstance(place, models.ForeignKey) else None


def shown(place: Any, value: Any) -> Any:
    """What stands at a place: the picture, file or page itself where it is there, else what is written."""
    model = _chosen_model(place)
    found = model.objects.filter(pk=value).first() if model is not None and str(value).isdecimal() else None
    return value if found is None else found


def check(user: Any, segment: OverridableSegment, value: str) -> None:
    """Raises ValidationError for what this person may not put there, or readers would not get."""
    if harmless.strange_character("", value):
        raise ValidationError(harmless.STRANGE)
    source = segment.source
    place = place_of(source.specific_content_type.model_class(), segment.context.field_path)
    model = _chosen_model(place)
    if model is not None:
        _check_chosen(user, model, value)
    elif isinstance(place, blocks.RichTextBlock):
        if not ADDRESS.fullmatch(value):
            raise ValidationError(_("Write an address that begins with https://."))
    elif isinstance(place, models.Field):
        place.clean(value, None)
    elif isinstance(place, blocks.Block):
        place.clean(value)
    else:
        raise ValidationError(_("This cannot be another one in a translation."))


def _check_chosen(user: Any, model: Any, value: str) -> None:
    found = model.objects.filter(pk=value).first() if KEY.fullmatch(value) else None
    if found is None:
        raise ValidationError(_("It is not there any more. Choose another one."))
    if isinstance(found, Page):
        if not rights.may_read(user, found):
            raise ValidationError(_("You may not use this one. Ask an editor."))
        return
    is_file = isinstance(found, AbstractImage | AbstractDocument)
    if is_file and not policy_registry.get(found).user_has_permission_for_instance(user, "choose", found):
        raise ValidationError(_("You may not use this one. Ask an editor."))
    if isinstance(found, AbstractImage) and not seen_by_all([found]):
        raise ValidationError(
            _("Readers would not see this picture: not everybody in it has agreed, or it was taken back.")
        )
    if isinstance(found, AbstractDocument) and not found.language:
        raise ValidationError(_("It does not say in which language this file is. Ask an editor to say so."))


def usable(source: TranslationSource, locale: Locale, segments: list[Any]) -> list[Any]:
    """The values of a translation without those that are gone by now, and pictures that not everybody may see.

    The original's take their place. No query where nothing is replaced, else one and one for each kind of thing.
    """
    chosen = [segment for segment in segments if isinstance(segment, OverridableSegmentValue)]
    if not chosen:
        return segments
    contexts = TranslationContext.objects.filter(
        object_id=source.object_id, path__in=[segment.path for segment in chosen]
    )
    field_paths = dict(contexts.values_list("path", "field_path"))
    by_model: dict[Any, list[OverridableSegmentValue]] = defaultdict(list)
    for segment in chosen:
        place = place_of(source.specific_content_type.model_class(), field_paths.get(segment.path, ""))
        if (model := _chosen_model(place)) is not None:
            by_model[model].append(segment)
    lost = {id(segment) for model, of_it in by_model.items() for segment in _lost(model, of_it)}
    return [segment for segment in segments if id(segment) not in lost]


def _lost(model: Any, segments: Iterable[OverridableSegmentValue]) -> Iterator[OverridableSegmentValue]:
    wanted = [segment for segment in segments if str(segment.data).isdecimal()]
    found = list(model.objects.filter(pk__in=[segment.data for segment in wanted]))
    keys = seen_by_all(found) if issubclass(model, AbstractImage) else {one.pk for one in found}
    there = {str(key) for key in keys}
    return (segment for segment in segments if str(segment.data) not in there)


def as_decorative_as(original: Any, made: Any) -> Any:
    """Let a picture that stands in for another one be decorative where that is, and have its text where it has one."""
    if original is not None and made is not None and made is not original:
        made.decorative = original.decorative
        if made.contextual_alt_text is None:
            made.contextual_alt_text = original.contextual_alt_text
    return made
