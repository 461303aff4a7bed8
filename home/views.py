"""Views that are not pages: the front door, the search and the error pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path, gettext
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe
from wagtail.views import serve

from home import i18n

#: What every error page tells its template: no search engine lists it, and no address is its own.
ERROR = {"noindex": True, "is_error": True}


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """Send the reader to their language, as their browser asks; nothing is remembered."""
    response = HttpResponseRedirect(f"/{preferred_language(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    response.is_public = True  # type: ignore[attr-defined]
    return response


def preferred_language(request: HttpRequest, known: list[str] | None = None) -> str:
    """The first of the reader's languages that the site has; the site's first language otherwise.

    `sw-KE` finds `sw`, `zh-Hant-TW` finds `zh-hant`, and `pt` finds `pt-br` where the site has no other Portuguese.
    """
    known = list(i18n.locales()) if known is None else known
    for wanted, quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if quality <= 0 or wanted == "*":
            continue
        parts = wanted.split("-")
        shorter = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
        related = [code for code in known if code.split("-")[0] == parts[0]]
        for candidate in (*shorter, *related):
            if candidate in known:
                return candidate
    return settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in known or not known else known[0]


@require_safe
def number_without_language(request: HttpRequest, number: str) -> HttpResponse:
    """`/42`, `/٤٢`: the same in the language the browser asks for."""
    response = HttpResponseRedirect(f"/{preferred_language(request)}/{int(number)}/")
    patch_vary_headers(response, ["Accept-Language"])
    response.is_public = True  # type: ignore[attr-defined]
    return response


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search the whole site. Nothing of it is kept, by caches neither; no search engine lists it."""
    from home.search.results import SiteSearch

    found = SiteSearch(request)
    reading = _reading(request, query="?" + request.GET.urlencode() if found.query else "")
    return render(request, "search/search.html", {"search": found, "noindex": True, "reading": reading})


@require_safe
def numbered(request: HttpRequest, number: int) -> HttpResponse:
    """`/42`, as people say it to each other, leads to guide 42 in the reader's language."""
    from home.search import bearing

    locale = i18n.active_locale()
    page = bearing(number, locale)
    if page is None:
        raise Http404
    response = HttpResponseRedirect(i18n.url_in(page, locale.language_code))
    response.is_public = True  # type: ignore[attr-defined]
    return response


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's own view of a page, after the way to it was found with fewer queries (home.i18n.find)."""
    try:
        request._wagtail_route_for_request = i18n.find(request, [part for part in path.split("/") if part])  # type: ignore[attr-defined]
    except Http404:
        request._wagtail_route_for_request = None  # type: ignore[attr-defined]
    answer: HttpResponse = serve(request, path)
    return answer


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 in the language of the address, with a search field and the way in for readers of other languages."""
    reading = _reading(request)
    context = {"reading": reading, "others": _lost_in_other_languages(reading), **ERROR}
    return render(request, "404.html", context, status=404)


def _lost_in_other_languages(reading: i18n.ViewReading) -> list[tuple[i18n.Version, str]]:
    """The same sentence in the other languages, as far as their catalogues have it."""
    sentences = []
    for version in reading.languages:
        with i18n.speaking(version.code):
            sentence = gettext("This page does not exist, or does not exist any more.")
        with i18n.speaking("en"):
            is_missing = sentence == gettext("This page does not exist, or does not exist any more.")
        if version.code != reading.language and (version.code == "en" or not is_missing):
            sentences.append((version, sentence))
    return sentences


def server_error(request: HttpRequest, template: str = "500.html", **more: Any) -> HttpResponse:
    """500 that needs no database and no list of static files, in six languages because the reader's may be unknown.

    `template` extends it and is given `more`.
    """
    try:
        stylesheet = static("css/site.css")
    except ValueError:  # the list of hashed names is missing or older than the templates
        stylesheet = settings.STATIC_URL + "css/site.css"
    return HttpResponse(render_to_string(template, {"stylesheet": stylesheet, **more}), status=500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a request that no browser makes by itself, or an upload that was cut off on the way."""
    return render(request, "400.html", {"reading": _reading(request), **ERROR}, status=400)


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    """A form that was open too long, or whose cookie the browser refused; says what to do, keeps the status 403."""
    return render(request, "403_csrf.html", {"reading": _reading(request), **ERROR}, status=403)


def _reading(request: HttpRequest, query: str = "") -> i18n.ViewReading:
    """Other languages have the same address; one that names no language has only their front pages."""
    language = i18n.active_locale().language_code
    path = request.path if get_language_from_path(request.path) else f"/{language}/"
    return i18n.ViewReading(path, language, query=query)
