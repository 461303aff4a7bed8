"""The page with the map: what is listed, counted and found, and what is not."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.http import Http404
from django.test import Client, RequestFactory

from home import i18n
from home.search import words
from network.directory import Directory, matching_first
from network.models import ProjectLanguage, ProjectPage
from tests.factories import SmallSite
from tests.network.helpers import items, make_private, texts, titles, tree, warm_up

INDEX = "/en/network/"
SECRET = "Kestrel safe house"


def found(query: str = "") -> list[str]:
    """Titles that the directory finds for this query, on its first page."""
    return [project.title for project in Directory.of(RequestFactory().get(f"/en/network/?{query}")).page]


def speaks(project: ProjectPage, *codes: str) -> ProjectPage:
    """Give a project its languages."""
    project.languages = [ProjectLanguage(code=code, sort_order=place) for place, code in enumerate(codes)]
    project.save()
    return project


@pytest.fixture
def hidden(site: SmallSite) -> SmallSite:
    """A draft, a private project and a project of which only the French is private, all with a secret."""
    values: dict[str, Any] = {"region": "na", "summary": SECRET, "offers": items(SECRET), "asks": items(SECRET)}
    site.project(title=f"{SECRET} draft", live=False, **values)
    make_private(site.project(title=f"{SECRET} private", **values))
    return site


def test_most_recently_confirmed_first(site: SmallSite) -> None:
    site.project(title="Never")
    site.project(title="Long ago", last_confirmed=datetime.date(2024, 2, 1))
    site.project(title="Lately", last_confirmed=datetime.date(2026, 11, 1))
    site.project(title="Also lately", last_confirmed=datetime.date(2026, 11, 1))
    assert found() == ["Also lately", "Lately", "Long ago", "Never"]


def test_heading_map_and_legend_tell_the_same(hidden: SmallSite, client: Client) -> None:
    for region in ("la", "la", "ea"):
        hidden.project(region=region)
    page = tree(client, INDEX)
    assert texts(page, "//h1") == ["3 projects, 2 regions, no head office"]
    assert texts(page, "//h2[@id='list']") == ["3 projects, most recently confirmed first"]
    assert page.xpath("//svg[@class='map']/text/text()") == ["2", "1"]
    assert texts(page, "//ul[contains(@class, 'legend')]//a") == [
        "Latin America and the Caribbean2",
        "East and Southern Africa1",
        "Europe and Central Asia0",
        "West and Central Africa0",
        "Middle East and North Africa0",
        "South Asia0",
        "North America0",
        "East and Southeast Asia0",
        "Pacific0",
    ]


def test_one_project(site: SmallSite, client: Client) -> None:
    site.project(title="Alone")
    page = tree(client, INDEX)
    assert texts(page, "//h1") == ["1 project, 1 region, no head office"]
    assert texts(page, "//h2[@id='list']") == ["1 project"]


def test_no_project_at_all(site: SmallSite, client: Client) -> None:
    page = tree(client, INDEX)
    assert texts(page, "//h1") == ["0 projects, 0 regions, no head office"]
    assert page.xpath("//ul[@class='projs']") == []


@pytest.mark.parametrize("query", ["", "q=kestrel", "region=na", "lang=en", "q=safe+house&region=na"])
def test_drafts_and_private_projects_are_never_shown(hidden: SmallSite, client: Client, query: str) -> None:
    hidden.project(title="Public")
    response = client.get(f"{INDEX}?{query}")
    # The reader's own words stand in the field; nothing else may repeat them.
    assert "Kestrel" not in response.content.decode()
    assert SECRET not in response.content.decode()


def test_the_secret_would_be_found_if_it_were_public(site: SmallSite) -> None:
    site.project(title=SECRET)
    assert found("q=kestrel") == [SECRET]


def test_unpublished_changes_are_not_searched(site: SmallSite) -> None:
    page = site.project(title="Public", offers=items("Printer"))
    page.offers = items(SECRET)
    page.save_revision()
    assert found("q=kestrel") == []
    assert found("q=printer") == ["Public"]


def test_region(site: SmallSite, client: Client) -> None:
    site.project(title="South", region="la")
    site.project(title="East", region="ea")
    page = tree(client, f"{INDEX}?region=ea")
    assert titles(page) == ["East"]
    assert texts(page, "//ul[contains(@class, 'legend')]//a[@aria-current='true']") == ["East and Southern Africa1"]
    assert page.xpath("//select[@name='region']/option[@selected]/@value") == ["ea"]
    assert texts(page, "//h1") == ["2 projects, 2 regions, no head office"]
    assert texts(page, "//h2[@id='list']") == ["1 project"]


def test_a_region_keeps_the_other_filters_and_drops_the_page(site: SmallSite, client: Client) -> None:
    speaks(site.project(title="South", region="la", offers=items("Printer")), "es")
    page = tree(client, f"{INDEX}?q=printer&lang=es&page=1")
    assert page.xpath("//ul[contains(@class, 'legend')]//a/@href")[0] == "?q=printer&lang=es&region=la#list"


def test_language(site: SmallSite, client: Client) -> None:
    speaks(site.project(title="Two"), "en", "ay")
    speaks(site.project(title="One"), "en")
    assert found("lang=ay") == ["Two"]
    assert found("lang=AY") == ["Two"]
    page = tree(client, f"{INDEX}?lang=ay")
    # The languages of the site in their order, then the others; only those that somebody works in.
    assert page.xpath("//select[@name='lang']/option/@value") == ["", "en", "ay"]
    assert page.xpath("//select[@name='lang']/option/@lang") == ["en", "ay"]
    assert page.xpath("//select[@name='lang']/option[@selected]/@value") == ["ay"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("printer", ["In the asks"]),
        ("PRINTER", ["In the asks"]),
        ("medics", ["In the offers"]),
        ("first aid medics", ["In the offers"]),
        ("medics printer", []),
        ("medic", ["In the offers"]),
        ("unteer", ["In the summary"]),
        ("title+only", []),
        ("offers", ["In the offers"]),
        ("Señales", ["In the summary"]),
        ("senales", ["In the summary"]),
        ("nobody", []),
    ],
)
def test_text(site: SmallSite, query: str, expected: list[str]) -> None:
    site.project(title="In the asks", summary="", asks=items("A lawyer", "A second-hand printer"))
    site.project(title="In the offers", summary="", offers=items("Street medics for first aid"))
    site.project(title="In the summary", summary="Volunteers for señales.")
    site.project(title="Neither", summary="", body=[("text", "<p>nobody</p>")])
    assert found(f"q={query}") == expected


def test_text_is_that_of_the_readers_language(site: SmallSite, client: Client) -> None:
    original = site.project(title="Neighbours", summary="", asks=items("A printer"))
    site.project("fr", of=original, title="Voisines", summary="", asks=items("Une imprimante à encre"))
    assert titles(tree(client, "/fr/network/?q=imprimante")) == ["Voisines"]
    assert titles(tree(client, "/fr/network/?q=a+encre")) == ["Voisines"]
    assert titles(tree(client, "/fr/network/?q=printer")) == []
    assert titles(tree(client, "/en/network/?q=imprimante")) == []


def test_arabic_text(site: SmallSite, client: Client) -> None:
    site.project("ar", title="مكتب الفانوس", asks=items("مُترجمون من العربية"))
    assert titles(tree(client, "/ar/network/?q=المترجمون")) == ["مكتب الفانوس"]


def test_what_was_looked_for_stands_first(site: SmallSite, client: Client) -> None:
    offers = items("Tea", "Chairs", "Maps", "A printer on Tuesdays")
    site.project(title="Neighbours", offers=offers)
    assert texts(tree(client, INDEX), "//dl[@class='trade']//dd") == ["Tea", "Chairs"]
    assert texts(tree(client, f"{INDEX}?q=printer"), "//dl[@class='trade']//dd") == ["A printer on Tuesdays", "Tea"]


def test_matching_first_keeps_the_order_of_the_rest() -> None:
    assert matching_first(["a", "b", "cat", "dog", "cats"], words.terms("cat"), 4) == ["cat", "cats", "a", "b"]
    assert matching_first([], words.terms("cat")) == []


@pytest.mark.parametrize(
    "query",
    [
        "region=atlantis", "region=", "region=%00", "lang=klingon", "lang=%00", "page=abc", "page=-1", "page=0",
        "page=", "page=%00", "q=%00", "q=%22", "q=%20%20", "q=*", "q=%25", "q=" + "%22" * 5000, "q=%00project%00",
        "q=%22project", "region=la&region=atlantis",
    ],
)  # fmt: skip
def test_bad_parameters_list_everything(site: SmallSite, client: Client, query: str) -> None:
    site.project(title="A project")
    assert titles(tree(client, f"{INDEX}?{query}")) == ["A project"]


def test_long_words_find_nothing_and_break_nothing(site: SmallSite, client: Client) -> None:
    site.project(title="A project")
    page = tree(client, f"{INDEX}?q={'x' * 5000}")
    assert titles(page) == []
    assert page.xpath("//input[@name='q']/@value") == ["x" * 200]


def test_what_was_typed_is_escaped(site: SmallSite, client: Client) -> None:
    typed = '"><script>alert(1)</script>'
    response = client.get(INDEX, {"q": typed})
    assert "<script>" not in response.content.decode()
    assert tree(client, f"{INDEX}?q=%22%3E%3Cscript%3E").xpath("//input[@name='q']/@value") == ['"><script>']


def test_eight_a_page(site: SmallSite, client: Client) -> None:
    for place in range(10):
        site.project(title=f"Project {place}", region="ea")
    first = tree(client, f"{INDEX}?region=ea")
    assert titles(first) == [f"Project {place}" for place in range(8)]
    assert texts(first, "//nav[@class='pager']//a[@class='next']") == ["Next 2"]
    assert first.xpath("//nav[@class='pager']//a[@class='next']/@href") == ["?region=ea&page=2#list"]
    second = tree(client, f"{INDEX}?region=ea&page=2")
    assert titles(second) == ["Project 8", "Project 9"]
    assert second.xpath("//nav[@class='pager']//a[@class='next']") == []


@pytest.mark.parametrize("number", ["2", "99999999999999999999"])
def test_past_the_last_page(site: SmallSite, number: str) -> None:
    site.project()
    with pytest.raises(Http404):
        found(f"page={number}")


def test_each_work_once_in_the_language_of_the_reader(site: SmallSite, client: Client) -> None:
    both = site.project(title="English and French")
    site.project("fr", of=both, title="Anglais et français")
    site.project("fr", title="Seulement en français")
    assert titles(tree(client, "/en/network/")) == ["English and French", "Seulement en français"]
    assert titles(tree(client, "/fr/network/")) == ["Anglais et français", "Seulement en français"]
    assert titles(tree(client, "/ar/network/")) == ["English and French", "Seulement en français"]


def test_a_project_in_another_language_is_marked(site: SmallSite, client: Client) -> None:
    site.project(title="Only English", slug="only-english", offers=items("Tea"))
    page = tree(client, "/ar/network/")
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    row = page.xpath("//ul[@class='projs']/li")[0]
    assert (row.get("lang"), row.get("dir")) == ("en", "ltr")
    assert row.xpath(".//h3/a/@href") == ["/ar/network/only-english/"]
    assert row.xpath(".//dt/span/@lang") == ["ar"]
    assert [(chip.get("lang"), chip.get("dir")) for chip in row.xpath(".//*[@class='chip-lang']")] == [("ar", "rtl")]


def test_a_project_in_the_readers_language_is_not_marked(site: SmallSite, client: Client) -> None:
    site.project("ar", title="مكتب الفانوس")
    row = tree(client, "/ar/network/").xpath("//ul[@class='projs']/li")[0]
    assert row.get("lang") is None
    assert row.xpath(".//*[@class='chip-lang']") == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    for place in range(count):
        for code in ("en", "fr"):
            speaks(site.project(code, title=f"Project {place}", offers=items("Tea"), asks=items("Cups")), "en", "es")
    warm_up(client, INDEX)
    with django_assert_num_queries(5):  # of these for the list: projects, their languages
        client.get(f"{INDEX}?q=tea&region=la&lang=es")


def test_anyone_may_keep_the_page(site: SmallSite, client: Client) -> None:
    response = client.get(INDEX)
    assert response.headers["Cache-Control"].split(", ")[0] == "public"
    assert response.cookies == {}


def test_the_invitation_leads_to_the_contact_page(site: SmallSite, client: Client) -> None:
    assert tree(client, INDEX).xpath("//aside[@aria-labelledby='jb']") == []
    site.standard(slug="contact")
    assert tree(client, INDEX).xpath("//aside[@aria-labelledby='jb']//a/@href") == ["/en/contact/"]


def test_counts_are_those_of_works_not_of_versions(site: SmallSite) -> None:
    original = site.project(region="la")
    site.project("fr", of=original, region="la")
    assert Directory(RequestFactory().get("/"), i18n.locales()["ar"]).counts == {"la": 1}
