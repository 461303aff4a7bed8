"""Which language a reader gets, under which address, and what search engines are told about it."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import trans_real
from lxml import html
from wagtail.models import Locale, PageViewRestriction

from home import catalogues, i18n, languages
from home.models import StandardPage
from tests.factories import SmallSite

BASE = "https://ggsn.example"


@pytest.fixture(autouse=True)
def _base_url(settings: Any) -> None:
    settings.BASE_URL = BASE


def get(client: Client, path: str, **headers: str) -> tuple[HttpResponse, html.HtmlElement]:
    response = client.get(path, headers=headers or None)
    assert response.status_code == 200, (path, response.status_code, response.headers.get("Location"))
    return response, html.fromstring(response.content.decode())


def hreflang(tree: html.HtmlElement) -> dict[str, str]:
    return {
        link.get("hreflang"): link.get("href") for link in tree.xpath("//head/link[@rel='alternate' and @hreflang]")
    }


def with_class(tree: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    found: list[html.HtmlElement] = tree.find_class(name)
    return found


def switcher(tree: html.HtmlElement) -> list[tuple[str, str, str | None]]:
    """(own name, address, note) of each entry of the language menu."""
    entries = with_class(tree, "langs-menu")[0].xpath(".//li/a")
    note = [entry.find("small") for entry in entries]
    return [
        (entry.find("span").text, entry.get("href"), None if small is None else small.text)
        for entry, small in zip(entries, note, strict=True)
    ]


def test_a_page_in_the_readers_language(site: SmallSite, client: Client) -> None:
    page = site.standard(slug="privacy", title="Privacy")
    site.standard("fr", of=page, title="Vie privée")
    response, tree = get(client, "/fr/privacy/")
    assert (tree.get("lang"), tree.get("dir")) == ("fr", "ltr")
    assert tree.xpath("//article/@lang") == []
    assert tree.xpath("//h1")[0].text_content() == "Vie privée"
    assert tree.xpath("//meta[@name='robots']") == []
    assert tree.xpath("//link[@rel='canonical']/@href") == [f"{BASE}/fr/privacy/"]
    assert with_class(tree, "notice") == []
    assert response.headers["Content-Language"] == "fr"


def test_a_missing_page_is_served_in_the_original(site: SmallSite, client: Client) -> None:
    site.standard(slug="privacy", title="Privacy")
    response, tree = get(client, "/ar/privacy/")
    assert (tree.get("lang"), tree.get("dir")) == ("ar", "rtl")
    article = tree.xpath("//article")[0]
    assert (article.get("lang"), article.get("dir")) == ("en", "ltr")
    assert article.xpath(".//h1")[0].text_content() == "Privacy"
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert tree.xpath("//link[@rel='canonical']/@href") == [f"{BASE}/en/privacy/"]
    assert hreflang(tree) == {}
    notice = with_class(tree, "notice")
    assert len(notice) == 1 and notice[0].xpath("ancestor-or-self::*[@lang][1]/@lang") == ["ar"]
    assert response.headers["Content-Language"] == "ar"


def test_the_notice_offers_the_languages_there_are(site: SmallSite, client: Client) -> None:
    page = site.standard(slug="privacy", title="Privacy")
    site.standard("fr", of=page, title="Vie privée")
    _response, tree = get(client, "/ar/privacy/")
    offered = [(a.get("href"), a.get("lang"), a.text) for a in with_class(tree, "notice")[0].xpath(".//a[@hreflang]")]
    assert offered == [("/fr/privacy/", "fr", "Français")]


def test_a_fallback_chain_wins_over_the_original(site: SmallSite, client: Client, settings: Any) -> None:
    settings.LANGUAGE_FALLBACKS = {"ar": ["fr"]}
    page = site.standard(slug="privacy", title="Privacy")
    site.standard("fr", of=page, title="Vie privée")
    _response, tree = get(client, "/ar/privacy/")
    assert tree.get("lang") == "ar"
    assert tree.xpath("//article/@lang") == ["fr"]
    assert tree.xpath("//link[@rel='canonical']/@href") == [f"{BASE}/fr/privacy/"]


def test_without_a_chain_the_original_wins_over_other_translations(site: SmallSite, client: Client) -> None:
    page = site.standard("fr", slug="vie-privee", title="Vie privée")
    site.standard("en", of=page, title="Privacy")
    _response, tree = get(client, "/ar/vie-privee/")
    assert tree.xpath("//article/@lang") == ["fr"]


def test_hreflang_is_reciprocal_with_a_default(site: SmallSite, client: Client) -> None:
    page = site.standard(slug="privacy", title="Privacy")
    site.standard("fr", of=page, slug="vie-privee", title="Vie privée")
    expected = {"en": f"{BASE}/en/privacy/", "fr": f"{BASE}/fr/vie-privee/", "x-default": f"{BASE}/en/privacy/"}
    for path in ("/en/privacy/", "/fr/vie-privee/"):
        _response, tree = get(client, path)
        assert hreflang(tree) == expected


def test_a_work_without_the_first_language_defaults_to_its_original(site: SmallSite, client: Client) -> None:
    page = site.standard("ar", slug="privacy", title="الخصوصية")
    site.standard("fr", of=page, title="Vie privée")
    _response, tree = get(client, "/fr/privacy/")
    assert hreflang(tree) == {
        "fr": f"{BASE}/fr/privacy/", "ar": f"{BASE}/ar/privacy/", "x-default": f"{BASE}/ar/privacy/"
    }  # fmt: skip


@pytest.mark.parametrize("hidden", ["draft", "private"])
def test_versions_that_nobody_may_read_are_never_listed(site: SmallSite, client: Client, hidden: str) -> None:
    page = site.standard(slug="privacy", title="Privacy")
    secret = site.standard("fr", of=page, slug="secret-slug", title="Secret title", live=hidden != "draft")
    if hidden == "private":
        PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    response, tree = get(client, "/en/privacy/")
    assert hreflang(tree) == {"en": f"{BASE}/en/privacy/", "x-default": f"{BASE}/en/privacy/"}
    assert "secret" not in response.content.decode().lower()
    fallback, tree = get(client, "/fr/privacy/")
    assert tree.xpath("//article/@lang") == ["en"]
    assert "secret" not in fallback.content.decode().lower()
    own = client.get("/fr/secret-slug/")
    assert own.status_code == (404 if hidden == "draft" else 302)
    assert "secret title" not in own.content.decode().lower()


def test_a_translated_slug_redirects(site: SmallSite, client: Client) -> None:
    page = site.standard(slug="privacy", title="Privacy")
    site.standard("fr", of=page, slug="vie-privée", title="Vie privée")
    response = client.get("/fr/privacy/?page=2")
    assert (response.status_code, response.headers["Location"]) == (302, "/fr/vie-priv%C3%A9e/?page=2")
    _response, tree = get(client, "/fr/vie-priv%C3%A9e/")
    assert tree.xpath("//link[@rel='canonical']/@href") == [f"{BASE}/fr/vie-priv%C3%A9e/"]


def test_a_preview_is_not_redirected(site: SmallSite, rf: Any) -> None:
    page = site.standard(slug="privacy", title="Privacy", live=False)
    response = page.make_preview_request()
    assert response.status_code == 200
    assert html.fromstring(response.content.decode()).xpath("//h1")[0].text_content() == "Privacy"


def test_the_switcher_names_each_language_in_itself(site: SmallSite, client: Client) -> None:
    page = site.standard(slug="privacy", title="Privacy")
    site.standard("fr", of=page, slug="vie-privee", title="Vie privée")
    _response, tree = get(client, "/en/privacy/")
    assert switcher(tree) == [
        ("English", "/en/privacy/", None),
        ("Français", "/fr/vie-privee/", None),
        ("العربية", "/ar/privacy/", "in English"),
    ]
    assert with_class(tree, "langs-menu")[0].xpath(".//a[@aria-current]/@hreflang") == ["en"]


def test_a_path_that_no_language_has_is_lost(site: SmallSite, client: Client) -> None:
    assert client.get("/fr/nothing/here/").status_code == 404


@pytest.fixture
def persian(site: SmallSite, settings: Any) -> Locale:
    """Persian, added as an operator would, without any page in it."""
    codes = [code for code, _name in django_settings.LANGUAGES]
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = languages.choices([*codes, "fa"])
    locale: Locale = Locale.objects.create(language_code="fa")
    return locale


def test_a_new_language_reads_the_whole_site(site: SmallSite, client: Client, persian: Locale) -> None:
    guide = site.standard(slug="privacy", title="Privacy")
    assert list(i18n.locales()) == ["en", "fr", "ar", "fa"]
    for path in ("/fa/", "/fa/privacy/"):
        _response, tree = get(client, path)
        assert (tree.get("lang"), tree.get("dir")) == ("fa", "rtl")
        assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert ("فارسی", path, "in English") not in switcher(tree)
        assert [entry[:2] for entry in switcher(tree)][-1] == ("فارسی", path)
    assert tree.xpath("//article/@lang") == ["en"]
    translated = StandardPage(
        title="حریم خصوصی",
        slug="privacy",
        locale=persian,
        translation_key=guide.translation_key,
        original_locale=guide.locale,
    )
    home = site.homes["en"].copy_for_translation(persian)
    home.title, home.live = "خانه", True
    home.save()
    home.add_child(instance=translated)
    _response, tree = get(client, "/fa/privacy/")
    assert tree.xpath("//article/@lang") == []
    assert tree.xpath("//h1")[0].text_content() == "حریم خصوصی"
    assert hreflang(tree)["fa"] == f"{BASE}/fa/privacy/"


@pytest.mark.parametrize("code", ["so", "am", "ps"])
def test_a_language_that_django_does_not_know(
    site: SmallSite, client: Client, settings: Any, tmp_path: Path, code: str
) -> None:
    codes = [known for known, _name in django_settings.LANGUAGES]
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = languages.choices([*codes, code])
    settings.LOCALE_PATHS = [*django_settings.LOCALE_PATHS, tmp_path]
    Locale.objects.create(language_code=code)
    assert client.get(f"/{code}/").status_code == 404
    (made,) = catalogues.make_empty(tmp_path, [*codes, code])
    trans_real.reset_cache(setting="LANGUAGES")  # another process prepares than serves
    assert made == tmp_path / code / "LC_MESSAGES" / "django.mo"
    assert catalogues.make_empty(tmp_path, [*codes, code]) == []
    for path in (f"/{code}/", f"/{code}/library/", f"/{code}/stories/send/"):
        _response, tree = get(client, path)
        assert tree.get("lang") == code


def test_a_304_says_the_same_as_the_page(site: SmallSite, client: Client) -> None:
    site.standard(slug="privacy", title="Privacy")
    for path in ("/en/", "/en/privacy/", "/sitemap.xml", "/en/library/feed/"):
        full = client.get(path)
        again = client.get(path, headers={"If-None-Match": full.headers["ETag"]})
        assert (full.status_code, again.status_code) == (200, 304)
        assert "s-maxage=60" in full.headers["Cache-Control"]
        for name in ("Cache-Control", "Vary"):
            assert again.headers.get(name) == full.headers.get(name), (path, name)


def test_what_readers_look_for_is_not_kept(site: SmallSite, client: Client) -> None:
    assert client.get("/en/search/?q=arrest").headers["Cache-Control"] == "private, no-store"


def test_files_for_programs_do_not_vary_with_the_language(site: SmallSite, client: Client) -> None:
    for path in ("/sitemap.xml", "/robots.txt", "/favicon.ico"):
        assert "Accept-Language" not in client.get(path).headers.get("Vary", "")


def test_reading_sets_no_cookie_and_is_cacheable(site: SmallSite, client: Client) -> None:
    site.standard(slug="privacy", title="Privacy")
    for path in ("/en/", "/en/privacy/", "/ar/privacy/"):
        response, _tree = get(client, path)
        assert response.cookies == {}
        assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=60"


def test_a_cache_that_can_be_purged_keeps_pages_for_longer(site: SmallSite, client: Client, settings: Any) -> None:
    settings.WAGTAILFRONTENDCACHE = {"default": {"BACKEND": "wagtail.contrib.frontend_cache.backends.BaseBackend"}}
    kept = "public, max-age=0, s-maxage=300, stale-while-revalidate=60, stale-if-error=86400"
    assert client.get("/en/").headers["Cache-Control"] == kept
    for path in (
        "/en/library/?page=1",
        "/en/stories/?region=ea",
        "/api/v2/pages/",
        "/api/v2/pages/?type=library.GuidePage",
    ):
        response = client.get(path)
        assert (path, response.headers["Cache-Control"]) == (path, "public, max-age=0, s-maxage=60")


def test_with_a_session_nothing_is_shared(site: SmallSite, client: Client) -> None:
    site.standard(slug="privacy", title="Privacy")
    client.cookies[django_settings.SESSION_COOKIE_NAME] = uuid.uuid4().hex
    response = client.get("/en/privacy/")
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_restricted_page_is_not_shared(site: SmallSite, client: Client) -> None:
    page = site.standard(slug="members", title="Members")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    response = client.get("/en/members/")
    assert response.status_code == 302
    assert "public" not in response.headers["Cache-Control"]


def test_no_page_holds_script_or_style(site: SmallSite, client: Client) -> None:
    site.standard(slug="privacy", title="Privacy", cover=True)
    for path in ("/en/", "/ar/privacy/", "/en/search/?q=privacy", "/en/nothing/"):
        text = client.get(path).content.decode()
        assert re.findall(r"<script(?! type=.application/ld)|<style|\sstyle=|\son\w+=|src=\"http|url\(", text) == []
