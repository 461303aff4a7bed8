"""Readers ask for a translation with one press.

Kept is a number for each work and language, and nothing of who asked. The page with the button is kept by shared caches
and sets no cookie, so the form has no token; instead, the browser must not say that another site sent it. All that a
forged press could do is to add one to a number, as often as the limits allow.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.models import Locale, Page

from home import i18n
from home.desk import facets
from home.limits import Limit
from home.models import Work, WorkVersion
from home.visibility import is_private

#: Presses of one address in an hour, whatever they ask for.
ASKED = Limit("asked", 30)
#: What `Sec-Fetch-Site` says of a form on this site.
OURS = ("same-origin", "none")


@csrf_exempt  # checked below; a token would need a cookie on every page that lacks a translation
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """A POST counts one reader of the active language who wants the public page with this key; a GET thanks them.

    Raises Http404 where there is no such page, or where nobody lacks its translation.
    """
    locale = i18n.active_locale()
    page = get_object_or_404(Page.objects.live().filter(~is_private()), pk=number)
    if request.method == "POST":
        if not is_from_here(request):
            return HttpResponseRedirect(i18n.url_in(page, locale.language_code), status=303)
        _count(request, page, locale)
        return HttpResponseRedirect(reverse("ask", args=[number]), status=303)
    reading = i18n.ViewReading(request.path, locale.language_code)
    return render(request, "home/asked.html", {"reading": reading, "asked_for": page, "noindex": True})


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser does not say that another site made it send this.

    Pages have the policy `no-referrer`, for which browsers send `Origin: null`; then only `Sec-Fetch-Site` tells.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "null")
    if site is not None:
        return site in OURS
    return origin == "null" or urlsplit(origin).netloc == request.get_host()


def _count(request: HttpRequest, page: Page, locale: Locale) -> None:
    """One more, unless the work is there in this language, must not be translated, or the address asked just now."""
    work = facets.translatable(Work.objects.filter(pk=page.translation_key)).first()
    there = Page.objects.live().filter(~is_private(), translation_key=page.translation_key, locale=locale)
    if work is None or there.exists() or not facets.allowed(page, {locale.pk}):
        raise Http404
    once = Limit(f"asked.{work.pk}.{locale.pk}", 1)
    if ASKED.seconds_left(request) or once.seconds_left(request):
        return  # they are thanked all the same
    ASKED.count(request)
    once.count(request)
    add(work, locale)


def add(work: Work, locale: Locale, times: int = 1) -> None:
    """Count readers who want a work in a language. Two queries where it was asked for before."""
    version, _made = WorkVersion.objects.get_or_create(work=work, locale=locale, defaults={"words": work.words})
    WorkVersion.objects.filter(pk=version.pk).update(requests=F("requests") + times)
