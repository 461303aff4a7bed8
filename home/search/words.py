"""Words as the search compares them, in a text and in a query.

The same is done in Python when a text is indexed, when it is searched and when it is marked, so that SQLite and
PostgreSQL find the same things and no extension of a database is needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from home.search.folding import fold
from home.search.stems import stems, stems_in_all

__all__ = ["Term", "Word", "fold", "hits", "indexed", "read", "terms"]

#: What is read of a query: enough for a sentence, too little to keep a database busy.
MAX_QUERY, MAX_WORDS, MAX_WORD = 200, 12, 40
#: The length of a phrase; without spaces each character is a word.
MAX_PHRASE = 24
#: From this length on, a word also finds the words that begin with it; the last word, which may be unfinished, sooner.
PREFIX_FROM, LAST_PREFIX_FROM = 3, 2
#: The length of text of which an index keeps the words; several times our longest guide.
MAX_TEXT = 100_000

# `\w` knows letters and digits, but not the marks that belong to letters (vowel signs of India and Burma, harakat).
_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)).startswith("M"))
# Without spaces between words, what stands alone is a word: a Chinese or Japanese character; a Thai, Lao, Burmese or
# Khmer letter with its marks and the letters stacked below it. A query then looks for a row of them.
_UNSPACED = (
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    rf"|(?=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])[^\W\d_](?:[\u1039\u17d2][^\W\d_]|[{_MARKS}])*"
)
# Joiners and the soft hyphen stand inside words.
_WORD = re.compile(
    rf"(?P<unspaced>{_UNSPACED})"
    rf"|(?:(?![\u3040-\u30ff\u3400-\u9fff])[^\W_]|[\u00ad\u200c\u200d{_MARKS}])+"
)
_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|「([^」]*)」|『([^』]*)』')


@dataclass(frozen=True)
class Word:
    """A word and its place in a text."""

    start: int
    end: int
    folded: str
    text: str
    #: Whether it is written without spaces around it.
    is_unspaced: bool = False


def read(text: str) -> Iterator[Word]:
    """The words of a text, one after the other."""
    for found in _WORD.finditer(text):
        folded = fold(found.group())
        if folded:
            yield Word(found.start(), found.end(), folded, found.group(), found.lastgroup is not None)


def indexed(text: str, code: str = "") -> str:
    """A text as an index keeps it: its folded words, then the stems that they have in the language `code`.

    Words are cut as those of a query are; PostgreSQL refuses very long ones.
    """
    found = list(read(text[:MAX_TEXT]))
    written = [word.folded[:MAX_WORD] for word in found]
    return " ".join([*written, *(stem for word in found for stem in stems(word.text[:MAX_WORD], code))])


@dataclass(frozen=True)
class Term:
    """A word of a query, or several that must follow one another."""

    #: Folded; the words of a phrase with spaces between them.
    word: str
    #: Whether it stands for every word that begins with it.
    is_prefix: bool
    #: Its stems in the site's languages.
    stems: tuple[str, ...] = field(default=(), compare=False)

    @property
    def words(self) -> list[str]:
        """The words of a phrase; one for a single word."""
        return self.word.split()

    def matches(self, folded: str) -> bool:
        """Whether a folded word of a text is meant, not looking at its stem."""
        return folded.startswith(self.word) if self.is_prefix else folded == self.word

    def means(self, word: Word, code: str) -> bool:
        """Whether a word of a text in the language `code` is meant."""
        return self.matches(word.folded) or not set(self.stems).isdisjoint(stems(word.text, code))


def hits(text: Sequence[Word], terms: Sequence[Term], code: str) -> dict[int, Term]:
    """The words of a text that are meant, by their places; a phrase only where all of it stands together."""
    found: dict[int, Term] = {}
    for term in terms:
        parts = term.words
        for place, word in enumerate(text):
            if len(parts) == 1:
                if term.means(word, code):
                    found.setdefault(place, term)
            elif word.folded == parts[0] and [w.folded for w in text[place : place + len(parts)]] == parts:
                found.update((place + offset, term) for offset in range(len(parts)))
    return found


def terms(query: str) -> list[Term]:
    """What is looked for, each once. Numbers are whole; the last word may be unfinished; what is quoted is a phrase.

    Nothing else is an operator: no query can break the search. One quotation mark alone means nothing.
    """
    made: dict[str, Term] = {}
    query, at = query[:MAX_QUERY], 0
    for quoted in _QUOTED.finditer(query):
        _add_words(made, query[at : quoted.start()], may_be_unfinished=False)
        _add(made, list(read(quoted.group())), is_whole=True)
        at = quoted.end()
    _add_words(made, query[at:], may_be_unfinished=True)
    return list(made.values())[:MAX_WORDS]


def _add_words(made: dict[str, Term], text: str, *, may_be_unfinished: bool) -> None:
    found = list(_runs(text))[:MAX_WORDS]
    for place, run in enumerate(found, start=1):
        is_last = may_be_unfinished and place == len(found)
        _add(made, run, prefix_from=LAST_PREFIX_FROM if is_last else PREFIX_FROM)


def _runs(text: str) -> Iterator[list[Word]]:
    """Each word by itself; characters that are written without spaces together."""
    run: list[Word] = []
    for word in read(text):
        if run and not (word.is_unspaced and run[-1].is_unspaced and word.start == run[-1].end):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _add(made: dict[str, Term], run: list[Word], *, is_whole: bool = False, prefix_from: int = PREFIX_FROM) -> None:
    if not run:
        return
    word = " ".join(word.folded[:MAX_WORD] for word in run[:MAX_PHRASE])
    if is_whole or run[0].is_unspaced:
        made[word] = Term(word, is_prefix=False)
        return
    is_prefix = len(word) >= prefix_from and not word.isdigit()
    made[word] = Term(word, is_prefix, stems_in_all(run[0].text[:MAX_WORD]))
