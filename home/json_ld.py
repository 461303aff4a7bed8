"""Records of schema.org in JSON-LD, for search engines and catalogues; each app writes those of its own pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from home import i18n

if TYPE_CHECKING:
    from home.i18n import Reading

#: What could end a script element or begin a comment in it; as in django.utils.html.json_script.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
CONTEXT = "https://schema.org"


def script(record: dict[str, Any]) -> SafeString:
    """The record, without what is not known, as an element of the page.

    It is data: nothing runs it, so the CSP lets it pass.
    """
    known = {name: value for name, value in record.items() if value not in ("", [], None)}
    text = json.dumps(known, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 – escaped above


def network() -> dict[str, str]:
    """The network itself, as a publisher."""
    return {"@type": "Organization", "name": "Global Grassroots Support Network", "url": i18n.absolute("/")}


def website(reading: Reading) -> dict[str, Any]:
    """The site in one language, and how to search it."""
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": "Global Grassroots Support Network",
        "alternateName": "GGSN",
        "url": reading.canonical,
        "description": reading.page.description,
        "inLanguage": reading.page_language,
        "publisher": network(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": i18n.absolute(reverse("search")) + "?q={search_term_string}",
            },
            "query-input": "required name=search_term_string",
        },
    }
