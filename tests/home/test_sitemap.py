"""The sitemap: canonical addresses of public pages in all languages, each with all its languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import etree
from wagtail.models import PageViewRestriction

from home import sitemaps
from tests.factories import SmallSite

BASE = "https://ggsn.example"
SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture(autouse=True)
def _base_url(settings: Any) -> None:
    settings.BASE_URL = BASE


def listed(client: Client) -> list[str]:
    """The paths of the sitemaps."""
    response = client.get("/sitemap.xml")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml")
    tree = etree.fromstring(response.content)
    assert tree.tag == f"{{{SPACES['s']}}}sitemapindex"
    return [path.removeprefix(BASE) for path in tree.xpath("//s:sitemap/s:loc/text()", namespaces=SPACES)]


def read(client: Client) -> dict[str, dict[str, str]]:
    """Address → its languages, of all sitemaps."""
    return {url: languages for path in listed(client) for url, languages in read_one(client, path).items()}


def read_one(client: Client, path: str) -> dict[str, dict[str, str]]:
    """Address → its languages."""
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml")
    tree = etree.fromstring(response.content)
    return {
        url.findtext("s:loc", namespaces=SPACES).removeprefix(BASE): {
            link.get("hreflang"): link.get("href").removeprefix(BASE) for link in url.findall("x:link", SPACES)
        }
        for url in tree.findall("s:url", SPACES)
    }


def test_all_languages_of_all_pages(site: SmallSite, client: Client) -> None:
    page = site.standard(slug="privacy", title="Privacy")
    site.standard("fr", of=page, slug="vie-privée", title="Vie privée")
    found = read(client)
    slugs = ["", "library/", "stories/", "news/", "network/", "network/calls/"]
    slugs += [f"stories/{name}/" for name in ("send", "what-happens", "ask", "suggest")]
    everywhere = {(code, slug) for code in ("en", "fr", "ar") for slug in slugs}
    assert set(found) == {f"/{code}/{slug}" for code, slug in everywhere} | {"/en/privacy/", "/fr/vie-priv%C3%A9e/"}
    alternates = {"en": "/en/privacy/", "fr": "/fr/vie-priv%C3%A9e/", "x-default": "/en/privacy/"}
    assert found["/en/privacy/"] == found["/fr/vie-priv%C3%A9e/"] == alternates
    assert found["/ar/"] == {"en": "/en/", "fr": "/fr/", "ar": "/ar/", "x-default": "/en/"}


def test_it_says_what_the_pages_say(site: SmallSite, client: Client) -> None:
    from lxml import html

    original = site.standard("ar", slug="privacy", title="الخصوصية")
    site.standard("fr", of=original, slug="vie-privée", title="Vie privée")
    for address, languages in read(client).items():
        tree = html.fromstring(client.get(address).content.decode())
        assert tree.xpath("//link[@rel='canonical']/@href") == [BASE + address]
        links = {link.get("hreflang"): link.get("href") for link in tree.xpath("//link[@rel='alternate'][@hreflang]")}
        assert links == {code: BASE + url for code, url in languages.items()}


def test_nothing_hidden_is_listed(site: SmallSite, client: Client) -> None:
    page = site.standard(slug="privacy", title="Privacy")
    site.standard("fr", of=page, slug="secret-draft", live=False)
    private = site.standard(slug="secret-private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    site.guide(slug="secret-guide", live=False)
    assert listed(client) == ["/sitemap-en.xml", "/sitemap-fr.xml", "/sitemap-ar.xml"]
    for path in ("/sitemap.xml", *listed(client)):
        assert "secret" not in client.get(path).content.decode()
    assert read(client)["/en/privacy/"] == {"en": "/en/privacy/", "x-default": "/en/privacy/"}


def test_lastmod_is_the_last_publication(site: SmallSite, client: Client) -> None:
    page = site.standard(slug="privacy", title="Privacy")
    moment = f"{page.last_published_at:%Y-%m-%dT%H:%M:%SZ}"
    tree = etree.fromstring(client.get("/sitemap-en.xml").content)
    found = tree.xpath("//s:url[s:loc=$url]/s:lastmod/text()", url=f"{BASE}/en/privacy/", namespaces=SPACES)
    assert found == [moment]
    index = etree.fromstring(client.get("/sitemap.xml").content)
    assert index.xpath("//s:sitemap/s:lastmod/text()", namespaces=SPACES) == [moment]  # nothing else was published


def test_one_sitemap_a_language_and_more_for_many_addresses(
    site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.standard("fr", slug="seule")
    whole = read(client)
    assert len(whole) == 31
    assert set(read_one(client, "/sitemap-fr.xml")) == {url for url in whole if url.startswith("/fr/")}
    assert client.get("/sitemap-en-2.xml").status_code == 404
    monkeypatch.setattr(sitemaps, "ADDRESSES_A_FILE", 10)
    assert listed(client) == ["/sitemap-en.xml", "/sitemap-fr.xml", "/sitemap-fr-2.xml", "/sitemap-ar.xml"]
    assert [len(read_one(client, path)) for path in listed(client)] == [10, 10, 1, 10]
    assert read(client) == whole
    for name in ("en-1", "en-0", "en-2", "fr-3", "sw", "x"):
        assert client.get(f"/sitemap-{name}.xml").status_code == 404, name


def test_the_number_of_queries_does_not_grow(site: SmallSite, client: Client, django_assert_num_queries: Any) -> None:
    for _round in range(2):
        for path in ("/sitemap.xml", "/sitemap-fr.xml"):
            client.get(path)
            with django_assert_num_queries(3):
                client.get(path)
        for number in range(3):
            site.standard("fr", of=site.standard(title=f"Page {number}"))
            site.guide(title=f"Guide {number}")


def test_it_may_be_shared(site: SmallSite, client: Client) -> None:
    for path in ("/sitemap.xml", "/sitemap-en.xml"):
        response = client.get(path)
        assert response.headers["Cache-Control"].startswith("public, ")
        assert response.cookies == {}
