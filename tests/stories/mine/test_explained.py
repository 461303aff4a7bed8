"""What happens with your story: for everybody, in every language, without a cookie."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.factories import SmallSite
from tests.stories.helpers import seen, warm_up
from tests.stories.mine.senders import let_in, send, words_on

PATH = "/en/stories/what-happens/"


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar", "sw"])
def test_it_reads_in_every_language_and_may_be_kept_by_all(site: SmallSite, client: Client, language: str) -> None:
    response = client.get(f"/{language}/stories/what-happens/")
    assert response.status_code == 200
    assert not response.cookies
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in response.content.decode()


def test_it_says_how_long_things_are_kept(site: SmallSite, client: Client, settings: Any) -> None:
    settings.STORY_DAYS, settings.CONTACT_DAYS = 77, 1
    page = words_on(client.get(PATH))
    assert "what was not published: 77 days after the last thing that happened to it" in page
    assert "The address that you may have left: 1 day after it was decided about your story" in page


def test_it_leads_to_tor_the_form_and_the_door(site: SmallSite, client: Client) -> None:
    tree = seen(client, PATH)
    links = tree.xpath("//main//a/@href")
    assert "https://www.torproject.org/" in links
    assert "/en/stories/send/" in links
    assert links.count("/en/stories/mine/") == 2
    assert tree.xpath("//main//form") == []


def test_search_engines_find_it_in_all_languages(site: SmallSite, client: Client, settings: Any) -> None:
    tree = seen(client, PATH)
    found = {link.get("hreflang"): link.get("href") for link in tree.xpath("//link[@hreflang]")}
    base = settings.BASE_URL
    expected = {code: f"{base}/{code}/stories/what-happens/" for code in ("en", "fr", "ar")}
    assert found == expected | {"x-default": expected["en"]}
    assert tree.xpath("//meta[@name='robots']") == []
    sitemap = client.get("/sitemap-ar.xml").content.decode()
    assert f"<loc>{base}/ar/stories/what-happens/</loc>" in sitemap
    assert "stories/mine" not in sitemap


def test_it_is_the_same_for_who_is_let_in(site: SmallSite) -> None:
    submission, _words = send()
    assert let_in(submission).get(PATH).content == Client().get(PATH).content


def test_it_asks_the_database_for_nothing(site: SmallSite, client: Client, django_assert_num_queries: Any) -> None:
    warm_up(client, PATH)
    with django_assert_num_queries(0):
        client.get(PATH)
