"""The feeds: valid Atom, in one language, of what is public."""

from __future__ import annotations

import datetime
from typing import Any

import lxml.etree
import pytest
from django.conf import settings
from django.test import Client

from home.feeds import NEVER
from library.vocabulary import Licence
from tests.factories import SmallSite
from tests.stories.helpers import make_private, one, seen, warm_up

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEEDS = ("stories", "news", "library")
#: What RFC 4287 demands, and what we promise besides, each exactly once.
OF_THE_FEED = ("a:id", "a:title", "a:updated", "a:author/a:name", "a:link[@rel='self']", "a:link[@rel='alternate']")
OF_AN_ENTRY = ("a:id", "a:title", "a:updated", "a:published", "a:summary", "a:link[@rel='alternate']")


def fetch(client: Client, path: str) -> Any:
    """The feed at this path, as a tree."""
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return lxml.etree.fromstring(response.content)


def found(tree: Any, path: str) -> list[str]:
    """Texts of elements, or values of attributes."""
    return [item if isinstance(item, str) else item.text for item in tree.xpath(path, namespaces=ATOM)]


def moment(text: str) -> datetime.datetime:
    """An RFC 3339 date; it must name its zone."""
    parsed = datetime.datetime.fromisoformat(text)
    assert parsed.tzinfo is not None
    return parsed


def make(site: SmallSite, section: str, code: str = "en", **values: Any) -> Any:
    """A work of this section."""
    maker: Any = {"stories": site.story, "news": site.article, "library": site.guide}[section]
    return maker(code, **values)


@pytest.mark.parametrize("section", FEEDS)
def test_what_the_format_demands(site: SmallSite, client: Client, section: str) -> None:
    make(site, section, title="One")
    make(site, section, title="Two")
    feed = fetch(client, f"/en/{section}/feed/")
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert {path: len(found(feed, path)) for path in OF_THE_FEED} == dict.fromkeys(OF_THE_FEED, 1)
    entries = feed.xpath("a:entry", namespaces=ATOM)
    assert len(entries) == 2
    for entry in entries:
        assert {path: len(found(entry, path)) for path in OF_AN_ENTRY} == dict.fromkeys(OF_AN_ENTRY, 1)
    ids = found(feed, "//a:id")
    assert len(set(ids)) == 3
    assert all(":" in name for name in ids)
    assert moment(found(feed, "a:updated")[0]) == max(moment(text) for text in found(feed, "a:entry/a:updated"))
    assert [moment(text) for text in found(feed, "a:entry/a:published")]


@pytest.mark.parametrize("section", FEEDS)
def test_addresses_are_absolute_and_ours(site: SmallSite, client: Client, section: str) -> None:
    work = make(site, section)
    feed = fetch(client, f"/en/{section}/feed/")
    base = settings.BASE_URL
    assert found(feed, "a:link[@rel='self']/@href") == [f"{base}/en/{section}/feed/"]
    assert found(feed, "a:link[@rel='alternate']/@href") == [f"{base}/en/{section}/"]
    assert found(feed, "a:entry/a:link/@href") == [f"{base}/en/{section}/{work.slug}/"]
    other = client.get(f"/en/{section}/feed/", headers={"host": "127.0.0.1"})
    assert b"http://127.0.0.1/" not in other.content


@pytest.mark.parametrize("section", FEEDS)
def test_only_what_is_published_in_the_language(site: SmallSite, client: Client, section: str) -> None:
    both = make(site, section, title="Both")
    make(site, section, "fr", title="Les deux", of=both)
    make(site, section, title="English only")
    make(site, section, "fr", title="Brouillon secret", live=False)
    make_private(make(site, section, "fr", title="Secret privé"))
    make_private(make(site, section, title="Private secret"))
    feed = fetch(client, f"/fr/{section}/feed/")
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert [title.split(": ")[-1] for title in found(feed, "a:entry/a:title")] == ["Les deux"]
    english = [title.split(": ")[-1] for title in found(fetch(client, f"/en/{section}/feed/"), "a:entry/a:title")]
    assert english == ["English only", "Both"]


def test_versions_of_a_work_are_entries_of_their_own(site: SmallSite, client: Client) -> None:
    work = site.story()
    site.story("fr", of=work)
    ids = [found(fetch(client, f"/{code}/stories/feed/"), "a:entry/a:id") for code in ("en", "fr")]
    assert ids[0] != ids[1]
    work.slug = "moved"
    work.save()
    assert found(fetch(client, "/en/stories/feed/"), "a:entry/a:id") == ids[0]


def test_the_newest_twenty(site: SmallSite, client: Client) -> None:
    for number in range(21):
        site.article(title=f"News {number}")
    assert found(fetch(client, "/en/news/feed/"), "a:entry/a:title") == [
        f"News {number}" for number in range(20, 0, -1)
    ]


def test_a_story_with_its_note_and_its_licence_and_without_names(site: SmallSite, client: Client) -> None:
    site.story(
        title="Tea & <b>bread</b>",
        summary="A <i>short</i> one.",
        content_note="Mentions threats.",
        teller="Rosa",
        licence=Licence.BY_SA,
        topics=("care", "safety"),
    )
    feed = fetch(client, "/en/stories/feed/")
    entry = one_entry(feed)
    assert found(entry, "a:title") == ["Tea & <b>bread</b>"]
    assert found(entry, "a:summary[@type='html']") == [
        "<p><strong>Content note: Mentions threats.</strong></p><p>A &lt;i&gt;short&lt;/i&gt; one.</p>"
    ]
    assert found(entry, "a:category/@term") == ["Care and wellbeing", "Safety and security"]
    assert found(entry, "a:rights") == ["https://creativecommons.org/licenses/by-sa/4.0/"]
    assert found(feed, "//a:author/a:name") == ["Global Grassroots Support Network"]
    assert "Rosa" not in lxml.etree.tostring(feed, encoding="unicode")


def test_a_guide_with_its_number(site: SmallSite, client: Client) -> None:
    guide = site.guide(title="Seating a meeting")
    entry = one_entry(fetch(client, "/en/library/feed/"))
    assert found(entry, "a:title") == [f"Guide {guide.number}: Seating a meeting"]


def one_entry(feed: Any) -> Any:
    """The only entry."""
    (entry,) = feed.xpath("a:entry", namespaces=ATOM)
    return entry


def test_pasted_control_characters_do_not_break_it(site: SmallSite, client: Client) -> None:
    site.story(title="Ta\x0bble", summary="Li\x1fne \ufffe", content_note="No\x08te")
    entry = one_entry(fetch(client, "/en/stories/feed/"))
    assert found(entry, "a:title") == ["Table"]
    assert found(entry, "a:summary") == ["<p><strong>Content note: Note</strong></p><p>Line </p>"]


def test_nobody_is_told_twice(site: SmallSite, client: Client) -> None:
    site.article()
    first = client.get("/en/news/feed/")
    assert first["Cache-Control"].startswith("public")
    assert (first.cookies, "Cookie" in first.get("Vary", "")) == ({}, False)
    again = client.get("/en/news/feed/", headers={"if-none-match": first["ETag"]})
    since = client.get("/en/news/feed/", headers={"if-modified-since": first["Last-Modified"]})
    assert [(answer.status_code, answer.content) for answer in (again, since)] == [(304, b""), (304, b"")]


def test_a_feed_without_entries_stays_the_same(site: SmallSite, client: Client) -> None:
    first, second = client.get("/en/news/feed/"), client.get("/en/news/feed/")
    assert first.content == second.content
    assert found(lxml.etree.fromstring(first.content), "a:updated") == [NEVER.isoformat()]


def test_a_language_without_content_has_no_feed(site: SmallSite, client: Client) -> None:
    assert client.get("/sw/news/feed/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("section", "queries"), [("stories", 3), ("news", 1), ("library", 4)])
def test_queries(
    site: SmallSite, client: Client, django_assert_num_queries: Any, section: str, queries: int, count: int
) -> None:
    for _number in range(count):
        make(site, section, topic=site.topics["care", "en"]) if section == "news" else make(site, section)
    warm_up(client, f"/en/{section}/feed/")
    with django_assert_num_queries(queries):
        client.get(f"/en/{section}/feed/")


@pytest.mark.parametrize("section", FEEDS)
def test_pages_tell_browsers_of_their_feed(site: SmallSite, client: Client, section: str) -> None:
    work = make(site, section, "fr")
    for path in (f"/fr/{section}/", f"/fr/{section}/{work.slug}/"):
        link = one(seen(client, path), "//link[@type='application/atom+xml'][1]")
        assert (link.get("rel"), link.get("href")) == ("alternate", f"/fr/{section}/feed/")
