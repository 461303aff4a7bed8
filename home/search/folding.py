"""Words without what people leave out when they type: case, accents, the Arabic article; digits of every script."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Marks that people leave out when they type: accents, Hebrew points, harakat and tatweel. Never vowel signs of India.
_LOOSE = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d]"
)
# Letters that keyboards of a neighbouring language lack: those of Persian and Urdu in Arabic, the hooked letters of
# Hausa, the open vowels of Lingala.
_SAME = str.maketrans(
    {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ı": "i", "đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"}
    | {"ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e", "ɔ": "o", "ŋ": "n"}
)
#: Unicode's decimal digits (Nd): of every script, as in the addresses of guides (home.numbers).
_DIGIT = re.compile(r"[^\D0-9]")
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|و?لل)(?=[\u0621-\u064a]{3})")


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """`Émeutes` → `emeutes`, `المُترجمة` → `مترجمه`, `٤٢` → `42`."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    plain = "".join(_LOOSE.sub("", letters).translate(_SAME).split())
    plain = _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit.group())), plain)
    return _ARTICLE.sub("", plain)
