"""Where somebody's words stand in a page that editors made of them.

Anybody can send anything, so nothing of a page goes that others may have written: a name is looked for only in the
heading that was made of it, and what is short only where nothing else stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.html import strip_tags

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

    def with_more(self, texts: Iterable[str]) -> Traces:
        """With others, by their length."""
        texts = set(texts)
        short = {text for text in texts if len(text) < LONG}
        return Traces((*self.lines, *sorted(texts - short)), self.wholes | short)


def are_in(page: Any, submission: Submission, keys: Collection[str]) -> bool:
    """Whether a page, as it is here, has a block with one of these keys, or words of this submission anywhere."""
    looked_for = of(submission)
    if any(is_of(block, looked_for, keys) for block in page.body.raw_data):
        return True
    return any(holds(getattr(page, name, ""), looked_for) for name in LINES)


def is_of(block: Any, looked_for: Traces, keys: Collection[str]) -> bool:
    """Whether a block is to go: it has one of these keys, or holds what is looked for."""
    is_text = block.get("type") == "text"  # headings and lists are what editors write
    return block.get("id") in keys or holds(block.get("value"), looked_for if is_text else looked_for.long)


def of(submission: Submission) -> Traces:
    """What gives a submission away: its long lines, or all of it where none is long; of a question its title."""
    text = _one_line(submission.text)
    found = [line for line in map(_one_line, submission.text.splitlines()) if len(line) >= LONG] or [text]
    if submission.kind == Submission.Kind.QUESTION:
        found.append(_one_line(submission.title))
    return Traces(()).with_more(filter(None, found))


def holds(value: Any, looked_for: Traces) -> bool:
    """Whether a text, or one in a list or a mapping, says what is looked for."""
    return any(
        form in looked_for.wholes or any(line in form for line in looked_for.lines)
        for text in _texts(value)
        for form in (_one_line(text), without_markup(text))
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def without_markup(html: str) -> str:
    """What a text says, on one line."""
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
