"""Finding things: words of all kinds, ranking, languages, kinds, pages, and what nobody may find."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html
from wagtail.models import Page, PageViewRestriction

from home import i18n
from home.search import find, highlight, words
from library.models import GuidePage, WorkNumber
from tests.factories import SmallSite


def titles(query: str, **values: Any) -> list[str]:
    found = find(query, Page.objects.live().public(), **values)
    return [page.title for page in found]


def results(client: Client, query: str, path: str = "/en/search/", **parameters: str) -> html.HtmlElement:
    response = client.get(path, {"q": query, **parameters})
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def rows(tree: html.HtmlElement) -> list[str]:
    return [heading.text_content() for heading in tree.xpath("//ul[@class='items']/li//h3")]


def chips(tree: html.HtmlElement) -> list[str]:
    found = tree.xpath("//ul[@class='chips']")
    return [" ".join(chip.text_content().split()) for chip in found[0].findall("li")] if found else []


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Émeutes, OÙ ?", "emeutes ou"),
        ("straße Øre łódź", "strasse ore lodz"),
        ("المُترجمة", "مترجمه"),
        ("والقاعة للمترجمة مترجمة", "قاعه مترجمه مترجمه"),
        ("إلى أحمد", "الي احمد"),
        ("هل الله", "هل الله"),
        ("می‌شود", "ميشود"),
        ("हिन्दी में", "हिन्दी में"),
        ("会议室", "会 议 室"),
        ("know-your-rights don't", "know your rights don t"),
        ("snake_case", "snake case"),
        ("42 ٤٢ ۴۲ ४२ ၄၂ ４２ 𞥔𞥒", "42 42 42 42 42 42 42"),
        ("A4 ٤a", "a4 4a"),
        ('😀 \0 " * ( ) : ^', ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert words.indexed(text) == folded


def test_terms_of_a_query() -> None:
    terms = [(term.word, term.is_prefix) for term in words.terms("To CALM a crowd, a 42 me")]
    assert terms == [("to", False), ("calm", True), ("a", False), ("crowd", True), ("42", False), ("me", True)]
    assert words.terms("m") == [words.Term("m", False)]


def test_a_long_query_is_cut() -> None:
    assert [term.word for term in words.terms("x" * 5000)] == ["x" * words.MAX_WORD]
    assert len(words.terms(" ".join(f"w{n}" for n in range(2000)))) == words.MAX_WORDS


# ---------------------------------------------------------------- finding


@pytest.mark.parametrize("query", ["réunion", "REUNION", "reun", "Réunions", "réunion ouverte"])
def test_accents_case_and_endings_do_not_matter(site: SmallSite, query: str) -> None:
    site.guide("fr", title="Une réunion ouverte", summary="Les réunions.")
    site.guide("fr", title="Un budget")
    assert titles(query) == ["Une réunion ouverte"]


@pytest.mark.parametrize("query", ["مترجمة", "المترجمة", "المُتَرجِمة", "مترجم"])
def test_arabic_is_found_with_and_without_article_and_vowels(site: SmallSite, query: str) -> None:
    site.guide("ar", title="دليل المترجمة")
    site.guide("ar", title="دليل الميزانية")
    assert titles(query) == ["دليل المترجمة"]


@pytest.mark.parametrize(
    "query",
    [
        "", "   ", "\0", "😀", '"', '"unbalanced', "a AND", "NOT", "OR *", "title:secret", "(((", "^", "-",
        "'; DROP TABLE x",
        "%", "\\", "x" * 5000, "& | !", "<->", ":*", "a\0b", "\ud7ff\uffff", "NEAR(a b)", "{title} : x",
    ],
)  # fmt: skip
def test_no_query_is_an_error(site: SmallSite, client: Client, query: str) -> None:
    site.guide(title="Budget")
    titles(query)
    titles(query, any_word=True)
    response = client.get("/en/search/", {"q": query, "kind": query, "page": query})
    assert response.status_code == 200


def test_operators_are_words(site: SmallSite) -> None:
    site.guide(title="Rest or work")
    site.guide(title="Rest")
    assert titles("rest OR nothing") == []
    assert titles("rest NOT work") == []
    assert titles('"rest or"') == ["Rest or work"]


def test_all_words_or_any(site: SmallSite) -> None:
    site.guide(title="Rest and sing")
    site.guide(title="Only rest")
    assert titles("rest sing") == ["Rest and sing"]
    assert sorted(titles("rest sing", any_word=True)) == ["Only rest", "Rest and sing"]


def test_the_title_counts_more_than_the_text(site: SmallSite) -> None:
    site.guide(title="Something else", summary="A budget, a budget for everyone.")
    site.guide(title="A budget on one sheet", summary="Money.")
    site.guide(title="Another thing", summary="Where is the budget?")
    assert titles("budget")[0] == "A budget on one sheet"
    assert len(titles("budget")) == 3


def test_a_number_finds_that_guide_first(site: SmallSite) -> None:
    first = site.guide(title="Forty-two", summary="Guide 7, 7, 7 and again 7.")
    WorkNumber.objects.create(id=7, translation_key="00000000-0000-4000-8000-000000000007")
    seventh = site.guide(title="The seventh", translation_key="00000000-0000-4000-8000-000000000007")
    site.article(title="News of 7 guides: 7")
    assert seventh.number == 7 and first.number != 7
    assert titles("7")[0] == "The seventh"
    assert titles("70") == []
    assert titles("7" * 40) == []


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "၀၁၂၃၄၅၆၇၈၉"])
def test_a_number_in_the_digits_of_any_script(site: SmallSite, client: Client, digits: str) -> None:
    guide = site.guide(title="Doors")
    site.article(title=f"News of guide {guide.number}")
    typed = str(guide.number).translate({ord(str(n)): digit for n, digit in enumerate(digits)})
    assert rows(results(client, typed)) == ["Doors", f"News of guide {guide.number}"]
    library = results(client, typed, "/en/library/")
    assert [heading.text_content() for heading in library.xpath("//ul[@class='items mt5']/li//h3")] == ["Doors"]
    assert rows(results(client, "፩")) == []  # a digit that is not decimal


def test_the_ranking_survives_best_for_and_slicing(site: SmallSite) -> None:
    for number in range(5):
        site.guide(title=f"Filler {number}", summary="lease " * (number + 1))
    site.guide(title="Lease lease")
    both = site.guide(title="Reading a lease")
    site.guide("fr", of=both, title="Lire un bail", summary="bail")
    english, french = i18n.locales()["en"], i18n.locales()["fr"]
    guides = GuidePage.objects.published().best_for(english).prefetch_related("topics__topic")
    ranked = [guide.title for guide in find("lease", guides)]
    assert len(ranked) == 7 and set(ranked[:2]) == {"Lease lease", "Reading a lease"}
    assert [guide.title for guide in find("lease", guides)[2:5]] == ranked[2:5]
    assert find("lease", guides).count() == 7
    # The version that a French reader gets does not hold the word.
    assert "Reading a lease" not in [g.title for g in find("lease", GuidePage.objects.published().best_for(french))]
    assert [g.title for g in find("bail", GuidePage.objects.published().best_for(french))] == ["Lire un bail"]


def test_find_can_be_narrowed_to_a_language_and_aggregated(site: SmallSite) -> None:
    site.guide(title="Radio")
    site.guide("fr", title="Radio libre")
    assert [p.title for p in find("radio", Page.objects.live(), i18n.locales()["fr"])] == ["Radio libre"]
    found = find("radio", GuidePage.objects.published())
    assert GuidePage.objects.filter(pk__in=found.order_by().values("pk")).count() == 2


def test_the_index_follows_the_page(site: SmallSite) -> None:
    guide = site.guide(title="Radio")
    guide.title = "Television"
    guide.save_revision().publish()
    assert (titles("radio"), titles("television")) == ([], ["Television"])
    guide.delete()
    assert titles("television") == []


# ---------------------------------------------------------------- marking


def test_marks_are_escaped_and_whole_words() -> None:
    terms = words.terms("emeute b")
    assert highlight.mark("<b>Émeutes</b> & <i>", terms) == (
        "&lt;<mark>b</mark>&gt;<mark>Émeutes</mark>&lt;/<mark>b</mark>&gt; &amp; &lt;i&gt;"
    )


def test_a_passage_of_the_text_where_the_summary_has_less(site: SmallSite) -> None:
    filler = " ".join(f"word{n}" for n in range(100))
    body = [("text", f"<p>{filler} a calm <b>crowd</b> listens</p>"), ("text", f"<p>{filler}</p>")]
    page = site.standard(title="Page", summary="About a crowd.", body=body)
    passage = highlight.passage(page, words.terms("calm crowd"))
    assert passage.startswith("… word") and passage.endswith(" …")
    assert "<mark>calm</mark> <mark>crowd</mark> listens" in passage
    assert highlight.passage(page, words.terms("crowd")) == "About a <mark>crowd</mark>."
    assert highlight.passage(page, words.terms("nothing")) == "About a crowd."


# ---------------------------------------------------------------- the page of results


def test_nobody_finds_what_nobody_may_read(site: SmallSite, client: Client) -> None:
    site.guide(title="Lantern public")
    site.guide(title="Lantern draft", summary="lantern", live=False)
    private = site.story(title="Lantern private", summary="lantern")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    revised = site.guide(title="Lantern revised")
    revised.title = "Lantern unpublished words"
    revised.save_revision()
    tree = results(client, "lantern")
    assert sorted(rows(tree)) == ["Lantern public", "Lantern revised"]
    assert chips(tree) == ["Everything 2", "Guides 2"]
    text = html.tostring(results(client, "unpublished"), encoding="unicode")
    assert "Nothing found" in text and "Lantern" not in text


def test_kinds(site: SmallSite, client: Client) -> None:
    site.guide(title="Radio guide")
    site.guide(title="Radio guide two")
    site.story(title="Radio story")
    site.project(title="Radio project")
    site.article(title="Radio news")
    site.call(title="Radio call", starts="2030-01-01T12:00:00Z")
    site.standard(title="Radio page")
    tree = results(client, "radio")
    assert len(rows(tree)) == 7
    assert chips(tree) == ["Everything 7", "Guides 2", "Stories 1", "Projects 1", "News and calls 2", "Pages 1"]
    assert tree.xpath("//ul[@class='chips']//a[@aria-current]/@href") == ["?q=radio"]
    tree = results(client, "radio", kind="news")
    assert sorted(rows(tree)) == ["Radio call", "Radio news"]
    assert chips(tree) == ["Everything 7", "Guides 2", "Stories 1", "Projects 1", "News and calls 2", "Pages 1"]
    assert tree.xpath("//ul[@class='chips']//a[@aria-current]/@href") == ["?q=radio&kind=news"]
    assert rows(results(client, "radio", kind="nonsense")) == rows(results(client, "radio"))
    assert rows(results(client, "guide", kind="stories")) == []


def test_the_home_page_is_no_result(site: SmallSite, client: Client) -> None:
    assert rows(results(client, "worked")) == []
    assert rows(results(client, "library")) == ["Library"]


def test_each_work_once_in_the_readers_language_first(site: SmallSite, client: Client) -> None:
    translated = site.guide(title="Radio A", summary="radio radio radio")
    site.guide("fr", of=translated, title="Radio A en français")
    site.guide(title="Radio radio, only in English")
    site.guide("ar", title="راديو radio")
    tree = results(client, "radio", "/fr/search/")
    assert rows(tree) == ["Radio A en français", "Radio radio, only in English", "راديو radio"]
    items = tree.xpath("//ul[@class='items']/li")
    assert [(item.get("lang"), item.get("dir")) for item in items] == [(None, None), ("en", "ltr"), ("ar", "rtl")]
    assert [item.xpath("string(.//*[@class='chip-lang']/@lang)") for item in items] == ["", "fr", "fr"]
    links = [(link.get("href"), link.get("hreflang")) for link in tree.xpath("//ul[@class='items']/li//h3/a")]
    assert [(href.split("/")[1], code) for href, code in links] == [("fr", None), ("fr", "en"), ("fr", "ar")]


def test_words_of_another_version_lead_to_that_version(site: SmallSite, client: Client) -> None:
    guide = site.guide(title="Lawyers")
    site.guide("fr", of=guide, title="Avocates")
    tree = results(client, "avocat")
    assert rows(tree) == ["Avocates"]
    assert tree.xpath("//ul[@class='items']//h3/a/@href") == [f"/fr/library/{guide.slug}/"]


def test_a_number_comes_first_even_in_another_language(site: SmallSite, client: Client) -> None:
    guide = site.guide("ar", title="الدليل")
    site.guide("en", title=f"About guide {guide.number}")
    assert rows(results(client, str(guide.number)))[0] == "الدليل"


def test_some_of_the_words_are_better_than_nothing(site: SmallSite, client: Client) -> None:
    site.guide(title="Calming a crowd")
    tree = results(client, "crowd zebra")
    assert rows(tree) == ["Calming a crowd"]
    assert "No page has all the words of “crowd zebra”" in tree.xpath("string(//h2[@id='res'])")


def test_pages_of_results(site: SmallSite, client: Client) -> None:
    for number in range(12):
        site.standard(title=f"Radio {number}")
    first = results(client, "radio")
    second = results(client, "radio", page="2")
    assert (len(rows(first)), len(rows(second))) == (10, 2)
    assert len(set(rows(first)) | set(rows(second))) == 12
    assert first.xpath("//nav[@class='pager']//a/@href") == ["?q=radio&page=2", "?q=radio&page=2"]
    for page in ("abc", "-1", "0", "", "1.5"):
        assert rows(results(client, "radio", page=page)) == rows(first)
    for page in ("3", "9" * 20):
        assert client.get("/en/search/", {"q": "radio", "page": page}).status_code == 404


def test_an_empty_search_and_one_without_results_suggest_words(site: SmallSite, client: Client) -> None:
    home = site.homes["en"]
    home.sections = [("lead", {"heading": "H", "text": "T", "searches": ["bail fund", "r&d"]})]
    home.save_revision().publish()
    for query in ("", "zebra"):
        tree = results(client, query)
        assert tree.xpath("//section//ul[@class='chips']//a/@href") == [
            "/en/search/?q=bail%20fund",
            "/en/search/?q=r%26d",
        ]
        assert rows(tree) == []


def test_what_was_typed_is_escaped(site: SmallSite, client: Client) -> None:
    response = client.get("/en/search/", {"q": "<script>\"'&"})
    assert "<script" not in response.content.decode()
    tree = html.fromstring(response.content.decode())
    assert tree.xpath("//input[@name='q']/@value") == ["<script>\"'&"]


def test_headers_of_a_search(site: SmallSite, client: Client) -> None:
    for parameters in ({}, {"q": "radio"}):
        response = client.get("/fr/search/", parameters)
        tree = html.fromstring(response.content.decode())
        assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.cookies == {}
    assert client.post("/en/search/", {"q": "radio"}).status_code == 405


def test_the_switcher_keeps_the_question(site: SmallSite, client: Client) -> None:
    tree = results(client, "radio & tv", kind="guides")
    menu = tree.find_class("langs-menu")[0].xpath(".//a/@href")
    assert menu == [f"/{code}/search/?q=radio+%26+tv&kind=guides" for code in ("en", "fr", "ar")]


def queries_of(client: Client, path: str, **parameters: str) -> int:
    client.get(path, parameters)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path, parameters).status_code == 200
    return len(captured)


def test_the_number_of_queries_does_not_grow(site: SmallSite, client: Client) -> None:
    def add() -> None:
        site.guide(title="Radio guide", topics=("rights", "care"))
        site.guide("fr", title="Radio français")
        site.story(title="Radio story")
        site.project(title="Radio project")
        site.article(title="Radio news")
        site.call(title="Radio call", starts="2030-01-01T12:00:00Z")
        site.standard(title="Radio page")

    add()
    client.get("/en/search/")  # what a process remembers is forgotten when a page is published
    guides, everything = (
        queries_of(client, "/en/search/", q="radio", kind="guides"),
        queries_of(client, "/en/search/", q="radio"),
    )
    # One of them asks whether the topics that may be close to the words have changed.
    assert (guides, everything) == (6, 13)
    add()
    client.get("/en/search/")  # what a process remembers is forgotten when a page is published
    add()
    client.get("/en/search/")  # what a process remembers is forgotten when a page is published
    assert queries_of(client, "/en/search/", q="radio", kind="guides") == 6
    # The words, what may have been meant, some of the words, what to search for instead, topics.
    assert queries_of(client, "/en/search/", q="nothing at all") == 5


def test_the_admin_finds_by_beginnings_too(site: SmallSite) -> None:
    site.guide(title="Réunion ouverte", live=False)
    site.guide(title="Budget")
    for query in ("reun", "réunion ou", "ouv"):
        assert [page.title for page in Page.objects.autocomplete(query)] == ["Réunion ouverte"]
        assert [page.title for page in Page.objects.search(query)] == ["Réunion ouverte"]
    for query in ('a "b', "\0", '"'):
        assert list(Page.objects.autocomplete(query)) == []


def test_parts_of_a_text_are_told_apart(site: SmallSite) -> None:
    body = [("heading", "Who needs it"), ("text", "<p>Everyone.</p><p>Really</p>"), ("heading", "Crowd")]
    page = site.standard(title="Page", summary="", body=body)
    passage = highlight.passage(page, words.terms("crowd"))
    assert passage == "Who needs it · Everyone. Really · <mark>Crowd</mark>"
