"""Merging two terms of a vocabulary: all that used the one uses the other, in every language and in every draft."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex
from wagtail_localize.models import RelatedObjectSegment, TranslatableObject, TranslationSource

from library import aliases
from library.models import GuideTopic
from library.models.taxonomy import Term, TermAlias, Topic
from library.oai import withdrawal
from library.terms import Spot, rewrite, rewrite_revisions, spots


def merge(old: Term, kept: Term, user: Any = None) -> None:
    """Make `kept` of every `old`, in all languages, and delete `old`; its key goes on leading to `kept`.

    Nothing of it happens if any of it fails. Raises ValidationError if the two cannot be one.
    """
    with transaction.atomic():
        _refuse_impossible(old, kept)
        model = type(old)
        records = list(model._default_manager.filter(translation_key=old.translation_key).select_related("locale"))
        moved = {record.pk: _in_language_of(record, kept).pk for record in records}
        guides = _guides_on(moved) if model is Topic else []
        for spot in spots(model):
            _move_rows(spot, moved)
            rewrite_revisions(spot, moved)
            _move_sources(spot, moved)
        _move_segments(old, kept)
        _remember_key(old, kept)
        log(instance=kept, action="wagtail.edit", user=user)
        for record in records:
            record.delete()
        _tell_harvesters(old, kept, guides)
        transaction.on_commit(aliases.current_keys.forget)


def forget(instance: Term, **kwargs: Any) -> None:
    """Before a term is deleted: old versions that name it could not be opened, compared or gone back to any more."""
    for spot in spots(type(instance)):
        rewrite_revisions(spot, {instance.pk: None})
        _move_sources(spot, {instance.pk: None})


def _refuse_impossible(old: Term, kept: Term) -> None:
    if type(old) is not type(kept) or old.translation_key == kept.translation_key:
        raise ValidationError(_("Choose another term of the same vocabulary."))
    if isinstance(old, Topic) and isinstance(kept, Topic):
        parts = Topic.objects.filter(parent__translation_key=old.translation_key)
        if kept.parent_id and parts.exclude(translation_key=kept.translation_key).exists():
            raise ValidationError(_("The topic to be merged has parts, and topics have only two levels."))


def _in_language_of(record: Term, kept: Term) -> Term:
    """The kept term in the language of a record that goes; made from the kept one where it has no such language yet."""
    found = type(kept)._default_manager.filter(translation_key=kept.translation_key, locale=record.locale).first()
    if found is None:
        found = kept.copy_for_translation(record.locale)
        for name in ("parent", "topic"):
            if getattr(kept, f"{name}_id", None):
                wanted = Topic.objects.filter(translation_key=getattr(kept, name).translation_key)
                setattr(found, name, wanted.filter(locale=record.locale).first() or getattr(record, name))
        found.save()
    return found


def _move_rows(spot: Spot, moved: Mapping[int, int]) -> None:
    """Rows in the database; a page that has both terms keeps the link to one of them."""
    owners = set()
    for row in spot.rows(moved).select_for_update():
        wanted = moved[getattr(row, f"{spot.field}_id")]
        owner = getattr(row, f"{spot.parent}_id") if spot.relation else row.pk
        owners.add(owner)
        same = spot.model._default_manager.filter(pk=row.pk)
        if row.pk == wanted and spot.owner is spot.vocabulary:  # a topic that was a part of the one it is merged with
            same.update(**{spot.field: None})
        elif spot.relation and spot.rows([wanted]).filter(**{f"{spot.parent}_id": owner}).exists():
            same.delete()
        else:
            same.update(**{spot.field: wanted})
    for owner in spot.owner._default_manager.filter(pk__in=owners):
        ReferenceIndex.create_or_update_for_object(owner)


def _move_sources(spot: Spot, moved: Mapping[int, int | None]) -> None:
    """What was sent for translation; with the rows that were dropped go their segments."""
    sources = TranslationSource.objects.filter(specific_content_type=ContentType.objects.get_for_model(spot.owner))
    for source in sources.iterator():
        content = json.loads(source.content_json)
        before = {row.get("translation_key") for row in content.get(spot.relation) or []} if spot.relation else set()
        if not rewrite(content, spot, moved):
            continue
        TranslationSource.objects.filter(pk=source.pk).update(content_json=json.dumps(content))
        gone = before - {row.get("translation_key") for row in content[spot.relation]} if spot.relation else set()
        for key in gone:
            RelatedObjectSegment.objects.filter(
                source=source, context__path=f"{spot.relation}.{key}.{spot.field}"
            ).delete()


def _move_segments(old: Term, kept: Term) -> None:
    """The translation engine knows terms by their work."""
    segments = RelatedObjectSegment.objects.filter(object_id=old.translation_key)
    if segments.exists():
        known, _made = TranslatableObject.objects.get_or_create_from_instance(kept)
        segments.update(object=known)


def _guides_on(topics: Mapping[int, int]) -> list[int]:
    """The guides on these topics and on their parts."""
    links = GuideTopic.objects.filter(Q(topic__in=topics) | Q(topic__parent__in=topics))
    return list(links.order_by().values_list("page_id", flat=True).distinct())


def _tell_harvesters(old: Term, kept: Term, guides: list[int]) -> None:
    """The sets of these guides are others now, and so are those of guides that were withdrawn."""
    if isinstance(old, Topic) and isinstance(kept, Topic):
        kept.refresh_from_db(fields=["parent"])
        topics = [kept, kept.parent] if kept.parent else [kept]
        withdrawal.replace_set(f"topic:{old.key}", [f"topic:{topic.key}" for topic in topics])
        withdrawal.renew(guides)


def _remember_key(old: Term, kept: Term) -> None:
    TermAlias.objects.filter(translation_key=old.translation_key).update(translation_key=kept.translation_key)
    TermAlias.objects.create(vocabulary=str(old._meta.model_name), key=old.key, translation_key=kept.translation_key)
