"""News as readers see it, below the coming calls."""

from __future__ import annotations

import datetime
import json
import re
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.formats import date_format

from stories.models import NewsArticlePage
from tests.factories import SmallSite
from tests.stories.helpers import make_private, one, seen, texts, warm_up

NEWS = "//section[@aria-labelledby='latest']"


def on(day: int) -> datetime.date:
    """A day in March."""
    return datetime.date(2026, 3, day)


def soon(days: int) -> datetime.datetime:
    """A moment to come, or one that has passed."""
    return timezone.now() + datetime.timedelta(days=days)


# ---------------------------------------------------------------- the list


def test_each_piece_once_newest_first(site: SmallSite, client: Client) -> None:
    older = site.article(title="Older", date=on(1))
    site.article("fr", title="Plus ancien", of=older, date=on(1))
    site.article("ar", title="أحدث", date=on(2))
    assert texts(seen(client, "/en/news/"), f"{NEWS}//h3") == ["أحدث", "Older"]
    assert texts(seen(client, "/fr/news/"), f"{NEWS}//h3") == ["أحدث", "Plus ancien"]


def test_news_in_another_language_is_marked(site: SmallSite, client: Client) -> None:
    article = site.article("ar", title="خبر", date=on(2))
    row = one(seen(client, "/en/news/"), f"{NEWS}//li")
    assert (row.get("lang"), row.get("dir")) == ("ar", "rtl")
    link = one(row, ".//a")
    assert (link.get("href"), link.get("hreflang")) == (f"/en/news/{article.slug}/", "ar")
    ours = [(part.get("lang"), part.get("dir")) for part in row.xpath(".//time | .//span[@class='chip-lang']")]
    assert ours == [("en", "ltr"), ("en", "ltr")]
    assert texts(row, ".//span[@class='chip-lang']") == ["in Arabic"]


def test_drafts_and_private_news_are_not_listed(site: SmallSite, client: Client) -> None:
    site.article(title="Open")
    site.article(title="Draft secret", live=False)
    make_private(site.article(title="Private secret"))
    tree = seen(client, "/en/news/")
    assert texts(tree, f"{NEWS}//h3") == ["Open"]
    assert "secret" not in tree.text_content()


def test_coming_calls_stand_above_the_news(site: SmallSite, client: Client) -> None:
    site.call(title="Next month", starts=soon(30))
    site.call(title="Next week", starts=soon(7))
    site.call(title="Last week", starts=soon(-7))
    site.call(title="Draft secret", starts=soon(8), live=False)
    tree = seen(client, "/en/news/")
    assert texts(tree, "//main//section/div[@class='sec']/h2") == ["Coming up", "News"]
    calls = one(tree, "//section[@aria-labelledby='events']")
    assert texts(calls, ".//h3") == ["Next week", "Next month"]
    assert one(calls, "./div[@class='sec']/a").get("href") == "/en/network/calls/"


def test_without_calls_and_news(site: SmallSite, client: Client) -> None:
    tree = seen(client, "/en/news/")
    assert texts(tree, "//main//section/div[@class='sec']/h2") == ["News"]
    assert texts(tree, f"{NEWS}/p") == ["There is no news yet."]


def test_pages(site: SmallSite, client: Client) -> None:
    for day in range(1, 13):
        site.article(title=f"Day {day}", date=on(day))
    site.call(title="Next week", starts=soon(7))
    first = seen(client, "/en/news/")
    assert texts(first, f"{NEWS}//h3") == [f"Day {day}" for day in range(12, 2, -1)]
    assert one(first, "//nav[@class='pager']/a[@rel='next']").get("href") == "?page=2"
    second = seen(client, "/en/news/", page="2")
    assert texts(second, "//main//h3") == ["Day 2", "Day 1"]
    assert one(second, "//nav[@class='pager']/a").get("href") == "/en/news/"
    assert [client.get("/en/news/", {"page": page}).status_code for page in ("3", "9" * 20, "9" * 5000)] == [404] * 3
    for odd in ("abc", "-1", "0", "\x00", '"2'):
        assert texts(seen(client, "/en/news/", page=odd), f"{NEWS}//h3")[0] == "Day 12", odd


def test_the_feeds_are_offered_and_no_letter(site: SmallSite, client: Client) -> None:
    tree = seen(client, "/fr/news/")
    links = [link.get("href") for link in tree.xpath("//aside[@aria-labelledby='follow']//a")]
    assert links == ["/fr/news/feed/", "/fr/stories/feed/", "/fr/library/feed/"]
    assert tree.xpath("//main//form") == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        site.article(title=f"News {number}", topic=site.topics["care", "en"])
        site.call(title=f"Call {number}", starts=soon(7))
    warm_up(client, "/en/news/")
    with django_assert_num_queries(9):
        client.get("/en/news/")


# ---------------------------------------------------------------- an article


def test_an_article(site: SmallSite, client: Client) -> None:
    site.standard(title="Contact", slug="contact")
    article = site.article(
        title="The fund is open",
        date=on(9),
        byline="Print fund group",
        body=[("text", "<p>Up to 150.</p>"), ("heading", "How"), ("text", "<p>Ask.</p>")],
    )
    site.article("fr", of=article)
    tree = seen(client, f"/en/news/{article.slug}/")
    assert texts(tree, "//h1 | //article//p[@class='meta']") == [
        "The fund is open",
        f"{date_format(on(9))} Print fund group 1 min to read",
    ]
    assert texts(tree, "//div[@class='prose']/p[not(@class)] | //div[@class='prose']/h2") == [
        "Up to 150.",
        "How",
        "Ask.",
    ]
    crumb = one(tree, "//nav[@class='crumbs']//a")
    assert (crumb.get("href"), crumb.text_content()) == ("/en/news/", "News")
    also = one(tree, "//section[@aria-labelledby='read']//a")
    assert (also.get("href"), also.get("lang")) == (f"/fr/news/{article.slug}/", "fr")
    assert one(tree, "//a[text()='Ask for a correction']").get("href") == "/en/contact/"


def test_an_article_in_another_language_is_marked(site: SmallSite, client: Client) -> None:
    article = site.article("ar", title="خبر", byline="مجموعة")
    tree = seen(client, f"/en/news/{article.slug}/")
    assert (one(tree, "//article").get("lang"), one(tree, "//article").get("dir")) == ("ar", "rtl")
    assert [part.get("lang") for part in tree.xpath("//article//time | //nav[@class='crumbs']")] == ["en", "en"]
    assert one(tree, "//article//p[@class='meta']/span[1]").get("lang") is None


def test_linked_data_names_no_person(site: SmallSite, client: Client) -> None:
    article = site.article(title="News", byline="Rosa")
    tree = seen(client, f"/en/news/{article.slug}/")
    data = json.loads(one(tree, "//script").text_content())
    assert (data["@type"], data["headline"]) == ("NewsArticle", "News")
    assert data["author"] == data["publisher"]
    assert "Rosa" not in json.dumps(data)


def test_a_draft_is_not_found(site: SmallSite, client: Client) -> None:
    assert client.get(f"/en/news/{site.article(live=False).slug}/").status_code == 404


def test_an_empty_draft_can_be_previewed(site: SmallSite, rf: RequestFactory) -> None:
    article = NewsArticlePage(title="New", slug="new", locale=site.homes["en"].locale, date=None)
    response = article.make_preview_request(rf.get("/"), "")
    assert re.findall(r"<h1>(.*?)</h1>", response.render().content.decode()) == ["New"]


def test_queries_of_an_article(site: SmallSite, client: Client, django_assert_num_queries: Any) -> None:
    article = site.article(topic=site.topics["care", "en"], body=[("text", "<p>One.</p>")] * 3)
    path = f"/en/news/{article.slug}/"
    warm_up(client, path)
    with django_assert_num_queries(2):
        client.get(path)


# ---------------------------------------------------------------- on the home page


def test_the_home_page_shows_the_latest_news(site: SmallSite, client: Client) -> None:
    headings = {"calls_heading": "Calls", "news_heading": "What is new", "count": 2}
    home = site.homes["en"]
    home.sections = [("calls_and_news", headings)]
    home.save()
    for day in (1, 2, 3):
        site.article(title=f"Day {day}", date=on(day))
    site.article(title="Draft secret", date=on(9), live=False)
    make_private(site.article(title="Private secret", date=on(8)))
    site.call(title="Next week", starts=soon(7))
    tree = seen(client, "/en/")
    section = one(tree, "//section[contains(@aria-labelledby, '-news')]")
    assert texts(section, ".//h2 | .//h3") == ["What is new", "Day 3", "Day 2"]
    assert one(section, "./div[@class='sec']/a").get("href") == "/en/news/"
    assert texts(tree, "//section[contains(@aria-labelledby, '-calls')]//h3") == ["Next week"]
    assert "secret" not in tree.text_content()
