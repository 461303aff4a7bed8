"""The feeds of a topic and of a kind."""

from __future__ import annotations

from typing import Any

import lxml.etree
import pytest
from django.test import Client, TestCase

from library.merging import merge
from tests.factories import SmallSite
from tests.library.helpers import challenge, make_private, tree, warm_up
from tests.test_architecture import ROOT

SCHEMA = lxml.etree.RelaxNG(lxml.etree.parse(str(ROOT / "tests/schemas/atom.rng")))
ATOM = {"a": "http://www.w3.org/2005/Atom"}
BASE = "https://ggsn.example"


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.BASE_URL = BASE


def fetch(client: Client, path: str) -> Any:
    """The feed at this path, which is valid by RFC 4287."""
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    assert (response["Cache-Control"].startswith("public, "), response.cookies) == (True, {})
    feed = lxml.etree.fromstring(response.content)
    SCHEMA.assertValid(feed)
    return feed


def titles(feed: Any) -> list[str]:
    """Titles of the entries, without the numbers of the guides."""
    return [entry.text.split(": ")[-1] for entry in feed.findall("a:entry/a:title", ATOM)]


def test_of_a_topic(site: SmallSite, client: Client) -> None:
    guide = site.guide(title="One", topics=("rights", "care"))
    site.guide(title="Two", topics=("care", "rights"))
    site.guide(title="Three", topics=("care",))
    site.guide("fr", of=guide, title="Un")
    site.guide(title="Draft", live=False)
    make_private(site.guide(title="Private"))
    feed = fetch(client, "/en/library/feed/topic/rights/")
    assert (feed.findtext("a:title", namespaces=ATOM), titles(feed)) == (
        "GGSN: New guides – Know your rights",
        ["Two", "One"],
    )
    assert feed.find("a:link[@rel='self']", ATOM).get("href") == f"{BASE}/en/library/feed/topic/rights/"
    assert feed.find("a:link[@rel='alternate']", ATOM).get("href") == f"{BASE}/en/library/?topic=rights"
    assert titles(fetch(client, "/fr/library/feed/topic/rights/")) == ["Un"]
    assert titles(fetch(client, "/ar/library/feed/topic/care/")) == []


def test_of_a_kind(site: SmallSite, client: Client) -> None:
    site.guide(title="One", kind="toolkit")
    site.guide(title="Two")
    feed = fetch(client, "/en/library/feed/kind/toolkit/")
    assert (feed.findtext("a:title", namespaces=ATOM), titles(feed)) == ("GGSN: New guides – Toolkit", ["One"])
    assert feed.findtext("a:id", namespaces=ATOM) == f"{BASE}/en/library/feed/kind/toolkit/"


def test_what_is_no_term_has_no_feed(site: SmallSite, client: Client) -> None:
    for path in ("en/library/feed/topic/nothing", "en/library/feed/kind/nothing", "sw/library/feed/topic/rights"):
        assert client.get(f"/{path}/").status_code == 404, path


def test_a_topic_that_was_only_prepared_is_not_told(site: SmallSite, client: Client) -> None:
    site.guide(topics=("safety",), live=False)
    make_private(site.guide(topics=("safety",)))
    secret = challenge(site, "kestrel", "safety", en="We keep kestrels")
    site.guide(topics=("rights",), challenge=secret["en"])
    hidden = challenge(site, "hidden", "rights", en="We are hidden")
    site.guide(topics=("rights",), challenge=hidden["en"], live=False)
    for path in ("feed/topic/safety", "topic/safety"):
        assert client.get(f"/en/library/{path}/").status_code == 404
    assert client.get("/en/library/feed/topic/rights/").status_code == 200
    for query in ("topic=safety", "challenge=kestrel", "challenge=hidden"):
        answer = client.get(f"/en/library/?{query}").content.decode()
        assert ("Safety and security" in answer, "We are hidden" in answer) == (False, False), query
        assert ("We keep kestrels" in answer) is True


def test_the_feed_of_a_topic_that_was_merged(site: SmallSite, client: Client) -> None:
    site.guide(title="One", topics=("safety",))
    with TestCase.captureOnCommitCallbacks(execute=True):
        merge(site.topics["safety", "en"], site.topics["rights", "en"])
    response = client.get("/fr/library/feed/topic/safety/")
    assert (response.status_code, response["Location"]) == (301, "/fr/library/feed/topic/rights/")
    assert response["Cache-Control"].startswith("public, ")
    assert titles(fetch(client, "/en/library/feed/topic/rights/")) == ["One"]


def test_pages_lead_to_them(site: SmallSite, client: Client) -> None:
    guide = site.guide(kind="toolkit", topics=("rights", "care"))

    def feeds(path: str) -> list[str]:
        return [str(href) for href in tree(client, path).xpath("//link[@type='application/atom+xml']/@href")]

    everything = "/en/library/feed/"
    assert feeds("/en/library/") == [everything]
    assert feeds("/en/library/?topic=care&topic=rights&kind=toolkit&level=any") == [
        everything, "/en/library/feed/topic/rights/", "/en/library/feed/topic/care/", "/en/library/feed/kind/toolkit/",
    ]  # fmt: skip
    assert feeds("/en/library/?topic=nothing") == [everything]
    assert feeds(f"/en/library/{guide.slug}/") == [everything, "/en/library/feed/topic/rights/"]
    assert feeds(f"/fr/library/{guide.slug}/") == ["/fr/library/feed/"]
    for path in feeds("/en/library/?topic=care&kind=toolkit"):
        assert len(titles(fetch(client, path))) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_queries(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    for _number in range(count):
        site.guide(topics=("rights", "safety", "care")[:count])
    for path, expected in (("/en/library/feed/topic/rights/", 4), ("/en/library/feed/kind/guide/", 3)):
        warm_up(client, path)
        with django_assert_num_queries(expected):
            client.get(path)
