"""The pages of senders, which need a receipt: accessible and valid in both directions, on a phone and on a desk."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from stories.demo.sent import words_of
from tests.browser.conftest import FASTEST, Server
from tests.browser.test_pages import AXE, NU

pytestmark = pytest.mark.browser
TITLE = "The umbrella stand of the tram"
TEXT = "Nobody wanted to be seen.\n\nSeven people under three umbrellas."
#: What a sender can do, below their page.
ACTIONS = ("answer", "consent", "contact", "name", "receipt", "withdraw", "story")


class Looks:
    """What is found wrong on each page that is looked at."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.wrong: dict[str, Any] = {}

    def at(self, name: str) -> None:
        """Look at the page as it is."""
        (self.folder / f"{name}.html").write_text(
            "<!doctype html>" + self.page.locator("html").evaluate("e=>e.outerHTML")
        )
        self.page.add_script_tag(path=AXE)
        found = self.page.evaluate("async () => (await axe.run(document)).violations")
        if found:
            self.wrong[name] = [f"{v['id']}: {v['nodes'][0]['target']}" for v in found]
        if self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
            self.wrong[f"{name} scrolls"] = True


def go_on(page: Page) -> None:
    """Press the button that leads on."""
    page.locator("main form .btn[type=submit]:not(.btn--s)").first.click()


def open_by_words(page: Page, language: str, name: str) -> None:
    """Come back with the words of a receipt."""
    page.context.clear_cookies()
    page.goto(f"/{language}/stories/mine/")
    page.locator("main form textarea, main form input[type=text]").first.fill(words_of(name))
    go_on(page)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_way_of_a_sender(browser: Browser, server: Server, language: str, width: int, tmp_path: Path) -> None:
    context = browser.new_context(
        base_url=server.base, viewport={"width": width, "height": 900}, bypass_csp=True, locale=language
    )
    page = context.new_page()
    looks = Looks(page, tmp_path)

    page.goto(f"/{language}/stories/send/")
    time.sleep(FASTEST + 1)
    go_on(page)
    looks.at("story-errors")
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=body]").fill(TEXT)
    go_on(page)
    assert page.url.partition("#")[0].endswith("/stories/send/receipt/")
    looks.at("receipt")
    go_on(page)
    looks.at("people")
    for name in ("people", "names", "places"):
        page.locator(f"[name={name}]").first.check()
    page.locator("[name=by][value=nobody]").check()
    go_on(page)
    looks.at("pictures")
    go_on(page)
    looks.at("consent")
    go_on(page)
    looks.at("consent-errors")
    page.locator("[name=publish]").check()
    page.locator("[name=translation]").first.check()
    go_on(page)
    looks.at("check")
    go_on(page)
    assert page.url.partition("#")[0].endswith("/stories/send/thanks/")
    looks.at("thanks")
    page.goto(f"/{language}/stories/mine/")
    assert TITLE in page.locator("h1").inner_text()
    looks.at("mine")

    open_by_words(page, language, "bakery")
    assert page.locator("h1").inner_text() == "El pan de los jueves"
    looks.at("changes-requested")
    for action in ACTIONS:
        page.goto(f"/{language}/stories/mine/{action}/")
        looks.at(f"mine-{action}")
    open_by_words(page, language, "lamps")
    page.goto(f"/{language}/stories/mine/agree/")
    assert page.locator("main ins").count() >= 1
    looks.at("agree")
    context.close()
    assert looks.wrong == {}
    assert _invalid(tmp_path) == []


def _invalid(folder: Path) -> list[str]:
    command = ["java", "-jar", str(NU), "--format", "json", "--skip-non-html", "--errors-only", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr)["messages"]
    return sorted({f"{Path(m['url']).name}: {m['message']} {m.get('extract', '')[:120]}" for m in messages})


def test_without_javascript_all_of_it_works(reader: Page) -> None:
    """A story is sent, found again by its words, and taken back."""
    reader.goto("/en/stories/send/")
    time.sleep(FASTEST + 1)
    reader.locator("[name=title]").fill(TITLE)
    reader.locator("[name=body]").fill(TEXT)
    go_on(reader)
    words = re.sub(r"\s+", " ", reader.locator("main .notice").first.inner_text()).strip()
    assert len(words.split()) == 8
    go_on(reader)
    for name in ("people", "names", "places"):
        reader.locator(f"[name={name}]").first.check()
    reader.locator("[name=by][value=nobody]").check()
    go_on(reader)
    go_on(reader)
    reader.locator("[name=publish]").check()
    reader.locator("[name=translation]").first.check()
    go_on(reader)
    go_on(reader)
    reader.context.clear_cookies()
    reader.goto("/en/stories/mine/")
    reader.locator("main form textarea, main form input[type=text]").first.fill(words.upper())
    go_on(reader)
    assert reader.locator("h1").inner_text() == TITLE
    reader.goto("/en/stories/mine/withdraw/")
    go_on(reader)
    assert "/stories/mine/" in reader.url
    assert "Taken back" in reader.locator("main").inner_text()
