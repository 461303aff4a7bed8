"""The main job, end to end: a story is sent in, reviewed, published, translated, and read in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import FASTEST, Server, log_in

pytestmark = pytest.mark.browser
TITLE = "The gate that opened at seven"
FIRST = "The gate was locked at six."
SECOND = "We sang until somebody came with a key, and then we stayed for tea."
SUMMARY = "How a locked gate became a tea party."
FRENCH = {
    TITLE: "Le portail qui s’est ouvert à sept heures",
    FIRST: "À six heures, le portail était fermé.",
    SECOND: "Nous avons chanté jusqu’à ce que quelqu’un vienne avec une clé, puis nous sommes restés pour le thé.",
    "A drawn gate": "Un portail dessiné",
    SUMMARY: "Comment un portail fermé est devenu un goûter.",
}
CONTACT = "signal: +00 555 0100 secret"


def act(desk: Page, name: str | re.Pattern[str]) -> None:
    """Press a button of the footer, which Wagtail may have put under "More actions"."""
    button = desk.locator("footer").get_by_role("button", name=name)
    if not button.first.is_visible():
        desk.get_by_role("button", name="More actions").click()
    button.first.click()


def translate(desk: Page, source: str, target: str) -> None:
    """Fill one segment of wagtail-localize's editor."""
    segment = desk.locator("li.incomplete", has=desk.get_by_text(source, exact=True))
    segment.get_by_role("button", name="Translate").click()
    if segment.locator("textarea").count():
        segment.locator("textarea").fill(target)
    else:
        segment.locator("[contenteditable=true]").click()
        desk.keyboard.insert_text(target)
    segment.get_by_role("button", name="Save").click()
    expect(desk.get_by_text(target, exact=True).first).to_be_visible()


def go_on(reader: Page) -> None:
    """To the next step."""
    reader.locator("main").get_by_role("button", name="Go on", exact=True).last.click()


def test_from_a_form_to_two_languages(
    reader: Page, staff: BrowserContext, browser: Browser, server: Server, tmp_path: Path
) -> None:
    picture = tmp_path / "gate.jpg"
    Image.new("RGB", (1200, 800), "#8ed8d2").save(picture)

    # A project sends a story, without JavaScript. Two tries miss something; nothing is lost.
    reader.goto("/en/stories/send/")
    reader.locator("#s-body").fill(f"{FIRST}\n\n{SECOND}")
    reader.locator("#s-region").select_option("ea")
    reader.wait_for_timeout(FASTEST * 1000)  # one that comes faster was not typed
    go_on(reader)
    expect(reader).to_have_title(re.compile("^Error: "))
    expect(reader.locator(".errsum li")).to_have_count(1)
    expect(reader.locator("#s-body")).to_have_value(f"{FIRST}\n\n{SECOND}")
    reader.locator("#s-title").fill(TITLE)
    go_on(reader)
    assert len(reader.locator("#words").inner_text().split()) >= 8
    reader.get_by_role("button", name="I have kept them. Go on").click()
    for label in (
        "Everyone who could be recognised has heard it and agrees",
        "Nobody. Take out names that I overlooked",
        "Only the region",
        "My project’s name",
    ):
        reader.get_by_label(label).check()
    reader.locator("#s-project").select_option(label="Open Door Legal Circle")
    go_on(reader)
    reader.locator("#f1-file").set_input_files(picture)
    go_on(reader)
    expect(reader.locator(".errsum li")).to_have_count(2)
    expect(reader.locator(".filebox")).to_contain_text("Picture 1")
    reader.locator("#f1-alt").fill("A drawn gate")
    reader.get_by_label("No face, number plate or house number can be made out").first.check()
    go_on(reader)
    for label in ("Publish it here, after an editor has checked it", "Into any language", "No face may be shown"):
        reader.get_by_label(label).check()
    reader.locator("#s-contact").fill(CONTACT)
    go_on(reader)
    expect(reader.locator("main")).to_contain_text(CONTACT)
    reader.get_by_role("button", name="Send to the editors").click()
    expect(reader.locator("main")).to_contain_text(re.compile(r"ST-[2-9A-Z]{6}"))

    # It is not public.
    reader.goto("/en/stories/")
    expect(reader.get_by_role("link", name=TITLE)).to_have_count(0)

    # A reviewer finds it, reads the preview, asks for a change.
    desk = log_in(staff, "reviewer")
    desk.get_by_role("link", name=TITLE).first.click()
    expect(desk.get_by_text("What the sender agreed to")).to_be_visible()
    expect(desk.get_by_text(CONTACT)).to_have_count(0)
    edit = desk.url
    page_id = int(re.search(r"/pages/(\d+)/", edit)[1])  # type: ignore[index]
    preview = staff.new_page()
    preview.goto(f"/admin/pages/{page_id}/view_draft/")
    expect(preview.locator("main h1")).to_have_text(TITLE)
    expect(preview.locator("main img")).to_have_attribute("alt", "A drawn gate")
    act(desk, "Request changes")
    desk.get_by_role("dialog").get_by_role("textbox").fill("Please add a summary.")
    desk.get_by_role("dialog").get_by_role("button", name="Request changes").click()
    desk.wait_for_url(re.compile(r"/admin/(pages/\d+/)?$"))

    # An editor makes the change and sends it back to review.
    desk = log_in(staff, "editor")
    desk.goto(edit)
    desk.get_by_role("textbox", name="Summary").fill(SUMMARY)
    expect(desk.get_by_text(CONTACT)).to_have_count(0)
    act(desk, re.compile("Resubmit"))
    desk.wait_for_url(re.compile(r"/admin/pages/\d+/$"))

    # The reviewer goes through the checklist and approves. Its sender has not seen the summary: it is not public.
    desk = log_in(staff, "reviewer")
    desk.goto(edit)
    act(desk, re.compile("^Safe to go on"))
    checklist = desk.get_by_role("dialog")
    expect(checklist.get_by_role("checkbox")).to_have_count(6)  # it comes a moment after the dialog
    for box in checklist.get_by_role("checkbox").all():
        box.check()
    checklist.get_by_label("Low: nobody is in danger if an enemy reads it").check()
    checklist.get_by_role("button", name="Safe to go on").click()
    desk.wait_for_url(re.compile(r"/admin/(pages/\d+/)?$"))
    desk.goto(edit)
    act(desk, re.compile("^Approve$"))
    desk.wait_for_url(re.compile(r"/admin/(pages/\d+/)?$"))
    reader.goto("/en/stories/")
    expect(reader.get_by_role("link", name=TITLE)).to_have_count(0)

    # The sender reads what was changed and says yes; it is public, on the index, on the home page and in the search.
    reader.goto("/en/stories/mine/")
    reader.get_by_role("link", name="See the page and say yes or no").click()
    expect(reader.locator("main ins").first).to_contain_text(SUMMARY)
    reader.get_by_role("button", name="Yes, publish it").click()
    for address in ("/en/stories/", "/en/", "/en/search/?q=gate+seven"):
        reader.goto(address)
        expect(reader.get_by_role("link", name=TITLE).first, address).to_be_visible()
    reader.get_by_role("link", name=TITLE).first.click()
    english = reader.url
    expect(reader.locator("main")).to_contain_text("Open Door Legal Circle")
    expect(reader.locator("body")).not_to_contain_text("555 0100")

    # An editor submits it for translation.
    desk = log_in(staff, "editor")
    desk.goto(f"/admin/localize/submit/page/{page_id}/")
    desk.get_by_label("Français").check()
    desk.get_by_role("button", name="Submit").click()
    desk.wait_for_url(re.compile(r"/admin/pages/\d+/edit/$"))
    french_edit = desk.url
    reader.goto(english.replace("/en/", "/fr/"))
    expect(reader.locator("html")).to_have_attribute("lang", "fr")
    expect(reader.locator("main article").first).to_have_attribute("lang", "en")

    # A translator claims it, translates it and sends it to review. Nothing is public yet.
    desk = log_in(staff, "translator")
    desk.goto(french_edit)
    desk.get_by_role("button", name="I translate it").click()
    work = desk.get_by_role("region", name="Who works on this translation")
    expect(work.get_by_text(re.compile("You translate this until"))).to_be_visible()
    for source, target in FRENCH.items():
        translate(desk, source, target)
    desk.get_by_role("button", name="Send to review").click()
    expect(desk.get_by_text("It is with the reviewers.")).to_be_visible()
    reader.goto(english.replace("/en/", "/fr/"))
    expect(reader.locator("main article").first).to_have_attribute("lang", "en")

    # A second person sees both texts side by side and approves.
    desk = log_in(staff, "coordinator")
    desk.goto(french_edit)
    desk.get_by_role("link", name="Side by side").click()
    expect(desk.get_by_text(SECOND)).to_be_visible()
    expect(desk.get_by_text(FRENCH[SECOND])).to_be_visible()
    desk.get_by_role("button", name="Approve and publish").click()
    desk.wait_for_url(re.compile(r"/admin/(pages/\d+/.*)?$"))

    # Readers switch between both.
    reader.goto(english)
    reader.locator(".langs-menu summary").click()
    reader.locator(".langs-menu").get_by_role("link", name="Français").click()
    expect(reader.locator("main h1")).to_have_text(FRENCH[TITLE])
    expect(reader.locator("main")).to_contain_text(FRENCH[SECOND])
    expect(reader.locator("main img")).to_have_attribute("alt", "Un portail dessiné")
    assert "/fr/stories/" in reader.url
    reader.locator(".langs-menu summary").click()
    reader.locator(".langs-menu").get_by_role("link", name="English").click()
    assert reader.url == english
    expect(reader.locator("main h1")).to_have_text(TITLE)
