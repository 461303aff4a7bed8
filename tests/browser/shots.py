"""The screenshots of docs/: every kind of page, at 360 and 1280 px, in English and Arabic. `make shots`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext

from home.demo import people
from tests.browser.conftest import ROOT, Server
from tests.browser.kinds import PAGES

pytestmark = pytest.mark.shots
FOLDER = ROOT / "docs" / "screenshots"
#: Longest part of a page that is shown, in CSS pixels.
LONGEST = 3600


def save(picture: bytes, path: Path, width: int) -> None:
    """Write a WebP, scaled down to `width` pixels."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(picture)) as opened:
        scaled = opened.convert("RGB")
        scaled = scaled.crop((0, 0, scaled.width, min(scaled.height, LONGEST)))
        scaled.thumbnail((width, LONGEST), Image.Resampling.LANCZOS)
        scaled.save(path, "WEBP", quality=55, method=6)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_public_pages(browser: Browser, server: Server, language: str, width: int) -> None:
    context = browser.new_context(base_url=server.base, viewport={"width": width, "height": 800})
    page = context.new_page()
    for kind, path in PAGES.items():
        page.goto(f"/{language}/{path}", wait_until="networkidle")
        save(page.screenshot(full_page=True), FOLDER / f"{kind}-{language}-{width}.webp", 360 if width == 360 else 800)
    context.close()


def test_admin_pages(staff: BrowserContext, server: Server) -> None:
    page = staff.new_page()
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    save(page.screenshot(), FOLDER / "admin-home.webp", 1000)
