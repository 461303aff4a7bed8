"""Views that are not pages: the front door and the error pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from home import i18n


def front_door(request: HttpRequest) -> HttpResponse:
    """Send the reader to their language, as their browser asks; nothing is remembered."""
    response = HttpResponseRedirect(f"/{preferred_language(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    response.is_public = True  # type: ignore[attr-defined]
    return response


def preferred_language(request: HttpRequest) -> str:
    """The first of the reader's languages that the site has; the site's first language otherwise."""
    known = i18n.locales()
    for wanted, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            code = get_supported_language_variant(wanted)
        except LookupError:
            code = wanted
        for candidate in (code, wanted, wanted.split("-")[0]):
            if candidate in known:
                return candidate
    return settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in known or not known else next(iter(known))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 in the language of the address, with a search field."""
    return render(request, "404.html", _reading(request), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 that needs neither the database nor the templates of the site."""
    return render(request, "500.html", {}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    """A form that was open too long, or whose cookie the browser refused; says what to do, keeps the status 403."""
    return render(request, "403_csrf.html", _reading(request), status=403)


def _reading(request: HttpRequest) -> dict[str, Any]:
    return {"reading": i18n.ViewReading(request.path, i18n.active_locale().language_code)}
