"""Everything works with the keys alone: each stop is seen, none is a trap, and a story can be sent without a mouse."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import FASTEST, Server
from tests.browser.kinds import PAGES

pytestmark = pytest.mark.browser

#: What the focus is on, and whether a reader can see that: in view, of some size, and outlined as it is not without.
STOP = """() => {
  const stop = document.activeElement;
  if (stop === document.body) return null;
  const box = stop.getBoundingClientRect();
  const outline = (part) => {
    const style = getComputedStyle(part);
    const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 1;
    return shown ? `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}` : "";
  };
  const parts = [stop, stop.closest(".book, .search")].filter(Boolean);
  const focused = parts.map(outline);
  stop.blur();
  const marked = parts.some((part, i) => focused[i] && focused[i] !== outline(part));
  stop.focus();
  const within = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  stop.dataset.stops = Number(stop.dataset.stops || 0) + 1;
  return {
    name: `${stop.tagName} ${stop.className} ${(stop.textContent || stop.name || "").trim().slice(0, 40)}`,
    again: Number(stop.dataset.stops) > 1,
    seen: within && box.width > 1 && box.height > 1 && marked,
  };
}"""
#: How many things of the page can have the focus: those that are shown and not taken out of the order.
EXPECTED = """() => {
  const radios = new Set();
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
  return [...all].filter((part) => {
    if (part.tabIndex < 0 || part.disabled || part.type === "hidden" || !part.checkVisibility()) return false;
    if (part.type !== "radio") return true;
    return radios.has(part.name) ? false : radios.add(part.name);
  }).length;
}"""


def stops(page: Page, most: int) -> list[dict[str, Any]]:
    """Press Tab until the focus leaves the page."""
    found = []
    for _press in range(most + 5):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["again"]:
            break
        found.append(stop)
    return found


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("ar", 1280)])
def test_every_stop_is_seen_and_none_is_left_out(browser: Browser, server: Server, language: str, width: int) -> None:
    context = browser.new_context(
        base_url=server.base, viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    page = context.new_page()
    for kind, path in PAGES.items():
        page.goto(f"/{language}/{path}")
        expected = page.evaluate(EXPECTED)
        found = stops(page, expected)
        assert [stop["name"] for stop in found if not stop["seen"]] == [], kind
        assert len(found) == expected, kind
    context.close()


def test_the_first_stop_leads_past_the_masthead(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.base)
    page = context.new_page()
    page.goto("/en/library/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    context.close()


def test_another_language_by_keyboard(reader: Page) -> None:
    reader.goto("/en/library/phone-check-up/")
    reader.locator(".langs-menu summary").focus()
    reader.keyboard.press("Enter")
    expect(reader.locator(".langs-menu a").first).to_be_visible()
    reader.locator(".langs-menu a[hreflang=ar]").focus()
    reader.keyboard.press("Enter")
    expect(reader.locator("html")).to_have_attribute("lang", "ar")


def press(reader: Page, name: str) -> None:
    """Go to a button and press it with the keyboard."""
    button = reader.locator("main").get_by_role("button", name=name, exact=True)
    expect(button).to_be_visible()
    button.focus()
    reader.keyboard.press("Enter")


def test_a_story_is_sent_by_keyboard(reader: Page) -> None:
    """Tab, letters, space and Enter; the Enter key in a field sends the form, whose errors say what is missing."""
    keys = reader.keyboard
    reader.goto("/en/stories/send/")
    reader.wait_for_timeout(FASTEST * 1000)  # one that comes faster was not typed
    reader.locator("#s-title").focus()
    keys.type("The bench that moved")
    keys.press("Enter")
    expect(reader.locator("#errors")).to_be_in_viewport()
    reader.locator("#errors a").first.focus()
    keys.press("Enter")
    reader.locator("#s-body").focus()
    keys.type("We carried it to the bus stop.")
    reader.locator("#s-region").focus()
    keys.press("ArrowDown")
    reader.locator("#s-title").focus()
    keys.press("Enter")
    press(reader, "I have kept them. Go on")
    for label in (
        "Everyone who could be recognised has heard it and agrees",
        "Nobody. Take out names that I overlooked",
        "Only the region",
        "My project’s name",
    ):
        reader.get_by_label(label).focus()
        keys.press("Space")
    reader.locator("#s-project").focus()
    keys.press("ArrowDown")
    press(reader, "Go on")
    press(reader, "Go on")
    for label in ("Publish it here, after an editor has checked it", "Into any language"):
        reader.get_by_label(label).focus()
        keys.press("Space")
    press(reader, "Go on")
    press(reader, "Send to the editors")
    expect(reader.locator("main")).to_contain_text("ST-")
