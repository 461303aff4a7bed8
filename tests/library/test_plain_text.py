"""The plain text of a guide: every block, nothing hidden, and where it is from."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from home import plain_text
from home.models import Picture
from library.blocks import GuideBlocks
from library.exports import plain_text as guide_text
from library.models import GuideContributor, GuidePage
from stories.blocks import StoryBlocks
from tests.factories import SmallSite
from tests.library.helpers import file, make_private, picture, warm_up

WHOLE = """\
*Tea*

Make tea
for all.

Guide, 1 h 30 min to read, 2 to 5 people
You need: Cups
Risk: Some
Somebody may be scalded.

Tea is older than the kettle.

It begins & ends with *nothing* hidden.

*Before you begin*

First.

See the other guide (https://ggsn.example/en/library/other/) and a page (https://example.org/a?b=1&c=2), not the file.
• one
• two
  1. deep
  2. deeper

After.

“No tea,
no meeting.”
— Rosa

*Careful*
It is hot.

The minutes below add up to 6 min.

1. Boil water (5 minutes)
Slowly.

2. Pour (1 minute)

3. Drink

• If it is cold: Wait.

*Cups*
• Ten | Size: small | Use: home
• Two | Size: large

[Picture: A cup of tea]
A cup

[There is a picture, and we are not showing it.]

*Is it safe to do this?*
Think.
• Who sees you?

Have you
☐ cups
☐ water

Tea film (Film or recording, 7 min)
Steam.
https://video.example/tea

*Transcript*
It sings.

—

Rosa
© The Kettle Press
After a leaflet of 1978.
GGSN guide {number}, version 2. Creative Commons BY-SA 4.0.
https://ggsn.example/en/library/tea/
"""


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.BASE_URL = "https://ggsn.example"


def body(site: SmallSite) -> list[Any]:
    """Every block that a guide may have."""
    other = site.guide(slug="other")
    hidden = picture("Secret", consent=Picture.Consent.UNCLEAR)
    cup = {"decorative": False, "alt_text": "A cup of tea"}
    links = (
        f'<p>First.</p><p>See <a linktype="page" id="{other.pk}">the other guide</a> and '
        '<a href="https://example.org/a?b=1&amp;c=2">a page</a>, not '
        f'<a linktype="document" id="{file("secret-names.txt").pk}">the file</a>.</p>'
        "<ul><li>one</li><li>two<ol><li>deep</li><li>deeper</li></ol></li></ul><p>After.</p>"
    )
    return [
        ("lead", "<p>It begins &amp; ends with <i>*nothing*</i> hidden.</p>"),
        ("heading", "Before you begin"),
        ("text", links),
        ("quote", {"text": "No tea,\nno meeting.", "attribution": "Rosa"}),
        ("callout", {"heading": "Careful", "text": "<p>It is hot.</p>"}),
        (
            "steps",
            [
                {"title": "Boil water", "minutes": 5, "text": "<p>Slowly.</p>"},
                {"title": "Pour", "minutes": 1, "text": ""},
                {"title": "Drink", "minutes": None, "text": ""},
            ],
        ),
        ("definitions", [{"term": "If it is cold", "text": "<p>Wait.</p>"}]),
        (
            "table",
            {
                "caption": "Cups",
                "head": ["Count", "Size", "Use"],
                "rows": [{"cells": ["Ten", "small", "home"]}, {"cells": ["Two", "large", ""]}],
            },
        ),
        ("figure", {"image": {"image": picture().pk, **cup}, "caption": "<p>A cup</p>"}),
        ("figure", {"image": {"image": hidden.pk, **cup}, "caption": "<p>Secret name</p>"}),
        ("safety", {"heading": "Is it safe to do this?", "text": "<p>Think.</p>", "questions": ["Who sees you?", ""]}),
        ("checklist", {"intro": "<p>Have you</p>", "items": ["cups", "", "water"]}),
        (
            "video",
            {
                "title": "Tea film",
                "text": "Steam.",
                "url": "https://video.example/tea",
                "minutes": 7,
                "host": "",
                "transcript": "<p>It sings.</p>",
            },
        ),
    ]


def guide(site: SmallSite, **values: Any) -> GuidePage:
    """A guide with every block."""
    stored = GuideBlocks().to_python([{"type": kind, "value": value} for kind, value in body(site)])
    made = site.guide(
        title="Tea",
        slug="tea",
        summary="Make tea\nfor all.",
        body=stored,
        materials="Cups",
        risk_level="some",
        risks="Somebody may be scalded.",
        introduction="<p>Tea is <b>older</b> than the kettle.</p>",
        rights_holder="The Kettle Press",
        attribution="After a leaflet of 1978.",
        time_required=90,
        group_min=2,
        group_max=5,
        version=2,
        version_date=datetime.date(2026, 3, 9),
        **values,
    )
    made.contributors = [GuideContributor(name="Rosa", role="wrote", locale=made.locale)]
    made.save()
    return made


def test_every_block(site: SmallSite, client: Client) -> None:
    made = guide(site)
    response = client.get("/en/library/tea/text")
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert response.content.decode().split("\n") == WHOLE.format(number=made.number).split("\n")
    assert (response["X-Robots-Tag"], response["Link"]) == (
        "noindex",
        '<https://ggsn.example/en/library/tea/>; rel="canonical"',
    )
    assert response["Cache-Control"].startswith("public, ")
    assert (response.cookies, response.has_header("Content-Disposition")) == ({}, False)


def test_every_block_has_a_writer() -> None:
    assert set(GuideBlocks().child_blocks) == set(plain_text.WRITERS) - {"withheld"} | set(guide_text.WRITERS)
    assert set(StoryBlocks().child_blocks) == set(plain_text.WRITERS) - {"video"}


def test_a_withheld_picture(site: SmallSite) -> None:
    body = StoryBlocks().to_python([{"type": "withheld", "value": {"text": "<p>A crowd, from behind.</p>"}}])
    assert plain_text.of_stream(body) == "A crowd, from behind."


def test_empty_blocks_say_nothing(site: SmallSite, client: Client) -> None:
    empty = [
        {"type": "heading", "value": ""},
        {"type": "quote", "value": {"text": "", "attribution": "Nobody"}},
        {"type": "steps", "value": []},
        {"type": "table", "value": {"caption": "", "head": [], "rows": [{"cells": []}]}},
        {"type": "figure", "value": {"image": None, "caption": ""}},
        {"type": "video", "value": {"title": "Lost", "url": ""}},
        {"type": "text", "value": "<p>Here.</p>"},
    ]
    made = site.guide(title="Tea", slug="tea", summary="", body=GuideBlocks().to_python(empty))
    text = client.get("/en/library/tea/text").content.decode()
    assert text.split("—")[0] == "*Tea*\n\nGuide\n\n•\n\nHere.\n\n"
    assert f"GGSN guide {made.number}, version 1." in text


def test_it_speaks_the_language_of_the_guide(site: SmallSite, client: Client) -> None:
    original = site.guide(slug="tea")
    steps = GuideBlocks().to_python([{"type": "steps", "value": [{"title": "اغلوا الماء", "minutes": 5, "text": ""}]}])
    site.guide("ar", of=original, title="شاي", summary="", body=steps)
    text = client.get("/ar/library/tea/text").content.decode()
    assert text.startswith("*شاي*\n\nدليل\n\nمجموع الدقائق أدناه: 5 دقائق.\n\n1. اغلوا الماء (5 دقائق)\n\n—\n\n")
    assert text.endswith("\nhttps://ggsn.example/ar/library/tea/\n")


def test_links_to_pages_that_are_not_public_are_no_addresses(site: SmallSite, client: Client) -> None:
    private = site.standard(slug="kestrel")
    make_private(private)
    draft = site.guide(slug="kestrel-draft", live=False)
    text = "".join(f'<p>See <a linktype="page" id="{page.pk}">them</a>.</p>' for page in (private, draft))
    site.guide(slug="tea", body=GuideBlocks().to_python([{"type": "text", "value": text}]))
    content = client.get("/en/library/tea/text").content.decode()
    assert ("See them.\n\nSee them." in content, "kestrel" in content) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_queries(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    blocks: list[Any] = []
    for _number in range(count):
        linked = site.standard()
        blocks += [
            {"type": "text", "value": f'<p><a linktype="page" id="{linked.pk}">a link</a></p>'},
            {"type": "figure", "value": {"image": {"image": picture().pk, "decorative": True}, "caption": ""}},
        ]
    site.guide(slug="tea", body=GuideBlocks().to_python(blocks))
    warm_up(client, "/en/library/tea/text")
    with django_assert_num_queries(9):
        client.get("/en/library/tea/text")
