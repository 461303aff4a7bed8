"""Help beside the texts in wagtail-localize's editor, which is an application of its own without a place for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Server, log_in

pytestmark = pytest.mark.browser

MAKE = """
from home import i18n
from home.models import GlossaryTerm, HomePage, StandardPage, User
from home.translators import submitting
from wagtail_localize.models import StringTranslation, Translation
english, arabic = i18n.locales()["en"], i18n.locales()["ar"]
home = HomePage.objects.get(locale=english)
GlossaryTerm.objects.create(source_locale=english, target_locale=arabic, term="eviction", translation="إخلاء")
made = []
for title, summary in (("Before", "Stop 14 evictions, and how."), ("Now", "Stop 14 evictions, and why.")):
    page = home.add_child(instance=StandardPage(title=title, summary=summary, locale=english))
    page.save_revision().publish()
    submitting.submit(page, [arabic], None, None)
    made.append(Translation.objects.get(source__object_id=page.translation_key, target_locale=arabic))
before = made[0].source.stringsegment_set.get(context__path="summary")
StringTranslation.objects.create(
    translation_of=before.string, context=before.context, locale=arabic, translation_type="manual",
    data="أوقفوا ١٤ إخلاء، وكيف.",
)
print("edit:", made[1].get_target_instance().pk)
"""


@pytest.fixture(scope="module")
def edited(server: Server) -> str:
    """The number of an Arabic page that is being translated."""
    return server.manage("shell", "--no-imports", "-c", MAKE).split("edit:")[1].strip()


def test_help_in_the_editor(staff: BrowserContext, edited: str) -> None:
    desk = log_in(staff, "editor")
    desk.goto(f"/admin/pages/{edited}/edit/")
    row = desk.locator("li", has=desk.locator("> p", has_text="Stop 14 evictions, and why.")).last
    expect(row.locator("> p")).to_have_attribute("dir", "ltr")
    expect(row.locator("> p")).to_have_attribute("lang", "en")
    expect(row.locator(".translation-help__terms")).to_contain_text("إخلاء")
    row.get_by_role("button", name="Use “أوقفوا ١٤ إخلاء، وكيف.”").press("Enter")
    field = row.locator("textarea")
    expect(field).to_have_value("أوقفوا ١٤ إخلاء، وكيف.")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("dir", "rtl")
    expect(field).to_have_attribute("lang", "ar")
    field.fill("أوقفوا الطرد.")
    row.get_by_role("button", name="Save").click()
    warnings = row.locator(".translation-help__warnings")
    expect(warnings).to_contain_text("Numbers of the original that are missing: 14")
    expect(warnings).to_contain_text("Agreed for “eviction”: “إخلاء”")
    expect(row.locator("> div > p")).to_have_attribute("dir", "rtl")
    row.get_by_role("button", name="Edit").click()
    row.locator("textarea").fill("أوقفوا ١٤ إخلاء، ولماذا.")
    row.get_by_role("button", name="Save").click()
    expect(warnings).to_have_count(0)
    desk.get_by_role("link", name="Help and checks").click()
    expect(desk.locator("textarea[name=value]", has_text="أوقفوا ١٤ إخلاء، ولماذا.")).to_have_attribute("dir", "rtl")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_of_help_on_a_small_screen(staff: BrowserContext, edited: str, language: str) -> None:
    desk = log_in(staff, "editor")
    desk.set_viewport_size({"width": 360, "height": 800})
    desk.goto(f"/admin/pages/{edited}/edit/")
    desk.goto(str(desk.locator("a[href$='/help/']").get_attribute("href")))
    if language == "ar":
        desk.evaluate("document.documentElement.dir = 'rtl'")
    width = desk.evaluate("document.scrollingElement.scrollWidth")
    assert width <= 360


@pytest.mark.parametrize(("name", "may"), [("translator", False), ("coordinator", True)])
def test_the_editor_offers_only_what_one_may(staff: BrowserContext, edited: str, name: str, may: bool) -> None:
    desk = log_in(staff, name)
    desk.goto(f"/admin/pages/{edited}/edit/")
    expect(desk.get_by_role("link", name="Preview")).to_be_visible()
    expect(desk.get_by_role("link", name="Convert to alias page")).to_have_count(0)
    stop = desk.get_by_role("button", name="Stop Synced translation")
    expect(stop).to_be_visible() if may else expect(stop).to_be_hidden()
