"""Where agreed terms stand in a text.

Words are compared as the search compares them (home.search.words): inflected forms by their stems where the language
has a stemmer, without accents, harakat and the Arabic article; in scripts without spaces, character by character. Where
capital letters count, words are compared as they are written.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

from home.models import GlossaryTerm
from home.search import words
from home.search.stems import stems

# “and”, “so”, “with”, “as”, “for”, “will”, written together with the word that follows them.
_ARABIC_BEGINNINGS = frozenset("وفبكلس")
_SHORTEST = 3


def _forms(word: words.Word, code: str) -> set[str]:
    """Everything that a word may be compared by."""
    found = {word.folded, *stems(word.text, code)}
    rest = word.folded[1:]
    if word.folded[0] in _ARABIC_BEGINNINGS and len(rest) >= _SHORTEST:
        found |= {rest, words.fold(rest)}
    return found


def _written(word: words.Word) -> str:
    return unicodedata.normalize("NFKC", word.text)


class Text:
    """A text, ready to be searched for terms."""

    def __init__(self, text: str, code: str) -> None:
        self._code = code
        self._words = list(words.read(text))
        self._forms = [_forms(word, code) for word in self._words]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, forms in enumerate(self._forms):
            for form in forms:
                self._places[form].append(place)

    def has(self, term: str, is_exact: bool = False) -> bool:
        """Whether a term stands in it, all of its words one after the other."""
        wanted = list(words.read(term))
        if not wanted:
            return False
        meant = [{word.folded, *stems(word.text, self._code)} for word in wanted]
        starts = {place for form in meant[0] for place in self._places.get(form, ())}
        return any(self._stands_at(start, wanted, meant, is_exact) for start in starts)

    def _stands_at(self, start: int, wanted: Sequence[words.Word], meant: Sequence[set[str]], is_exact: bool) -> bool:
        if start + len(wanted) > len(self._words):
            return False
        for offset, (word, forms) in enumerate(zip(wanted, meant, strict=True)):
            if is_exact and _written(word) != _written(self._words[start + offset]):
                return False
            if forms.isdisjoint(self._forms[start + offset]):
                return False
        return True


class Glossary:
    """The agreed terms of a pair of languages. One query."""

    def __init__(self, source_locale_id: int, target_locale_id: int) -> None:
        found = GlossaryTerm.objects.filter(source_locale=source_locale_id, target_locale=target_locale_id)
        self.terms = list(found)

    def in_text(self, text: str, code: str) -> list[GlossaryTerm]:
        """The terms that stand in a text of the first language."""
        searched = Text(text, code)
        return [term for term in self.terms if searched.has(term.term, term.is_exact)]


def faults(terms: Sequence[GlossaryTerm], translation: str, code: str) -> Iterator[tuple[GlossaryTerm, str]]:
    """Terms of the original whose translation is another one: the term, and the avoided word that stands there.

    The word is empty where the agreed translation is missing.
    """
    searched = Text(translation, code)
    for term in terms:
        avoided = [word for word in term.avoided if searched.has(word)]
        for word in avoided:
            yield term, word
        if not avoided and not searched.has(term.translation, term.is_exact):
            yield term, ""
