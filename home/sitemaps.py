"""/sitemap.xml: every public page in every language it exists in, each naming its other languages."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from django.apps import apps
from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe
from wagtail.models import Page

from home import i18n
from home.models import BasePage
from home.visibility import is_private

#: Addresses in one file; the standard allows 50,000, but each of ours lists its languages.
ADDRESSES_A_FILE = 5_000
#: The tree's root is 1, home pages are 2.
DEPTH_OF_HOME = 2


class Entry(NamedTuple):
    """A page as the sitemap needs it."""

    work: uuid.UUID
    locale_id: int
    original_locale_id: int | None
    url_path: str
    changed: Any


@require_safe
def sitemap(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """All addresses; when they are many, a list of the files `/sitemap-1.xml` … that hold them."""
    addresses = list(_addresses())
    files = -(-len(addresses) // ADDRESSES_A_FILE)
    if number is not None and not 1 < files >= number >= 1:
        raise Http404
    if number is None and files > 1:
        body = _index(files)
    else:
        start = ((number or 1) - 1) * ADDRESSES_A_FILE
        body = _urlset(addresses[start : start + ADDRESSES_A_FILE])
    response = HttpResponse('<?xml version="1.0" encoding="UTF-8"?>\n' + body, content_type="application/xml")
    response.is_public = True  # type: ignore[attr-defined]
    return response


def _entries() -> Iterator[Entry]:
    """Every public page, in the order of the tree. One query."""
    models = [model for model in apps.get_models() if issubclass(model, BasePage)]
    # Each model has its own column for it; the path from Page to the model's table is the model's name.
    original = Coalesce(*(F(f"{model._meta.model_name}__original_locale_id") for model in models))
    pages = Page.objects.live().filter(~is_private(), depth__gte=DEPTH_OF_HOME, alias_of=None).order_by("path")
    rows = pages.annotate(written_in=original).values_list(
        "translation_key", "locale_id", "written_in", "url_path", "last_published_at"
    )
    return (Entry(*row) for row in rows.iterator())


def _addresses() -> Iterator[str]:
    """A `<url>` for each page."""
    codes = {locale.pk: code for code, locale in i18n.locales().items()}
    prefixes = {}
    for code in codes.values():
        with i18n.speaking(code):
            prefixes[code] = i18n.absolute(reverse("wagtail_serve", args=("",)))
    works: dict[uuid.UUID, dict[str, Entry]] = defaultdict(dict)
    for entry in _entries():
        if entry.locale_id in codes:
            works[entry.work][codes[entry.locale_id]] = entry
    for versions in works.values():
        urls = {
            code: prefixes[code] + quote(versions[code].url_path.split("/", 2)[2])
            for code in prefixes
            if code in versions
        }
        written_in = codes.get(next(iter(versions.values())).original_locale_id or 0, "")
        default = urls.get(settings.LANGUAGE_CODE) or urls.get(written_in) or next(iter(urls.values()))
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang={quoteattr(code)} href={quoteattr(url)}/>'
            for code, url in [*urls.items(), ("x-default", default)]
        )
        for code, url in urls.items():
            changed = versions[code].changed
            lastmod = f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
            yield f"<url><loc>{escape(url)}</loc>{lastmod}{links}</url>"


def _urlset(addresses: list[str]) -> str:
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return "\n".join([f"<urlset {spaces}>", *addresses, "</urlset>", ""])


def _index(files: int) -> str:
    names = (i18n.absolute(reverse("sitemap_file", args=(number,))) for number in range(1, files + 1))
    locations = [f"<sitemap><loc>{escape(name)}</loc></sitemap>" for name in names]
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    return "\n".join([f"<sitemapindex {space}>", *locations, "</sitemapindex>", ""])
