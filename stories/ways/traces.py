"""Where somebody's words stand in a page that editors made of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail.models import PageLogEntry
from wagtail_localize.models import String, TranslationSource

from stories.models import Submission

#: Characters of a line from which on it can only be somebody's; shorter ones count where they are a whole text.
LONG = 15
#: Lines of a page beside its body.
LINES = ("title", "draft_title", "seo_title", "search_description", "summary", "byline", "problem", "attribution")
_ENDS = re.compile(r"<br\s*/?>|</(?:p|h[1-6]|li|ul|ol|blockquote|tr|td|th)>")


def are_in(page: Any, submission: Submission, keys: Collection[str]) -> bool:
    """Whether a page, as it is here, has a block with one of these keys, or words of this submission anywhere."""
    looked_for = _traces(submission)
    if any(_is_of(block, looked_for, keys) for block in page.body.raw_data):
        return True
    return any(_holds(getattr(page, name, ""), looked_for) for name in LINES)


def cut_out(page: Any, submission: Submission, keys: Collection[str]) -> None:
    """Take the words out of every language of a page and of what translators were given, with their older versions."""
    texts = list(String.objects.filter(segments__source__object_id=page.translation_key).values_list("pk", flat=True))
    TranslationSource.objects.filter(object_id=page.translation_key).delete()
    String.objects.filter(pk__in=texts, segments=None).delete()
    for version in type(page).objects.filter(translation_key=page.translation_key):
        held = [one for one in version.revisions.all() if _has_anything(one.as_object(), submission, keys)]
        is_held = _has_anything(version, submission, keys)
        for revision in held:
            revision.delete()
        if held:
            version.refresh_from_db()
        if is_held:
            _mend(version, submission, keys)
        for entry in PageLogEntry.objects.filter(page=version.pk):
            if _holds([entry.label, entry.data], _traces(submission)):
                PageLogEntry.objects.filter(pk=entry.pk).update(label=submission.reference, data={})


def _has_anything(page: Any, submission: Submission, keys: Collection[str]) -> bool:
    return are_in(page, submission, keys) or bool(_links(page, submission))


def _links(page: Any, submission: Submission) -> list[Any]:
    """The rows of a guide with the link of who suggested it."""
    links = page.links.all() if submission.link and hasattr(page, "links") else ()
    return [link for link in links if link.url == submission.link]


def _mend(version: Any, submission: Submission, keys: Collection[str]) -> None:
    looked_for = _traces(submission)
    version.body = [block for block in version.body.raw_data if not _is_of(block, looked_for, keys)]
    for name in LINES:
        if _holds(getattr(version, name, ""), looked_for):
            setattr(version, name, submission.reference if name in ("title", "draft_title") else "")
    if links := _links(version, submission):
        version.links.remove(*links)
    version.save()
    version.save_revision()


def _is_of(block: Any, looked_for: list[str], keys: Collection[str]) -> bool:
    return block.get("id") in keys or _holds(block.get("value"), looked_for)


def _traces(submission: Submission) -> list[str]:
    """What gives somebody's words away: their lines and the name that they chose; of a question its title."""
    lines = [_one_line(line) for line in submission.text.splitlines()]
    found = [line for line in lines if len(line) >= LONG] or [_one_line(submission.text)]
    if submission.kind == Submission.Kind.QUESTION:
        found.append(_one_line(submission.title))
    return [trace for trace in (*found, submission.byline_name) if trace]


def _holds(value: Any, looked_for: list[str]) -> bool:
    plain = " ".join(form for text in _texts(value) for form in (_one_line(text), _without_markup(text)))
    return any(trace in plain for trace in looked_for)


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
