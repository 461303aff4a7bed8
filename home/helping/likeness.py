"""Texts that are nearly the same as another one, found in bounded time among all that were ever sent for translation.

Each process keeps the source texts of a language with an index of their words; the texts never change, so it only
reads those that came since. Compared are texts that share one of the rarer words and have about the same length. What
is found are keys and scores alone: who may see them is asked of the database each time (home.helping.suggestions).
"""

from __future__ import annotations

import html
import re
import threading
from array import array
from collections.abc import Iterator

from rapidfuzz import fuzz, process
from wagtail_localize.models import String

#: From this score on (0–100, the share of letters that are the same) a text is worth showing.
ALIKE = 75
#: How many texts are compared with one, and how many of its words, the rarest, are looked for.
MOST_COMPARED, WORDS_LOOKED_FOR = 4000, 8
#: Keys are given before rows are committed: those of late rows are looked for again among the last ones.
LATE = 500

_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w+")
# Scripts without spaces between words: two characters together stand for a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def plain(data: str) -> str:
    """A text of wagtail-localize without its marks."""
    return html.unescape(_TAG.sub("", data))


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.casefold()):
        if len(word) > 1 and _UNSPACED.search(word):
            yield from (word[place : place + 2] for place in range(len(word) - 1))
        else:
            yield word


class Texts:
    """The source texts of one language."""

    def __init__(self, locale_id: int) -> None:
        self._locale_id = locale_id
        self._keys: list[int] = []
        self._texts: list[str] = []
        self._known: set[int] = set()
        self._places: dict[str, array[int]] = {}

    def read_new(self) -> None:
        """Take in what was sent since. One query."""
        after = self._keys[-LATE] if len(self._keys) >= LATE else 0
        rows = String.objects.filter(locale=self._locale_id, pk__gt=after).order_by("pk").values_list("pk", "data")
        for key, data in rows.iterator(chunk_size=5000):
            if key not in self._known:
                self._add(key, plain(data))

    def _add(self, key: int, text: str) -> None:
        place = len(self._keys)
        self._keys.append(key)
        self._texts.append(text)
        self._known.add(key)
        for word in set(_words(text)):
            self._places.setdefault(word, array("L")).append(place)

    def like(self, data: str, limit: int) -> list[tuple[int, int]]:
        """The keys of texts that are nearly the same, with their scores, the best first; no query."""
        text = plain(data)
        found = process.extract(
            text, self._candidates(text), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=limit, processor=None
        )
        return [(self._keys[place], int(score)) for _text, score, place in found]

    def _candidates(self, text: str) -> dict[int, str]:
        """Those worth comparing, by their places: with a word of the text, the rarest first, and of a like length."""
        shortest, longest = len(text) * ALIKE // (200 - ALIKE), len(text) * (200 - ALIKE) // ALIKE + 1
        lists = sorted((self._places[word] for word in set(_words(text)) if word in self._places), key=len)
        found: dict[int, str] = {}
        for places in lists[:WORDS_LOOKED_FOR]:
            for place in places:
                candidate = self._texts[place]
                if shortest <= len(candidate) <= longest:
                    found[place] = candidate
                    if len(found) == MOST_COMPARED:
                        return found
        return found


class AllTexts:
    """The texts of every language that was asked for."""

    def __init__(self) -> None:
        self._of: dict[int, Texts] = {}
        self._lock = threading.Lock()

    def of(self, locale_id: int) -> Texts:
        """The source texts of a language, with the newest. One query; the first time it reads all of them."""
        with self._lock:
            texts = self._of.setdefault(locale_id, Texts(locale_id))
            texts.read_new()
            return texts

    def forget(self) -> None:
        """Read them again, as in a test with a database of its own."""
        with self._lock:
            self._of = {}


all_texts = AllTexts()
