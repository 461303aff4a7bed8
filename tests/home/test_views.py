"""The front door, the home page, and the files that programs look for."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from lxml import html
from PIL import Image

from home import views
from tests.factories import SmallSite

STATIC = Path(__file__).resolve().parents[2] / "site" / "static"
PUBLIC = "public, max-age=0, s-maxage=60"


def tree_of(response: Any) -> html.HtmlElement:
    return html.fromstring(response.content.decode())


# ---------------------------------------------------------------- the front door


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("FR-ca", "fr"),
        ("ar-EG, fr;q=0.9", "ar"),
        ("fr;q=0.2, ar;q=0.8", "ar"),
        ("de, fr;q=0.5", "fr"),
        ("de-CH-1996, xx", "en"),
        ("*", "en"),
        ("*, fr;q=0.5", "fr"),
        ("fr;q=0, ar;q=0.1", "ar"),
        ("fr;q=0", "en"),
        ("fr;;q", "en"),
        ("x" * 3000, "en"),
        ("de, " * 600 + "fr", "en"),
    ],
)
def test_the_front_door_knows_languages(site: SmallSite, client: Client, accepted: str, language: str) -> None:
    response = client.get("/", headers={"Accept-Language": accepted} if accepted else {})
    assert (response.status_code, response.headers["Location"]) == (302, f"/{language}/")
    assert response.headers["Vary"] == "Accept-Language, Accept-Encoding"
    assert response.headers["Cache-Control"] == PUBLIC
    assert response.cookies == {}


def test_the_front_door_finds_a_relative(site: SmallSite, settings: Any, rf: RequestFactory) -> None:
    from wagtail.models import Locale

    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [
        ("en", "English"),
        ("pt-br", "Português"),
        ("ha", "Hausa"),
    ]
    for code in ("pt-br", "ha"):
        Locale.objects.create(language_code=code)
    for accepted, language in (("pt-PT, en;q=0.1", "pt-br"), ("pt-BR", "pt-br"), ("ha-NG", "ha"), ("sw", "en")):
        request = rf.get("/", headers={"Accept-Language": accepted})
        assert views.preferred_language(request) == language


def test_the_front_door_answers_head_and_refuses_post(site: SmallSite, client: Client) -> None:
    response = client.head("/", headers={"Accept-Language": "fr"})
    assert (response.status_code, response.headers["Location"], response.content) == (302, "/fr/", b"")
    assert client.post("/").status_code == 405


def test_a_number_is_an_address(site: SmallSite, client: Client) -> None:
    guide = site.guide(slug="seating")
    draft = site.guide(slug="secret", live=False)
    site.guide("fr", of=guide, slug="chaises")
    for code, slug in (("en", "seating"), ("fr", "chaises"), ("ar", "seating")):
        response = client.get(f"/{code}/{guide.number}/")
        assert (response.status_code, response.headers["Location"]) == (302, f"/{code}/library/{slug}/")
    assert (
        client.get(f"/{guide.number}", headers={"Accept-Language": "fr"}).headers["Location"] == f"/fr/{guide.number}/"
    )
    assert draft.number is None
    for number in (0, guide.number + 1, "9" * 30):
        assert client.get(f"/en/{number}/").status_code == 404


# ---------------------------------------------------------------- the home page


def test_the_home_page_shows_its_sections_in_order(site: SmallSite, client: Client) -> None:
    home = site.homes["en"]
    target = site.standard(slug="contact", title="Contact")
    home.sections = [
        ("lead", {"heading": "Know-your-rights <first>", "text": "Free guides.", "searches": ["bail fund"]}),
        ("invitation", {"heading": "Join", "text": "Ten minutes.", "button": "Join us", "page": target}),
    ]
    home.save_revision().publish()
    tree = tree_of(client.get("/en/"))
    assert [heading.text_content() for heading in tree.xpath("//main//h1 | //main//h2")] == [
        "Know-your-rights <first>",
        "Join",
    ]
    form = tree.xpath("//main//form[@role='search']")[0]
    assert (form.get("action"), form.get("method")) == ("/en/search/", None)
    assert form.xpath(".//input[@name='q']/@value") == [""]
    assert tree.xpath("//main//a/@href") == ["/en/search/?q=bail%20fund", "/en/contact/"]
    record = json.loads(tree.xpath("//head/script[@type='application/ld+json']")[0].text)
    assert (record["@type"], record["inLanguage"]) == ("WebSite", "en")
    assert record["potentialAction"]["target"]["urlTemplate"].endswith("/en/search/?q={search_term_string}")
    # In another language the words keep theirs, and the links stay with the reader.
    site.homes["fr"].delete()
    tree = tree_of(client.get("/fr/"))
    assert tree.xpath("//h1/ancestor-or-self::*[@lang][1]/@lang") == ["en"]
    assert tree.xpath("//main//form[@role='search']/ancestor-or-self::*[@lang][1]/@lang") == ["fr"]
    assert tree.xpath("//main//section//a/@href") == ["/fr/search/?q=bail%20fund", "/fr/contact/"]


def test_an_invitation_to_a_draft_has_no_button(site: SmallSite, client: Client) -> None:
    target = site.standard(slug="secret", title="Secret", live=False)
    home = site.homes["en"]
    home.sections = [("invitation", {"heading": "Join", "text": "Soon.", "button": "Join us", "page": target})]
    home.save_revision().publish()
    response = client.get("/en/")
    assert tree_of(response).xpath("//main//a/@href") == []
    assert "secret" not in response.content.decode().lower()


# ---------------------------------------------------------------- pages of prose


def test_a_page_with_and_without_a_cover(site: SmallSite, client: Client) -> None:
    body = [("lead", "<p>Who we are.</p>"), ("heading", "One"), ("text", "<p>First.</p>"), ("heading", "Two & more")]
    site.standard(slug="about", title="About", summary="Summary.", cover=True, headline="A library", body=body)
    site.standard(slug="licence", title="Licence", summary="Summary.", body=[("text", "<p>Copy it.</p>")])
    about = tree_of(client.get("/en/about/"))
    assert about.xpath("string(//h1)") == "A library"
    assert len(about.xpath("//header[contains(@class, 'phead--art')]/*[@aria-hidden='true']")) == 1
    assert [lede.text_content().strip() for lede in about.find_class("lede")] == ["Who we are."]
    entries = about.find_class("guide__toc")[0].xpath(".//li/a")
    assert [entry.text for entry in entries] == ["One", "Two & more"]
    assert [about.get_element_by_id(entry.get("href")[1:]).text_content() for entry in entries] == ["One", "Two & more"]
    licence = tree_of(client.get("/en/licence/"))
    assert licence.xpath("string(//h1)") == "Licence"
    assert licence.find_class("phead--art") == licence.find_class("guide__toc") == []
    assert [lede.text_content().strip() for lede in licence.find_class("lede")] == ["Summary."]


def test_a_page_of_prose_costs_the_same_whatever_it_links_to(
    site: SmallSite, client: Client, django_assert_num_queries: Any
) -> None:
    def text(pages: list[Any]) -> list[tuple[str, str]]:
        return [("text", "".join(f'<p><a linktype="page" id="{page.pk}">x</a></p>' for page in pages))]

    others = [site.standard(title=f"Page {number}") for number in range(3)]
    one = site.standard(slug="one", title="One", body=text(others[:1]))
    site.standard(slug="three", title="Three", body=[*text(others), ("lead", text(others)[0][1])])
    client.get(one.url)
    for slug in ("one", "three"):
        with django_assert_num_queries(3):
            assert client.get(f"/en/{slug}/").status_code == 200


# ---------------------------------------------------------------- files for programs


def test_robots(site: SmallSite, client: Client, settings: Any) -> None:
    settings.BASE_URL = "https://ggsn.example"
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().split("\n") == [
        "User-agent: *", "Disallow: /admin/", "Allow: /", "",
        *(f"Sitemap: https://ggsn.example/sitemap{language}.xml" for language in ("", "-en", "-fr", "-ar")), "",
    ]  # fmt: skip
    assert response.headers["Cache-Control"] == PUBLIC


def test_security_contact(site: SmallSite, client: Client, settings: Any) -> None:
    settings.BASE_URL, settings.SECURITY_CONTACT = "https://ggsn.example", "mailto:safe@ggsn.example"
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    expires = datetime.datetime.strptime(fields.pop("Expires"), "%Y-%m-%dT%H:%M:%S%z")
    days = (expires - datetime.datetime.now(datetime.UTC)).days
    assert 150 < days < 365
    assert fields == {
        "Contact": "mailto:safe@ggsn.example",
        "Preferred-Languages": "en, fr, ar",
        "Canonical": "https://ggsn.example/.well-known/security.txt",
    }
    assert response.headers["Cache-Control"] == PUBLIC


def test_manifest(site: SmallSite, client: Client) -> None:
    response = client.get("/ar/site.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert response.headers["Cache-Control"] == PUBLIC
    made = json.loads(response.content)
    assert (made["lang"], made["dir"], made["start_url"], made["short_name"]) == ("ar", "rtl", "/ar/", "GGSN")
    assert [icon["sizes"] for icon in made["icons"]] == ["any", "192x192", "512x512"]
    page = tree_of(client.get("/ar/search/"))
    assert page.xpath("//link[@rel='manifest']/@href") == ["/ar/site.webmanifest"]


def test_the_drawn_files_are_what_they_say() -> None:
    for name, size in {"icon-192.png": (192, 192), "icon-512.png": (512, 512), "share.png": (1200, 630)}.items():
        path = STATIC / "img" / name
        with Image.open(path) as picture:
            assert (picture.format, picture.size) == ("PNG", size)
        assert path.stat().st_size <= 60 * 1024


def test_favicon(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert (response.status_code, response.headers["Location"]) == (301, "/static/img/favicon.svg")


# ---------------------------------------------------------------- pictures


@pytest.fixture
def stored(site: SmallSite) -> None:
    for name in ("images/small.webp", "images/drawing.svg", "original_images/large.webp", "secret.webp"):
        default_storage.delete(name)
        default_storage.save(name, ContentFile(b"RIFF"))


@pytest.mark.usefixtures("stored")
def test_sizes_of_pictures_are_served(client: Client) -> None:
    response = client.get("/media/images/small.webp")
    assert (response.status_code, response.content) == (200, b"RIFF")
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.cookies == {}
    assert client.head("/media/images/small.webp").status_code == 200
    again = client.get("/media/images/small.webp", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    "path",
    [
        "/media/original_images/large.webp",
        "/media/images/../original_images/large.webp",
        "/media/images/..%2foriginal_images%2flarge.webp",
        "/media/images/%2e%2e/secret.webp",
        "/media/images//etc/passwd",
        "/media/images/drawing.svg",
        "/media/images/none.webp",
        "/media/images/small.webp%00.webp",
        "/media/images/",
        "/media/images/" + "x" * 5000 + ".webp",
        "/media/secret.webp",
        "/media/",
    ],
)
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(path, follow=True).status_code == 404


def test_a_name_with_a_slash_never_reaches_the_disk(rf: RequestFactory) -> None:
    from django.http import Http404

    from home import renditions

    request: HttpRequest = rf.get("/")
    for name in ("../secret.webp", "a/b.webp", "/etc/x.webp", "a\0.webp"):
        with pytest.raises(Http404):
            renditions.picture(request, name)


def test_the_whole_home_page_costs_the_same_whatever_it_shows(site: SmallSite, client: Client) -> None:
    home = site.homes["en"]
    home.sections = [
        ("lead", {"heading": "H", "text": "T", "searches": ["tea"]}),
        ("facing", {"heading": "Facing", "count": 9}),
        ("library", {"heading": "Library", "count": 4}),
        ("stories", {"heading": "Stories", "count": 4, "invitation": "Tell us"}),
        ("calls_and_news", {"calls_heading": "Calls", "news_heading": "News", "count": 3}),
        ("network", {"heading": "Network", "lede": "Lede", "text": "Text"}),
    ]
    home.save_revision().publish()

    def add() -> None:
        guide = site.guide(topics=("rights", "care"))
        site.guide("fr", of=guide)
        site.story(project=site.project(), topics=("care", "safety"))
        site.article()
        site.call(starts="2099-01-01T12:00:00Z")

    def queries() -> int:
        client.get("/en/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/en/").status_code == 200
        return len(captured)

    add()
    one = queries()
    add()
    add()
    assert queries() == one <= 20
