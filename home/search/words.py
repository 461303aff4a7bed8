"""Words as the search compares them: without case, accents and the Arabic article.

The same folding is done in Python when a text is indexed, when it is searched and when it is marked, so that SQLite
and PostgreSQL find the same things and no extension of a database is needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

#: What is read of a query: enough for a sentence, too little to keep a database busy.
MAX_QUERY, MAX_WORDS, MAX_WORD = 200, 12, 40
#: From this length on, a word also finds the words that begin with it; the last word, which may be unfinished, sooner.
PREFIX_FROM, LAST_PREFIX_FROM = 3, 2
#: The length of text of which an index keeps the words; ten times our longest guide.
MAX_TEXT = 200_000

# `\w` knows letters and digits, but not the marks that belong to letters (vowel signs of India and Burma, harakat).
_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)).startswith("M"))
# Joiners and the soft hyphen stand inside words; Chinese and Japanese have no spaces, so each character is a word.
_WORD = re.compile(rf"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|(?:[^\W_]|[\u00ad\u200c\u200d{_MARKS}])+")
# Marks that people leave out when they type: accents, Hebrew points, harakat and tatweel. Never vowel signs of India.
_LOOSE = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d]"
)
_SAME = str.maketrans(
    {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ı": "i", "đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"}
)
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|و?لل)(?=[\u0621-\u064a]{3})")


@dataclass(frozen=True)
class Word:
    """A word and its place in a text."""

    start: int
    end: int
    folded: str


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """`Émeutes` → `emeutes`, `المُترجمة` → `مترجمه`."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    plain = "".join(_LOOSE.sub("", letters).translate(_SAME).split())
    return _ARTICLE.sub("", plain)


def read(text: str) -> Iterator[Word]:
    """The words of a text, one after the other."""
    for found in _WORD.finditer(text):
        folded = fold(found.group())
        if folded:
            yield Word(found.start(), found.end(), folded)


def indexed(text: str) -> str:
    """A text as the index keeps it: its folded words."""
    return " ".join(word.folded for word in read(text[:MAX_TEXT]))


@dataclass(frozen=True)
class Term:
    """A word of a query."""

    word: str
    #: Whether it stands for every word that begins with it.
    is_prefix: bool

    def matches(self, folded: str) -> bool:
        """Whether a folded word of a text is meant."""
        return folded.startswith(self.word) if self.is_prefix else folded == self.word


def terms(query: str) -> list[Term]:
    """What is looked for: each word once. Numbers are whole; the last word may be unfinished.

    Quotes, operators and control characters mean nothing here, so no query can break the search.
    """
    found = [word.folded[:MAX_WORD] for word in read(query[:MAX_QUERY])][:MAX_WORDS]
    made: dict[str, Term] = {}
    for place, word in enumerate(found, start=1):
        enough = LAST_PREFIX_FROM if place == len(found) else PREFIX_FROM
        is_prefix = len(word) >= enough and not word.isdigit()
        made[word] = Term(word, is_prefix)
    return list(made.values())
