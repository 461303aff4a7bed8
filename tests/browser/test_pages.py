"""Every kind of public page, as readers get it: accessible, light, private, valid, without JavaScript."""

from __future__ import annotations

import gzip
import json
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Response

from tests.browser.conftest import Server
from tests.browser.kinds import LANGUAGES, PAGES

pytestmark = pytest.mark.browser
TOOLS = Path(__file__).parent / "node_modules"
AXE = TOOLS / "axe-core" / "axe.min.js"
NU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
#: Bytes of HTML, CSS, font and icons of the home page, as sent.
HOME_BUDGET = 60 * 1024
FORMS = {"send-a-story", "your-submission", "ask", "suggest"}


def fetch(url: str) -> tuple[int, Any, bytes]:
    """Status, headers and body as sent (compressed)."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 – our own server
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, server: Server, language: str, width: int, scheme: Any) -> None:
    """WCAG 2.2 AA and best practices, in both directions, on a phone and on a desk, in both colour schemes."""
    context = browser.new_context(
        base_url=server.base, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for kind, path in PAGES.items():
        page.goto(f"/{language}/{path}")
        page.add_script_tag(path=AXE)
        violations = page.evaluate("async () => (await axe.run(document)).violations")
        if violations:
            found[kind] = [
                f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}" for v in violations
            ]
    context.close()
    assert found == {}


@pytest.mark.parametrize("width", [320, 360, 1280, 1600])
@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_nothing_scrolls_sideways(browser: Browser, server: Server, language: str, width: int) -> None:
    context = browser.new_context(base_url=server.base, viewport={"width": width, "height": 900})
    page = context.new_page()
    wide = {}
    for kind, path in PAGES.items():
        page.goto(f"/{language}/{path}")
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            wide[kind] = overflow
    context.close()
    assert wide == {}


def test_no_cookie_no_third_party_no_error(browser: Browser, server: Server) -> None:
    """A reader goes through the whole site with an ordinary browser: one host, no cookie, nothing in the console."""
    context = browser.new_context(base_url=server.base)
    page = context.new_page()
    hosts: set[str] = set()
    wrong: list[str] = []

    def on_request(request: Request) -> None:
        hosts.add(request.url.split("/")[2])

    def on_response(response: Response) -> None:
        if response.status >= 400 and "no-such-page" not in response.url:
            wrong.append(f"{response.status} {response.url}")

    page.on("request", on_request)
    page.on("response", on_response)
    page.on("console", lambda message: wrong.append(message.text) if "404" not in message.text else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for language in LANGUAGES:
        for kind, path in PAGES.items():
            page.goto(f"/{language}/{path}")
            cookies = {cookie["name"] for cookie in context.cookies()}
            assert cookies == ({"csrftoken"} if kind in FORMS else set()), (language, kind)
            stored = page.evaluate("localStorage.length + sessionStorage.length")
            assert stored == 0
            context.clear_cookies()
    context.close()
    assert hosts == {server.base.removeprefix("http://")}
    assert wrong == []


def test_home_page_is_light(browser: Browser, server: Server) -> None:
    """HTML, CSS, font and icons of a first visit, as sent over the wire."""
    context = browser.new_context(base_url=server.base)
    page = context.new_page()
    sizes: dict[str, int] = {}

    def on_response(response: Response) -> None:
        sent = response.request.sizes()
        sizes[response.url] = sent["responseBodySize"]

    page.on("requestfinished", lambda request: on_response(request.response()))
    page.goto("/en/", wait_until="networkidle")
    _status, _headers, favicon = fetch(page.locator("link[rel=icon]").evaluate("e => e.href"))
    context.close()
    total = sum(sizes.values()) + len(favicon)
    assert len(sizes) in (3, 4), sizes  # page, stylesheet, font, perhaps the favicon
    assert total <= HOME_BUDGET, sizes


def test_every_kind_is_valid_html(server: Server, tmp_path: Path) -> None:
    """The Nu checker finds neither errors nor warnings, in all six languages."""
    for language in LANGUAGES:
        for kind, path in PAGES.items():
            _status, headers, body = fetch(f"{server.base}/{language}/{path}")
            html = gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body
            (tmp_path / f"{language}-{kind}.html").write_bytes(html)
    done = subprocess.run(
        ["java", "-jar", str(NU), "--format", "json", "--skip-non-html", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(done.stderr)["messages"]
    told = sorted(
        {
            f"{Path(m.get('url', '')).name}: {m.get('message')} {m.get('extract', '')[:120]}"
            for m in messages
            if m["type"] != "info" or m.get("subType") == "warning"
        }
    )
    assert told == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_are_public_compressed_and_strict(server: Server, language: str) -> None:
    for kind, path in PAGES.items():
        status, headers, _body = fetch(f"{server.base}/{language}/{path}")
        where = (language, kind)
        assert status == (404 if kind == "not-found" else 200), where
        assert headers["Content-Encoding"] == "gzip", where
        policy = headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy, where
        assert "script-src 'self'" in policy, where
        public = kind not in FORMS and kind not in ("not-found", "search")
        assert ("public" in headers["Cache-Control"]) is public, where
        assert headers["Content-Language"] == language, where
        assert headers["Referrer-Policy"] == "same-origin", where
        if public:
            request = urllib.request.Request(  # noqa: S310 – our own server
                f"{server.base}/{language}/{path}",
                headers={"If-None-Match": headers["ETag"], "Accept-Encoding": "gzip"},
            )
            with pytest.raises(urllib.error.HTTPError) as unchanged:
                urllib.request.urlopen(request, timeout=30)  # noqa: S310
            assert unchanged.value.code == 304, where
            unchanged.value.close()


def test_everything_works_without_javascript(reader: Page) -> None:
    """Menus, the switcher, search and filters are plain HTML."""
    reader.set_viewport_size({"width": 360, "height": 800})
    reader.goto("/en/library/")
    reader.locator(".langs-menu summary").click()
    reader.get_by_role("link", name="العربية").first.click()
    assert reader.url.endswith("/ar/library/")
    assert reader.locator("html").get_attribute("dir") == "rtl"
    reader.goto("/en/search/?q=interpreter")
    assert reader.locator("main h3 a").count() >= 3
    assert reader.locator("main mark").count() >= 1
    reader.goto("/en/library/?topic=safety")
    assert reader.locator(".chip--on").count() == 1


def test_keyboard_reaches_content_first(browser: Browser, server: Server) -> None:
    """The skip link is the first stop and leads past the menus; the language menu opens from the keyboard."""
    context = browser.new_context(base_url=server.base)
    page = context.new_page()
    page.goto("/en/library/phone-check-up/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.locator(".langs-menu summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('hreflang')") == "en"
    context.close()
