"""OAI-PMH: harvested with sickle over real HTTP, valid by schema, every error it knows, and nothing that is hidden."""

from __future__ import annotations

import datetime
import warnings
from typing import Any

import lxml.etree
import pytest
from django.test import Client

from library.models import GuideContributor, GuideCountry, GuideRegion
from library.oai import repository
from tests.factories import SmallSite
from tests.library.helpers import warm_up
from tests.library.oai import BASE, LIST, SCHEMA, N, ask, error, gone, name, published, titles


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.BASE_URL = BASE


# ---------------------------------------------------------------- with the outside tool


@pytest.fixture
def harvester(live_server: Any) -> Any:
    """Sickle, which is old: Python warns of its escape sequences when it first reads them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sickle import Sickle
    return Sickle(f"{live_server.url}/oai/")


@pytest.mark.django_db(transaction=True)
def test_sickle_harvests_everything(site: SmallSite, harvester: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "A_PAGE", 2)
    guides = [site.guide(title=f"Guide {number}") for number in range(4)]
    site.guide("fr", of=guides[0], title="Un guide")
    guides[3].unpublish()
    found = list(harvester.ListRecords(metadataPrefix="oai_dc"))
    assert [(record.header.identifier, record.deleted) for record in found] == [
        *((name(guide), False) for guide in guides[:3]),
        (name(guides[0], "fr"), False),
        (name(guides[3]), True),
    ]
    assert [record.metadata.get("title") for record in found if not record.deleted] == [
        ["Guide 0"],
        ["Guide 1"],
        ["Guide 2"],
        ["Un guide"],
    ]
    headers = list(harvester.ListIdentifiers(metadataPrefix="oai_dc", set="language:fr"))
    assert [header.identifier for header in headers] == [name(guides[0], "fr")]
    one = harvester.GetRecord(identifier=name(guides[1]), metadataPrefix="oai_dc")
    assert one.metadata["title"] == ["Guide 1"]
    assert harvester.Identify().deletedRecord == "persistent"
    assert [form.metadataPrefix for form in harvester.ListMetadataFormats()] == ["oai_dc"]
    assert "topic:rights" in [one.setSpec for one in harvester.ListSets()]


# ---------------------------------------------------------------- what is told


def test_identify(site: SmallSite, client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:safe@ggsn.example"
    guide = site.guide()
    published(guide, "2024-05-06T07:08:09.5+00:00")
    part = ask(client, verb="Identify").find("o:Identify", N)
    assert {lxml.etree.QName(child).localname: child.text for child in part} == {
        "repositoryName": "Global Grassroots Support Network: library",
        "baseURL": f"{BASE}/oai/",
        "protocolVersion": "2.0",
        "adminEmail": "safe@ggsn.example",
        "earliestDatestamp": "2024-05-06T07:08:09Z",
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
    }


def test_an_empty_repository_is_valid(site: SmallSite, client: Client) -> None:
    assert ask(client, verb="Identify").findtext(".//o:earliestDatestamp", namespaces=N) == "2000-01-01T00:00:00Z"
    assert error(ask(client, **LIST)) == "noRecordsMatch"
    assert len(ask(client, verb="ListSets").findall(".//o:set", N)) == 6  # three groups and three languages


def test_dublin_core(site: SmallSite, client: Client) -> None:
    guide = site.guide(
        title="Tea & <b>bread</b>\x0b",
        slug="tea",
        summary="A summary.",
        kind="toolkit",
        topics=("rights", "care"),
        version_date=datetime.date(2026, 3, 9),
    )
    project = site.project(title="Open Door")
    guide.contributors = [
        GuideContributor(project=project, role="wrote", locale=guide.locale),
        GuideContributor(name="A tester", role="tested", locale=guide.locale),
        GuideContributor(name="Una traductrice", role="translated", language="fr", locale=guide.locale),
    ]
    guide.regions = [GuideRegion(region="ea")]
    guide.countries = [GuideCountry(country="KE"), GuideCountry(country="NG", place="law")]
    guide.save()
    site.guide("fr", of=guide, title="Le thé")
    tree = ask(client, verb="GetRecord", identifier=name(guide), metadataPrefix="oai_dc")
    assert [found.text for found in tree.findall(".//o:setSpec", N)] == [
        "kind:toolkit", "language:en", "topic:rights", "topic:care",
    ]  # fmt: skip
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    core = tree.find(".//o:metadata", N)[0]
    assert [(lxml.etree.QName(said).localname, said.text, said.get(lang, "")) for said in core] == [
        ("title", "Tea & <b>bread</b>", "en"),
        ("creator", "Open Door", ""),
        ("subject", "Know your rights", "en"),
        ("subject", "Care and wellbeing", "en"),
        ("description", "A summary.", "en"),
        ("publisher", "Global Grassroots Support Network", "en"),
        ("contributor", "A tester", ""),
        ("date", "2026-03-09", ""),
        ("type", "Text", ""),
        ("type", "toolkit", ""),
        ("format", "text/html", ""),
        ("identifier", f"{BASE}/en/library/tea/", ""),
        ("identifier", f"urn:uuid:{guide.translation_key}", ""),
        ("identifier", f"GGSN {guide.number}", ""),
        ("language", "en", ""),
        ("relation", f"{BASE}/fr/library/tea/", ""),
        ("coverage", "East and Southern Africa", "en"),
        ("coverage", "Kenya", "en"),
        ("rights", "https://creativecommons.org/licenses/by-sa/4.0/", ""),
        ("rights", "Creative Commons BY-SA 4.0", "en"),
    ]
    french = ask(client, verb="GetRecord", identifier=name(guide, "fr"), metadataPrefix="oai_dc")
    assert french.findtext(".//dc:source", namespaces=N) == f"{BASE}/en/library/tea/"
    assert french.findtext(".//dc:subject", namespaces=N) == "Connaître ses droits"


def test_sets(site: SmallSite, client: Client) -> None:
    site.guide(title="One", kind="toolkit", topics=("rights", "care"))
    site.guide("fr", title="Deux", topics=("care",))
    site.guide(title="Secret", topics=("safety",), live=False)
    found = ask(client, verb="ListSets").findall(".//o:set", N)
    assert [(one.findtext("o:setSpec", namespaces=N), one.findtext("o:setName", namespaces=N)) for one in found] == [
        ("topic", "Topic"), ("kind", "Type"), ("language", "Language"),
        ("topic:rights", "Know your rights"), ("topic:care", "Care and wellbeing"),
        ("kind:guide", "Guide"), ("kind:toolkit", "Toolkit"),
        ("language:en", "English"), ("language:fr", "Français"), ("language:ar", "العربية"),
    ]  # fmt: skip
    for spec, expected in {
        "topic": ["One", "Deux"], "topic:care": ["One", "Deux"], "topic:rights": ["One"], "kind:toolkit": ["One"],
        "kind": ["One", "Deux"], "language:fr": ["Deux"], "language": ["One", "Deux"],
    }.items():  # fmt: skip
        assert titles(ask(client, **LIST, set=spec)) == expected, spec
    for spec in ("topic:safety", "topic:nothing", "kind:x", "language:sw", "colour", "topic:RIGHTS"):
        assert error(ask(client, **LIST, set=spec)) == "noRecordsMatch", spec


def test_from_and_until(site: SmallSite, client: Client) -> None:
    for number, moment in enumerate(("2024-01-31T23:59:59.9", "2024-02-01T00:00:00", "2024-02-29T12:00:00.5")):
        published(site.guide(title=f"Guide {number}"), f"{moment}+00:00")
    for query, expected in (
        ({"from_": "2024-02-01"}, [1, 2]),
        ({"until": "2024-01-31"}, [0]),
        ({"from_": "2024-02-29", "until": "2024-02-29"}, [2]),
        ({"from_": "2024-02-29T12:00:00Z", "until": "2024-02-29T12:00:00Z"}, [2]),
        ({"until": "2024-01-31T23:59:59Z"}, [0]),
        ({"from_": "0001-01-01"}, [0, 1, 2]),
    ):
        assert titles(ask(client, **LIST, **query)) == [f"Guide {number}" for number in expected], query
    assert error(ask(client, **LIST, from_="2090-01-01")) == "noRecordsMatch"
    assert error(ask(client, **LIST, until="1999-12-31")) == "noRecordsMatch"


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Nope", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=topic", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&colour=red", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-2-1", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-01-01T00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=9999-12-31", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-01-01&until=2024-01-01T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-01&until=2024-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=a%00b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=two%20words", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&resumptionToken=nope", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=nope&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListSets&resumptionToken=nope", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:none:0", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=marc&identifier=oai:none:0", "cannotDisseminateFormat"),
        ("verb=ListMetadataFormats&identifier=oai:none:0", "idDoesNotExist"),
    ],
)
def test_errors(site: SmallSite, client: Client, query: str, code: str) -> None:
    site.guide()
    response = client.get(f"/oai/?{query}")
    tree = lxml.etree.fromstring(response.content)
    assert (response.status_code, error(tree)) == (200, code)
    SCHEMA.assertValid(tree)
    assert bool(tree.find("o:request", N).attrib) == (code not in ("badVerb", "badArgument"))


def test_methods(site: SmallSite, client: Client) -> None:
    site.guide(title="One")
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/oai/", LIST)
    assert (titles(lxml.etree.fromstring(response.content)), response.cookies) == (["One"], {})
    assert response["Cache-Control"] == "private, no-store"
    got = client.get("/oai/", LIST)
    assert (got["Cache-Control"].startswith("public, "), got.cookies) == (True, {})
    assert client.put("/oai/").status_code == 405


# ---------------------------------------------------------------- long lists


def test_a_list_in_parts(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "A_PAGE", 2)
    guides = [site.guide(title=f"Guide {number}") for number in range(5)]
    first = ask(client, **LIST, set="topic:rights")
    token = first.find(".//o:resumptionToken", N)
    assert (titles(first), token.get("completeListSize"), token.get("cursor")) == (["Guide 0", "Guide 1"], "5", "0")
    # One is withdrawn while somebody is harvesting: it is told as such, and nothing is told twice.
    guides[3].unpublish()
    second = ask(client, verb="ListRecords", resumptionToken=token.text)
    token = second.find(".//o:resumptionToken", N)
    assert (titles(second), token.get("cursor")) == (["Guide 2", "Guide 4"], "2")
    third = ask(client, verb="ListRecords", resumptionToken=token.text)
    last = third.find(".//o:resumptionToken", N)
    assert (gone(third), last.text, last.get("cursor")) == ([name(guides[3])], None, "4")
    # A token belongs to its verb, and to us.
    assert error(ask(client, verb="ListIdentifiers", resumptionToken=token.text)) == "badResumptionToken"
    assert error(ask(client, verb="ListRecords", resumptionToken=token.text[:-1] + "x")) == "badResumptionToken"


def test_a_token_grows_old(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "A_PAGE", 1)
    for _number in range(2):
        site.guide()
    token = ask(client, **LIST).findtext(".//o:resumptionToken", namespaces=N)
    monkeypatch.setattr("library.oai.protocol.TOKEN_AGE", datetime.timedelta(seconds=-1))
    assert error(ask(client, verb="ListRecords", resumptionToken=token)) == "badResumptionToken"


@pytest.mark.parametrize("count", [1, 3])
def test_queries(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    for _number in range(count):
        guide = site.guide(topics=("rights", "safety", "care")[:count])
        guide.contributors = [GuideContributor(project=site.project(), role="wrote", locale=guide.locale)]
        guide.save()
        site.guide().unpublish()
    warm_up(client, "/oai/?verb=ListRecords&metadataPrefix=oai_dc&set=topic:rights", "/oai/?verb=ListSets")
    for query, expected in (
        ("verb=ListRecords&metadataPrefix=oai_dc", 12),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=topic:rights&from=2024-01-01", 10),
        (f"verb=GetRecord&metadataPrefix=oai_dc&identifier={name(guide)}", 7),
        ("verb=ListSets", 1),
        ("verb=Identify", 3),
    ):
        with django_assert_num_queries(expected):
            client.get(f"/oai/?{query}")
