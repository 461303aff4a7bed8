"""Files that programs look for: robots, security contact, favicon, web manifest."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from home import i18n

#: How long a security contact is promised; the standard (RFC 9116) recommends less than a year.
CONTACT_DAYS = 180


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything is open to search engines but the admin. Search results say `noindex` themselves."""
    files = [
        "sitemap.xml",
        *(f"sitemap-{code}.xml" for code, locale in i18n.locales().items() if locale.pk in i18n.homes()),
    ]
    sitemaps = [f"Sitemap: {i18n.absolute(f'/{name}')}" for name in files]
    lines = ["User-agent: *", "Disallow: /admin/", "Allow: /", "", *sitemaps, ""]
    return _public(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a weakness (RFC 9116)."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    expires = today + datetime.timedelta(days=CONTACT_DAYS)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(i18n.locales())}",
        f"Canonical: {i18n.absolute(request.path)}",
        "",
    ]
    return _public(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For programs that do not read the page's own link."""
    return _public(HttpResponsePermanentRedirect(static("img/favicon.svg")))


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone needs to put the site on its home screen, in the language of the address."""
    code = get_language() or settings.LANGUAGE_CODE
    icons = [{"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}]
    for side in (192, 512):
        icons.append({"src": static(f"img/icon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png"})
    described = {
        "id": f"/{code}/",
        "name": gettext("Global Grassroots Support Network"),
        "short_name": "GGSN",
        "lang": code,
        "dir": i18n.direction(code),
        "start_url": f"/{code}/",
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": "#ffb81f",
        "background_color": "#fffdfa",
        "icons": icons,
    }
    response = JsonResponse(
        described, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )
    return _public(response)


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser searches this site, in the language of the address (OpenSearch 1.1)."""
    search, here = (i18n.absolute(reverse(name)) for name in ("search", "opensearch"))
    described = f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>GGSN</ShortName>
<Description>{escape(gettext("Search"))}: Global Grassroots Support Network</Description>
<Url type="text/html" template="{escape(search)}?q={{searchTerms}}"/>
<Url type="application/opensearchdescription+xml" rel="self" template="{escape(here)}"/>
<Image width="192" height="192" type="image/png">{escape(i18n.absolute(static("img/icon-192.png")))}</Image>
<Language>{escape(get_language() or settings.LANGUAGE_CODE)}</Language>
<OutputEncoding>UTF-8</OutputEncoding>
<InputEncoding>UTF-8</InputEncoding>
</OpenSearchDescription>
"""
    return _public(HttpResponse(described, content_type="application/opensearchdescription+xml; charset=utf-8"))


def _public(response: HttpResponse) -> HttpResponse:
    response.is_public = True  # type: ignore[attr-defined]
    return response
