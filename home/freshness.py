"""What changed in the original since a translation was made of it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments

if TYPE_CHECKING:
    from home.models import BasePage


@dataclass(frozen=True)
class Changes:
    """The original is newer than the translation: since when, and where."""

    since: datetime.datetime
    #: Sections of the original that differ, as (anchor, heading) in the order of the page.
    sections: list[tuple[str, str]] = field(default_factory=list)


def changes_since_translation(page: BasePage, original: BasePage) -> Changes | None:
    """What readers of `page` should know about `original`; None when the translation is up to date.

    One query, and another one for the parts that have no translation yet.

    There are two ways to be behind. The original was published after its text was last sent for translation: then the
    two texts are compared. Or the newer text was sent and parts of it have no translation yet: then those parts count.
    (wagtail-localize's own progress knows only the second way.)
    """
    untranslated = StringSegment.objects.filter(~_is_translated(page.locale_id), source=OuterRef("pk"))
    source = (
        TranslationSource.objects.filter(
            object_id=page.translation_key, locale=original.locale_id, translations__target_locale=page.locale_id
        )
        .annotate(lacks_text=Exists(untranslated))
        .first()
    )
    published = original.last_published_at
    if source is None or published is None:
        return None
    if published > source.last_updated_at:
        before = json.loads(source.content_json)
        return Changes(
            published, list(_sections_with(original, lambda name, block: block not in _blocks(before, name)))
        )
    if not source.lacks_text:
        return None
    missing = _untranslated_blocks(source, page.locale_id)
    return Changes(published, list(_sections_with(original, lambda _name, block: block["id"] in missing)))


def note_unchanged(instance: Page, **kwargs: Any) -> None:
    """An original that was published with the words it had before (a date, a licence) makes no translation older."""
    source = TranslationSource.objects.filter(object_id=instance.translation_key, locale=instance.locale_id).first()
    if source is None:
        return
    sent = set(source.stringsegment_set.values_list("context__path", "order", "string__data"))
    sent |= set(source.templatesegment_set.values_list("context__path", "order", "template__template"))
    if sent == set(_texts(instance)):
        TranslationSource.objects.filter(pk=source.pk).update(last_updated_at=timezone.now())


def _texts(page: Page) -> Iterator[tuple[str, int, str]]:
    """Every text of a page that is translated, with its path and place, as wagtail-localize would send it."""
    for segment in extract_segments(page.specific):
        if isinstance(segment, StringSegmentValue):
            yield segment.path, segment.order, segment.string.data
        elif isinstance(segment, TemplateSegmentValue):
            yield segment.path, segment.order, segment.template


def _blocks(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = content.get(name)
    blocks: list[dict[str, Any]] = json.loads(value) if isinstance(value, str) else value or []
    return blocks


def _is_translated(locale_id: int) -> Exists:
    """Whether a segment has a translation in this language: a condition for a query over segments."""
    return Exists(
        StringTranslation.objects.filter(
            translation_of=OuterRef("string"), context=OuterRef("context"), locale=locale_id, has_error=False
        )
    )


def _untranslated_blocks(source: TranslationSource, locale_id: int) -> set[str]:
    """Ids of the blocks (and names of the fields) with a text that has no translation in this language."""
    lacking = source.stringsegment_set.filter(~_is_translated(locale_id))
    return {part for path in lacking.values_list("context__path", flat=True).distinct() for part in path.split(".")[:2]}


def _sections_with(original: BasePage, differs: Callable[[str, dict[str, Any]], bool]) -> Iterator[tuple[str, str]]:
    """Sections (from one heading block to the next) that hold a block that differs, as (anchor, heading)."""
    for name in (f.name for f in original._meta.get_fields() if isinstance(f, StreamField)):
        anchor, heading, told = "", "", False
        for block in getattr(original, name).get_prep_value():
            if block["type"] == "heading":
                anchor, heading, told = block_anchor(block["id"]), block["value"], False
            if heading and not told and differs(name, block):
                told = True
                yield anchor, heading


def block_anchor(block_id: str | None) -> str:
    """The anchor of a block: short, and the same in every language, because translations keep the block's id."""
    return f"s-{(block_id or '')[:8]}"
