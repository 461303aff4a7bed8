"""The JSON API: exactly the fields and pages of the list, by every parameter; fast, public, read-only."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from library.blocks import GuideBlocks
from library.models import GuideCountry, GuidePage, GuideRegion
from network.models.call import CallLanguage
from network.models.project import ProjectLanguage
from tests.factories import SmallSite
from tests.library.helpers import make_private, warm_up

BASE = "https://ggsn.example"
PAGES = "/api/v2/pages/"


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.BASE_URL = settings.WAGTAILAPI_BASE_URL = BASE


def ask(client: Client, path: str = PAGES, **query: Any) -> Any:
    """The parsed answer."""
    response = client.get(path, query)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json"), response.content
    assert (response["Cache-Control"].startswith("public, "), response.cookies) == (True, {})
    assert "Cookie" not in response.get("Vary", "")
    return response.json()


def titles(client: Client, **query: Any) -> list[str]:
    """Titles of what a list holds."""
    return [item["title"] for item in ask(client, **query)["items"]]


def meta(page: Any, kind: str, code: str, section: str) -> dict[str, Any]:
    """What every page tells of itself."""

    def moment(value: datetime.datetime) -> str:
        return value.isoformat().replace("+00:00", "Z")

    return {
        "type": kind,
        "detail_url": f"{BASE}{PAGES}{page.pk}/",
        "html_url": f"{BASE}/{code}/{section}/{page.slug}/",
        "slug": page.slug,
        "locale": code,
        "work": f"urn:uuid:{page.translation_key}",
        "first_published_at": moment(page.first_published_at),
        "last_published_at": moment(page.last_published_at),
    }


def test_a_guide(site: SmallSite, client: Client) -> None:
    body = GuideBlocks().to_python([{"type": "text", "value": "<p>Boil <b>water</b>.</p>"}])
    guide = site.guide(title="Tea", summary="How.", topics=("rights", "care"), body=body, time_required=30)
    guide.regions = [GuideRegion(region="ea")]
    guide.countries = [GuideCountry(country="KE"), GuideCountry(country="NG", place="law")]
    guide.version_date = datetime.date(2026, 3, 9)
    guide.save()
    fields = {
        "summary": "How.",
        "number": guide.number,
        "kind": "guide",
        "problem": "",
        "level": "any",
        "time_required": 30,
        "preparation_time": None,
        "group_min": None,
        "group_max": None,
        "group_note": "",
        "materials": "",
        "risk_level": "",
        "version": 1,
        "version_date": "2026-03-09",
        "licence_uri": "https://creativecommons.org/licenses/by-sa/4.0/",
        "topic_keys": ["rights", "care"],
        "region_keys": ["ea"],
        "country_codes": ["KE"],
    }
    told = {"id": guide.pk, "meta": meta(guide, "library.GuidePage", "en", "library"), "title": "Tea", **fields}
    assert ask(client, f"{PAGES}{guide.pk}/") == {**told, "text": "Boil water."}
    assert ask(client, type="library.GuidePage", fields="*") == {"meta": {"total_count": 1}, "items": [told]}


def test_other_pages(site: SmallSite, client: Client) -> None:
    story = site.story(title="S", summary="A.", teller="Rosa", credit="Told by Rosa", date=datetime.date(2026, 1, 2))
    project = site.project(title="P", summary="B.", people="Rosa")
    project.languages = [ProjectLanguage(code="sw")]
    project.save()
    article = site.article(title="N", summary="C.", byline="Rosa", topic=site.topics["care", "en"])
    call = site.call(
        title="C",
        summary="D.",
        starts=datetime.datetime(2026, 5, 6, 7, tzinfo=datetime.UTC),
        join_url="https://x.example/r",
    )
    call.languages = [CallLanguage(code="fr")]
    call.save()
    kinds = {
        story: ("stories.StoryPage", "stories"),
        project: ("network.ProjectPage", "network"),
        article: ("stories.NewsArticlePage", "news"),
        call: ("network.CallPage", "network/calls"),
    }
    more: dict[Any, dict[str, Any]] = {
        story: {
            "summary": "A.", "content_note": "", "region": "ea", "date": "2026-01-02",
            "licence_uri": "https://rightsstatements.org/vocab/InC/1.0/", "topic_keys": ["care"],
        },
        project: {
            "summary": "B.", "region": "la", "member_since": None, "last_confirmed": None, "language_codes": ["sw"],
        },
        article: {"summary": "C.", "date": article.date.isoformat(), "topic_keys": ["care"]},
        call: {"summary": "D.", "starts": "2026-05-06T07:00:00Z", "minutes": 60, "language_codes": ["fr"]},
    }  # fmt: skip
    for page, (kind, section) in kinds.items():
        expected = {"id": page.pk, "meta": meta(page, kind, "en", section), "title": page.title, **more[page]}
        assert ask(client, f"{PAGES}{page.pk}/") == expected
        assert ask(client, type=kind, fields="*")["items"] == [expected]


def test_lists(site: SmallSite, client: Client) -> None:
    one = site.guide(title="Bread one", kind="toolkit")
    site.guide("fr", of=one, title="Le pain")
    site.story(title="Bread two")
    site.standard(title="Bread three")  # not a type that is told
    assert ask(client)["meta"] == {"total_count": 3}
    assert ask(client)["items"][0] == {
        "id": one.pk,
        "meta": meta(one, "library.GuidePage", "en", "library"),
        "title": "Bread one",
    }
    library = site.sections["library", "en"].pk
    for query, expected in (
        ({}, ["Bread one", "Le pain", "Bread two"]),
        ({"locale": "fr"}, ["Le pain"]),
        ({"search": "bread", "order": "title"}, ["Bread one", "Bread two"]),
        ({"search": "bread", "type": "stories.StoryPage"}, ["Bread two"]),
        ({"search": "bread", "order": "-title"}, ["Bread two", "Bread one"]),
        ({"search": "pain bread", "search_operator": "or", "order": "title"}, ["Bread one", "Bread two", "Le pain"]),
        ({"order": "-title"}, ["Le pain", "Bread two", "Bread one"]),
        ({"limit": 1, "offset": 1}, ["Le pain"]),
        ({"child_of": library}, ["Bread one"]),
        ({"descendant_of": "root"}, ["Bread one", "Bread two"]),
        ({"translation_of": one.pk}, ["Le pain"]),
        ({"type": "library.GuidePage", "kind": "toolkit", "locale": "en"}, ["Bread one"]),
        ({"type": "library.GuidePage,stories.StoryPage"}, ["Bread one", "Le pain", "Bread two"]),
    ):
        assert titles(client, **query) == expected, query


def test_find(site: SmallSite, client: Client) -> None:
    guide = site.guide(slug="tea")
    french = site.guide("fr", of=guide, slug="thé")
    for query, page in (
        ({"html_path": "/en/library/tea/"}, guide),
        ({"html_path": "fr/library/thé"}, french),
        ({"id": guide.pk}, guide),
    ):  # fmt: skip
        response = client.get(f"{PAGES}find/", query)
        assert (response.status_code, response["Location"]) == (302, f"{BASE}{PAGES}{page.pk}/?")
    for query in ({"html_path": "/en/library/"}, {"html_path": "/sw/x/"}, {"html_path": "/en/"}, {"html_path": ""}, {}):
        assert client.get(f"{PAGES}find/", query).status_code == 404, query


@pytest.mark.parametrize(
    "query",
    [
        "type=home.User", "type=wagtailcore.Page", "type=home.StandardPage", "type=nothing", "type=x.y",
        "fields=owner", "fields=latest_revision", "fields=contributors", "fields=*,live", "fields=text",
        "fields=parent",
        "owner=1", "live=0", "first_published_at=x", "last_published_at=%00", "type=library.GuidePage&version_date=x",
        "type=library.GuidePage&kind=%00", "id=x", "site=localhost", "limit=1000", "limit=-1", "child_of=x",
        "ancestor_of=1", "order=owner", "rich_text_format=html",
    ],
)  # fmt: skip
def test_refused(site: SmallSite, client: Client, query: str) -> None:
    site.guide()
    response = client.get(f"{PAGES}?{query}")
    assert (response.status_code, list(response.json())) == (400, ["message"])
    assert response["Cache-Control"] == "private, no-store"


def test_odd_values_are_no_faults(site: SmallSite, client: Client) -> None:
    site.guide()
    for query in ("locale=%00", "locale=sw", "id=99999999999999999999", "search=%00", 'search="a', "slug=%F0%9F%98%80"):
        assert client.get(f"{PAGES}?{query}").status_code in (200, 400, 404), query
    assert client.get(f"{PAGES}99999999999999999999/").status_code in (400, 404)


def test_read_only_and_nothing_else(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(f"{PAGES}{guide.pk}/").status_code == 405
    for path in ("images/", "documents/", "redirects/", "", "users/"):
        assert client.get(f"/api/v2/{path}").status_code == 404
    assert client.get(PAGES, headers={"accept": "text/html"}).status_code in (200, 406)


def test_private_collections_and_pages_below_private_ones(site: SmallSite, client: Client) -> None:
    guide = site.guide("fr", title="Hidden")
    section = site.sections["library", "fr"]
    make_private(section)
    assert titles(client) == []
    assert client.get(f"{PAGES}{guide.pk}/").status_code == 404
    for name in ("child_of", "descendant_of", "translation_of"):
        assert client.get(PAGES, {name: section.pk}).status_code == 400, name
    assert client.get(f"{PAGES}find/", {"id": guide.pk}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    for _number in range(count):
        guide: GuidePage = site.guide(topics=("rights", "safety", "care")[:count])
        site.story()
    for query, expected in (("", 2), ("?type=library.GuidePage&fields=*", 6), ("?type=stories.StoryPage&fields=*", 4)):
        warm_up(client, f"{PAGES}{query}")
        with django_assert_num_queries(expected):
            client.get(f"{PAGES}{query}")
    warm_up(client, f"{PAGES}{guide.pk}/")
    with django_assert_num_queries(6):
        client.get(f"{PAGES}{guide.pk}/")
