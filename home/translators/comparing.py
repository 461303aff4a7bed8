"""A translation beside its original, part by part, and what changed since it was last approved.

Read from the versions themselves and not from what translators have stored since: a reviewer sees what would be public.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from wagtail.log_actions import registry as log_registry
from wagtail.models import Comment, Page, Revision
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue
from wagtail_localize.views.edit_translation import FieldHasNoEditPanelError, TabHelper, get_segment_location_info

from home.translators import replacing, saving


@dataclass
class Part:
    """A text of a work: a field, or a paragraph of one."""

    path: str
    label: str
    source: str
    translation: str
    #: What readers see now; None where nothing of this version was ever approved.
    before: str | None = None
    comments: list[Comment] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Whether it would change for readers."""
        return self.before is not None and self.before != self.translation

    @property
    def is_untranslated(self) -> bool:
        """Whether it reads as the original does: not translated yet, or the same word in both languages."""
        return self.source == self.translation


def texts_of(instance: Any) -> dict[tuple[str, int], str]:
    """Every text of a page or record that is translated, by its path and its place there."""
    found: dict[tuple[str, int], str] = {}
    seen: dict[str, int] = defaultdict(int)
    for segment in extract_segments(instance):
        if isinstance(segment, StringSegmentValue):
            found[segment.path, seen[segment.path]] = segment.string.data
            seen[segment.path] += 1
    return found


@dataclass
class Replacement:
    """What a translation has in place of a picture, a file, an address of its original."""

    label: str
    source: Any
    translation: Any
    #: What readers see now; None where that is the same, or nothing.
    before: Any = None


def values_of(instance: Any) -> dict[str, Any]:
    """The pictures, files and addresses of a page or record that a translation may replace, by path."""
    found = extract_segments(instance)
    return {segment.path: segment.data for segment in found if isinstance(segment, OverridableSegmentValue)}


def replacements(translation: Translation, revision: Revision | None = None) -> Iterator[Replacement]:
    """Those of a version. A few queries for each."""
    source, target = translation.source.as_instance(), translation.get_target_instance()
    originals, written = values_of(source), values_of(version_under_review(translation, revision))
    before = values_of(target) if not isinstance(target, Page) or target.live else {}
    changed = [path for path, value in originals.items() if written.get(path, value) != value]
    contexts = translation.source.overridablesegment_set.select_related("context").filter(context__path__in=changed)
    field_paths = {segment.context.path: segment.context.field_path for segment in contexts}
    helper = TabHelper(source)
    for path in changed:
        field_path = field_paths.get(path, path)
        try:
            where = get_segment_location_info(source, helper, path, field_path)
        except (FieldHasNoEditPanelError, KeyError):
            where = {"field": path.split(".")[0], "subField": None}
        place = replacing.place_of(type(source), field_path)
        was = before.get(path, written[path])
        yield Replacement(
            label=": ".join(str(name) for name in (where["field"], where["subField"]) if name),
            source=replacing.shown(place, originals[path]),
            translation=replacing.shown(place, written[path]),
            before=replacing.shown(place, was) if was != written[path] else None,
        )


def plain(html: str) -> str:
    """A text as people read it, without the marks of links and bold letters."""
    return str(StringValue(html).render_text())


def labels(translation: Translation, source: Any = None) -> dict[str, str]:
    """What the texts of a work are called in its form, by their paths."""
    source = source or translation.source.as_instance()
    helper, found = TabHelper(source), {}
    for segment in translation.source.stringsegment_set.select_related("context"):
        path = segment.context.path
        if path in found:
            continue
        try:
            where = get_segment_location_info(source, helper, path, segment.context.get_field_path(source))
        except (FieldHasNoEditPanelError, KeyError):
            continue
        found[path] = ": ".join(str(name) for name in (where["field"], where["subField"]) if name)
    return found


def version_under_review(translation: Translation, revision: Revision | None) -> Any:
    """What would become public: the version that was submitted; for a record without drafts, what is stored of it."""
    if revision is not None:
        return revision.as_object()
    return translation.source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)


def parts(translation: Translation, revision: Revision | None = None) -> Iterator[Part]:
    """The parts of a work in the order of the original. A constant number of queries, whatever its length."""
    source = translation.source.as_instance()
    target = translation.get_target_instance()
    originals, written = texts_of(source), texts_of(version_under_review(translation, revision))
    is_public = not isinstance(target, Page) or target.live
    before = texts_of(target) if is_public else {}
    names = labels(translation, source)
    comments = comments_on(target)
    for (path, place), text in originals.items():
        was = before.get((path, place), "") if is_public else None
        yield Part(
            path=path,
            label=names.get(path, path.split(".")[0]),
            source=plain(text),
            translation=plain(written.get((path, place), "")),
            before=None if was is None else plain(was),
            comments=comments.get(path, []) if place == 0 else [],
        )


def comments_on(target: Any) -> dict[str, list[Comment]]:
    """What reviewers said about parts of a page and nobody has resolved, by path."""
    found: dict[str, list[Comment]] = defaultdict(list)
    if isinstance(target, Page):
        open_ones = Comment.objects.filter(page_id=target.pk, resolved_at=None).select_related("user").order_by("pk")
        for comment in open_ones:
            found[comment.contentpath].append(comment)
    return found


def take_over(translation: Translation, user: Any) -> list[str]:
    """Store what somebody wrote by hand in a version as its translation, before wagtail-localize edits it again.

    Only where as many texts stand at a place as in the original: where paragraphs were added or left out, nobody knows
    which is whose. Returns what those places are called, and those with a text that no translation may hold
    (home.localize): their text stays in the history of the page alone. What translators stored later stays. What is
    taken over is noted as written by whoever saved the version, else by `user`.
    """
    target = translation.get_target_instance()
    latest = target.get_latest_revision() if isinstance(target, Page) else None
    if latest is not None:
        target, user, written_at = latest.as_object(), latest.user or user, latest.created_at
    else:
        written_at = _edited_at(target)
    if written_at is None:
        return []
    written: dict[str, list[str]] = defaultdict(list)
    for (path, _place), text in texts_of(target).items():
        written[path].append(text)
    segments: dict[str, list[StringSegment]] = defaultdict(list)
    for segment in translation.source.stringsegment_set.select_related("context", "string").order_by("order"):
        segments[segment.context.path].append(segment)
    left: list[str] = []
    for path, texts in written.items():
        if len(texts) != len(segments[path]):
            left.append(path)
            continue
        for segment, text in zip(segments[path], texts, strict=True):
            if text == segment.string.data:
                continue
            try:
                _take(translation, segment, text, user, written_at)
            except ValidationError:  # hides something, or does not fit its field any more
                left.append(path)
    names = labels(translation) if left else {}
    return list(dict.fromkeys(names.get(path, path.split(".")[0]) for path in left))


def _edited_at(record: Any) -> datetime.datetime | None:
    """When a record, or a page without versions, was last edited by hand."""
    edits = log_registry.get_logs_for_instance(record).filter(action="wagtail.edit")
    last = edits.order_by("-timestamp").first()
    return last.timestamp if last is not None else None


def _take(
    translation: Translation, segment: StringSegment, text: str, user: Any, written_at: datetime.datetime
) -> None:
    """Store a text as somebody's own, where it is another one than what is stored, and newer."""
    of_text = {"translation_of": segment.string, "context": segment.context, "locale": translation.target_locale}
    if StringTranslation.objects.filter(Q(data=text) | Q(updated_at__gt=written_at), **of_text).exists():
        return
    StringTranslation.objects.update_or_create(**of_text, defaults=saving.by_hand(text, user))
