"""Cutting somebody's words out of the pages that editors made of them, and out of all that is kept of these pages.

Nothing else goes: older versions stay without the words, so that reviews of them go on, and translators keep what they
wrote of other people's words.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from wagtail.models import Page, PageLogEntry, Revision
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    SegmentOverride,
    String,
    StringSegment,
    StringTranslation,
    Template,
    TemplateSegment,
    TranslationContext,
    TranslationSource,
)

from home import forgetting
from home.desk.parts import part_of
from stories.models import Submission
from stories.ways import traces
from stories.ways.traces import LINES, LONG, Traces

#: What a source is taken apart into.
SEGMENTS = (OverridableSegment, RelatedObjectSegment, StringSegment, TemplateSegment)


def cut_out(page: Page, submission: Submission, keys: Collection[str]) -> None:
    """Take the words out of every language of a page, its versions, and what translators were given. In a transaction.

    Blocks with these keys go whatever they say.
    """
    key = page.translation_key
    # Of two senders who change something in one page at once, the second reads what the first has left.
    list(Page.objects.select_for_update().filter(translation_key=key).order_by("pk").values_list("pk"))
    words = _Words(_with_translations(traces.of(submission), key), frozenset(keys), submission)
    gone = {f"body.{one}" for one in keys}
    versions = type(page).objects.filter(translation_key=key)
    for version in versions:
        gone |= _cut_out_of_page(version, words)
        for revision in Revision.objects.for_instance(version):
            gone |= _cut_out_of_revision(revision, words)
    for source in TranslationSource.objects.filter(object_id=key):
        gone |= _cut_out_of_source(source, words)
    _forget_translations(key, words, gone)
    for entry in PageLogEntry.objects.filter(page__in=versions):
        if traces.holds([entry.label, entry.data], words.traces):
            PageLogEntry.objects.filter(pk=entry.pk).update(label=submission.reference, data={})
    if gone:
        forgetting.forget_archives({key})


@dataclass(frozen=True)
class _Words:
    """What goes."""

    traces: Traces
    keys: frozenset[str]
    submission: Submission

    def cut_out_of(self, content: dict[str, Any]) -> set[str]:
        """Take it out of the fields of a page as they are stored; the parts (home.desk.parts) in which it stood."""
        gone = {name for name in LINES if traces.holds(content.get(name), self.traces)}
        for name in gone:
            content[name] = self.submission.reference if name in ("title", "draft_title") else ""
        body = json.loads(content["body"])
        blocks = [block for block in body if traces.is_of(block, self.traces, self.keys)]
        if blocks:
            content["body"] = json.dumps([block for block in body if block not in blocks])
        rows = [row for row in content.get("links", ()) if self.submission.link and row["url"] == self.submission.link]
        if rows:
            content["links"] = [row for row in content["links"] if row not in rows]
        gone |= {f"body.{block.get('id')}" for block in blocks}
        return gone | {f"links.{row['translation_key']}" for row in rows}


def _with_translations(looked_for: Traces, key: UUID) -> Traces:
    """The same with what translators made of it, and of that."""
    rows = StringTranslation.objects.filter(context__object_id=key)
    texts = [
        (original, traces.without_markup(data), path)
        for original, data, path in rows.values_list("translation_of__data", "data", "context__path")
    ]
    while True:
        more = {
            text
            for original, text, path in texts
            if (len(text) >= LONG or (text and path in LINES))
            and traces.holds(original, looked_for if path in LINES else looked_for.long)
        }
        if more <= {*looked_for.lines, *looked_for.wholes}:
            return looked_for
        looked_for = looked_for.with_more(more)


# ---------------------------------------------------------------- pages


def _cut_out_of_page(version: Any, words: _Words) -> set[str]:
    content = version.serializable_data()
    gone = words.cut_out_of(content)
    if gone:
        version.body = json.loads(content["body"])
        for name in gone.intersection(LINES):
            setattr(version, name, content[name])
        if hasattr(version, "links"):
            kept = {str(row["translation_key"]) for row in content["links"]}
            version.links.remove(*(row for row in version.links.all() if str(row.translation_key) not in kept))
        version.save()
    return gone


def _cut_out_of_revision(revision: Revision, words: _Words) -> set[str]:
    """As it is, not in a new one: a review waits for this one."""
    gone = words.cut_out_of(revision.content)
    if gone:
        Revision.objects.filter(pk=revision.pk).update(content=revision.content, object_str=revision.content["title"])
    return gone


# ---------------------------------------------------------------- what translators have of them


def _cut_out_of_source(source: TranslationSource, words: _Words) -> set[str]:
    content = json.loads(source.content_json)
    gone = words.cut_out_of(content)
    if gone:
        TranslationSource.objects.filter(pk=source.pk).update(
            content_json=json.dumps(content), object_repr=content["title"][:200]
        )
        contexts = _contexts(source.object_id, gone)
        for model in SEGMENTS:
            model.objects.filter(source=source, context__in=contexts).delete()
    return gone


def _contexts(key: UUID, parts: Collection[str]) -> set[int]:
    """The places in these parts."""
    places = TranslationContext.objects.filter(object_id=key).values_list("pk", "path")
    return {pk for pk, path in places if part_of(path) in parts}


def _forget_translations(key: UUID, words: _Words, gone: set[str]) -> None:
    """What was written of the words; where something was cut out, all but what was written of what is still sent."""
    contexts = _contexts(key, gone.difference(LINES))
    sent = StringSegment.objects.filter(context=OuterRef("context"), string=OuterRef("translation_of"))
    written = StringTranslation.objects.filter(context__object_id=key).annotate(is_sent=Exists(sent))
    lost = [
        row.pk
        for row in written.select_related("translation_of")
        if traces.holds(row.data, words.traces.long)
        or (not row.is_sent and (row.context_id in contexts or traces.holds(row.translation_of.data, words.traces)))
    ]
    StringTranslation.objects.filter(pk__in=lost).delete()
    replaceable = OverridableSegment.objects.filter(context=OuterRef("context"))
    SegmentOverride.objects.filter(~Exists(replaceable), context__in=contexts).delete()
    # The name of a place may hold an address that stood there.
    unused: dict[str, Any] = {model._meta.model_name: None for model in SEGMENTS}
    TranslationContext.objects.filter(pk__in=contexts, translations=None, overrides=None, **unused).delete()
    # Words that were sent once and changed since belong to no work any more.
    String.objects.filter(segments=None, translations=None).delete()
    Template.objects.filter(segments=None).delete()
