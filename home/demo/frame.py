"""The frame of the site: home pages, the sections below them, pages of prose, the texts on every page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from wagtail.models import Locale, Page, Site

from home import i18n
from home.demo import works
from home.demo.markup import Blocks, key, rich_text
from home.demo.registry import Progress, step
from home.models import HomePage, SiteTexts, StandardPage

FOLDER = Path(__file__).parent
PAGES_IN_ORDER = ("about", "privacy", "licence", "contact")
#: The sections below home in the order of the menu: name in indexes.yaml → model, parent.
SECTIONS: dict[str, tuple[str, tuple[str, str]]] = {
    "library": ("library.LibraryIndexPage", ("home", "home")),
    "stories": ("stories.StoryIndexPage", ("home", "home")),
    "news": ("stories.NewsIndexPage", ("home", "home")),
    "network": ("network.NetworkIndexPage", ("home", "home")),
    "calls": ("network.CallIndexPage", ("index", "network")),
}


def _first_language(texts: dict[str, Any]) -> str:
    known = i18n.locales()
    return settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in texts else next(code for code in known if code in texts)


def _others(texts: dict[str, Any], first: str) -> list[Locale]:
    return [locale for code, locale in i18n.locales().items() if code != first and code in texts]


@step(10, "Home pages", is_example=False)
def load_home() -> Progress:
    """The home page in every language; it takes the place of Wagtail's welcome page."""
    texts = {path.stem: works.read(path) for path in sorted((FOLDER / "home").glob("*.yaml"))}
    first = _first_language(texts)
    known = i18n.locales()
    total = len(texts)
    home = HomePage.objects.filter(translation_key=key("home", "home"), locale=known[first]).first()
    if home is None:
        root = Page.get_first_root_node()
        root.get_children().filter(slug="home", title__startswith="Welcome").delete()
        home = _home_page(texts[first], known[first])
        Page.get_first_root_node().add_child(instance=home)
        home.save_revision().publish()
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={"root_page": home, "hostname": "localhost", "site_name": settings.WAGTAIL_SITE_NAME},
        )
    yield 1, total
    for done, locale in enumerate(_others(texts, first), start=2):
        if not home.has_translation(locale):
            works.translate_object(home, locale, _home_page(texts[locale.language_code], locale))
        yield done, total


def _home_page(texts: dict[str, Any], locale: Locale) -> HomePage:
    blocks = Blocks(key("home", "home"))
    sections: list[dict[str, Any]] = [
        {"lead": {"heading": texts["title"], "text": texts["lede"], "searches": texts["quick_searches"]}},
        {"facing": {"heading": texts["facing_heading"], "count": 9}},
        {"library": {"heading": texts["library_heading"], "count": 4}},
        {"stories": {"heading": texts["stories_heading"], "count": 4, "invitation": texts["stories_invitation"]}},
        {
            "calls_and_news": {
                "calls_heading": texts["calls_heading"],
                "news_heading": texts["news_heading"],
                "count": 3,
            }
        },
        {
            "network": {
                "heading": texts["network_heading"],
                "lede": texts["network_lede"],
                "text": texts["network_text"],
            }
        },
    ]
    return HomePage(
        locale=locale,
        translation_key=key("home", "home"),
        slug="home",
        title=texts["title"],
        seo_title=texts["seo_title"],
        summary=texts["summary"],
        sections=blocks.stream(sections),
    )


@step(20, "Sections", is_example=False)
def load_sections() -> Progress:
    """Library, stories, news, network, calls."""
    indexes = works.read(FOLDER / "indexes.yaml")
    total = sum(len(texts) for texts in indexes.values())
    done = 0
    for name, (model, parent) in SECTIONS.items():
        for _section in _load_section(name, model, parent, indexes[name]):
            done += 1
            yield done, total


def _load_section(name: str, model: str, parent: tuple[str, str], texts: dict[str, Any]) -> Progress:
    page_model: Any = apps.get_model(model)
    first = _first_language(texts)
    locale = i18n.locales()[first]

    def make(texts: dict[str, Any], locale: Locale) -> Any:
        return page_model(
            locale=locale,
            translation_key=key("index", name),
            slug=name,
            title=texts["title"],
            summary=texts["summary"],
            intro=rich_text(texts["intro"]),
            show_in_menus=parent[0] == "home",
        )

    page = page_model.objects.filter(translation_key=key("index", name), locale=locale).first()
    if page is None:
        page = make(texts[first], locale)
        Page.objects.get(translation_key=key(*parent), locale=locale).add_child(instance=page)
        page.save_revision().publish()
    yield 1, len(texts)
    for done, other in enumerate(_others(texts, first), start=2):
        if not page.has_translation(other):
            works.translate_object(page, other, make(texts[other.language_code], other))
        yield done, len(texts)


def _standard_stub(work: works.Work, locale: Locale) -> StandardPage:
    is_about = work.slug == "about"
    return works.draft(StandardPage, work, locale, show_in_menus=is_about, cover=is_about)


def _standard_page(work: works.Work, texts: works.Texts, facts: works.Texts, locale: Locale) -> StandardPage:
    page = _standard_stub(work, locale)
    page.title = texts["title"]
    page.summary = texts["summary"]
    page.headline = texts.get("headline", "")
    page.body = Blocks(work.key).stream(texts["body"])
    return page


def _standing() -> list[works.Work]:
    return [works.Work("page", FOLDER / "pages" / name) for name in PAGES_IN_ORDER]


@step(45, "Outlines of pages", is_example=False)
def sketch_pages() -> Progress:
    """About, privacy, licence, contact, so that others can link to them."""
    return works.sketch(_standing(), ("home", "home"), _standard_stub)


@step(85, "Pages", is_example=False)
def fill_pages() -> Progress:
    """Their texts, which link to guides and projects."""
    return works.fill(_standing(), _standard_page)


@step(30, "Texts on every page", is_example=False)
def load_texts() -> Progress:
    """Footer and safety line."""
    texts = works.read(FOLDER / "settings.yaml")
    first = _first_language(texts)

    def make(texts: dict[str, Any], locale: Locale) -> SiteTexts:
        return SiteTexts(locale=locale, translation_key=key("texts", "site"), **texts)

    made = SiteTexts.objects.filter(translation_key=key("texts", "site"), locale=i18n.locales()[first]).first()
    if made is None:
        made = make(texts[first], i18n.locales()[first])
        made.save()
    yield 1, len(texts)
    for done, locale in enumerate(_others(texts, first), start=2):
        if not made.has_translation(locale):
            works.translate_object(made, locale, make(texts[locale.language_code], locale))
        yield done, len(texts)
