"""Telling the HTTP cache in front of the site which addresses changed.

Only when GGSN_FRONTEND_CACHE names one; else nobody keeps a page for more than a minute. Lists with a query (`?page=2`,
a filter) cannot be named one by one; they are right again when their minute is over (config.middleware.BRIEF_CACHE). So
are the answers of the API, and what has a query as well: OAI-PMH, and the second and further sitemaps of a language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.models import Page, ReferenceIndex

from home import i18n
from home.models import BasePage, Picture, Rendition

#: Gives further paths that show a page; `home` does not know what the apps make of theirs.
Shown = Callable[[BasePage], Iterable[str]]
_shown_at: list[Shown] = []


def is_on() -> bool:
    """Whether there is a cache to tell. Where there is none, nothing may be kept for longer than it may be shown."""
    return hasattr(settings, "WAGTAILFRONTENDCACHE")


def register_addresses(shown: Shown) -> None:
    """Let an app say at which other paths its pages are shown."""
    if shown not in _shown_at:
        _shown_at.append(shown)


def addresses_of(page: BasePage) -> list[str]:
    """Every address whose content shows this page: itself, the lists above it, its feed, the front pages, the sitemaps.

    A page that is missing in a language is served there as well, so all languages count.
    """
    parts = [part for part in i18n.path_below_home(page).split("/") if part]
    paths = ["/sitemap.xml", *(f"/sitemap-{code}.xml" for code in i18n.locales())]
    paths += ["/api/v2/pages/", f"/api/v2/pages/{page.pk}/"]
    for shown in _shown_at:
        paths += shown(page)
    for code in i18n.locales():
        paths += [f"/{code}/", f"/{code}/{page.section_slug}/feed/"]
        paths += [f"/{code}/" + "/".join(parts[:depth]) + "/" for depth in range(1, len(parts))]
        paths.append(i18n.url_in(page, code))
    return [i18n.absolute(path) for path in dict.fromkeys(paths)]


def on_page_changed(instance: Any, **kwargs: Any) -> None:
    """A page was published, withdrawn or deleted."""
    if isinstance(instance, BasePage):
        _purge([instance])


def on_address_changed(instance: Any, instance_before: Any = None, url_path_before: str = "", **kwargs: Any) -> None:
    """A page got another slug or another place: it and all below it leave the old addresses."""
    pages = _below(instance)
    if pages:
        before, after = url_path_before or instance_before.url_path, pages[0].url_path
        _purge([*pages, *(_at(page, before + page.url_path.removeprefix(after)) for page in pages)])


def on_restriction_changed(instance: Any, **kwargs: Any) -> None:
    """A page was hidden from the public, or shown again, with all below it."""
    _purge(_below(instance.page))


def on_picture_saved(picture: Picture, hidden: Iterable[Rendition]) -> None:
    """A picture is shown or described otherwise on the pages that use it; `hidden` are sizes of it to be forgotten."""
    _purge_holding([picture.pk], hidden)


def on_picture_deleted(instance: Picture, **kwargs: Any) -> None:
    """Before it is deleted: nothing tells any more afterwards which pages use it."""
    _purge_holding([instance.pk], instance.renditions.select_related("image"))


def on_seen_changed(pictures: list[int], **kwargs: Any) -> None:
    """Pictures of other apps are shown, or hidden, on the pages that use them (home.seen)."""
    _purge_holding(pictures, Rendition.objects.filter(image__in=pictures).select_related("image"))


def purge(paths: Iterable[str]) -> None:
    """What stands at these paths, below no page of the tree, has changed."""
    _purge([], [i18n.absolute(path) for path in paths])


def _purge_holding(pictures: list[int], sizes: Iterable[Rendition]) -> None:
    """The pages that use these pictures, and these sizes."""
    if not pictures or not is_on():
        return
    kinds = ContentType.objects.get_for_models(Page, Picture)
    used = ReferenceIndex.objects.filter(
        base_content_type=kinds[Page], to_content_type=kinds[Picture], to_object_id__in=pictures
    )
    found = Page.objects.filter(pk__in={int(pk) for pk in used.values_list("object_id", flat=True)}).specific()
    _purge([page for page in found if isinstance(page, BasePage)], [i18n.absolute(size.url) for size in sizes])


def _below(page: Page) -> list[BasePage]:
    """The page and all below it, as they are stored now; none where there is no cache to tell."""
    if not is_on():
        return []
    found = Page.objects.descendant_of(page, inclusive=True).specific()
    return [one for one in found if isinstance(one, BasePage)]


def _at(page: BasePage, url_path: str) -> BasePage:
    """The same page at another path."""
    other = copy(page)
    other.url_path, other.slug = url_path, url_path.rstrip("/").rpartition("/")[2]
    return other


def _purge(pages: list[BasePage], others: Iterable[str] = ()) -> None:
    """After the transaction: an HTTP request must not hold a lock, and a rolled back change must not be announced."""
    if not is_on():
        return
    addresses = list(dict.fromkeys([*others, *(address for page in pages for address in addresses_of(page))]))
    transaction.on_commit(lambda: PurgeBatch(addresses).purge(), robust=True)
