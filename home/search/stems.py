"""What inflected words have in common: `rights` and `right`, `الحقوق` and `حقوق`.

Done in Python with Snowball's stemmers, so that SQLite and PostgreSQL find the same things. A stem carries the
language of its stemmer (`en=right`): an English stem never meets a French one. Languages without a stemmer have no
stems; their words are found as they are written, and by their beginnings.
"""

from __future__ import annotations

from functools import lru_cache

import snowballstemmer
from django.conf import settings

from home.search.folding import fold

#: Snowball's stemmers by the codes of their languages.
STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "prs": "persian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


@lru_cache(maxsize=100_000)
def stems(word: str, code: str) -> tuple[str, ...]:
    """The stems of a word of the language `code`, ready for the index; none where there is no stemmer or no letter.

    Two, where accents decide: `arrêtées` gives `arret` as it is written and `arrete` without its accents, so that
    those who type no accents find it too.
    """
    language = code.split("-")[0]
    if language not in STEMMERS or any(letter.isdigit() for letter in word):
        return ()
    # A stemmer keeps the word it works on, so it cannot be shared by threads.
    stemmer = snowballstemmer.stemmer(STEMMERS[language])
    found = (fold(stemmer.stemWord(word.casefold())), fold(stemmer.stemWord(fold(word))))
    return tuple(f"{language}={stem}" for stem in dict.fromkeys(found) if stem)


@lru_cache(maxsize=2000)
def stems_in_all(word: str) -> tuple[str, ...]:
    """The stems of a word in each of the site's languages: nobody says in which language they search."""
    return tuple(dict.fromkeys(stem for code, _name in settings.LANGUAGES for stem in stems(word, code)))
