"""What lists, search engines and messengers show of a story that nobody has summed up."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from home import i18n
from home.models import User
from home.opening import LONGEST, opening
from stories import listing, receiving
from stories.blocks import StoryBlocks
from tests.factories import SmallSite
from tests.stories.forms import story
from tests.stories.helpers import one, seen, texts, warm_up
from tests.stories.review import publish, signed_in

BODY = [
    ("heading", "Not this"),
    ("text", "<p>The depot closes &amp; we <b>be</b>gin.<br/>At &lt;two&gt;.</p><p>All of us.</p>"),
    ("quote", {"text": "Nor this", "attribution": ""}),
    ("lead", "<p>Then home.</p>"),
]
BEGINNING = "The depot closes & we begin. At <two>. All of us. Then home."


def beginning(blocks: list[Any]) -> str:
    """How a story of these blocks begins."""
    return opening(StoryBlocks().normalize(blocks))


def begun(*texts: str) -> str:
    """How a story of these paragraphs begins."""
    return beginning([("text", f"<p>{text}</p>") for text in texts])


def test_the_beginning_is_plain_running_text() -> None:
    assert (beginning(BODY), beginning([]), beginning(BODY[:1])) == (BEGINNING, "", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * LONGEST, "a" * LONGEST),
        ("word " * 40 + "end", ("word " * 39).strip() + " word…"),
        ("word, " * 50, ("word, " * 33).removesuffix(", ") + "…"),
        ("x " + "y" * 300, "x " + "y" * (LONGEST - 3) + "…"),
        ("末" * 300, "末" * (LONGEST - 1) + "…"),
        ("क" * (LONGEST - 2) + "कि" * 50, "क" * (LONGEST - 2) + "…"),
    ],
    ids=["fits", "words", "comma", "long word", "no spaces", "mark"],
)
def test_it_is_cut_where_a_reader_would(text: str, expected: str) -> None:
    assert begun(text) == expected
    assert len(expected) <= LONGEST


def test_a_long_story_is_read_no_further_than_needed() -> None:
    assert begun("One. " * 41, "Two.") == begun("One. " * 41)


def test_a_story_that_was_sent_in_has_a_description_and_a_card(site: SmallSite, reviewer: User, client: Client) -> None:
    page = receiving.submit(story(text="We <met> at two.\n\nAll of us."))[0].page
    publish(signed_in(reviewer), page)
    tree = seen(client, f"/en/stories/{page.slug}/")
    assert one(tree, "//meta[@name='description']").get("content") == "We <met> at two. All of us."
    data = json.loads(one(tree, "//script[@type='application/ld+json']").text_content())
    assert data["description"] == "We <met> at two. All of us."
    assert tree.xpath("//p[@class='lede']") == []
    assert texts(seen(client, "/en/stories/"), "//article/p[not(@class)]") == ["We <met> at two. All of us."]
    found = seen(client, "/en/search/", q="last bus")
    assert texts(found, "//ul[@class='items']/li/div/p[not(@class)]") == ["We <met> at two. All of us."]


def test_a_content_note_comes_before_the_text(site: SmallSite, client: Client) -> None:
    page = site.story(summary="", content_note="Mentions threats.", body=BODY)
    assert one(seen(client, f"/en/stories/{page.slug}/"), "//meta[@name='description']").get("content") == (
        "Mentions threats."
    )
    assert texts(seen(client, "/en/stories/"), "//article/p[not(@class)]") == ["Mentions threats."]


def test_a_summary_comes_first_and_a_text_for_search_engines_is_not_shown(site: SmallSite, client: Client) -> None:
    page = site.story(summary="Summed up.", content_note="Mentions threats.", body=BODY)
    address = f"/en/stories/{page.slug}/"
    assert one(seen(client, address), "//meta[@name='description']").get("content") == "Summed up."
    assert texts(seen(client, "/en/stories/"), "//article/p[not(@class)]") == ["Summed up."]
    page.search_description = "For engines."
    page.save_revision().publish()
    assert one(seen(client, address), "//meta[@name='description']").get("content") == "Summed up."
    assert texts(seen(client, "/en/stories/"), "//article/p[not(@class)]") == ["Summed up."]


def test_the_beginning_of_a_draft_is_not_told(site: SmallSite, client: Client) -> None:
    """Neither that of a story that waits, nor what an editor has changed and not published."""
    receiving.submit(story(text="Secret of a draft."))
    page = site.story(summary="", body=[("text", "<p>As published.</p>")])
    page.body = [("text", "<p>Secret of a change.</p>")]
    page.save_revision()
    tree = seen(client, "/en/stories/")
    assert texts(tree, "//article/p[not(@class)]") == ["As published."]
    assert "Secret" not in tree.text_content()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("summary", ["", "Summed up."])
def test_cards_without_a_summary_cost_no_query(
    site: SmallSite, client: Client, django_assert_num_queries: Any, count: int, summary: str
) -> None:
    for number in range(count):
        site.story(title=f"Story {number}", project=site.project(), summary=summary, body=BODY)
    locale = i18n.active_locale()
    with django_assert_num_queries(3):
        cards = listing.newest_stories(4, locale)
        assert [card.page.teaser for card in cards] == [summary or BEGINNING] * count
    warm_up(client, "/en/stories/")
    with django_assert_num_queries(10):
        client.get("/en/stories/")


@pytest.mark.parametrize("summary", ["", "Summed up."])
def test_the_text_of_a_story_with_a_summary_is_not_fetched(site: SmallSite, summary: str) -> None:
    site.story(summary=summary, body=BODY)
    (card,) = listing.newest_stories(4, i18n.active_locale())
    assert ("body" in card.page.get_deferred_fields()) is bool(summary)
