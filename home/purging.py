"""Telling the HTTP cache in front of the site which addresses changed.

Only when GGSN_FRONTEND_CACHE names one. Lists with a query (`?page=2`, a filter) cannot be named one by one; they are
right again when their five minutes are over (config.middleware.PUBLIC_CACHE).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.contrib.frontend_cache.utils import PurgeBatch

from home import i18n
from home.models import BasePage


def addresses_of(page: BasePage) -> list[str]:
    """Every address that shows this page: itself, its files, the lists above it, its feed, front pages, the sitemap.

    A page that is missing in a language is served there as well, so all languages count.
    """
    parts = [part for part in i18n.path_below_home(page).split("/") if part]
    paths = ["/sitemap.xml"]
    for code in i18n.locales():
        paths += [f"/{code}/", f"/{code}/{page.section_slug}/feed/"]
        paths += [f"/{code}/" + "/".join(parts[:depth]) + "/" for depth in range(1, len(parts))]
        paths += [i18n.url_in(page, code) + name for name in ("", *page.files)]
    return [i18n.absolute(path) for path in dict.fromkeys(paths)]


def on_page_changed(instance: Any, **kwargs: Any) -> None:
    """After the transaction: an HTTP request must not hold a lock, and a rolled back change must not be announced."""
    if not hasattr(settings, "WAGTAILFRONTENDCACHE") or not isinstance(instance, BasePage):
        return
    addresses = addresses_of(instance)
    transaction.on_commit(lambda: PurgeBatch(addresses).purge(), robust=True)
