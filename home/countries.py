"""Countries and territories: codes of ISO 3166-1 alpha-2, names in the reader's language from the Unicode CLDR."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.utils.translation import get_language
from iso3166 import countries_by_alpha2


def _known_names(language: str) -> dict[str, str]:
    """What CLDR calls them in one language; nothing for a language that it does not have."""
    try:
        return dict(Locale.parse(language, sep="-").territories)
    except (UnknownLocaleError, ValueError):
        return {}


@lru_cache(maxsize=64)
def names(language: str) -> dict[str, str]:
    """Every country by its code; names that `language` lacks are those of its fallbacks, then of English."""
    found = {}
    chain = [language, *settings.LANGUAGE_FALLBACKS.get(language, []), "en"]
    known = [_known_names(code) for code in chain]
    for code, country in countries_by_alpha2.items():
        found[code] = next((told[code] for told in known if told.get(code)), country.apolitical_name)
    return found


def name(code: str) -> str:
    """“Kenya” for KE, in the active language; the code itself if it is not one of ISO 3166-1."""
    return names(get_language() or "en").get(code, code)


def _without_marks(text: str) -> str:
    """`Egypte` for `Égypte`, so that it is sorted among the others."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def choices() -> list[tuple[str, str]]:
    """For a field's `choices`, by name in the active language; a function, so that a new country is no migration."""
    return sorted(names(get_language() or "en").items(), key=lambda choice: _without_marks(choice[1]))
