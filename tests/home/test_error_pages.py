"""What readers get when something is wrong: with the address, the request, or with us."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from lxml import html

from config import urls
from home import views
from tests.factories import SmallSite


def tree_of(response: Any) -> html.HtmlElement:
    return html.fromstring(response.content.decode())


def test_a_lost_page_helps(site: SmallSite, client: Client) -> None:
    response = client.get("/fr/rien/")
    tree = tree_of(response)
    assert response.status_code == 404
    assert (tree.get("lang"), len(tree.xpath("//h1"))) == ("fr", 1)
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert tree.xpath("//link[@rel='canonical' or @hreflang]") == []
    assert tree.xpath("//main//form[@role='search']/@action") == ["/fr/search/"]
    assert tree.xpath("//main//a[contains(@class, 'btn')]/@href") == ["/fr/", "/fr/library/", "/fr/stories/"]
    assert [link.get("href") for link in tree.find_class("langs-menu")[0].iter("a")] == [
        "/en/rien/",
        "/fr/rien/",
        "/ar/rien/",
    ]
    # English is the language the texts are written in, so it is there whatever the catalogues hold.
    assert tree.xpath("//ul[@class='lost__langs']/li[@lang='en']/a/@href") == ["/en/"]
    assert response.cookies == {} and "public" not in response.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/de/nothing/", "/media/images/none.webp", "/wp-login.php", "/en/..%2f/x.php"])
def test_a_lost_address_without_a_language_offers_front_pages(site: SmallSite, client: Client, path: str) -> None:
    response = client.get(path, headers={"Accept-Language": "ar"}, follow=True)
    assert response.status_code == 404
    tree = tree_of(response)
    if not response.request["PATH_INFO"].startswith(("/en/", "/ar/")):
        assert tree.get("lang") == "ar"
        menu = tree.find_class("langs-menu")[0]
        assert [link.get("href") for link in menu.iter("a")] == ["/en/", "/fr/", "/ar/"]


def test_the_sentences_come_from_the_catalogues(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"fr": "Cette page n’existe pas.", "ar": "هذه الصفحة غير موجودة."}
    monkeypatch.setattr(views, "gettext", lambda text: known.get(translation.get_language() or "", text))
    request = RequestFactory().get("/en/nothing/")
    tree = tree_of(views.not_found(request))
    sentences = [(li.get("lang"), li.get("dir"), li.text.strip()) for li in tree.find_class("lost__langs")[0]]
    assert sentences == [("fr", "ltr", known["fr"]), ("ar", "rtl", known["ar"])]


def test_an_error_page_without_database_or_manifest(settings: Any, rf: RequestFactory, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    settings.STATIC_ROOT = tmp_path
    response = views.server_error(rf.get("/fr/"))  # no database fixture: a query would raise
    tree = tree_of(response)
    assert response.status_code == 500
    assert tree.xpath("//link[@rel='stylesheet']/@href") == ["/static/css/site.css"]
    assert [li.get("lang") for li in tree.find_class("lost__langs")[0]] == ["fr", "es", "pt", "ar", "sw"]
    assert tree.xpath("//h1")[0].text == "Something broke here"


def test_the_handlers_are_connected() -> None:
    assert (urls.handler400, urls.handler404, urls.handler500) == (
        views.bad_request,
        views.not_found,
        views.server_error,
    )


def test_a_form_that_was_cut_off(site: SmallSite, client: Client) -> None:
    """Headers of a part without its end: Django cannot tell fields from files any more."""
    cut = b'--edge\r\nContent-Disposition: form-data; name="title"\r\n\r\nOur march'
    response = client.post("/fr/stories/send/", cut, content_type="multipart/form-data; boundary=" + "e" * 300)
    tree = tree_of(response)
    assert (response.status_code, tree.get("lang")) == (400, "fr")
    assert tree.xpath("//p[@class='kind']")[0].text == "Erreur 400"
    assert "Our march" not in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_host_that_is_not_ours(site: SmallSite, client: Client) -> None:
    response = client.get("/fr/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/42", "/en/42/", "/en/", "/en/search/", "/en/stories/feed/", "/robots.txt"])
@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE"])
def test_reading_is_all_that_can_be_done(site: SmallSite, client: Client, path: str, method: str) -> None:
    assert client.generic(method, path).status_code == 405


def test_a_form_without_its_cookie(site: SmallSite) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/admin/login/", {"username": "Mine"})
    tree = tree_of(response)
    assert response.status_code == 403
    assert tree.xpath("string(//h1)") == "Please send it again"
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert "Mine" not in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/%00", "/en/%00/", "/en/library/%00", "/en/library/a%00b/", "/en/%00/library/", "/en/stories/%00/", "/%00/en/",
        "/en/network/%00/", "/documents/1/%00.txt", "/en/library/feed/topic/%00/", "/en/library/a%00/cite.bib",
    ],
)  # fmt: skip
def test_no_address_is_a_fault(site: SmallSite, client: Client, path: str) -> None:
    assert client.get(path, follow=True).status_code == 404
