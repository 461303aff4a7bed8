"""What the form keeps on a device is of one story: the next person at that device does not find it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
SCRIPT = (Path(__file__).resolve().parents[2] / "site/static/js/story-form.js").read_text()
FORM = """<!doctype html><form data-story-form="{story}" data-step="story" data-keep="Keep" data-keep-hint="Hint"
data-restored="Restored" {change}><input name="title"><textarea name="body"></textarea><div data-story-keep></div>
</form><script>{script}</script>"""


class Pages(BaseHTTPRequestHandler):
    """The form of any story at its reference, that of a change below change/, and the way out as stories.way_in."""

    def do_GET(self) -> None:
        place = self.path.strip("/")
        self.send_response(303 if place == "close" else 200)
        if place == "close":
            self.send_header("Location", "/new")
            self.send_header("Clear-Site-Data", '"storage"')
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        change = "data-change" if place.startswith("change/") else ""
        story = place.removeprefix("change/")
        self.wfile.write(FORM.format(story=story, change=change, script=SCRIPT).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def base() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("new", "new", "Secret"),  # a window that was closed by mistake
        ("ST-A", "ST-A", "Secret"),
        ("new", "ST-A", "Secret"),  # which it has become
        ("ST-A", "new", ""),
        ("ST-A", "ST-B", ""),
        ("new", "change/ST-B", ""),
        ("new", "close", ""),
        ("ST-A", "close", ""),
    ],
)
def test_a_copy_comes_back_into_its_own_story_alone(
    browser: Browser, base: str, first: str, then: str, expected: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{base}/{first}")
    page.check("#s-keep")
    page.fill("[name=title]", "Secret")
    page.goto(f"{base}/{then}")
    assert page.input_value("[name=title]") == expected
    assert page.is_checked("#s-keep") is bool(expected)
    if then == "close":
        assert page.evaluate("localStorage.length") == 0
    context.close()
