"""The page of a topic: what it shows in which language, and what it must not show."""

from __future__ import annotations

import json
from typing import Any

import lxml.etree
import pytest
from django.test import Client

from home import i18n
from library.models import Topic
from library.models.taxonomy import TermAlias
from tests.factories import SmallSite
from tests.library.helpers import LEFT_OPEN, SECRET, challenge, make_private, texts, tree, warm_up

PATH = "/en/library/topic/rights/"


def titles(page: Any, section: str) -> list[str]:
    return texts(page, f"//section[@aria-labelledby='{section}']//h3")


def test_where_to_begin_and_where_to_go(site: SmallSite, client: Client) -> None:
    raids = challenge(site, "raids", "rights", en="They raid us")
    rent = challenge(site, "rent", "care", en="The rent is rising")
    challenge(site, "unanswered", "rights", en="Nobody has written of this")
    Topic.objects.filter(key="rights", locale__language_code="en").update(description="What you may refuse.")
    site.guide(title="Long", time_required=90, challenge=raids["en"])
    for number, minutes in enumerate((40, 10, 30, 20)):
        site.guide(title=f"Short {number}", time_required=minutes)
    site.guide(title="Elsewhere", topics=("care",), challenge=rent["en"])
    site.story(title="On rights", topics=("rights",))
    site.story(title="On care", topics=("care",))
    page = tree(client, PATH)
    assert texts(page, "//h1 | //p[@class='lede']") == ["Know your rights", "What you may refuse."]
    assert texts(page, "//title") == ["Know your rights · GGSN"]
    assert page.xpath("//meta[@name='description']/@content") == ["What you may refuse."]
    assert texts(page, "//a[@class='btn']") == ["All 5 guides"]
    assert page.xpath("//a[@class='btn']/@href") == ["/en/library/?topic=rights"]
    assert titles(page, "start") == ["Short 1", "Short 3", "Short 2", "Short 0"]
    assert texts(page, "//ul[@class='asks']/li") == ["They raid us 1 guide"]
    assert page.xpath("//ul[@class='asks']/li/a/@href") == ["/en/library/?challenge=raids"]
    assert titles(page, "stories") == ["On rights"]
    assert texts(page, "//ul[@class='topics']/li") == ["Know your rights 5 guides", "Care and wellbeing 1 guide"]
    assert page.xpath("//ul[@class='topics']/li/a[@aria-current='page']/@href") == [PATH]
    assert page.xpath("//nav[@class='nav']//a[@aria-current='true']/@href") == ["/en/library/"]
    assert page.xpath("//link[@rel='canonical']/@href") == [f"http://127.0.0.1:8000{PATH}"]
    assert [link.get("hreflang") for link in page.xpath("//link[@rel='alternate'][@hreflang]")] == ["en", "x-default"]
    assert page.xpath("//meta[@name='robots']") == []


def test_in_the_language_of_the_reader(site: SmallSite, client: Client) -> None:
    english, both = site.guide(title="English"), site.guide(title="Both")
    site.guide("fr", of=both, title="Les deux")
    Topic.objects.filter(key="rights", locale__language_code="ar").delete()
    assert set(titles(tree(client, "/fr/library/topic/rights/"), "start")) == {"English", "Les deux"}
    page = tree(client, "/ar/library/topic/rights/")
    (heading,) = page.xpath("//h1")
    assert (heading.get("lang"), heading.text) in (("en", "Know your rights"), ("fr", "Connaître ses droits"))
    assert english.live


def test_search_engines_are_told_of_the_languages_with_a_guide(site: SmallSite, client: Client) -> None:
    def told(code: str) -> dict[str, list[str]]:
        sitemap = lxml.etree.fromstring(client.get(f"/sitemap-{code}.xml").content)
        found = {url[0].text: [link.get("hreflang") for link in url[1:]] for url in sitemap}
        start = "http://127.0.0.1:8000"
        return {url.removeprefix(start): languages for url, languages in found.items() if "/topic/" in url}

    both, french = site.guide(topics=("rights", "care")), site.guide("fr", topics=("safety",))
    site.guide("fr", of=both, topics=("rights",))
    site.guide("ar", of=both, live=False)
    make_private(site.guide("ar", of=french, topics=("safety",)))
    site.guide("fr", topics=("care",)).unpublish()
    assert told("en") == {
        "/en/library/topic/rights/": ["en", "fr", "x-default"],
        "/en/library/topic/care/": ["en", "x-default"],
    }
    assert told("fr") == {
        "/fr/library/topic/rights/": ["en", "fr", "x-default"],
        "/fr/library/topic/safety/": ["fr", "x-default"],
    }
    assert told("ar") == {}
    pages = {f"/{code}/library/topic/{key}/" for code in ("en", "fr", "ar") for key in ("rights", "care", "safety")}
    listed = {**told("en"), **told("fr")}
    for path in pages:
        page = tree(client, path)
        links = [link.get("hreflang") for link in page.xpath("//link[@rel='alternate'][@hreflang]")]
        assert links == listed.get(path, []), path
        assert page.xpath("//meta[@name='robots']/@content") == ([] if path in listed else ["noindex"]), path


def test_nothing_that_is_not_public(site: SmallSite, client: Client) -> None:
    site.guide(title="Public")
    site.guide(title=SECRET, live=False)
    make_private(site.guide(title=SECRET, topics=("rights", "safety")))
    site.story(title=SECRET, topics=("rights",), live=False)
    make_private(site.story(title=SECRET, topics=("rights",)))
    page = tree(client, PATH)
    assert titles(page, "start") == ["Public"]
    assert texts(page, "//ul[@class='topics']/li") == ["Know your rights 1 guide"]
    assert SECRET not in client.get(PATH).content.decode()
    assert client.get("/en/library/topic/safety/").status_code == 404


def test_other_keys(site: SmallSite, client: Client) -> None:
    TermAlias.objects.create(vocabulary="topic", key="law", translation_key=site.topics["rights", "en"].translation_key)
    response = client.get("/en/library/topic/law/")
    assert (response.status_code, response["Location"]) == (301, PATH)
    assert client.get("/en/library/topic/nothing/").status_code == 404
    assert client.post(PATH).status_code == 405


def test_caches_may_keep_it_and_it_sets_no_cookie(site: SmallSite, client: Client) -> None:
    site.guide()
    response = client.get(PATH)
    assert "s-maxage=60" in response["Cache-Control"]
    assert not response.cookies


@LEFT_OPEN
@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        terms = challenge(site, f"raids-{number}", "rights", en="They raid us")
        site.guide("fr", of=site.guide(challenge=terms["en"], topics=("rights", "care", "safety")[: number + 1]))
        site.story(topics=("rights",), project=site.project())
    warm_up(client, PATH)
    with django_assert_num_queries(6):
        page = tree(client, PATH)
    assert (len(titles(page, "start")), len(titles(page, "stories"))) == (count, count)


def test_machine_readable_record(site: SmallSite, client: Client) -> None:
    guide = site.guide(title="Open")
    make_private(site.guide(title=SECRET))
    (script,) = tree(client, PATH).xpath("//head/script[@type='application/ld+json']")
    record = json.loads(script.text)
    assert (record["@type"], record["name"], record["inLanguage"]) == ("CollectionPage", "Know your rights", "en")
    assert record["url"] == f"http://127.0.0.1:8000{PATH}"
    address = i18n.absolute(i18n.address(guide))
    assert record["hasPart"] == [
        {"@type": "LearningResource", "@id": address, "name": "Open", "inLanguage": "en"},
    ]
