"""What people type, made safe to store."""

from __future__ import annotations

import re
import unicodedata

import pytest

from stories import sanitise

#: One of each kind that shows nothing: spaces, joiners, marks of direction, fillers, selectors, tags, invisible signs.
BLANKS = (
    " \t\n\r\x00\x1b\x7f\x85\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180e\u2003\u200b\u200c\u200d"
    "\u200e\u200f\u2028\u2029\u202a\u202e\u202f\u2060\u2062\u2065\u2066\u2069\u206f\u2800\u3000\u3164\ufe00\ufe0f\ufeff\uffa0\ufff0\ufffb"
    "\U0001d173\U000e0001\U000e0020\U000e007f\U000e0100\U000e01ef\U000e0fff\ud800\u0301\u20dd"
)


@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: f"U+{ord(blank):04X}")
def test_what_cannot_be_seen_is_nothing(blank: str) -> None:
    assert (sanitise.line(blank * 3), sanitise.text(f"{blank}\n\n{blank}")) == ("", "")
    assert sanitise.paragraphs(f"{blank} {blank}") == ""


def test_all_of_them_together_are_nothing() -> None:
    assert (sanitise.line(BLANKS), sanitise.text(BLANKS), sanitise.paragraphs(BLANKS)) == ("", "", "")


@pytest.mark.parametrize(
    "seen", ["a", "ß", "ላ", "か", "한", "ا", "ि", "7", "?", "—", "🔥", "€", "\ue000", "\u0378", "\ufffd"]
)
def test_one_character_that_can_be_seen_is_enough(seen: str) -> None:
    assert sanitise.line(f"\u200b{seen}\u3164") == unicodedata.normalize("NFC", f"\u200b{seen}\u3164")


@pytest.mark.parametrize(
    "word",
    [
        "می\u200cخواهم",
        "क्\u200dष",
        "ক\u200c্ষ",
        "👩\u200d👩\u200d👧",
        "❤\ufe0f",
        "🏴\U000e0067\U000e0062\U000e007f",
        "ไทย\u200bภาษา",
        "\u200fعربي\u200e",
    ],
)
def test_what_a_script_needs_inside_its_words_stays(word: str) -> None:
    assert (sanitise.line(word), sanitise.text(word)) == (word, word)
    assert sanitise.paragraphs(word).endswith(f'">{word}</p>')


@pytest.mark.parametrize(
    "mark", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ids=lambda m: f"U+{ord(m):04X}"
)
def test_nothing_turns_the_direction_of_what_follows(mark: str) -> None:
    assert sanitise.line(f"pay{mark}load") == "payload"
    assert sanitise.text(f"one{mark}\n\n{mark}two") == "one\n\ntwo"
    assert mark not in sanitise.paragraphs(f"one{mark}\n\n{mark}two")


def test_a_paragraph_that_cannot_be_seen_is_left_out() -> None:
    html = sanitise.paragraphs("One.\n\n\u200b\u3164\n\nTwo.")
    assert re.sub(r' data-block-key="\w+"', "", html) == "<p>One.</p><p>Two.</p>"
