"""A project's own page: what it says, in which language, and what it keeps to itself."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.test import Client

from library.models import GuideContributor, GuidePage
from network.models import ProjectLanguage, ProjectPage
from stories.models import StoryPage
from tests.factories import SmallSite
from tests.network.helpers import items, make_private, texts, tree, warm_up


def whole(site: SmallSite, count: int = 1) -> ProjectPage:
    """A project with everything, `count` times."""
    project = site.project(
        title="Bridge Interpreters",
        slug="bridge",
        region="la",
        summary="Interpreters for movements.",
        people="23 volunteers",
        member_since=2024,
        last_confirmed=datetime.date(2026, 10, 5),
        offers=items(*(f"Offer {place}" for place in range(count))),
        asks=items(*(f"Ask {place}" for place in range(count))),
        body=[("heading", "Who we are"), *(("text", f"<p>Paragraph {place}.</p>") for place in range(count))],
    )
    project.languages = [ProjectLanguage(code=code, sort_order=i) for i, code in enumerate(["es", "ay", "ar"][:count])]
    project.save()
    for place in range(count):
        guide = site.guide(title=f"Guide {place}", slug=f"guide-{place}")
        guide.contributors = [GuideContributor(project=project, locale=guide.locale)]
        guide.save()
        site.story(title=f"Story {place}", slug=f"story-{place}", project=project)
    return project


def test_what_it_says(site: SmallSite, client: Client) -> None:
    whole(site, 2)
    page = tree(client, "/en/network/bridge/")
    assert texts(page, "//h1") == ["Bridge Interpreters"]
    assert texts(page, "//p[contains(@class, 'kind')]")[0] == "Member since 2024, last confirmed October 2026"
    assert texts(page, "//header[contains(@class, 'projhead')]//ul[contains(@class, 'meta')]/li") == [
        "Latin America and the Caribbean",
        "Español, Aymar aru",
        "23 volunteers",
    ]
    assert texts(page, "//section[@aria-labelledby='of']//li") == ["Offer 0", "Offer 1"]
    assert texts(page, "//section[@aria-labelledby='as']//li") == ["Ask 0", "Ask 1"]
    assert texts(page, "//main//h2") == [
        "What we offer",
        "What we ask for",
        "Who we are",
        "Wrote for the library",
        "Told these stories",
        "Write to this project",
    ]
    assert sorted(texts(page, "//main//h3")) == ["Guide 0", "Guide 1", "Story 0", "Story 1"]


def test_where_it_leads(site: SmallSite, client: Client) -> None:
    site.standard(slug="contact")
    whole(site)
    page = tree(client, "/en/network/bridge/")
    assert page.xpath("//nav[@class='crumbs']//a/@href") == ["/en/network/", "/en/network/?region=la#list"]
    assert page.xpath("//section[@aria-labelledby='ct']//a/@href") == ["/en/contact/"]
    assert page.xpath("//main//form") == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"member_since": 2023}, ["Member since 2023"]),
        ({"last_confirmed": datetime.date(2026, 1, 31)}, ["Last confirmed January 2026"]),
        ({}, []),
    ],
)
def test_membership(site: SmallSite, client: Client, values: dict[str, Any], expected: list[str]) -> None:
    site.project(slug="bridge", **values)
    assert texts(tree(client, "/en/network/bridge/"), "//header//p[contains(@class, 'kind')]") == expected


def test_a_project_with_nothing_but_a_name(site: SmallSite, client: Client) -> None:
    site.project(title="Only a name", slug="bare", summary="")
    page = tree(client, "/en/network/bare/")
    assert texts(page, "//main//h2") == ["Write to this project"]
    assert page.xpath("//main//h3") == []


def test_text_without_a_heading_gets_one(site: SmallSite, client: Client) -> None:
    site.project(slug="plain", body=[("text", "<p>We began over a lift.</p>")])
    assert texts(tree(client, "/en/network/plain/"), "//main//h2") == ["Who we are", "Write to this project"]


def test_drafts_and_private_projects_are_not_shown(site: SmallSite, client: Client) -> None:
    site.project(slug="draft", live=False, title="Kestrel draft")
    make_private(site.project(slug="private", title="Kestrel private"))
    assert client.get("/en/network/draft/").status_code == 404
    # A private page asks for a log-in; nobody in between may keep that answer.
    answer = client.get("/en/network/private/")
    assert (answer.status_code, "Kestrel" in answer.content.decode()) == (302, False)
    assert "public" not in answer.headers["Cache-Control"]


def test_drafts_and_private_works_are_not_listed(site: SmallSite, client: Client) -> None:
    project = whole(site, 0)
    site.story(title="Kestrel draft", project=project, live=False)
    make_private(site.story(title="Kestrel private", project=project))
    guide = site.guide(title="Kestrel guide", live=False)
    guide.contributors = [GuideContributor(project=project, locale=guide.locale)]
    guide.save()
    page = client.get("/en/network/bridge/").content.decode()
    assert "Kestrel" not in page
    assert "Told these stories" not in page
    assert "Wrote for the library" not in page


def test_a_page_in_arabic_runs_from_right_to_left(site: SmallSite, client: Client) -> None:
    site.project("ar", slug="fanous", title="مكتب الفانوس", offers=items("فحص الهواتف"))
    page = tree(client, "/ar/network/fanous/")
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.xpath("//article/@lang") == []
    assert texts(page, "//section[@aria-labelledby='of']//li") == ["فحص الهواتف"]


def test_a_page_in_another_language_marks_both(site: SmallSite, client: Client) -> None:
    site.project(slug="bridge", offers=items("Interpreting"), member_since=2024)
    page = tree(client, "/ar/network/bridge/")
    article = page.xpath("//main/article")[0]
    assert (article.get("lang"), article.get("dir")) == ("en", "ltr")
    assert article.xpath(".//h2[@id='of']/span/@lang") == ["ar"]
    assert article.xpath(".//aside/@dir") == ["rtl"]
    assert article.xpath(".//nav[@class='crumbs']//a/@href") == ["/ar/network/", "/ar/network/?region=la#list"]


def test_guides_and_stories_are_those_of_the_readers_language(site: SmallSite, client: Client) -> None:
    project = whole(site)
    french = site.project("fr", of=project, title="Interprètes du Pont")
    site.guide("fr", of=GuidePage.objects.get(slug="guide-0"), title="Le guide")
    site.story("fr", of=StoryPage.objects.get(slug="story-0"), title="Le récit", project=project)
    page = tree(client, f"/fr/network/{french.slug}/")
    assert sorted(texts(page, "//main//h3")) == ["Le guide", "Le récit"]


def test_a_preview_of_an_unsaved_draft(site: SmallSite) -> None:
    page = ProjectPage(title="Not yet", slug="not-yet", region="", locale=site.homes["en"].locale)
    page.set_url_path(site.sections["network", "en"])
    response = page.make_preview_request()
    response.render()
    assert response.status_code == 200
    assert "<h1>Not yet</h1>" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    whole(site, count)
    warm_up(client, "/en/network/bridge/")
    with django_assert_num_queries(9):
        client.get("/en/network/bridge/")


def test_machine_readable_record(site: SmallSite, client: Client, settings: Any) -> None:
    project = whole(site, 2)
    settings.BASE_URL = "https://ggsn.example"
    (script,) = tree(client, "/en/network/bridge/").xpath("//head/script[@type='application/ld+json']")
    address = "https://ggsn.example/en/network/bridge/"
    assert json.loads(script.text) == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": address,
        "name": project.title,
        "url": address,
        "description": "Interpreters for movements.",
        "areaServed": "Latin America and the Caribbean",
        "knowsLanguage": ["es", "ay"],
        "memberOf": {
            "@type": "Organization",
            "name": "Global Grassroots Support Network",
            "url": "https://ggsn.example/",
        },
    }
