"""/sitemap.xml lists the sitemaps, one a language: every public page in it, each naming its other languages.

An app adds what is no page of the tree with `register_paths`.

A language with many pages has further files: `/sitemap-en.xml`, `/sitemap-en-2.xml` …
"""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from django.apps import apps
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
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
#: The tree's root is 1, home pages are 2.
DEPTH_OF_HOME = 2


#: Gives the paths of what an app shows, by language: a mapping for each thing.
Paths = Callable[[], Iterable[Mapping[str, str]]]
_paths: list[Paths] = []


def register_paths(paths: Paths) -> None:
    """Let an app say what else search engines should find."""
    if paths not in _paths:
        _paths.append(paths)


class Entry(NamedTuple):
    """A page as the sitemap needs it."""

    work: uuid.UUID
    locale_id: int
    original_locale_id: int | None
    url_path: str
    changed: datetime.datetime | None


@dataclass
class File:
    """One of the sitemaps."""

    addresses: list[str] = field(default_factory=list)
    #: When one of its pages last changed.
    changed: datetime.datetime | None = None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list of all sitemaps."""
    listed = []
    for name, file in _files().items():
        location = escape(i18n.absolute(reverse("sitemap_file", args=(name,))))
        listed.append(f"<sitemap><loc>{location}</loc>{_lastmod(file.changed)}</sitemap>")
    return _answer(f'<sitemapindex xmlns="{SPACE}">', listed, "</sitemapindex>")


@require_safe
def sitemap(request: HttpRequest, name: str) -> HttpResponse:
    """The pages of one language, or a part of them."""
    file = _files().get(name)
    if file is None:
        raise Http404
    return _answer(f'<urlset xmlns="{SPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">', file.addresses, "</urlset>")


def _answer(start: str, lines: list[str], end: str) -> HttpResponse:
    body = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', start, *lines, end, ""])
    response = HttpResponse(body, content_type="application/xml")
    response.is_public = True  # type: ignore[attr-defined]
    return response


def _files() -> dict[str, File]:
    """The sitemaps by name, language by language: `en`, `en-2`, `fr`. One query, and those of the apps."""
    languages: dict[str, list[File]] = {code: [] for code in i18n.locales()}
    for code, address, changed in _addresses():
        files = languages[code]
        if not files or len(files[-1].addresses) >= ADDRESSES_A_FILE:
            files.append(File())
        files[-1].addresses.append(address)
        files[-1].changed = max(filter(None, (files[-1].changed, changed)), default=None)
    return {
        code if number == 1 else f"{code}-{number}": file
        for code, files in languages.items()
        for number, file in enumerate(files, start=1)
    }


def _lastmod(changed: datetime.datetime | None) -> str:
    return f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""


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


def _addresses() -> Iterator[tuple[str, str, datetime.datetime | None]]:
    """The language of each page, its `<url>`, and when it changed."""
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
        links = _links(i18n.with_default(list(urls.items()), written_in))
        for code, url in urls.items():
            changed = versions[code].changed
            yield code, f"<url><loc>{escape(url)}</loc>{_lastmod(changed)}{links}</url>", changed
    for paths in _paths:
        for shown in paths():
            urls = {code: i18n.absolute(path) for code, path in shown.items()}
            links = _links(i18n.with_default(list(urls.items())))
            yield from ((code, f"<url><loc>{escape(url)}</loc>{links}</url>", None) for code, url in urls.items())


def _links(alternates: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(code)} href={quoteattr(url)}/>' for code, url in alternates
    )
