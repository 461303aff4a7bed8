"""What may be wrong with a translation, found by comparing it with its original. Warnings: nothing is ever refused.

Placeholders, links and addresses, numbers in the digits of any script, text that is missing or was left as it is, and
agreed terms. What wagtail-localize cannot use (broken markup, unknown links) it says itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail_localize.strings import extract_ids

from home.helping import glossary
from home.helping.likeness import plain
from home.models import GlossaryTerm

#: Python's and JavaScript's: %(name)s, %s, %d, {name}, {{ name }}, ${name}.
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]\b|\$\{\w+\}|\{\{\s*[\w.]+\s*\}\}|\{\w*\}")
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[\w/]|[\w.+-]{1,64}@[\w-]+\.[\w.-]*\w")
#: What stands between thousands: comma, stop, apostrophes, the Arabic separators, narrow and unbreakable spaces.
_GROUPS = re.compile(r"(?<!\d)\d{1,3}(?:[.,'’٬٫\u00a0\u202f\u2009 ]\d{3})+(?!\d)")
_NUMBER = re.compile(r"\d+")
#: Below this share of the length of a longer original a translation probably lacks something. Chinese, Japanese and
#: Korean need a third of the letters of a European language.
LONG, SHORT, SHORT_DENSE = 60, 0.4, 0.12
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def numbers(text: str) -> Counter[str]:
    """The numbers in a text and how often each stands there: `1,200`, `1 200` and `١٬٢٠٠` are `1200`."""
    joined = _GROUPS.sub(lambda found: "".join(letter for letter in found.group() if letter.isdigit()), text)
    written = ("".join(str(unicodedata.decimal(digit)) for digit in found) for found in _NUMBER.findall(joined))
    return Counter(number.lstrip("0") or "0" for number in written)


def warnings(
    source: str, translation: str | None, terms: Sequence[GlossaryTerm], code: str, *, is_broken: bool = False
) -> list[str]:
    """Sentences about one text, in the reader's language; `source` and `translation` are wagtail-localize's data.

    `translation` is None where there is none; `terms` are those that stand in the source; `code` is the language of the
    translation; `is_broken` says that wagtail-localize cannot use it.
    """
    if translation is None or not plain(translation).strip():
        return [_("Not translated.")]
    original, written = plain(source), plain(translation)
    found = [_("It cannot be used as it is: see what the editor says.")] if is_broken else []
    if original == written:
        if any(letter.isalpha() for letter in original):
            found.append(_("It reads as the original does. That is right for names only."))
        return found
    share = SHORT_DENSE if _DENSE.search(written) else SHORT
    if len(original) > LONG and len(written) < len(original) * share:
        found.append(_("It is much shorter than the original. Is something missing?"))
    return [*found, *_lost(source, translation), *_numbers(original, written), *_terms(terms, written, code)]


def _lost(source: str, translation: str) -> Iterator[str]:
    for lost in _missing(_PLACEHOLDER, plain(source), plain(translation)):
        yield _("A placeholder is missing: %(text)s") % {"text": lost}
    for added in _missing(_PLACEHOLDER, plain(translation), plain(source)):
        yield _("A placeholder that the original does not have: %(text)s") % {"text": added}
    lost_links = len(extract_ids(source) - extract_ids(translation))
    if lost_links:
        yield ngettext("%(n)s link is missing.", "%(n)s links are missing.", lost_links) % {"n": lost_links}
    for lost in _missing(_ADDRESS, plain(source), plain(translation)):
        yield _("An address is missing: %(text)s") % {"text": lost}


def _missing(pattern: re.Pattern[str], source: str, translation: str) -> list[str]:
    found = Counter("".join(text.split()) for text in pattern.findall(source))
    there = Counter("".join(text.split()) for text in pattern.findall(translation))
    return sorted((found - there).elements())


def _numbers(original: str, written: str) -> Iterator[str]:
    """Addresses and placeholders may hold digits and are compared by themselves."""
    bare = [_ADDRESS.sub("", _PLACEHOLDER.sub("", text)) for text in (original, written)]
    before, after = numbers(bare[0]), numbers(bare[1])
    if lost := _listed(before - after):
        yield _("Numbers of the original that are missing: %(numbers)s") % {"numbers": lost}
    if added := _listed(after - before):
        yield _("Numbers that the original does not have: %(numbers)s") % {"numbers": added}


def _listed(found: Counter[str]) -> str:
    """The smallest first."""
    return ", ".join(sorted(found.elements(), key=lambda number: (len(number), number)))


def _terms(terms: Sequence[GlossaryTerm], written: str, code: str) -> Iterator[str]:
    for term, avoided in glossary.faults(terms, written, code):
        known = {"term": term.term, "translation": term.translation, "avoided": avoided}
        if avoided:
            yield _("“%(avoided)s” is not used for “%(term)s”. Agreed: “%(translation)s”") % known
        else:
            yield _("Agreed for “%(term)s”: “%(translation)s”") % known
