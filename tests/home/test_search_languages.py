"""Finding words in every kind of language: inflections, accents, scripts without spaces, phrases."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Locale, Page

from home import memory
from home.models import StandardPage
from home.search import find, highlight, words
from tests.factories import SmallSite

#: A title in each language, what finds it, and what does not.
EXAMPLES: dict[str, tuple[str, list[str], list[str]]] = {
    "en": (
        "Translating rights at night",
        ["translation", "RIGHT", "nights", "transl", '"rights at night"', "night translate"],
        ["trains", '"night rights"', '"right"', "knight"],
    ),
    "fr": ("Réunions arrêtées", ["réunion", "reunion", "ARRÊTÉ", "arretees", "arrêter", "réu"], ["union", "arrivée"]),
    "es": ("Derechos de las niñas", ["derecho", "nina", "niñas", "DERECHOS"], ["derechito", "anos"]),
    "pt": ("Direitos das trabalhadoras", ["direito", "trabalhadora", "trabalhador"], ["estreito"]),
    "ar": ("حقوق المتظاهرين", ["الحقوق", "حقوق", "متظاهر", "المُتَظاهِرين", "وحقوق"], ["ظاهر", "قوق"]),
    "sw": ("Kutafsiri mikutano", ["kutafsiri", "kutaf", "MIKUTANO"], ["tafsiri", "utano"]),
    "ha": ("Haƙƙin ɗan adam", ["haƙƙi", "hakkin", "dan"], ["adamu"]),
    "yo": ("Ẹ̀tọ́ ọmọnìyàn", ["eto", "ẹ̀tọ́", "omoniyan"], ["niyan"]),
    "de": ("Versammlungen der Nachbarn", ["Versammlung", "nachbar"], ["sammlung"]),
    "ru": ("Права человека", ["право", "человек", "ПРАВА"], ["век"]),
    "uk": ("Збори мешканців", ["збор", "мешканців"], ["мешканка"]),
    "tr": ("Toplantılar", ["toplantı", "toplanti"], ["lar"]),
    "id": ("Hak para pekerja", ["pekerja", "pekerjaan", "peker"], ["kerjaan", "para hak lain"]),
    "hi": ("अधिकारों की रक्षा", ["अधिकार", "रक्षा"], ["कार"]),
    "bn": ("মানবাধিকার", ["মানব", "মানবাধিকার"], ["অধিকার"]),
    "ur": ("انسانی حقوق", ["انساني", "حقوق"], ["انسانیت"]),
    "vi": ("Quyền con người", ["quyen", "người", '"con nguoi"'], ["nguo ta"]),
    "ko": ("인권 선언문", ["인권", "선언"], ["권선"]),
    "zh": ("世界人权宣言", ["人权", "宣言", "世界人权宣言", "人权 世界", '"人权"'], ["权人", "人宣"]),
    "ja": ("世界人権について", ["人権", "について"], ["権人"]),
    "th": ("ปฏิญญาว่าด้วยสิทธิมนุษยชน", ["สิทธิ", "มนุษยชน", "สิทธิมนุษยชน"], ["ชนมนุษย"]),
    "my": ("လူ့အခွင့်အရေး ကြေညာစာတမ်း", ["အခွင့်အရေး", "ကြေညာ", "စာတမ်း"], ["အရေးလူ့", "ညာကြေ"]),
    "km": ("សិទ្ធិមនុស្ស", ["មនុស្ស", "សិទ្ធិ"], ["មនុស្សសិទ្ធិ"]),
}


def titles(query: str) -> list[str]:
    return [page.title for page in find(query, Page.objects.live().public())]


@pytest.fixture
def library(site: SmallSite, settings: Any) -> SmallSite:
    """A page in each language of the examples."""
    settings.LANGUAGES = [(code, code) for code in EXAMPLES]
    for code in EXAMPLES:
        Locale.objects.get_or_create(language_code=code)
    memory.forget_all()
    for code, (title, _found, _missed) in EXAMPLES.items():
        locale = Locale.objects.get(language_code=code)
        site.homes["en"].add_child(instance=StandardPage(title=title, slug=f"page-{code}", locale=locale))
    return site


def test_words_of_every_language(library: SmallSite) -> None:
    found = {(code, query): titles(query) for code, (_title, queries, _no) in EXAMPLES.items() for query in queries}
    lost = {key: answer for key, answer in found.items() if EXAMPLES[key[0]][0] not in answer}
    assert lost == {}
    # Urdu took this word from Arabic; nothing else is found in two languages.
    strangers = {key for key, answer in found.items() if len(answer) > 1}
    assert strangers == {("ar", "الحقوق"), ("ar", "حقوق"), ("ur", "حقوق")}


def test_what_only_looks_alike(library: SmallSite) -> None:
    missed = {(code, query): titles(query) for code, (_title, _yes, queries) in EXAMPLES.items() for query in queries}
    assert {key: answer for key, answer in missed.items() if EXAMPLES[key[0]][0] in answer} == {}


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("translation", "<mark>Translating</mark> rights at night"),
        ('"rights at" night', "Translating <mark>rights</mark> <mark>at</mark> <mark>night</mark>"),
        ('"at rights"', "Translating rights at night"),
    ],
)
def test_inflections_and_phrases_are_marked(query: str, marked: str) -> None:
    assert highlight.mark("Translating rights at night", words.terms(query), "en") == marked


def test_a_row_of_characters_is_marked_only_where_it_is_whole() -> None:
    assert highlight.mark("人民的人权", words.terms("人权"), "zh") == "人民的<mark>人</mark><mark>权</mark>"


def test_quotation_marks_of_many_languages() -> None:
    for quoted in ('"know your"', "“know your”", "„know your“", "«know your»", "「know your」"):
        assert [(term.word, term.is_prefix) for term in words.terms(f"first {quoted} last")] == [
            ("first", True), ("know your", False), ("last", True),
        ]  # fmt: skip
    assert [term.word for term in words.terms('one "two three')] == ["one", "two", "three"]


def test_only_text_is_searched_not_its_markup(site: SmallSite) -> None:
    linked = site.standard(title="Zebra crossing")
    body: list[Any] = [
        ("text", f'<p>Sing <b>loudly</b> <a linktype="page" id="{linked.pk}">together</a></p>'),
        ("steps", [{"title": "Knock thrice", "text": "<p>Then <i>wait</i></p>"}]),
    ]
    site.standard(title="Page", summary="", body=body)
    for query in ("loudly", "together", "knock", "wait", '"sing loudly together"'):
        assert titles(query) == ["Page"], query
    for query in ("linktype", "strong", "href", "block", "value", "thrice wait then nothing"):
        assert titles(query) == [], query


def test_title_before_summary_before_text(site: SmallSite) -> None:
    filler = " ".join(f"word{n}" for n in range(60))
    site.standard(title="In the text", summary="Some.", body=[("text", f"<p>{'lantern ' * 6}{filler}</p>")])
    site.standard(title="In the summary", summary="A lantern.", body=[("text", f"<p>{filler}</p>")])
    site.standard(title="A lantern in the title", summary="Some.", body=[("text", f"<p>{filler}</p>")])
    assert titles("lantern") == ["A lantern in the title", "In the summary", "In the text"]
    assert titles("lanterns word3") == titles("lantern")


def test_drafts_have_no_words(site: SmallSite) -> None:
    page = site.standard(title="Lantern")
    assert titles("lantern") == ["Lantern"]
    page.unpublish()
    assert [page.title for page in find("lantern", Page.objects.all())] == []
