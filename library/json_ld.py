"""A guide as schema.org's LearningResource, for search engines and catalogues."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from home import i18n
from library.vocabulary import Level

if TYPE_CHECKING:
    from library.details import Details

#: What could end a script element or begin a comment in it; as in django.utils.html.json_script.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def learning_resource(details: Details) -> dict[str, Any]:
    """The record of the version that is shown; what is not known is left out."""
    page, reading = details.page, details.reading
    record: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "@id": reading.canonical,
        "url": reading.canonical,
        "identifier": f"urn:uuid:{page.translation_key}",
        "name": page.title,
        "description": page.description,
        "inLanguage": reading.page_language,
        "learningResourceType": page.kind,
        "educationalLevel": page.level if page.level != Level.ANY else "",
        "timeRequired": f"PT{page.time_required}M" if page.time_required else "",
        "about": [{"@type": "Thing", "name": topic.name} for topic in page.topic_list],
        "author": [_somebody(credit) for credit in details.authors],
        "publisher": {"@type": "Organization", "name": "Global Grassroots Support Network"},
        "version": page.version,
        "datePublished": page.first_published_at.date().isoformat() if page.first_published_at else "",
        "dateModified": page.version_date.isoformat() if page.version_date else "",
        "license": page.licence_terms.uri,
        "isAccessibleForFree": True,
    }
    if page.is_original:
        record["workTranslation"] = [_work(v) for v in reading.elsewhere if v.page and v.page.live]
    elif reading.original:
        record["translationOfWork"] = {
            "@type": "LearningResource",
            "@id": i18n.absolute(i18n.address(reading.original)),
        }
    return {name: value for name, value in record.items() if value not in ("", [], None)}


def _somebody(credit: Any) -> dict[str, str]:
    if credit.project is None:
        return {"@type": "Person", "name": credit.name}
    return {"@type": "Organization", "name": credit.name, "url": i18n.absolute(i18n.address(credit.project))}


def _work(version: i18n.Version) -> dict[str, str]:
    return {"@type": "LearningResource", "@id": i18n.absolute(version.url), "inLanguage": version.code}


def script(record: dict[str, Any]) -> SafeString:
    """The record as an element of the page. It is data: nothing runs it, so the CSP lets it pass."""
    text = json.dumps(record, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 – escaped above
