"""One typing error in a word: `intepreter`, `slavrey`, `reunon`.

Only where a search finds nothing. What may have been meant is looked for among the words of the titles of public pages
and of the names that the apps register (topics): nothing of a draft or of a private page can be guessed from an answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from wagtail.models import Page

from home.changes import Kept
from home.search.words import Term, read
from home.visibility import is_private

#: Gives names whose words may be meant.
Names = Callable[[], Iterable[str]]
_names: list[Names] = []
#: Shorter words have too many neighbours.
SHORTEST = 4


def register_names(names: Names) -> None:
    """Let an app say which names readers may look for, besides the titles of pages."""
    if names not in _names:
        _names.append(names)


def _read_vocabulary() -> dict[str, int]:
    """The words of titles and names, and how often each occurs."""
    titles = Page.objects.live().filter(~is_private(), depth__gt=1).values_list("title", flat=True)
    texts = [*titles, *(name for names in _names for name in names())]
    counted = Counter(word.folded for text in texts for word in read(text) if not word.is_unspaced)
    return {word: count for word, count in counted.items() if len(word) >= SHORTEST and not word.isdigit()}


vocabulary = Kept(_read_vocabulary)


def corrections(terms: Sequence[Term]) -> str:
    """The query with each unknown word replaced by the one that may have been meant; empty where there is none.

    Two queries when the site has changed, else one.
    """
    known = vocabulary()
    meant = [_meant(term, known) for term in terms]
    if all(word is None for word in meant):
        return ""
    return " ".join(word or _typed(term) for word, term in zip(meant, terms, strict=True))


def _typed(term: Term) -> str:
    return f'"{term.word}"' if len(term.words) > 1 else term.word


def _meant(term: Term, known: dict[str, int]) -> str | None:
    """The commonest of the words that are one typing error away from a word that nobody has used."""
    word = term.word
    if len(word) < SHORTEST or len(term.words) > 1 or word.isdigit() or word in known:
        return None
    near = [other for other in known if abs(len(other) - len(word)) <= 1 and is_near(word, other)]
    return max(near, key=lambda other: (known[other], other), default=None)


def is_near(one: str, other: str) -> bool:
    """Whether one letter was left out, added, mistaken, or two were exchanged."""
    if len(one) > len(other):
        one, other = other, one
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    exchanged = one[start : start + 2] == other[start : start + 2][::-1]
    return one[start + 1 :] == other[start + 1 :] or (exchanged and one[start + 2 :] == other[start + 2 :])
