"""What changed in the original since a translation was made of it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import Locale, Page
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


def states(page: BasePage) -> dict[int, Any]:
    """Each language of the database by its key, with how the work of `page` is in it. One query for all languages.

    `sent_at`: when the original's text was last sent for translation into it; `lacks_text`: whether a part of that text
    has no translation yet; `has_draft`: whether there is a version that was never public (one that was withdrawn is no
    draft).
    """
    original = page.original_locale_id or page.locale_id
    sent = TranslationSource.objects.filter(
        object_id=page.translation_key, locale=original, translations__target_locale=OuterRef("pk")
    )
    segments = StringSegment.objects.filter(
        source__object_id=page.translation_key,
        source__locale=original,
        source__translations__target_locale=OuterRef("pk"),
    )
    draft = Page.objects.filter(
        translation_key=page.translation_key, locale=OuterRef("pk"), live=False, first_published_at__isnull=True
    )
    rows = Locale.objects.annotate(
        sent_at=Subquery(sent.values("last_updated_at")[:1]),
        lacks_text=Exists(segments.filter(~_is_translated(OuterRef(OuterRef("pk"))))),
        has_draft=Exists(draft),
    )
    return {row.pk: row for row in rows}


def changes_since_translation(page: BasePage, original: BasePage, known: Mapping[int, Any]) -> Changes | None:
    """What readers of `page` should know about `original`; None when the translation is up to date.

    `known` are the `states` of the work. No query for an up-to-date translation, one for any other.

    There are two ways to be behind. The original was published after its text was last sent for translation: then the
    two texts are compared. Or the newer text was sent and parts of it have no translation yet: then those parts count.
    (wagtail-localize's own progress knows only the second way.)
    """
    state, published = known.get(page.locale_id), original.last_published_at
    if state is None or state.sent_at is None or published is None:
        return None
    source = TranslationSource.objects.filter(object_id=page.translation_key, locale=original.locale_id)
    if published > state.sent_at:
        before = json.loads(source.values_list("content_json", flat=True).get())
        return Changes(
            published, list(_sections_with(original, lambda name, block: block not in _blocks(before, name)))
        )
    if not state.lacks_text:
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


def _is_translated(locale_id: Any) -> Exists:
    """Whether a segment has a translation in this language: a condition for a query over segments."""
    return Exists(
        StringTranslation.objects.filter(
            translation_of=OuterRef("string"), context=OuterRef("context"), locale=locale_id, has_error=False
        )
    )


def _untranslated_blocks(source: Any, locale_id: int) -> set[str]:
    """Ids of the blocks (and names of the fields) with a text that has no translation in this language."""
    lacking = StringSegment.objects.filter(~_is_translated(locale_id), source__in=source)
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
