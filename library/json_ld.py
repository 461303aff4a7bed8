"""A guide as schema.org's LearningResource, for search engines and catalogues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from home import i18n, json_ld
from library.vocabulary import Level

if TYPE_CHECKING:
    from library.details import Details


def learning_resource(details: Details) -> dict[str, Any]:
    """The record of the version that is shown."""
    page, reading = details.page, details.reading
    record: dict[str, Any] = {
        "@context": json_ld.CONTEXT,
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
        "publisher": json_ld.network(),
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
    return record


def _somebody(credit: Any) -> dict[str, str]:
    if credit.project is None:
        return {"@type": "Person", "name": credit.name}
    return {"@type": "Organization", "name": credit.name, "url": i18n.absolute(i18n.address(credit.project))}


def _work(version: i18n.Version) -> dict[str, str]:
    return {"@type": "LearningResource", "@id": i18n.absolute(version.url), "inLanguage": version.code}
