"""A guide on a part of a topic is on the topic too, wherever one asks for the topic."""

from __future__ import annotations

from typing import Any

import lxml.etree
import pytest
from django.test import Client

from library import querysets
from library.models import GuidePage, Topic
from library.related import sharing_terms
from tests.factories import SmallSite
from tests.library.helpers import make_private, warm_up
from tests.library.oai import BASE, LIST, N, ask, error, gone, name, titles
from tests.library.test_listing import counts, found
from tests.library.test_term_feeds import fetch
from tests.library.test_term_feeds import titles as titles_of_feed


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.BASE_URL = BASE


@pytest.fixture
def parts(site: SmallSite) -> SmallSite:
    """Rights, with stops as a part; a guide on each, and one on both."""
    site.topics["stops", "en"] = Topic.objects.create(
        key="stops", name="Stops", parent=site.topics["rights", "en"], locale=site.topics["rights", "en"].locale
    )
    site.guide(title="Whole")
    site.guide(title="Part", topics=("stops", "care"))
    site.guide(title="Both", topics=("stops", "rights"))
    site.guide(title="Other", topics=("care",))
    make_private(site.guide(title="Private", topics=("stops",)))
    site.guide(title="Draft", topics=("stops",), live=False)
    return site


def test_everywhere(parts: SmallSite, client: Client) -> None:
    for topic, expected in (("rights", ["Both", "Part", "Whole"]), ("stops", ["Both", "Part"])):
        assert found(f"topic={topic}") == expected
        assert titles_of_feed(fetch(client, f"/en/library/feed/topic/{topic}/")) == expected
        assert sorted(titles(ask(client, **LIST, set=f"topic:{topic}"))) == sorted(expected)
        public = GuidePage.objects.published().filter(pk__in=querysets.links_to_topic(topic).values("page"))
        assert sorted(guide.title for guide in public) == sorted(expected)
    assert counts()["topic"] == {"rights": 3, "care": 2, "stops": 2}
    assert counts("topic=stops")["topic"] == {"rights": 3, "care": 2, "stops": 2}
    assert counts("topic=rights&kind=guide")["kind"] == {"guide": 3}


def test_headers_name_the_topic_and_the_part(parts: SmallSite, client: Client) -> None:
    told = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    headers = told.xpath(".//o:header[not(@status)]", namespaces=N)
    topics = [
        [spec.text for spec in header.findall("o:setSpec", N) if spec.text.startswith("topic:")] for header in headers
    ]
    assert topics == [
        ["topic:rights"], ["topic:stops", "topic:rights", "topic:care"], ["topic:stops", "topic:rights"],
        ["topic:care"],
    ]  # fmt: skip
    told = {spec.text for spec in ask(client, verb="ListSets").findall(".//o:setSpec", N)}
    assert {"topic:rights", "topic:stops", "topic:care"} <= told and "topic:safety" not in told


def test_withdrawn_from_the_topic_and_the_part(parts: SmallSite, client: Client) -> None:
    part, private = (GuidePage.objects.get(title=title) for title in ("Part", "Private"))
    part.unpublish()
    for spec, expected in (("topic:stops", [private, part]), ("topic:rights", [private, part]), ("topic:care", [part])):
        assert gone(ask(client, **LIST, set=spec)) == [name(guide) for guide in expected], spec
    assert error(ask(client, **LIST, set="topic:safety")) == "noRecordsMatch"


def test_what_goes_well_with_a_part(parts: SmallSite) -> None:
    part = GuidePage.objects.get(title="Part")
    assert [guide.title for guide in sharing_terms(part, part.locale)] == ["Both", "Other", "Whole"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_part_costs_no_query(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    keys, top = [f"part-{number}" for number in range(count)], site.topics["rights", "en"]
    for key in keys:
        site.topics[key, "en"] = Topic.objects.create(key=key, name=key, parent=top, locale=top.locale)
    for _number in range(count):
        site.guide(topics=tuple(keys))
    path = "/oai/?verb=ListRecords&metadataPrefix=oai_dc&set=topic:rights"
    warm_up(client, path)
    with django_assert_num_queries(9):
        assert len(lxml.etree.fromstring(client.get(path).content).findall(".//o:record", N)) == count
