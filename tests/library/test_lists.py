"""Guides in lists: each work once, in the version best for the reader, without what is not public."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import engines
from django.test import Client
from django.utils import translation

from home import i18n
from library import querysets, related
from library.models import GuideContributor, RelatedGuide
from library.shelf import shelf
from tests.factories import SmallSite
from tests.library.helpers import SECRET, challenge, make_private, texts, tree

BOOKS = "{% load library_tags %}{% newest_guides 9 as guides %}{% include 'components/guide_books.html' %}"
ITEMS = "{% load library_tags %}{% newest_guides 9 as guides %}{% include 'components/guide_items.html' %}"


def shown(template: str, language: str = "en", **context: Any) -> Any:
    """A list as readers of a language see it, parsed."""
    import lxml.html

    with translation.override(language):
        html = engines["django"].from_string(template).render(context)
    return lxml.html.fragment_fromstring(html, create_parent=True)


@pytest.fixture
def hidden(site: SmallSite) -> SmallSite:
    """A draft, a withdrawn guide and a private guide, all with a secret."""
    site.guide(title=f"{SECRET} draft", problem=SECRET, live=False)
    site.guide(title=f"{SECRET} withdrawn", problem=SECRET).unpublish()
    make_private(site.guide(title=f"{SECRET} private", problem=SECRET))
    return site


def test_newest_work_first_whatever_the_language_it_was_published_in(site: SmallSite) -> None:
    first, second, third = site.guide(), site.guide("fr"), site.guide()
    site.guide("ar", of=first, title="Translated last")
    assert [g.number for g in querysets.newest(9, i18n.active_locale())] == [
        third.number,
        second.number,
        first.number,
    ]
    assert [g.number for g in querysets.newest(2, i18n.active_locale())] == [third.number, second.number]


def test_only_public_guides(hidden: SmallSite) -> None:
    public = hidden.guide(title="Public")
    locale = i18n.active_locale()
    assert [g.title for g in querysets.newest(9, locale)] == ["Public"]
    assert querysets.count() == 1
    assert [g.title for g in related.sharing_terms(public, locale)] == []


def test_private_translation_is_neither_shown_nor_counted(site: SmallSite) -> None:
    guide = site.guide(title="Public")
    make_private(site.guide("fr", of=guide, title=SECRET))
    with translation.override("fr"):
        (found,) = querysets.with_languages(querysets.newest(9, i18n.active_locale()))
    assert (found.title, [v.code for v in found.languages], found.in_progress) == ("Public", ["en"], [])


def test_languages_of_a_row(site: SmallSite) -> None:
    guide = site.guide(slug="phones")
    site.guide("fr", of=guide, slug="telephones")
    site.guide("ar", of=guide, live=False, title=SECRET)
    row = shown(ITEMS).xpath("//li")[0]
    assert texts(row, ".//p[@class='inlangs']") == ["Read in English Français Being translated: العربية"]
    assert [
        (a.get("href"), a.get("hreflang"), a.get("aria-current")) for a in row.xpath(".//p[@class='inlangs']//a")
    ] == [
        ("/en/library/phones/", "en", "true"),
        ("/fr/library/telephones/", "fr", None),
    ]
    assert SECRET not in row.text_content()


def test_withdrawn_translation_is_not_being_translated(site: SmallSite) -> None:
    guide = site.guide()
    site.guide("fr", of=guide).unpublish()
    (found,) = querysets.with_languages(querysets.newest(1, i18n.active_locale()))
    assert ([v.code for v in found.languages], found.in_progress) == (["en"], [])


def test_row_in_another_language_says_so(site: SmallSite) -> None:
    site.guide("fr", title="Les voisins", slug="voisins", kind="guide", time_required=20, group_min=3, group_max=6)
    (row,) = shown(ITEMS, "ar").xpath("//li[@lang='fr']")
    assert row.get("dir") == "ltr"
    assert [(a.get("href"), a.get("hreflang")) for a in row.xpath(".//h3/a")] == [("/ar/library/voisins/", "fr")]
    assert {span.get("lang") for span in row.xpath(".//p[@class='kind']/span | .//ul/li/span")} == {"ar"}
    (book,) = shown(BOOKS, "ar").xpath("//article")
    assert (book.get("lang"), book.get("dir")) == ("fr", "ltr")
    assert len(book.xpath(".//*[@class='chip-lang'][@lang='ar'][@dir='rtl']")) == 1


def test_row_in_the_readers_language_has_no_language_of_its_own(site: SmallSite) -> None:
    site.guide(title="Neighbours")
    for template in (ITEMS, BOOKS):
        (link,) = shown(template).xpath("//h3/a")
        assert link.get("hreflang") is None
        assert [element.get("lang") for element in link.xpath("ancestor::*")] == [None] * 5
        assert shown(template).xpath("//*[@class='chip-lang']") == []


def test_row_leads_with_the_problem(site: SmallSite) -> None:
    terms = challenge(site, "raids", "rights", en="They raid us")
    site.guide(problem="In our own words.", challenge=terms["en"])
    site.guide(challenge=terms["en"])
    site.guide()
    rows = shown(ITEMS).xpath("//li[h3 or div]")
    assert [texts(row, "./div/p[not(@class)]") for row in rows] == [[], ["They raid us"], ["In our own words."]]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"kind": "guide", "time_required": 20}, ["20 min to read", "Any level"]),
        ({"kind": "training", "time_required": 150}, ["2 h 30 min", "Any level"]),
        ({"group_min": 3, "group_max": 6, "level": "trainer"}, ["3 to 6 people", "Trainers"]),
        ({"group_min": 1, "group_max": 1}, ["1 person", "Any level"]),
        ({"group_min": 4}, ["4 people or more", "Any level"]),
        ({"group_max": 9}, ["Up to 9 people", "Any level"]),
        ({}, ["Any level"]),
    ],
)
def test_facts_of_a_row(site: SmallSite, facts: dict[str, Any], said: list[str]) -> None:
    site.guide(**facts)
    assert texts(shown(ITEMS), "//ul[@class='meta']/li") == said


def test_cover_is_the_same_in_every_language(site: SmallSite) -> None:
    guide = site.guide(title="One title")
    site.guide("fr", of=guide, title="Un autre titre")
    covers = {shown(BOOKS, code).xpath("string(//article/svg/@class)") for code in ("en", "fr", "ar")}
    drawn = {
        tuple(use.get("href") + use.get("transform", "") for use in shown(BOOKS, code).xpath("//article/svg/use"))
        for code in ("en", "fr", "ar")
    }
    assert covers == {"pat t-rights"}
    assert len(drawn) == 1


def test_guides_by_project_in_the_readers_language(hidden: SmallSite) -> None:
    project = hidden.project()
    french = hidden.project("fr", of=project)
    wrote, tested, draft = hidden.guide(), hidden.guide(), hidden.guide(live=False, title=SECRET)
    translated = hidden.guide("fr", of=wrote, title="Écrit par nous")
    for guide, role in ((wrote, "wrote"), (tested, "tested"), (draft, "wrote"), (translated, "wrote")):
        guide.contributors = [GuideContributor(project=project, role=role, locale=guide.locale)]
        guide.save()
    assert [g.pk for g in querysets.by_project(french, i18n.locales()["fr"])] == [translated.pk]
    assert [g.pk for g in querysets.by_project(project, i18n.locales()["ar"])] == [wrote.pk]


def test_chosen_guides_keep_their_order_and_lose_what_is_not_public(hidden: SmallSite) -> None:
    first, second, third = hidden.guide(), hidden.guide(), hidden.guide(live=False, title=SECRET)
    french = hidden.guide("fr", of=second)
    found = querysets.versions_for([third, second, first, second], i18n.locales()["fr"])
    assert [g.pk for g in found] == [french.pk, first.pk]
    assert [[v.code for v in g.languages] for g in found] == [["en", "fr"], ["en"]]


def test_tag_takes_guides_and_rows_that_have_a_guide(site: SmallSite) -> None:
    guide = site.guide(title="Chosen")
    for chosen in ([guide], [RelatedGuide(guide=guide)]):
        tag = "{% load library_tags %}{% guides_for_reader chosen as guides %}"
        found = shown(tag + "{% include 'components/guide_books.html' %}", chosen=chosen)
        assert texts(found, "//h3") == ["Chosen"]


def test_row_of_a_guide_without_number_and_topics(site: SmallSite) -> None:
    draft = site.guide(topics=(), live=False, title="Draft")
    for name in ("guide_books", "guide_items"):
        found = shown("{% include name %}", name=f"components/{name}.html", guides=[draft])
        assert texts(found, "//h3") == ["Draft"]
        assert "None" not in found.text_content()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("template", [BOOKS, ITEMS])
def test_queries_do_not_grow_with_the_rows(
    site: SmallSite, django_assert_num_queries: Any, template: str, count: int
) -> None:
    terms = challenge(site, "raids", "rights", en="They raid us")
    for _ in range(count):
        guide = site.guide(challenge=terms["en"], topics=("rights", "care")[: min(count, 2)])
        site.guide("fr", of=guide)
    i18n.locales()
    with django_assert_num_queries(3):
        found = shown(template)
    assert len(found.xpath("//h3")) == count


@pytest.mark.parametrize("count", [1, 3])
def test_chosen_guides_cost_two_queries(site: SmallSite, django_assert_num_queries: Any, count: int) -> None:
    chosen = [site.guide() for _ in range(count)]
    for guide in chosen:
        site.guide("fr", of=guide)
    i18n.locales()
    with django_assert_num_queries(2):
        found = querysets.with_languages(querysets.versions_for(chosen, i18n.active_locale()))
        assert [guide.pattern for guide in found] == ["rights"] * count


def test_home_sections(hidden: SmallSite, client: Client) -> None:
    police = challenge(hidden, "police", "rights", 1, en="The police stop us", fr="La police nous arrête")
    tired = challenge(hidden, "tired", "care", 2, en="We are tired", fr="Nous sommes à bout")
    challenge(hidden, "unanswered", "care", 0, en="Nobody wrote about this", fr="Personne n’en parle")
    hidden.guide(title="Rights", challenge=police["en"])
    hidden.guide("fr", title="Soin", challenge=tired["fr"], topics=("care", "rights"))
    hidden.guide(title=f"{SECRET} tired", challenge=tired["en"], topics=("care",), live=False)
    home = hidden.homes["en"]
    home.sections = [
        ("lead", {"heading": "Hello", "text": "Text", "searches": []}),
        ("facing", {"heading": "What are you facing?", "count": 9}),
        ("library", {"heading": "New in the library", "count": 4}),
    ]
    home.save()
    page = tree(client, "/en/")
    assert texts(page, "//ul[@class='asks']//a") == [
        "The police stop us 2 guides on this topic: Know your rights",
        "We are tired 1 guide on this topic: Care and wellbeing",
    ]
    assert page.xpath("//ul[@class='asks']//a/@href") == [
        "/en/library/?challenge=police",
        "/en/library/?challenge=tired",
    ]
    assert texts(page, "//div[@class='sec']/a") == ["All 2 guides", "Open the library"]
    assert texts(page, "//article[contains(@class, 'book')]//h3") == ["Soin", "Rights"]
    assert SECRET not in page.text_content()


def test_home_sections_of_an_empty_library_are_left_out(site: SmallSite, client: Client) -> None:
    home = site.homes["en"]
    home.sections = [
        ("facing", {"heading": "What are you facing?", "count": 9}),
        ("library", {"heading": "New in the library", "count": 4}),
    ]
    home.save()
    assert texts(tree(client, "/en/"), "//main//h2") == []


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("section", "queries"), [("facing", 2), ("library", 3)])
def test_queries_of_the_home_sections(
    site: SmallSite, django_assert_num_queries: Any, section: str, queries: int, count: int
) -> None:
    from home.templatetags.site_tags import Frame
    from tests.library.helpers import warm_up

    for n in range(count):
        terms = challenge(site, f"c{n}", "rights", en="We …", fr="Nous …")
        site.guide("fr", of=site.guide(challenge=terms["en"]), challenge=terms["fr"])
    warm_up(Client())
    frame = Frame(None, i18n.active_locale())
    assert frame.pages
    value = {"heading": "Heading", "count": 9}
    shelf()  # what a process keeps of the guides
    with django_assert_num_queries(queries):
        found = shown("{% include name %}", name=f"home/sections/{section}.html", value=value, frame=frame)
    assert len(found.xpath("//h3 | //li//b")) == count
