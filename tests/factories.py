"""Small pieces of a site, made with the real models."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, Locale, Page, Site

from home import i18n, memory, roles
from home.models import BasePage, HomePage, SiteTexts, StandardPage, User
from library.models import GuidePage, GuideTopic, LibraryIndexPage, Topic
from network.models import CallIndexPage, CallPage, NetworkIndexPage, ProjectPage
from stories.models import NewsArticlePage, NewsIndexPage, StoryIndexPage, StoryPage, StoryTopic

LANGUAGES = ("en", "fr", "ar")
TITLES = {
    "library": {"en": "Library", "fr": "Bibliothèque", "ar": "المكتبة"},
    "stories": {"en": "Stories", "fr": "Récits", "ar": "الحكايات"},
    "news": {"en": "News", "fr": "Actualités", "ar": "الأخبار"},
    "network": {"en": "Network", "fr": "Réseau", "ar": "الشبكة"},
    "calls": {"en": "Calls", "fr": "Appels", "ar": "اللقاءات"},
    "home": {"en": "What worked", "fr": "Ce qui a marché", "ar": "ما نجح"},
}
TOPICS = {
    "rights": {"en": "Know your rights", "fr": "Connaître ses droits", "ar": "اعرفوا حقوقكم"},
    "safety": {"en": "Safety and security", "fr": "Sécurité", "ar": "السلامة والأمان"},
    "care": {"en": "Care and wellbeing", "fr": "Prendre soin", "ar": "الرعاية"},
}
_count = itertools.count(1)


def ensure_root() -> Page:
    """The roots of pages and collections, which the flush after a transactional test removes with everything else."""
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    root = Page.get_first_root_node()
    if root is None:
        locale, _new = Locale.objects.get_or_create(language_code="en")
        root = Page.add_root(title="Root", slug="root", locale=locale)
    return root


def ensure_admin() -> None:
    """The right to open the admin, which a migration of Wagtail's makes: the flush removes that as well."""
    admin, _new = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    names = {"codename": "access_admin", "name": "Can access Wagtail admin"}
    Permission.objects.get_or_create(content_type=admin, **names)


def remove_site() -> None:
    """Leave what a new database has: no page, no term, no site."""
    for page in ensure_root().get_children():
        page.delete()
    for model in (Topic, SiteTexts, Site):
        model.objects.all().delete()
    Site.clear_site_root_paths_cache()
    memory.forget_all()


@dataclass
class SmallSite:
    """A site in three languages, empty of works."""

    homes: dict[str, HomePage] = field(default_factory=dict)
    sections: dict[tuple[str, str], Any] = field(default_factory=dict)
    topics: dict[tuple[str, str], Topic] = field(default_factory=dict)

    @classmethod
    def build(cls) -> SmallSite:
        """Make it."""
        made = cls()
        ensure_root()
        ensure_admin()
        roles.ensure_all()
        keys = {name: uuid.uuid4() for name in (*TITLES, *TOPICS)}
        root = Page.get_first_root_node()
        for page in root.get_children():
            page.delete()
        root = Page.get_first_root_node()
        for code in LANGUAGES:
            locale, _new = Locale.objects.get_or_create(language_code=code)
        memory.forget_all()
        for code in LANGUAGES:
            locale = i18n.locales()[code]
            home = HomePage(
                title=TITLES["home"][code],
                slug=f"home-{code}",
                locale=locale,
                translation_key=keys["home"],
                summary="Summary.",
            )
            root.add_child(instance=home)
            made.homes[code] = home
            models: dict[str, tuple[Any, Any]] = {
                "library": (LibraryIndexPage, home),
                "stories": (StoryIndexPage, home),
                "news": (NewsIndexPage, home),
                "network": (NetworkIndexPage, home),
            }
            for name, (model, parent) in models.items():
                made.sections[name, code] = made._section(model, parent, name, code, locale, keys)
            made.sections["calls", code] = made._section(
                CallIndexPage, made.sections["network", code], "calls", code, locale, keys
            )
            for order, name in enumerate(TOPICS):
                made.topics[name, code] = Topic.objects.create(
                    key=name,
                    name=TOPICS[name][code],
                    pattern=name,
                    order=order,
                    locale=locale,
                    translation_key=keys[name],
                )
            SiteTexts.objects.create(
                locale=locale,
                translation_key=keys["home"],
                footer_heading="Foot",
                footer_text="Text.",
                safety_line="Safe.",
            )
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=made.homes["en"], is_default_site=True)
        Site.clear_site_root_paths_cache()
        return made

    @staticmethod
    def _section(model: Any, parent: Page, name: str, code: str, locale: Locale, keys: dict[str, uuid.UUID]) -> Any:
        page = model(
            title=TITLES[name][code],
            slug=name,
            summary=f"{TITLES[name][code]}.",
            locale=locale,
            translation_key=keys[name],
            show_in_menus=name != "calls",
        )
        parent.add_child(instance=page)
        return page

    def add(
        self, model: type[BasePage], section: str, code: str = "en", *, of: BasePage | None = None, **values: Any
    ) -> Any:
        """Add a page below a section; `of` makes it a translation of that page."""
        number = next(_count)
        if of is not None:
            values = {
                "translation_key": of.translation_key,
                "original_locale": of.original_locale,
                "slug": of.slug,
                **values,
            }
        page = model(
            **{
                "title": f"Title {number}",
                "slug": f"page-{number}",
                "summary": f"Summary {number}.",
                "locale": i18n.locales()[code],
                "live": True,
                **values,
            }
        )
        parent = self.homes[code] if section == "home" else self.sections[section, code]
        parent.refresh_from_db()
        parent.add_child(instance=page)
        if page.live:
            page.save_revision().publish()
            page.refresh_from_db()
        else:
            page.save_revision()
        return page

    def guide(self, code: str = "en", *, topics: tuple[str, ...] = ("rights",), **values: Any) -> GuidePage:
        """Add a guide with topics."""
        page: GuidePage = self.add(GuidePage, "library", code, **values)
        page.topics = [
            GuideTopic(topic=self.topics[name, code], locale=page.locale, sort_order=i) for i, name in enumerate(topics)
        ]
        page.save()
        return page

    def story(self, code: str = "en", *, topics: tuple[str, ...] = ("care",), **values: Any) -> StoryPage:
        """Add a story with topics."""
        page: StoryPage = self.add(StoryPage, "stories", code, **{"region": "ea", **values})
        page.topics = [
            StoryTopic(topic=self.topics[name, code], locale=page.locale, sort_order=i) for i, name in enumerate(topics)
        ]
        page.save()
        return page

    def project(self, code: str = "en", **values: Any) -> ProjectPage:
        """Add a member project."""
        page: ProjectPage = self.add(ProjectPage, "network", code, **{"region": "la", **values})
        return page

    def article(self, code: str = "en", **values: Any) -> NewsArticlePage:
        """Add a piece of news."""
        page: NewsArticlePage = self.add(NewsArticlePage, "news", code, **values)
        return page

    def call(self, code: str = "en", **values: Any) -> CallPage:
        """Add a call."""
        page: CallPage = self.add(CallPage, "calls", code, **values)
        return page

    def standard(self, code: str = "en", **values: Any) -> StandardPage:
        """Add a page of prose below home."""
        page: StandardPage = self.add(StandardPage, "home", code, **values)
        return page


def user(name: str, *groups: str, superuser: bool = False) -> User:
    """Somebody who may log in, in these groups."""
    from django.contrib.auth.models import Group

    made = User.objects.create_user(username=name, password="correct horse battery", is_superuser=superuser)
    made.groups.set(Group.objects.filter(name__in=groups))
    return made


__all__ = ["SmallSite", "ensure_root", "user"]
