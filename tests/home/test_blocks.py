"""The templates of blocks: what they show, and that an empty or half-filled block breaks nothing."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.template import engines
from wagtail import blocks

from home import i18n
from home.models import Picture
from library.blocks import GuideBlocks
from stories.blocks import StoryBlocks
from tests.factories import SmallSite
from tests.library.helpers import LEFT_OPEN, SECRET, file, make_private, picture

pytestmark = pytest.mark.django_db  # links ask for the languages

BLOCKS = {**GuideBlocks().child_blocks, **StoryBlocks().child_blocks}
RENDER = engines["django"].from_string('{% include "components/stream.html" with body=body %}')


def rendered(name: str, value: Any, **context: Any) -> str:
    """A body of one block, as a page shows it."""
    block: Any = StoryBlocks() if name == "withheld" else GuideBlocks()
    body = blocks.StreamValue(block, [(name, value, "5e1f0d6c-aaaa")])
    return RENDER.render({"body": body, **context})


def element(html: str) -> Any:
    """The markup, to look into."""
    return lxml.html.fragment_fromstring(html, create_parent=True)


def struct(name: str, **values: Any) -> Any:
    """The value of a StructBlock, from plain values."""
    return BLOCKS[name].to_python(values)


def figure(image: Picture, *, alt_text: str = "", decorative: bool = False, caption: str = "") -> Any:
    """The value of a figure, as the database holds it."""
    shown = {"image": image.pk, "alt_text": alt_text, "decorative": decorative}
    return BLOCKS["figure"].to_python({"image": shown, "caption": caption})


def text(found: Any) -> str:
    """Its text with single spaces."""
    return " ".join(found.text_content().split())


def empty(name: str) -> Any:
    """What a preview holds when nothing was filled in: None everywhere."""
    block = BLOCKS[name]
    if isinstance(block, blocks.StructBlock):
        return blocks.StructValue(block, dict.fromkeys(block.child_blocks))
    if isinstance(block, blocks.ListBlock):
        child = block.child_block
        if not isinstance(child, blocks.StructBlock):
            return blocks.list_block.ListValue(block, [None])
        return blocks.list_block.ListValue(block, [blocks.StructValue(child, dict.fromkeys(child.child_blocks))])
    return None


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_an_empty_block_says_nothing_and_breaks_nothing(db: None, name: str) -> None:
    html = rendered(name, empty(name))
    assert "None" not in html


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_a_new_block_breaks_nothing(db: None, name: str) -> None:
    html = rendered(name, BLOCKS[name].get_default())
    assert "None" not in html


def test_heading_has_the_anchor_of_its_block() -> None:
    assert rendered("heading", "Know-your-rights & more").strip() == (
        '<h2 id="s-5e1f0d6c"><span class="keep">Know-your-rights</span> &amp; more</h2>'
    )


def test_steps_and_the_sum_of_their_minutes() -> None:
    value = BLOCKS["steps"].to_python(
        [{"title": "One", "minutes": 45, "text": "<p>Go.</p>"}, {"title": "Two", "minutes": 60}, {"title": "Three"}]
    )
    found = element(rendered("steps", value))
    assert text(found.xpath("p")[0]) == "The minutes below add up to 1 h 45 min."
    assert [text(li) for li in found.xpath("ol[@class='steps']/li")] == ["One45 minutes Go.", "Two60 minutes", "Three"]
    assert [text(p) for p in found.xpath(".//p[@class='mins']")] == ["45 minutes", "60 minutes"]


def test_steps_without_minutes_have_no_sum() -> None:
    found = element(rendered("steps", BLOCKS["steps"].to_python([{"title": "One"}])))
    assert [child.tag for child in found] == ["ol"]


def test_checklist_has_real_boxes_that_send_nothing() -> None:
    found = element(rendered("checklist", struct("checklist", intro="<p>Tick.</p>", items=["A & B", "", "C"])))
    assert [text(label) for label in found.xpath("ul[@class='tick']/li/label")] == ["A & B", "C"]
    assert [dict(box.attrib) for box in found.xpath(".//input")] == [{"type": "checkbox"}] * 2


def test_safety_box_is_named_by_its_heading() -> None:
    found = element(rendered("safety", struct("safety", heading="Safe?", questions=["Who?", "Where?"])))
    (box,) = found.xpath("aside[@class='safe']")
    assert box.get("aria-labelledby") == box.xpath(".//h2")[0].get("id") == "s-5e1f0d6c"
    assert text(box.xpath(".//h2")[0]) == "Safe?"
    assert [text(li) for li in box.xpath(".//li")] == ["Who?", "Where?"]


def test_quote_with_and_without_its_speaker() -> None:
    assert text(element(rendered("quote", struct("quote", text="It works.", attribution="A <tenant>")))) == (
        "It works. A <tenant>"
    )
    assert element(rendered("quote", struct("quote", text="It works."))).xpath("//footer") == []


def test_definitions_are_pairs() -> None:
    value = BLOCKS["definitions"].to_python(
        [{"term": "If", "text": "<p>Then</p>"}, {"term": "Or", "text": "<p>So</p>"}]
    )
    (pairs,) = element(rendered("definitions", value)).xpath("dl[@class='adapt']")
    assert [(child.tag, text(child)) for child in pairs] == [("dt", "If"), ("dd", "Then"), ("dt", "Or"), ("dd", "So")]


def test_table_is_a_named_region_that_one_can_reach_with_keys() -> None:
    value = struct("table", caption="Who & when", head=["Who", "When"], rows=[{"cells": ["Ana", "9"]}])
    (region,) = element(rendered("table", value)).xpath("div")
    assert (region.get("role"), region.get("tabindex"), region.get("aria-label")) == ("region", "0", "Who & when")
    assert [(cell.tag, cell.get("scope"), text(cell)) for cell in region.xpath(".//th | .//td")] == [
        ("th", "col", "Who"),
        ("th", "col", "When"),
        ("th", "row", "Ana"),
        ("td", None, "9"),
    ]


def test_film_is_a_link_that_loads_nothing() -> None:
    value = struct("video", title="See it", url="https://video.example.org/1", minutes=6, megabytes=14, host="a server")
    html = rendered("video", value)
    (card,) = element(html).xpath("a")
    assert (card.get("href"), card.get("rel")) == ("https://video.example.org/1", "external noreferrer")
    assert text(card) == (
        "See it Film or recording, 6 min, 14 MB. Opens on a server. Nothing loads until you go there."
    )
    assert element(html).xpath("//iframe | //img | //video | //script") == []


def test_transcript_of_a_film() -> None:
    value = struct("video", title="See it", url="https://video.example.org/1", transcript="<p>A door opens.</p>")
    (fold,) = element(rendered("video", value)).xpath("details")
    assert (text(fold.xpath("summary")[0]), text(fold.xpath("div")[0])) == ("Transcript", "A door opens.")


def test_pitfalls_are_headings_with_what_to_do() -> None:
    value = BLOCKS["pitfalls"].to_python(
        [{"title": "A lecture", "text": "<p>A signal.</p>"}, {"title": "A film", "text": "<p>Stop.</p>"}]
    )
    found = element(rendered("pitfalls", value))
    assert [(child.tag, text(child)) for child in found] == [
        ("h3", "A lecture"),
        ("p", "A signal."),
        ("h3", "A film"),
        ("p", "Stop."),
    ]


@pytest.mark.parametrize(("name", "heading"), [("worked", "Why it worked"), ("failed", "Why it failed")])
def test_why_it_worked_or_failed(site: SmallSite, name: str, heading: str) -> None:
    found = element(rendered(name, struct(name, text="<p>We <b>waited</b>.</p>"), page=site.standard("fr")))
    (box,) = found.xpath("aside")
    assert (text(box.xpath(".//h3")[0]), box.xpath(".//h3/span/@lang")) == (heading, ["en"])
    assert text(box.xpath(".//p")[0]) == "We waited."


def test_example_with_and_without_a_heading() -> None:
    found = element(rendered("example", struct("example", heading="One", text="<p>It went.</p>", place="A hall")))
    assert [text(child) for child in found.xpath("aside/*")] == ["One", "It went.", "A hall"]
    found = element(rendered("example", struct("example", text="<p>It went.</p>")))
    assert [text(child) for child in found.xpath("aside/*")] == ["An example", "It went."]


def test_accordion_opens_without_a_script() -> None:
    value = BLOCKS["accordion"].to_python([{"title": "By phone", "text": "<p>Six at most.</p>"}])
    found = element(rendered("accordion", value))
    (fold,) = found.xpath("div[@class='folds']/details[@class='fold']")
    assert (text(fold.xpath("summary")[0]), text(fold.xpath("div")[0])) == ("By phone", "Six at most.")
    assert found.xpath("//script") == []


def test_files_in_the_text(db: None) -> None:
    plan = file("plan.odt", b"x" * 84_000)
    value = BLOCKS["downloads"].to_python(
        [{"file": plan.pk, "label": "Plan", "note": "2 sides"}, {"file": None, "label": "Lost", "note": ""}]
    )
    (row,) = element(rendered("downloads", value)).xpath("ul[@class='dl noprint']/li")
    assert (row.xpath("a/@href"), text(row)) == ([plan.url], "Plan ODT, 2 sides82 KB")


def test_other_guides_are_those_that_are_public(site: SmallSite) -> None:
    guide, draft = site.guide(title="Chosen", kind="toolkit"), site.guide(title=SECRET, live=False)
    private = site.guide(title=SECRET)
    make_private(private)
    french = site.guide("fr", of=guide, title="Choisi")
    value = BLOCKS["related"].to_python([draft.pk, guide.pk, private.pk])
    html = rendered("related", value)
    assert SECRET not in html
    (link,) = element(html).xpath("ul/li/a")
    assert (link.get("href"), text(link)) == (
        f"/en/library/{guide.slug}/",
        f"Chosen Guide {guide.number} · Toolkit",
    )
    with i18n.speaking("fr"):
        (link,) = element(rendered("related", value, page=guide)).xpath("ul/li/a")
    assert (link.get("href"), link.xpath(".//bdi/@lang"), link.xpath(".//small/@lang")) == (
        f"/fr/library/{french.slug}/",
        ["fr"],
        ["fr"],
    )


@LEFT_OPEN
def test_picture_in_webp_with_its_size_and_its_text(db: None) -> None:
    image = picture(description="From the library")
    value = figure(image, alt_text='Chairs in a "ring"', caption="<p>The room.</p>")
    (shown,) = element(rendered("figure", value)).xpath("figure[@class='fig']")
    (img,) = shown.xpath("img")
    assert img.get("src").endswith(".webp")
    assert (img.get("width"), img.get("height"), img.get("loading")) == ("40", "20", "lazy")
    assert img.get("alt") == 'Chairs in a "ring"'
    assert text(shown) == "The room."


@LEFT_OPEN
def test_decorative_picture_has_an_empty_text(db: None) -> None:
    image = picture(description="From the library")
    value = figure(image, decorative=True)
    (img,) = element(rendered("figure", value)).xpath("//img")
    assert img.get("alt") == ""


def test_picture_without_consent_is_never_shown(db: None) -> None:
    image = picture(title=SECRET, description=SECRET, credit=SECRET, consent=Picture.Consent.UNCLEAR)
    value = figure(image, alt_text=SECRET, caption=f"<p>{SECRET}</p>")
    html = rendered("figure", value)
    assert element(html).xpath("//img") == []
    assert SECRET not in html
    assert image.file.name.split("/")[-1].split(".")[0] not in html
    assert image.renditions.count() == 0
    assert text(element(html).xpath("figure[@class='withheld']/div")[0]) == (
        "There is a picture, and we are not showing it. "
        "We do not know yet whether everyone who can be recognised in it agrees to be seen here."
    )


def test_withheld_picture_says_why() -> None:
    found = element(rendered("withheld", struct("withheld", text="<p>There is a photograph.</p>")))
    assert text(found.xpath("figure[@class='withheld']/div")[0]) == "There is a photograph."


def test_own_words_of_a_block_keep_the_readers_language(site: SmallSite) -> None:
    value = BLOCKS["steps"].to_python([{"title": "Un", "minutes": 5}])
    found = element(rendered("steps", value, page=site.standard("fr")))
    assert [span.get("lang") for span in found.xpath(".//p/span")] == ["en", "en"]
    found = element(rendered("steps", value, page=site.standard("en")))
    assert [span.get("lang") for span in found.xpath(".//p/span")] == [None, None]
