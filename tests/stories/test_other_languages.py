"""A story in a language that the site does not have stands among those of another one, and says so of its words."""

from __future__ import annotations

import json
from typing import Any

import lxml.etree
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from home import i18n
from stories import receiving
from stories.listing import newest_stories
from stories.models import StoryPage, Submission
from tests.factories import SmallSite
from tests.stories.forms import story
from tests.stories.helpers import one, seen
from tests.stories.review import make_public

TITLE = "آخرین اتوبوس دفتر ماست"
FEED = "/en/stories/feed/"


def public(language: str = "fa", **changes: Any) -> StoryPage:
    values = {"title": TITLE, "text": "انبار ساعت دو بسته می‌شود.", "language": language, **changes}
    return make_public(receiving.submit(story(**values))[0].page)


def words_in(element: Any) -> tuple[str | None, str | None]:
    return element.get("lang"), element.get("dir")


def test_its_page(site: SmallSite, client: Client) -> None:
    page = public(content_note="یادداشت")
    tree = seen(client, f"/en/stories/{page.slug}/")
    assert words_in(tree) == ("en", "ltr")
    assert words_in(one(tree, "//main//article")) == ("fa", "rtl")
    assert words_in(one(tree, "//article//ul[@class='meta']")) == ("en", "ltr")
    assert words_in(one(tree, "//aside[contains(@class, 'notice--warn')]")) == ("en", "ltr")
    data = json.loads(one(tree, "//script[@type='application/ld+json']").text)
    assert (data["headline"], data["inLanguage"]) == (TITLE, "fa")


@pytest.mark.parametrize("address", ["/en/stories/", "/en/search/?q=آخرین"])
def test_lists(site: SmallSite, client: Client, address: str) -> None:
    page = public()
    link = one(seen(client, address), f"//h3/a[contains(@href, '/{page.slug}/')]")
    assert link.get("hreflang") == "fa"
    words = next(above for above in link.iterancestors() if above.get("lang"))
    assert words_in(words) == ("fa", "rtl")
    chip = one(words, ".//span[contains(@class, 'chip-lang')]")
    assert (words_in(chip), chip.text_content()) == (("en", "ltr"), "in Persian")


def test_the_feed(site: SmallSite, client: Client) -> None:
    public()
    public("en", title="Kestrel", text="Everything in it is new.")
    space = {"a": "http://www.w3.org/2005/Atom"}
    entries = lxml.etree.fromstring(client.get(FEED).content).xpath("//a:entry", namespaces=space)
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    told = {entry.findtext("a:title", namespaces=space): entry for entry in entries}
    assert (told[TITLE].get(lang), told["Kestrel"].get(lang)) == ("fa", None)
    assert told[TITLE].findtext("a:summary", namespaces=space) == '<p lang="fa" dir="rtl"></p>'
    assert told["Kestrel"].findtext("a:summary", namespaces=space) == "<p></p>"


def test_a_translation_is_in_its_own_language(site: SmallSite, client: Client) -> None:
    page = public()
    french: StoryPage = page.copy_for_translation(i18n.locales()["fr"])
    StoryPage.objects.filter(pk=french.pk).update(live=True, title="Le dernier bus")
    tree = seen(client, f"/fr/stories/{french.slug}/")
    assert words_in(one(tree, "//main//article")) == (None, None)
    assert StoryPage.objects.get(pk=french.pk).words_language == "fr"
    assert page.get_latest_revision_as_object().words_language == "fa"


def test_a_language_that_nobody_named_runs_by_its_letters(site: SmallSite, client: Client) -> None:
    page = public(Submission.UNDETERMINED)
    tree = seen(client, f"/en/stories/{page.slug}/")
    assert words_in(one(tree, "//main//article")) == ("", "auto")
    assert seen(client, "/en/stories/").xpath("//*[@class='chip-lang']") == []


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_nothing_more_for_it(
    site: SmallSite, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        public(title=f"{TITLE} {number}")
    locale = i18n.locales()["en"]
    newest_stories(5, locale)
    with django_assert_num_queries(2):
        assert [card.page.words_language for card in newest_stories(5, locale)] == ["fa"] * count
