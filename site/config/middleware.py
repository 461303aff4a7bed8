"""What every request and answer goes through: what may be cached, what a page may do, which cookies count."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_from_path

from home import purging
from home.views import preferred_language

#: Served for editors only: Wagtail's admin, which needs inline script, and files that check a permission.
ADMIN_PREFIX = "/admin/"
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
#: A browser asks again each time (a 304 costs 200 bytes); a shared cache of our own keeps a page until it is purged.
PUBLIC_CACHE = {"public": True, "max_age": 0, "s_maxage": 300, "stale_while_revalidate": 60, "stale_if_error": 86400}
#: What is taken back has to be gone in a minute, also from a cache that is not ours, and at all addresses with a query,
#: which nobody can name one by one.
BRIEF_CACHE = {"public": True, "max_age": 0, "s_maxage": 60}
#: Answers of the API are more than those that are purged.
API_PREFIX = "/api/"

#: What Django writes into its two cookies (the secret was twice as long before Django 4).
CSRF_SECRET = re.compile("(?:[a-zA-Z0-9]{32}){1,2}")
SESSION_KEY = re.compile("[a-z0-9]{32}")


def may_be_shared(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a shared cache may keep this answer: a view said so, the reader is anonymous, and no cookie is set."""
    return (
        getattr(response, "is_public", False)
        and request.method in ("GET", "HEAD")
        and not response.cookies
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


class HeadersMiddleware:
    """What no answer lacks, whatever made it; see docs/decisions/0006. The outermost of all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response


class EncodingMiddleware:
    """Reads what is posted as UTF-8, which all our pages are in and all browsers send, whatever its header says.

    Django takes any codec of Python from the header, also some that are none of letters.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.encoding = "utf-8"
        return self.get_response(request)


class SharingMiddleware:
    """Lets shared caches keep what a view marked as public.

    Sits inside ConditionalGetMiddleware, which copies these headers to the 304: a cache takes over those of the last
    answer, and one that said "no-store" would make it forget the page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if may_be_shared(request, response):
            is_unnamed = request.META.get("QUERY_STRING") or request.path.startswith(API_PREFIX)
            is_purged = purging.is_on() and not is_unnamed
            patch_cache_control(response, **(PUBLIC_CACHE if is_purged else BRIEF_CACHE))
            patch_vary_headers(response, ["Accept-Encoding"])  # GZipMiddleware says so of a page, not of a 304
            if response.status_code == 200 and response.get("Content-Type", "").startswith("text/html"):
                patch_vary_headers(response, ["Save-Data"])  # base.html leaves out the heading font then
        return response


class ForeignCookiesMiddleware:
    """Leaves out cookies that this site cannot have set.

    Django answers a malformed one with a new cookie, on any page; without it, only the pages with a form set one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name, form in ((settings.CSRF_COOKIE_NAME, CSRF_SECRET), (settings.SESSION_COOKIE_NAME, SESSION_KEY)):
            if not form.fullmatch(request.COOKIES.get(name, "")):
                request.COOKIES.pop(name, None)
        return self.get_response(request)


class LanguageMiddleware(LocaleMiddleware):
    """The language of the address, and of nothing else: no cookie is read, and nobody is sent elsewhere.

    Addresses without a language (the admin, files) speak the language the browser asks for. Django's own middleware
    also reads a cookie, and redirects every unknown address to one below a language.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language."""
        code = get_language_from_path(request.path_info) or preferred_language(
            request, [code for code, _name in settings.LANGUAGES]
        )
        translation.activate(code)
        request.LANGUAGE_CODE = code

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say which language it is."""
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and response.status_code // 100 != 3
        if is_page and not get_language_from_path(request.path_info):
            patch_vary_headers(response, ["Accept-Language"])
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class AdminPolicyMiddleware:
    """Gives Wagtail's admin its wider content security policy; sits inside django-csp's middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(ADMIN_PREFIX):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response
