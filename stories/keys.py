"""The words of a receipt, with which a sender comes back to a story without an account.

The words follow from the token of the form and from the site's own key, so that pressing twice shows the same words.
The database has only hashes of both: nobody can read the words, or come to the story, from a copy of it.

Both the token and the words open the story. Neither belongs into an address, a log, a mail or a cache, and what is
made from the token is shown only to who sends the token.
"""

from __future__ import annotations

import hashlib
import math
import re
import secrets
import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

#: Random bits in the words of a receipt, at least.
BITS = 80
#: The language of receipts for those whose own language has no list of words.
LANGUAGE_WITHOUT_LIST = "en"
#: Characters of what is typed that are looked at: the longest receipt has about 90.
LONGEST_TYPED = 1000
#: Of scrypt: 16 MiB (128 * n * r) and about 55 ms on a small server, not more however many words are tried at once.
SCRYPT = {"n": 2**14, "r": 8, "p": 1, "maxmem": 32 * 2**20, "dklen": 32}

_WORDS = Path(__file__).parent / "words"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,64}")
#: Letters that people write for one another and that Unicode takes for different ones.
_SAME = str.maketrans(
    {
        **dict.fromkeys("\u0671", "\u0627"),  # alef with wasla; those with hamza and madda lose these as marks
        **dict.fromkeys("\u0649\u06cc\u06d0", "\u064a"),  # alef maksura, Persian yeh, e
        **dict.fromkeys("\u0629\u06c1\u06be\u06d5", "\u0647"),  # teh marbuta, heh of Urdu, ae
        "\u06a9": "\u0643",  # Persian kaf
        "\u0621": None,  # hamza by itself
        "ı": "i",
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
    }
)
#: Letters, without those that only change another one: tatweel and raised apostrophes are such.
_LETTERS = {"Lu", "Ll", "Lt", "Lo"}


def new_token() -> str:
    """A token for a form: 256 random bits in 43 characters."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Whether a form of ours can have had this as its token; a UUID can be one too."""
    return _TOKEN.fullmatch(text) is not None


def words_of(language: str) -> tuple[str, ...]:
    """The words for receipts in a language ("pt-br" has those of "pt"), those in English where there are none."""
    code = language.lower().replace("_", "-").split("-")[0]
    return _list(code if code in languages() else LANGUAGE_WITHOUT_LIST)


@cache
def languages() -> frozenset[str]:
    """The codes of the languages that have words for receipts."""
    return frozenset(file.stem for file in _WORDS.glob("*.txt"))


def how_many(words: tuple[str, ...]) -> int:
    """How many of these words have at least BITS random bits together; 8 of each list that we have."""
    return math.ceil(BITS / math.log2(len(words)))


def phrase_for(token: str, language: str) -> str:
    """The words of the receipt for a form, the same ones each time it is pressed in the same language.

    Show them only while their hash is the one that is stored: words that were replaced since open nothing.

    Raises:
        ValueError: this is not the token of a form.
    """
    return phrases_for(token, language)[0]


def phrases_for(token: str, language: str) -> tuple[str, ...]:
    """The words of a form under the site's key and then under each former one.

    A form that was sent before the key was changed, and is pressed again after it, has its words under the former key.

    Raises:
        ValueError: this is not the token of a form.
    """
    if not is_token(token):
        raise ValueError("Not the token of a form.")
    words = words_of(language)
    return tuple(
        _chosen(words, int.from_bytes(_keyed("phrase", token, secret), "big")) for secret in _current_and_former()
    )


def words_while_open(token: str, language: str, receipt: str) -> str:
    """The words of a form while they are those of this receipt; empty once it was replaced. 55 ms, or that six times.

    The token opens no more than its words do. They stay in the language in which the form was sent first, whatever its
    sender speaks (`language`) by now.

    Raises:
        ValueError: this is not the token of a form.
    """
    known = (language, *sorted(languages()))
    # A language without a list has the words of another one: no phrase is tried twice.
    tried = dict.fromkeys(phrase for code in known for phrase in phrases_for(token, code))
    return next((phrase for phrase in tried if receipt in key_hashes(phrase)), "")


def fresh(language: str) -> str:
    """The words of a new receipt in the place of another: random, from no form."""
    words = words_of(language)
    return " ".join(secrets.choice(words) for _ in range(how_many(words)))


def normal(typed: str) -> str:
    """The letters of what was typed, as one and the same text however a person and a telephone write them.

    Case, accents, vowel signs and all that is no letter is left out: spaces, hyphens, line ends, the numbers before
    the words of a list, marks of direction. No word of a list is the beginning of another, so the words still say the
    same without the spaces.
    """
    plain = unicodedata.normalize("NFKD", typed[:LONGEST_TYPED]).casefold()
    letters = unicodedata.normalize("NFKD", plain).translate(_SAME)
    return "".join(letter for letter in letters if unicodedata.category(letter) in _LETTERS)


def key_hash(phrase: str) -> str:
    """What is stored in place of a receipt's words: 64 hexadecimal digits of scrypt (RFC 7914) of their letters.

    The salt is the same for all, because a receipt is looked up by its hash: its words are all that somebody has.
    Salts of their own protect passwords that many people chose alike or that stand in a list. Here nobody chooses:
    80 random bits are alike for no two stories and stand in no list that could be worked out in advance. The salt
    comes from the site's key, so that a copy of the database alone does not even allow guessing.
    """
    return _slow(phrase, settings.SECRET_KEY)


def key_hashes(phrase: str) -> tuple[str, ...]:
    """The hashes to look for: under the site's key and then under each former one (SECRET_KEY_FALLBACKS).

    Each takes the time of one key_hash.
    """
    return tuple(_slow(phrase, secret) for secret in _current_and_former())


def token_hash(token: str) -> str:
    """What is stored in place of a form's token: 64 hexadecimal digits, made quickly: no token can be guessed."""
    return _keyed("token", token, settings.SECRET_KEY).hex()


def token_hashes(token: str) -> tuple[str, ...]:
    """The hashes of a token to look for: under the site's key and then under each former one."""
    return tuple(_keyed("token", token, secret).hex() for secret in _current_and_former())


@cache
def _list(code: str) -> tuple[str, ...]:
    return tuple((_WORDS / f"{code}.txt").read_text(encoding="utf-8").split())


def _current_and_former() -> tuple[str | bytes, ...]:
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def _keyed(purpose: str, text: str, secret: str | bytes) -> bytes:
    """32 bytes (HMAC-SHA256) that nobody can work out without the secret."""
    return salted_hmac(f"stories.keys.{purpose}", text, secret=secret, algorithm="sha256").digest()


def _chosen(words: tuple[str, ...], number: int) -> str:
    """So many words by a number of 256 bits: long enough for each word of a list to be as likely as the others."""
    chosen = []
    for _ in range(how_many(words)):
        number, place = divmod(number, len(words))
        chosen.append(words[place])
    return " ".join(chosen)


def _slow(phrase: str, secret: str | bytes) -> str:
    return hashlib.scrypt(normal(phrase).encode(), salt=_keyed("receipt", "", secret), **SCRYPT).hex()
