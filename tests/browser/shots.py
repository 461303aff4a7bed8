"""The screenshots of docs/: every kind of page, at 360 and 1280 px, in English and Arabic. `make shots`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import FASTEST, ROOT, Server, log_in
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
        page.evaluate("scrollTo(0, document.body.scrollHeight)")  # pictures further down load when they are near
        page.wait_for_load_state("networkidle")
        page.wait_for_function("[...document.images].every(image => image.complete)")
        page.evaluate("scrollTo(0, 0)")
        save(page.screenshot(full_page=True), FOLDER / f"{kind}-{language}-{width}.webp", 360 if width == 360 else 800)
    context.close()


def edit_address(server: Server, language: str, slug: str) -> str:
    """Where a page of the demo site is edited."""
    look = (
        "from wagtail.models import Page; "
        f"print('id', Page.objects.get(slug='{slug}', locale__language_code='{language}').pk)"
    )
    return f"/admin/pages/{server.manage('shell', '--no-imports', '-c', look).split()[-1]}/edit/"


def send_a_story(reader: Page, language: str = "en") -> None:
    """A short one, so that there is something to review."""
    reader.goto(f"/{language}/stories/send/")
    reader.wait_for_timeout(FASTEST * 1000)
    reader.locator("#s-title").fill("The gate that opened at seven")
    reader.locator("#s-body").fill("The gate was locked at six.\n\nWe sang until somebody came with a key.")
    reader.locator("#s-region").select_option("ea")
    reader.locator("#s-send").click()
    reader.locator("main form button").first.click()
    for chosen in ("people][value=agreed", "names][value=nobody", "places][value=region", "by][value=project"):
        reader.locator(f"[name={chosen}]").check()
    reader.locator("#s-project").select_option(index=1)
    reader.locator("#s-send").click()
    reader.locator("#s-send").click()
    reader.locator("[name=publish]").check()
    reader.locator("[name=translation][value=any]").check()
    reader.locator("#s-send").click()
    reader.locator("#s-send").click()
    expect(reader.locator("main")).to_contain_text("ST-")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_receipt(reader: Page, language: str, width: int) -> None:
    reader.set_viewport_size({"width": width, "height": 800})
    send_a_story(reader, language)
    save(reader.screenshot(full_page=True), FOLDER / f"receipt-{language}-{width}.webp", 360 if width == 360 else 800)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_your_submission(reader: Page, language: str, width: int) -> None:
    reader.set_viewport_size({"width": width, "height": 800})
    reader.goto(f"/{language}/stories/mine/")
    reader.locator("main form textarea").fill("bakery" + 7 * " demo")
    reader.locator("main form button").first.click()
    expect(reader.locator("h1")).to_have_text("El pan de los jueves")
    name = FOLDER / f"submission-{language}-{width}.webp"
    save(reader.screenshot(full_page=True), name, 360 if width == 360 else 800)


@pytest.mark.parametrize("width", [360, 1280])
def test_what_readers_see_when_something_broke(reader: Page, server: Server, width: int) -> None:
    """In all languages at once, so there is one."""
    made = "from home.views import server_error; print(server_error(None).content.decode())"
    body = server.manage("shell", "--no-imports", "-c", made)
    reader.route("**/en/broken/", lambda route: route.fulfill(status=500, content_type="text/html", body=body))
    reader.set_viewport_size({"width": width, "height": 800})
    reader.goto("/en/broken/")
    save(reader.screenshot(full_page=True), FOLDER / f"error-500-{width}.webp", 360 if width == 360 else 800)


def test_admin_pages(staff: BrowserContext, server: Server) -> None:
    desk = log_in(staff, "editor")
    save(desk.screenshot(), FOLDER / "admin-home.webp", 1000)
    desk.goto(edit_address(server, "en", "know-your-rights-workshop"), wait_until="networkidle")
    save(desk.screenshot(), FOLDER / "admin-guide.webp", 1000)
    desk = log_in(staff, "reviewer")
    desk.goto("/admin/stories/queue/", wait_until="networkidle")
    save(desk.screenshot(full_page=True), FOLDER / "admin-stories.webp", 1000)
    desk.get_by_role("link", name="El pan de los jueves").click()
    desk.wait_for_load_state("networkidle")
    save(desk.screenshot(full_page=True), FOLDER / "admin-review.webp", 1000)
    desk = log_in(staff, "translator")
    desk.goto(edit_address(server, "fr", "phone-check-up"), wait_until="networkidle")
    save(desk.screenshot(), FOLDER / "admin-translation.webp", 1000)


def translated(server: Server, name: str, language: str, slug: str) -> str:
    """Where the desk shows how a guide is in a language, or its review."""
    look = (
        "from django.urls import reverse; from wagtail_localize.models import Translation; "
        "from library.models import GuidePage; "
        f"guide = GuidePage.objects.get(slug='{slug}', locale__language_code='{language}'); "
        "found = Translation.objects.get(source__object_id=guide.translation_key, target_locale=guide.locale); "
        f"of = {{'desk_version': [guide.translation_key, '{language}'], 'translation_review': [found.pk]}}; "
        f"print('at', reverse('{name}', args=of['{name}']))"
    )
    return server.manage("shell", "--no-imports", "-c", look).split()[-1]


def test_translation_desk(staff: BrowserContext, server: Server) -> None:
    desk = log_in(staff, "editor")
    desk.goto("/admin/desk/", wait_until="networkidle")
    save(desk.screenshot(full_page=True), FOLDER / "admin-desk.webp", 1000)
    desk = log_in(staff, "translator")
    desk.goto("/admin/desk/queue/ar/", wait_until="networkidle")
    save(desk.screenshot(), FOLDER / "admin-queue.webp", 1000)
    desk.goto(translated(server, "desk_version", "ar", "know-your-rights-workshop"), wait_until="networkidle")
    save(desk.screenshot(), FOLDER / "admin-behind.webp", 1000)
    desk = log_in(staff, "coordinator")
    desk.goto(translated(server, "translation_review", "ar", "roles-for-a-march"), wait_until="networkidle")
    save(desk.screenshot(), FOLDER / "admin-side-by-side.webp", 1000)
