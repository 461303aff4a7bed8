"""Warnings about a translation, and agreed terms in texts of several scripts."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from home import i18n
from home.helping import checks, glossary
from home.models import GlossaryTerm
from tests.factories import SmallSite


@pytest.mark.parametrize(
    ("source", "translation", "found"),
    [
        ("Take %(count)s chairs.", "Prenez %(count)s chaises.", []),
        ("Take %(count)s chairs.", "Prenez des chaises.", ["A placeholder is missing: %(count)s"]),
        ("Dear {name}", "Cher {nom}", [
            "A placeholder is missing: {name}", "A placeholder that the original does not have: {nom}",
        ]),
        ("{{ name }} 100%", "100 % {{name}}", []),
        ('See <a id="a1">this</a>.', 'Voyez <a id="a1">ceci</a>.', []),
        ('See <a id="a1">this</a> or <a id="a2">that</a>.', "Voyez ceci.", ["2 links are missing."]),
        ("Write to help@ggsn.example", "Écrivez à help@ggsn.example", []),
        ("Read https://ggsn.example/7.", "Lisez.", ["An address is missing: https://ggsn.example/7"]),
        ("Wait 14 days", "Attendez 15 jours", [
            "Numbers of the original that are missing: 14", "Numbers that the original does not have: 15",
        ]),
        ("Wait 14 days", "انتظروا ١٤ يوما", []),
        ("Wait 14 days", "۱۴ روز صبر کنید", []),
        ("1,200 people on 12/05/2024", "1\u202f200 personnes le 12.05.2024", []),
        ("3.5 hours", "3,5 heures", []),
        ("Two chairs &amp; a table", "Two chairs &amp; a table", [
            "It reads as the original does. That is right for names only.",
        ]),
        ("112", "112", []),
        ("A title", None, ["Not translated."]),
        ("A title", " ", ["Not translated."]),
        ("Bring a friend who can write down what is said, and what is not said.", "Venez.", [
            "It is much shorter than the original. Is something missing?",
        ]),
        ("Bring a friend who can write down what is said, and what is not said.", "请带一位朋友来记录会议内容。", []),
    ],
)  # fmt: skip
def test_warnings(source: str, translation: str | None, found: list[str]) -> None:
    assert checks.warnings(source, translation, [], "fr") == found


def test_what_cannot_be_used() -> None:
    found = checks.warnings("A title", "<p>Un titre</p>", [], "fr", is_broken=True)
    assert found == ["It cannot be used as it is: see what the editor says."]


def test_numbers_of_any_script() -> None:
    assert checks.numbers("١٬٢٠٠ و ٣") == checks.numbers("1,200 and 3") == Counter({"1200": 1, "3": 1})
    assert checks.numbers("10.000 or 2, 300") == Counter({"10000": 1, "2": 1, "300": 1})
    assert checks.numbers("007 and 0") == checks.numbers("7 and 00") == Counter({"7": 1, "0": 1})


@pytest.mark.parametrize(
    ("text", "code", "term", "is_exact", "stands"),
    [
        ("They fear evictions.", "en", "eviction", False, True),
        ("Eviction!", "en", "eviction", False, True),
        ("A conviction", "en", "eviction", False, False),
        ("Preeviction", "en", "eviction", False, False),
        ("the US court", "en", "US", True, True),
        ("tell us", "en", "US", True, False),
        ("the right to housing is a right", "en", "right to housing", False, True),
        ("a right to the housing", "en", "right to housing", False, False),
        ("خطر الإخلاء القسري", "ar", "إخلاء", False, True),
        ("والإِخْلاء", "ar", "إخلاء", False, True),
        ("وإخلاء", "ar", "إخلاء", False, True),
        ("请求法律援助热线", "zh-hans", "法律援助", False, True),
        ("法律和援助", "zh-hans", "法律援助", False, False),
        ("ขอความช่วยเหลือทางกฎหมาย", "th", "กฎหมาย", False, True),
        ("haki ya makazi", "sw", "makazi", False, True),
        ("straße", "de", "STRASSE", False, True),
        ("…", "en", "eviction", False, False),
    ],
)
def test_where_a_term_stands(text: str, code: str, term: str, is_exact: bool, stands: bool) -> None:
    assert glossary.Text(text, code).has(term, is_exact) is stands


@pytest.fixture
def eviction(site: SmallSite) -> GlossaryTerm:
    """An agreed term."""
    return GlossaryTerm.objects.create(
        source_locale=i18n.locales()["en"],
        target_locale=i18n.locales()["fr"],
        term="eviction",
        translation="expulsion",
        avoid="éviction\nmise à la porte",
    )


def test_agreed_terms(eviction: GlossaryTerm) -> None:
    known = glossary.Glossary(eviction.source_locale_id, eviction.target_locale_id)
    assert known.in_text("Against evictions", "en") == [eviction]
    assert known.in_text("Against convictions", "en") == []
    for written, found in [
        ("Contre les expulsions", []),
        ("Contre les évictions", ["“éviction” is not used for “eviction”. Agreed: “expulsion”"]),
        ("Une mise à la porte, ou expulsion", ["“mise à la porte” is not used for “eviction”. Agreed: “expulsion”"]),
        ("Contre cela", ["Agreed for “eviction”: “expulsion”"]),
    ]:
        assert checks.warnings("Against evictions", written, [eviction], "fr") == found


def test_a_pair_of_languages_is_a_pair(eviction: GlossaryTerm) -> None:
    assert glossary.Glossary(eviction.target_locale_id, eviction.source_locale_id).terms == []
    assert glossary.Glossary(eviction.source_locale_id, i18n.locales()["ar"].pk).terms == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"target_locale": "en"}, "target_locale"), ({"term": "…"}, "term"), ({"translation": "?!"}, "translation")],
)
def test_terms_that_make_no_sense(eviction: GlossaryTerm, changed: dict[str, str], field: str) -> None:
    for name, value in changed.items():
        setattr(eviction, name, i18n.locales()[value] if name == "target_locale" else value)
    with pytest.raises(ValidationError) as caught:
        eviction.full_clean()
    assert set(caught.value.message_dict) == {field}


def test_one_agreed_translation(eviction: GlossaryTerm) -> None:
    eviction.pk = None
    with pytest.raises(ValidationError, match="There is an agreed translation of this term already"):
        eviction.full_clean()
