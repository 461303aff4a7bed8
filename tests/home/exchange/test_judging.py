"""Which texts may be stored: markup, characters."""

from __future__ import annotations

import pytest

from home.exchange.judging import has_only_markup_of, judge
from home.exchange.sheets import Text
from home.translators.harmless import MARKUP, STRANGE, strange_character

RICH = 'One <b>bold</b> and <a id="a1">link</a>'


@pytest.mark.parametrize(
    "target",
    [
        "Un <b>gras</b> et <a id=\"a1\">lien</a>", "Rien de tout cela", "<b>Un</b> <b>deux</b>", "5 < 6 & 7 > 3",
        "R&amp;D",
        "&lt;script&gt;", "Un <a id=\"a1\"><b>lien</b></a>", "مرحبا <b>و</b>",
    ],
)  # fmt: skip
def test_markup_of_the_source(target: str) -> None:
    assert has_only_markup_of(RICH, target)


@pytest.mark.parametrize(
    "target",
    [
        "<script>alert(1)</script>", "<i>x</i>", '<a href="javascript:alert(1)">x</a>', '<a id="a2">x</a>', "<a>x</a>",
        '<a id="a1" href="https://evil.example/">x</a>', '<a id="a1" onclick="x()">x</a>', '<b style="x">x</b>',
        '<img src="x" onerror="alert(1)">', "<br>", "<!-- x -->", "<!--><script>alert(1)</script>-->",
        "<!-- --!><img src=x onerror=alert(1)> -->", "<![CDATA[<script>]]>", "<?php x ?>", "<!DOCTYPE html>",
        "<p>x</p>", "R&D", "x&notin;y&notin",
        "<svg/onload=alert(1)>", "<b<script>alert(1)</script>", "<scr<b>ipt>", "</p><b>x</b>", "<iframe src=//x>",
        '<A ID="a1" HREF="javascript:x">x</A>', "<style>*{}</style>", "<template><b>x</b></template>",
        '<a id="a1"><a id="a1">x</a></a>',
    ],
)  # fmt: skip
def test_markup_that_the_source_does_not_have(target: str) -> None:
    assert not has_only_markup_of(RICH, target)


def test_plain_text_takes_no_markup() -> None:
    assert not has_only_markup_of("Plain", "<b>x</b>")
    assert not has_only_markup_of("Plain", "a<br/>b")
    assert has_only_markup_of("a<br/>b", "c<br/>d<br/>e")


@pytest.mark.parametrize(
    "target",
    ["a\nb", "\u200fمرحبا\u200e", "\u2067Signal\u2069", "\u061cx", "👩‍👩‍👧", "e\u0301", "a\u00adb\u00a0c\u200bd", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"],
)  # fmt: skip
def test_harmless_characters(target: str) -> None:
    assert not strange_character("x", target)


@pytest.mark.parametrize(
    "target",
    ["\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\u202e", "\u202d", "\u202a\u202c",
        "\u2066", "\u2069", "\u2069\u2066", "\ufffe", "\ufdd0", "\u2028", "\r"],
)  # fmt: skip
def test_strange_characters(target: str) -> None:
    assert strange_character("x", f"a{target}b")


def test_what_the_source_has_may_stay() -> None:
    assert not strange_character("a\u2028b\u202ac\u202c", "d\u2028e\u202af\u202c")


def reasons(*texts: Text) -> list[str]:
    originals = [("title", "A guide"), ("body.1", "A <b>text</b>")]
    return [one.why_not for one in judge(texts, originals, {}, None, None)]


def test_each_reason() -> None:
    assert reasons(
        Text("title", "A guide", "Un guide"),
        Text("body.1", "A <b>text</b>", "  "),
        Text("title", "An older guide", "Un guide"),
        Text("body.2", "A <b>text</b>", "Un texte"),
        Text("body.1", "A <b>text</b>", "Un <i>texte</i>"),
    ) == [
        "",
        "",
        "The original has changed since this file was made.",
        "The work has no such text.",
        str(MARKUP),
    ]
    assert reasons(Text("title", "A guide", "Un guide", is_uncertain=True)) == ["It is marked as uncertain (fuzzy)."]
    assert reasons(Text("title", "A guide", "x" * 20_001)) == ["It is longer than 20000 characters."]
    assert (
        reasons(Text("title", "A guide", "Un"), Text("title", "A guide", "Le"))
        == ["The file has two different translations of it."] * 2
    )
    assert reasons(Text("title", "A guide", "Un"), Text("title", "A guide", "Un")) == ["", ""]
    assert reasons(Text("title", "A guide", "U\u202en")) == [str(STRANGE)]
    assert reasons(Text("body.1", "A <b>text</b>", "<b>" * 6000)) == [str(MARKUP)]
