"""The library's list: filters, counts, chips, order, pages, and addresses that nobody meant."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.http import Http404
from django.test import Client, RequestFactory
from django.utils import translation

from library.facets import Listing
from library.models import GuidePage, GuideRegion
from tests.factories import SmallSite
from tests.library.helpers import SECRET, challenge, make_private, texts, tree, warm_up


def asked(query: str = "", language: str = "en") -> Listing:
    """The listing for a query string, as readers of a language get it."""
    with translation.override(language):
        listing = Listing.of(RequestFactory().get(f"/{language}/library/?{query}"))
        list(listing.page)
    return listing


def found(query: str = "", language: str = "en") -> list[str]:
    """Titles on the page of the list that a query string asks for."""
    return [guide.title for guide in asked(query, language).page]


def counts(query: str = "", language: str = "en") -> dict[str, dict[str, int]]:
    """The counts of every filter that is offered."""
    return {
        facet.name: {choice.value.key: choice.count for choice in facet.choices}
        for facet in asked(query, language).facets
    }


@pytest.fixture
def library(site: SmallSite) -> SmallSite:
    """Four guides in three languages, and three that nobody may see."""
    raids = challenge(site, "raids", "rights", en="They raid us", fr="Ils nous perquisitionnent")
    doors = site.guide(
        title="Doors", kind="guide", level="any", time_required=20, challenge=raids["en"], summary="About raids"
    )
    site.guide("fr", of=doors, title="Portes", kind="guide", time_required=20, challenge=raids["fr"])
    stairs = site.guide(title="Stairs", kind="toolkit", level="trainer", time_required=45, topics=("care", "rights"))
    site.guide("ar", of=stairs, title="سلالم", kind="toolkit", level="trainer", time_required=45, topics=("care",))
    site.guide("fr", title="Jardins", kind="training", time_required=600, topics=("safety",))
    garden = site.guide(title="Windows", kind="guide", topics=("care",))
    garden.regions = [GuideRegion(region="ea"), GuideRegion(region="la")]
    garden.save()
    secret: dict[str, Any] = {"kind": "report", "level": "first-time", "time_required": 5, "topics": ("safety",)}
    site.guide(title=f"{SECRET} draft", summary=SECRET, live=False, **secret)
    site.guide(title=f"{SECRET} withdrawn", summary=SECRET, **secret).unpublish()
    make_private(site.guide(title=f"{SECRET} private", summary=SECRET, **secret))
    return site


def test_each_work_once_in_the_language_best_for_the_reader(library: SmallSite) -> None:
    assert found() == ["Windows", "Jardins", "Stairs", "Doors"]
    assert found(language="fr") == ["Windows", "Jardins", "Stairs", "Portes"]
    assert found(language="ar") == ["Windows", "Jardins", "سلالم", "Doors"]


def test_counts_of_the_whole_library(library: SmallSite) -> None:
    assert counts() == {
        "language": {"en": 3, "fr": 2, "ar": 1},
        "topic": {"rights": 2, "safety": 1, "care": 2},
        "challenge": {"raids": 1},
        "kind": {"guide": 2, "toolkit": 1, "training": 1},
        "time": {"30": 1, "180": 1, "day": 1},
        "group": {"alone": 4, "small": 4, "medium": 4, "large": 4},
        "level": {"any": 3, "first-time": 3, "practised": 3, "trainer": 4},
        "region": {"la": 1, "ea": 1},
        "written": {"en": 3, "fr": 1},
    }


def test_counts_follow_the_other_filters_but_not_their_own(library: SmallSite) -> None:
    told = counts("topic=care&kind=guide")
    assert told["topic"] == {"rights": 1, "care": 1}
    assert told["kind"] == {"guide": 1, "toolkit": 1}
    assert told["language"] == {"en": 1}
    assert told["region"] == {"la": 1, "ea": 1}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("topic=care", ["Windows", "Stairs"]),
        ("topic=care&topic=safety", ["Windows", "Jardins", "Stairs"]),
        ("topic=care&kind=toolkit", ["Stairs"]),
        ("challenge=raids", ["Doors"]),
        ("kind=guide&kind=training", ["Windows", "Jardins", "Doors"]),
        ("language=fr", ["Jardins", "Doors"]),
        ("language=ar&language=fr", ["Jardins", "Stairs", "Doors"]),
        ("level=trainer", ["Windows", "Jardins", "Stairs", "Doors"]),
        ("level=trainer&topic=rights", ["Stairs", "Doors"]),
        ("level=first-time", ["Windows", "Jardins", "Doors"]),
        ("level=any", ["Windows", "Jardins", "Doors"]),
        ("time=30", ["Doors"]),
        ("time=30&time=day", ["Jardins", "Doors"]),
        ("region=ea", ["Windows"]),
        ("region=eu", []),
        ("topic=safety&kind=guide", []),
    ],
)
def test_filters(library: SmallSite, query: str, titles: list[str]) -> None:
    assert found(query) == titles
    listing = asked(query)
    assert (listing.found, listing.total) == (len(titles), 4)


def test_search_in_the_text_that_the_reader_would_see(library: SmallSite) -> None:
    assert found("q=raids") == ["Doors"]
    assert found("q=portes", "fr") == ["Portes"]
    assert found("q=doors", "fr") == []
    assert found("q=stairs&kind=toolkit") == ["Stairs"]
    assert counts("q=stairs")["kind"] == {"toolkit": 1}
    assert found(f"q={SECRET.split()[0]}") == []


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("newest", ["Windows", "Jardins", "Stairs", "Doors"]),
        ("number", ["Doors", "Stairs", "Jardins", "Windows"]),
        ("shortest", ["Doors", "Stairs", "Jardins", "Windows"]),
        ("best", ["Windows", "Jardins", "Stairs", "Doors"]),
        ("nonsense", ["Windows", "Jardins", "Stairs", "Doors"]),
    ],
)
def test_order(library: SmallSite, sort: str, titles: list[str]) -> None:
    assert found(f"sort={sort}") == titles


def test_best_match_is_offered_for_a_search_only(library: SmallSite) -> None:
    assert [(sort.key, sort.is_on) for sort in asked().sorts] == [
        ("newest", True),
        ("shortest", False),
        ("number", False),
    ]
    assert next((sort.key, sort.is_on) for sort in asked("q=a").sorts) == ("best", True)


def test_chips_take_one_filter_away(library: SmallSite) -> None:
    listing = asked("q=doors&topic=rights&topic=care&language=en&sort=number&page=1&utm=x")
    assert [(str(chip.value.label), chip.url) for chip in listing.chips] == [
        ("English", "/en/library/?q=doors&sort=number&topic=rights&topic=care"),
        ("Know your rights", "/en/library/?q=doors&sort=number&language=en&topic=care"),
        ("Care and wellbeing", "/en/library/?q=doors&sort=number&language=en&topic=rights"),
    ]
    assert listing.cleared_url == "/en/library/?q=doors&sort=number"
    assert asked("topic=care").chips[0].url == "/en/library/"


def test_labels_are_in_the_readers_language_or_marked(library: SmallSite) -> None:
    facets = {facet.name: facet for facet in asked(language="ar").facets}
    assert [(c.value.label, c.value.language) for c in facets["topic"].choices] == [
        ("اعرفوا حقوقكم", ""),
        ("السلامة والأمان", ""),
        ("الرعاية", ""),
    ]
    assert [(c.value.label, c.value.language) for c in facets["challenge"].choices] == [("They raid us", "en")]


def test_challenge_offers_the_whole_topic(library: SmallSite) -> None:
    wider = asked("challenge=raids").wider
    assert wider is not None
    assert wider.key == "rights"
    assert asked("challenge=raids&topic=rights").wider is None
    assert asked().wider is None


NONSENSE = ["", "nonsense", "\0", "x" * 5000, '"unbalanced', "'; --", "-1", "%00"]


@pytest.mark.parametrize("name", ["topic", "challenge", "kind", "level", "time", "region", "language", "sort", "page"])
def test_values_that_no_filter_knows_are_as_good_as_none(library: SmallSite, name: str) -> None:
    for value in NONSENSE:
        listing = asked(urlencode({name: value}))
        assert (listing.found, listing.page.number, listing.chips) == (4, 1, [])


@pytest.mark.parametrize("words", ['"unbalanced', "a OR", "\0", "x" * 5000, "*", "(", "title:x", "NEAR(", "-"])
def test_no_search_is_an_error(library: SmallSite, words: str) -> None:
    listing = asked(urlencode({"q": words}))
    assert listing.found == 0 or words == "\0"
    assert len(listing.asked.words) <= 200


@pytest.mark.parametrize("page", ["2", "９", "99999999999999999999"])
def test_past_the_end(library: SmallSite, client: Client, page: str) -> None:
    with pytest.raises(Http404):
        asked(f"page={page}")
    with pytest.raises(Http404):
        asked(f"q=doors&page={page}")


def test_pages_of_twelve(site: SmallSite, client: Client) -> None:
    for number in range(14):
        site.guide(title=f"Guide {number}", topics=("care",))
    first = tree(client, "/en/library/?topic=care")
    assert len(texts(first, "//ul[contains(@class, 'items')]/li")) == 12
    assert texts(first, "//nav[@class='pager']/*") == ["1", "2", "Next 2"]
    assert (
        first.xpath("//nav[@class='pager']/a/@href") == ["/en/library/?topic=care&page=2"] * 2
        or first.xpath("//nav[@class='pager']/a/@href") == ["?topic=care&page=2"] * 2
    )
    second = tree(client, "/en/library/?topic=care&page=2")
    assert texts(second, "//ul[contains(@class, 'items')]//h3") == ["Guide 1", "Guide 0"]


def test_page_shows_what_is_on(library: SmallSite, client: Client) -> None:
    page = tree(client, "/en/library/?topic=care&q=stairs")
    assert texts(page, "//h2[@id='found']") == ["1 of 4 guides for “stairs”"]
    assert page.xpath("//form[@role='search']/input[@name='q']/@value") == ["stairs"]
    assert page.xpath("//form[@role='search']/input[@type='hidden']/@value") == ["care"]
    assert page.xpath("//fieldset//input[@checked]/@value") == ["care"]
    assert texts(page, "//ul[@class='chips']/li") == ["Remove filter: Care and wellbeing", "Clear all"]
    assert texts(page, "//details[@class='facets']/summary") == ["Filter 1 on"]
    assert page.xpath("//details[@class='facet'][@open]/summary/text()") == ["Can be read in", "Topic"]
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{settings.BASE_URL}/en/library/"]


def test_further_pages_have_addresses_of_their_own(site: SmallSite, client: Client) -> None:
    for number in range(13):
        site.guide(title=f"Guide {number}")
    address = f"{settings.BASE_URL}/en/library/"
    heads = {
        query: tree(client, f"/en/library/{query}") for query in ("", "?page=1", "?page=2", "?page=2&topic=rights")
    }
    assert {query: head.xpath("//link[@rel='canonical']/@href") for query, head in heads.items()} == {
        "": [address],
        "?page=1": [address],
        "?page=2": [f"{address}?page=2"],
        "?page=2&topic=rights": [address],
    }
    assert heads["?page=2"].xpath("//link[@hreflang and @rel='alternate']") == []


def test_page_of_the_whole_library(library: SmallSite, client: Client) -> None:
    page = tree(client, "/en/library/")
    assert texts(page, "//h1") == ["Library"]
    assert texts(page, "//h2[@id='found']") == ["4 guides"]
    assert page.xpath("//ul[@class='chips']") == []
    assert SECRET not in page.text_content()
    (french,) = page.xpath("//ul[contains(@class, 'items')]/li[@lang]")
    assert (french.get("lang"), french.get("dir"), texts(french, ".//h3")) == ("fr", "ltr", ["Jardins"])


def test_the_words_are_marked(site: SmallSite, client: Client) -> None:
    body = [("text", f"<p>{'word ' * 50} Keep the lantern <b>lit</b></p>")]
    site.guide(title="Lanterns <b>", summary="A lantern.", problem="We need a lantern.", body=body)
    site.guide(title="Candles", summary="A summary.", problem="It is dark.", body=body)
    site.guide(title="Torches", summary="Instead of a lantern.", problem="It is dark.")
    page = tree(client, "/en/library/?q=lantern&sort=number")
    rows = page.xpath("//ul[@class='items mt5']/li")
    assert [texts(row, ".//mark") for row in rows] == [["Lanterns", "lantern"], ["lantern"], ["lantern"]]
    told = [row.xpath("string(div/p[not(@class)])") for row in rows]
    assert (told[0], told[2]) == ("We need a lantern.", "Instead of a lantern.")
    assert told[1].endswith("Keep the lantern lit") and told[1].startswith("… word")
    assert texts(rows[0], ".//h3") == ["Lanterns <b>"]
    assert texts(tree(client, "/en/library/?q=lantersn&sort=number"), "//mark") == [
        "Lanterns",
        "lantern",
        "lantern",
        "lantern",
    ]
    plain = tree(client, "/en/library/")
    assert texts(plain, "//mark") == []
    assert plain.xpath("string(//ul[@class='items mt5']/li[1]/div/p[not(@class)])") == "It is dark."


def test_nothing_found(library: SmallSite, client: Client) -> None:
    page = tree(client, "/en/library/?" + urlencode({"q": 'zz <b>"&'}))
    assert texts(page, "//h2[@id='found']") == ['0 of 4 guides for “zz <b>"&”']
    assert texts(page, "//section[@aria-labelledby='found']/p") == [
        "No guide has all of this. Take away a filter, or try one word less."
    ]
    assert page.xpath("//aside//a[contains(., 'whole site')]/@href") == ["/en/search/?q=zz%20%3Cb%3E%22%26"]


def test_empty_library(site: SmallSite, client: Client) -> None:
    page = tree(client, "/en/library/")
    assert texts(page, "//h2[@id='found']") == ["0 guides"]
    assert page.xpath("//fieldset") == []


def test_library_without_a_page_in_the_readers_language(library: SmallSite, client: Client) -> None:
    GuidePage.objects.filter(locale__language_code="ar").first().delete()
    library.sections["library", "ar"].delete()
    page = tree(client, "/ar/library/")
    assert page.get("lang") == "ar"
    assert page.xpath("//h1/@lang") == ["en"]
    asking = f"/ar/ask/{library.sections['library', 'en'].pk}/"
    assert page.xpath("//form/@action") == [asking, *["/ar/library/"] * 3]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [("", 7), ("?topic=rights&language=en&q=guide", 9)])
def test_queries_do_not_grow(
    site: SmallSite, client: Client, django_assert_num_queries: Any, query: str, queries: int, count: int
) -> None:
    for number in range(count):
        terms = challenge(site, f"c{number}", "rights", en="We …", fr="Nous …")
        guide = site.guide(title="A guide", challenge=terms["en"], topics=("rights", "care")[: min(count, 2)])
        guide.regions = [GuideRegion(region="ea")]
        guide.save()
        site.guide("fr", of=guide, challenge=terms["fr"])
    path = f"/en/library/{query}"
    warm_up(client, path)
    with django_assert_num_queries(queries):
        page = tree(client, path)
    assert len(texts(page, "//ul[contains(@class, 'items')]/li")) == count
