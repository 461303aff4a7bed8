"""Where somebody's words stand in a page that editors made of them.

Anybody can send anything, so nothing of a page goes that others may have written: a name is looked for only in the
heading that was made of it, and what is short only where nothing else stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail.models import PageLogEntry
from wagtail_localize.models import String, TranslationSource

from stories.models import Submission

#: Characters of a line from which on it can only be somebody's; a shorter text counts where nothing else stands there.
LONG = 15
#: Lines of a page beside its body.
LINES = ("title", "draft_title", "seo_title", "search_description", "summary", "byline", "problem", "attribution")
_ENDS = re.compile(r"<br\s*/?>|</(?:p|h[1-6]|li|ul|ol|blockquote|tr|td|th)>")


@dataclass(frozen=True)
class Traces:
    """What gives somebody's words away."""

    #: Wherever they stand in a text.
    lines: tuple[str, ...]
    #: Where a text says nothing else.
    wholes: frozenset[str] = frozenset()

    @property
    def long(self) -> Traces:
        """Without those that others may have written as well."""
        return Traces(self.lines)


def are_in(page: Any, submission: Submission, keys: Collection[str]) -> bool:
    """Whether a page, as it is here, has a block with one of these keys, or words of this submission anywhere."""
    looked_for = _traces(submission)
    if any(_is_of(block, looked_for, keys) for block in page.body.raw_data):
        return True
    return any(_holds(getattr(page, name, ""), looked_for) for name in LINES)


def are_anywhere(page: Any, submission: Submission, keys: Collection[str]) -> bool:
    """The same of a page in every language, with its older versions and those that are not public yet."""
    return any(
        _has_anything(one, submission, keys)
        for version in type(page).objects.filter(translation_key=page.translation_key)
        for one in (version, *(revision.as_object() for revision in version.revisions.all()))
    )


def cut_out(page: Any, submission: Submission, keys: Collection[str]) -> None:
    """Take the words out of every language of a page and of what translators were given, with their older versions."""
    texts = list(String.objects.filter(segments__source__object_id=page.translation_key).values_list("pk", flat=True))
    TranslationSource.objects.filter(object_id=page.translation_key).delete()
    String.objects.filter(pk__in=texts, segments=None).delete()
    for version in type(page).objects.filter(translation_key=page.translation_key):
        newest = version.get_latest_revision_as_object()
        is_newest_held = _has_anything(newest, submission, keys)
        held = [one for one in version.revisions.all() if _has_anything(one.as_object(), submission, keys)]
        is_held = _has_anything(version, submission, keys)
        for revision in held:
            revision.delete()
        if held:
            version.refresh_from_db()
        if is_held:
            _clean(version, submission, keys)
            version.save()
        if is_newest_held:  # with what editors have written in it since
            newest.latest_revision, newest.live_revision = version.latest_revision, version.live_revision
            _clean(newest, submission, keys)
            newest.save_revision()
        for entry in PageLogEntry.objects.filter(page=version.pk):
            if _holds([entry.label, entry.data], _traces(submission)):
                PageLogEntry.objects.filter(pk=entry.pk).update(label=submission.reference, data={})


def _has_anything(page: Any, submission: Submission, keys: Collection[str]) -> bool:
    return are_in(page, submission, keys) or bool(_links(page, submission))


def _links(page: Any, submission: Submission) -> list[Any]:
    """The rows of a guide with the link of who suggested it."""
    links = page.links.all() if submission.link and hasattr(page, "links") else ()
    return [link for link in links if link.url == submission.link]


def _clean(version: Any, submission: Submission, keys: Collection[str]) -> None:
    looked_for = _traces(submission)
    version.body = [block for block in version.body.raw_data if not _is_of(block, looked_for, keys)]
    for name in LINES:
        if _holds(getattr(version, name, ""), looked_for):
            setattr(version, name, submission.reference if name in ("title", "draft_title") else "")
    if links := _links(version, submission):
        version.links.remove(*links)


def _is_of(block: Any, looked_for: Traces, keys: Collection[str]) -> bool:
    is_text = block.get("type") == "text"  # headings and lists are what editors write
    return block.get("id") in keys or _holds(block.get("value"), looked_for if is_text else looked_for.long)


def _traces(submission: Submission) -> Traces:
    """Their long lines, or all of it where none is long; of a question its title."""
    text = _one_line(submission.text)
    found = [line for line in map(_one_line, submission.text.splitlines()) if len(line) >= LONG] or [text]
    if submission.kind == Submission.Kind.QUESTION:
        found.append(_one_line(submission.title))
    short = frozenset(trace for trace in found if 0 < len(trace) < LONG)
    return Traces(tuple(trace for trace in found if len(trace) >= LONG), short)


def _holds(value: Any, looked_for: Traces) -> bool:
    return any(
        form in looked_for.wholes or any(line in form for line in looked_for.lines)
        for text in _texts(value)
        for form in (_one_line(text), _without_markup(text))
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _without_markup(html: str) -> str:
    return _one_line(unescape(strip_tags(_ENDS.sub(" ", html))))


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts(one)
