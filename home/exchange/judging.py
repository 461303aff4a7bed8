"""Whether a text that came back may be stored, and why not."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag
from django.utils.translation import gettext as _
from wagtail_localize.models import StringTranslation
from wagtail_localize.strings import INLINE_TAGS

from home.exchange.sheets import Text, is_uncertain
from home.translators import harmless, saving


@dataclass(frozen=True)
class Judgement:
    """Of one text: it is taken, is stored already, is still open, or is not taken, with the reason."""

    text: Text
    is_taken: bool = False
    is_same: bool = False
    why_not: str = ""


def judge(
    texts: Iterable[Text],
    originals: list[tuple[str, str]],
    known: Mapping[tuple[str, str], StringTranslation],
    user: Any,
    made_at: datetime.datetime | None,
) -> Iterator[Judgement]:
    """Each text against the original as it is now, and against what is stored. No query."""
    texts = list(texts)
    wanted, paths = set(originals), {path for path, _source in originals}
    said = Counter((text.path, text.source) for text in {*texts} if text.target.strip())
    for text in texts:
        place = (text.path, text.source)
        row = known.get(place)
        if not text.target.strip():
            yield Judgement(text)
        elif row is not None and row.data == text.target and (text.is_uncertain or not is_uncertain(row)):
            yield Judgement(text, is_same=True)
        elif why_not := _why_not(text, place in wanted, text.path in paths, said[place] > 1):
            yield Judgement(text, why_not=why_not)
        elif row is not None and saving.is_newer_work(row, user, made_at) and row.data != text.target:
            yield Judgement(text, why_not=_newer(row))
        else:
            yield Judgement(text, is_taken=True)


def _newer(row: StringTranslation) -> str:
    who = row.last_translated_by or _("Somebody else")
    return _("%(who)s stored another text after this file was made: “%(text)s”") % {"who": who, "text": row.data[:200]}


def _why_not(text: Text, is_wanted: bool, is_place: bool, is_twice: bool) -> str:
    if not is_wanted:
        return _("The original has changed since this file was made.") if is_place else _("The work has no such text.")
    if text.is_uncertain:
        return _("It is marked as uncertain (fuzzy).")
    if is_twice:
        return _("The file has two different translations of it.")
    if why_not := harmless.why_not(text.source, text.target):
        return why_not
    if not has_only_markup_of(text.source, text.target):
        return str(harmless.MARKUP)
    return ""


# ---------------------------------------------------------------- markup


def has_only_markup_of(source: str, target: str) -> bool:
    """Whether a translation has no mark that its original does not have, and reads alike in every parser.

    What is stored is read by BeautifulSoup and then by browsers; where the two would differ, something is hidden.
    """
    shape = _shape(BeautifulSoup(target, "html.parser"))
    if shape is None:
        return False
    marks, known = list(_marks(shape)), set(_marks(_shape(BeautifulSoup(source, "html.parser")) or ()))
    if not known.issuperset(marks) or target.count("</") > len(marks):
        return False
    as_browsers_do = nh3.clean(target, tags=set(INLINE_TAGS), attributes={"a": {"id"}}, link_rel=None)
    return _shape(BeautifulSoup(as_browsers_do, "html.parser")) == shape


def _shape(soup: Tag) -> tuple[Any, ...] | None:
    """The elements with their attributes and the texts between them; None with comments and the like."""
    found: list[Any] = []
    for child in soup.children:
        if isinstance(child, PreformattedString):
            return None
        if isinstance(child, NavigableString):
            if found and isinstance(found[-1], str):
                found[-1] += str(child)
            else:
                found.append(str(child))
        elif isinstance(child, Tag):
            below = _shape(child)
            if below is None:
                return None
            found.append((child.name, tuple(sorted((name, str(value)) for name, value in child.attrs.items())), below))
    return tuple(found)


def _marks(shape: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    for one in shape:
        if isinstance(one, tuple):
            name, attributes, below = one
            yield name, attributes
            yield from _marks(below)
