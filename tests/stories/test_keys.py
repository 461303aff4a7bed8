"""The words of a receipt: the same for the same form, for nobody else, and read however they are typed."""

from __future__ import annotations

import hashlib
import re
import time
import unicodedata
from itertools import pairwise
from typing import Any

import pytest
from rapidfuzz import process
from rapidfuzz.distance import OSA

from stories import keys, limits

TOKEN = "k3-9fJ2_xZ8qLw7Rt5Yb1Nc6Vm4Hd0GsAePu9Io2Kj8"
LANGUAGES = ["ar", "en", "es", "fr", "pt", "sw"]
FORMER, CURRENT = "former-key-of-the-site-0123456789", "current-key-of-the-site-0123456789"

each_list = pytest.mark.parametrize("language", LANGUAGES)


def near(word: str, others: list[str]) -> list[str]:
    """Those that are one slip of the finger from a word, itself left out."""
    found = process.extract(word, others, scorer=OSA.distance, score_cutoff=1, limit=None)
    return [other for other, _distance, _place in found if other != word]


# ------------------------------------------------------------------ tokens


def test_tokens_are_long_and_each_is_new() -> None:
    made = {keys.new_token() for _ in range(100)}
    assert len(made) == 100
    assert {len(token) for token in made} == {43}  # 256 bits
    assert all(keys.is_token(token) for token in made)


@pytest.mark.parametrize("text", ["", "a" * 31, "a" * 65, "a" * 31 + " ", "a" * 32 + "\n", "ä" * 32, "../" * 12])
def test_what_is_no_token_gets_no_words(text: str) -> None:
    assert not keys.is_token(text)
    with pytest.raises(ValueError, match="Not the token of a form"):
        keys.phrase_for(text, "en")


def test_the_hash_of_a_token(settings: Any) -> None:
    settings.SECRET_KEY = CURRENT
    first = keys.token_hash(TOKEN)
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert first == keys.token_hash(TOKEN) != keys.token_hash(TOKEN.swapcase())
    assert first != hashlib.sha256(TOKEN.encode()).hexdigest()
    settings.SECRET_KEY = FORMER
    assert keys.token_hash(TOKEN) != first


# ------------------------------------------------------------------ words


@each_list
def test_the_same_form_has_the_same_words(language: str) -> None:
    first = keys.phrase_for(TOKEN, language)
    assert first == keys.phrase_for(TOKEN, language)
    assert len(first.split(" ")) == 8
    assert set(first.split(" ")) <= set(keys.words_of(language))
    assert first != keys.phrase_for(TOKEN.swapcase(), language)


@each_list
def test_another_site_has_other_words(language: str, settings: Any) -> None:
    settings.SECRET_KEY = CURRENT
    first = keys.phrase_for(TOKEN, language)
    settings.SECRET_KEY = FORMER
    assert keys.phrase_for(TOKEN, language) != first


def test_the_words_are_not_in_the_token_s_hash() -> None:
    """What is stored of the token must not be what the words are chosen by."""
    words = keys.words_of("en")
    number = int(keys.token_hash(TOKEN), 16)
    assert words[number % len(words)] != keys.phrase_for(TOKEN, "en").split()[0]


@each_list
def test_a_fresh_receipt_is_random(language: str) -> None:
    made = [keys.fresh(language) for _ in range(50)]
    assert len(set(made)) == 50
    assert {len(phrase.split(" ")) for phrase in made} == {8}
    assert {word for phrase in made for word in phrase.split(" ")} <= set(keys.words_of(language))


def test_every_word_is_as_likely_at_every_place() -> None:
    chosen = [keys.phrase_for(keys.new_token(), "pt").split(" ") for _ in range(1500)]
    for place in range(8):  # of n = 1,110 words drawn 1,500 times about n * (1 - e**(-1500 / n)) = 822 come up
        assert 740 < len({phrase[place] for phrase in chosen}) < 900


@pytest.mark.parametrize(
    ("language", "list_of"),
    [
        ("pt-br", "pt"),
        ("pt_BR", "pt"),
        ("FR", "fr"),
        ("ar-eg", "ar"),
        ("und", "en"),
        ("zh-hans", "en"),
        ("ptx", "en"),
        ("", "en"),
        ("../words/fr", "en"),
    ],
)
def test_which_list_a_language_has(language: str, list_of: str) -> None:
    assert keys.words_of(language) == keys.words_of(list_of)
    assert keys.phrase_for(TOKEN, language) == keys.phrase_for(TOKEN, list_of)


# ------------------------------------------------------------------ lists


def test_the_lists_are_these() -> None:
    assert sorted(keys.languages()) == LANGUAGES
    assert len({keys.words_of(language) for language in LANGUAGES}) == 6


@each_list
def test_a_receipt_has_80_random_bits(language: str) -> None:
    words = keys.words_of(language)
    assert len(words) >= 1024
    assert len(words) ** keys.how_many(words) >= 2**80 > len(words) ** (keys.how_many(words) - 1)


def test_short_lists_give_more_words() -> None:
    assert keys.how_many(tuple("ab")) == 80
    assert keys.how_many(tuple(map(str, range(1023)))) == 9


@each_list
def test_each_word_is_itself_and_no_other(language: str) -> None:
    words = keys.words_of(language)
    assert list(words) == sorted(set(words))
    assert [word for word in words if word != unicodedata.normalize("NFC", word).lower()] == []
    assert [word for word in words if not word.isalpha()] == []
    letters = sorted(keys.normal(word) for word in words)
    assert len(set(letters)) == len(words)
    assert min(map(len, letters)) >= 2
    assert [one for one, other in pairwise(letters) if other.startswith(one)] == []
    assert {word: near(word, letters) for word in letters if near(word, letters)} == {}


def test_words_that_are_too_near_are_found() -> None:
    assert near("cat", ["cat", "cart", "at", "cut", "act", "dog"]) == ["cart", "at", "cut", "act"]


# ------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    "typed",
    [
        "album velvet tiger",
        "ALBUM Velvet tiGer",
        "  album   velvet\ttiger\n",
        "album\nvelvet\r\ntiger",
        "album-velvet–tiger",
        "album, velvet; tiger.",
        "albumvelvettiger",
        "1. album 2. velvet 3) tiger",
        "١ album ٢ velvet ३ tiger",
        "al\u200bbum\u00a0vel\u00advet\u3000ti\ufeffger",
        "\u2066album\u2069 \u202evelvet\u202c \u200ftiger",
        "ａｌｂｕｍ　ｖｅｌｖｅｔ　ｔｉｇｅｒ",
        "“album” ‘velvet’ (tiger)",
        "album\x00velvet\ud800tiger",
        "álbum vélvet tïger",
        "ALBUM VELVET TİGER",
        "album velvet tıger",
    ],
)
def test_english_words_however_they_are_typed(typed: str) -> None:
    assert keys.normal(typed) == "albumvelvettiger"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("éclair forêt garçon", "eclair foret garcon"),
        ("ÉCLAIR Forêt GARÇON", "eclair foret garcon"),
        (unicodedata.normalize("NFD", "éclair forêt garçon"), "eclair foret garcon"),
        ("cœur", "coeur"),
        ("niño pingüino", "nino pinguino"),
        ("canção", "cancao"),
        ("ng'ombe", "ngombe"),
        ("ngʼombe", "ngombe"),
    ],
)
def test_accents_may_be_left_out(typed: str, plain: str) -> None:
    assert keys.normal(typed) == keys.normal(plain) == plain.replace(" ", "")


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("مَدْرَسَةٌ", "مدرسة"),
        ("مـــدرســة", "مدرسة"),
        ("مدرسه", "مدرسة"),
        ("أرنب إوزة آخر ٱسم", "ارنب اوزة اخر اسم"),
        ("مقهى", "مقهي"),
        ("مقهی", "مقهى"),
        ("سؤال مبادئ", "سوال مبادي"),
        ("مساء", "مسا"),
        ("کتاب", "كتاب"),
        ("قلم، كتاب؛ بيت؟", "قلم كتاب بيت"),
        ("\u200fقلم\u200f \u202bكتاب\u202c", "قلم كتاب"),
        ("١. قلم ٢. كتاب", "قلم كتاب"),
        ("ﺳﻼﻡ", "سلام"),
        ("رحمٰن", "رحمن"),
    ],
)
def test_arabic_words_however_they_are_typed(typed: str, plain: str) -> None:
    assert keys.normal(typed) == keys.normal(plain) != ""


def test_what_differs_stays_different() -> None:
    assert len({keys.normal(typed) for typed in ["tiger album", "album tiger", "album", "قلم", "كلم", "", "かき"]}) == 7


def test_what_is_typed_without_end_is_cut_off() -> None:
    assert len(keys.normal("a" * 10_000_000)) == 1000
    longest = {code: " ".join([max(keys.words_of(code), key=len)] * 8) for code in LANGUAGES}
    assert max(len(phrase) for phrase in longest.values()) < 120


# ------------------------------------------------------------------ hashes


@each_list
def test_the_hash_is_that_of_the_letters(language: str) -> None:
    phrase = keys.phrase_for(TOKEN, language)
    assert keys.key_hash(f" {phrase.upper().replace(' ', ' - ')}\n") == keys.key_hash(phrase)
    words = phrase.split(" ")
    assert keys.key_hash(" ".join([*words[1:], words[0]])) != keys.key_hash(phrase)


def test_the_hash_says_nothing_about_the_words() -> None:
    phrase = keys.phrase_for(TOKEN, "en")
    made = keys.key_hash(phrase)
    assert re.fullmatch("[0-9a-f]{64}", made)
    assert [word for word in [TOKEN, phrase, *phrase.split()] if word in made] == []
    letters = keys.normal(phrase).encode()
    assert made not in {hashlib.sha256(letters).hexdigest(), keys.token_hash(TOKEN), keys.token_hash(phrase)}


def test_another_site_has_another_hash_of_the_same_words(settings: Any) -> None:
    settings.SECRET_KEY = CURRENT
    first = keys.key_hash("album velvet tiger")
    settings.SECRET_KEY = FORMER
    assert keys.key_hash("album velvet tiger") != first


def test_the_hash_is_slow_and_needs_memory() -> None:
    took = []
    for _ in range(3):
        started = time.process_time()
        keys.key_hash("album velvet tiger")
        took.append(time.process_time() - started)
    assert min(took) >= 0.02
    assert 128 * keys.SCRYPT["n"] * keys.SCRYPT["r"] == 16 * 2**20


# ------------------------------------------------------------------ a changed key


def test_a_receipt_outlives_a_change_of_the_site_s_key(settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = FORMER, []
    phrase = keys.phrase_for(TOKEN, "fr")
    stored = keys.key_hash(phrase), keys.token_hash(TOKEN)
    assert keys.key_hashes(phrase) == (stored[0],)
    assert keys.token_hashes(TOKEN) == (stored[1],)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = CURRENT, [FORMER]
    assert keys.key_hashes(phrase) == (keys.key_hash(phrase), stored[0])
    assert keys.token_hashes(TOKEN) == (keys.token_hash(TOKEN), stored[1])
    assert keys.phrases_for(TOKEN, "fr") == (keys.phrase_for(TOKEN, "fr"), phrase)
    assert len({*keys.key_hashes(phrase), *keys.token_hashes(TOKEN)}) == 4
    assert keys.phrase_for(TOKEN, "fr") != phrase

    settings.SECRET_KEY_FALLBACKS = []
    assert stored[0] not in keys.key_hashes(phrase)
    assert stored[1] not in keys.token_hashes(TOKEN)


def test_how_often_words_may_be_tried() -> None:
    assert (limits.OPENED.name, limits.OPENED.most) == ("opened", 20)
    assert limits.OPENED.name not in {limits.SENT.name, limits.TRIED.name}
