"""Telling the HTTP cache in front of the site which addresses changed.

Only when GGSN_FRONTEND_CACHE names one. Lists with a query (`?page=2`, a filter) cannot be named one by one; they are
right again when their five minutes are over (config.middleware.PUBLIC_CACHE). So are the answers of the API and of
OAI-PMH, which have one, and the second and further sitemaps of a language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.contrib.frontend_cache.utils import PurgeBatch

from home import i18n
from home.models import BasePage

#: Gives further paths that show a page; `home` does not know what the apps make of theirs.
Shown = Callable[[BasePage], Iterable[str]]
_shown_at: list[Shown] = []


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
    """After the transaction: an HTTP request must not hold a lock, and a rolled back change must not be announced."""
    if not hasattr(settings, "WAGTAILFRONTENDCACHE") or not isinstance(instance, BasePage):
        return
    addresses = addresses_of(instance)
    transaction.on_commit(lambda: PurgeBatch(addresses).purge(), robust=True)
