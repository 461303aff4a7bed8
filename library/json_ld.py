"""A guide as schema.org's LearningResource, for search engines and catalogues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from home import i18n, json_ld
from home.regions import Region
from library.vocabulary import Level, Place, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wagtail.models import Page

    from library.details import Details
    from library.kits import Kit
    from library.models import GuideCountry, GuidePage, Issue, Topic


def learning_resource(details: Details) -> dict[str, Any]:
    """The record of the version that is shown."""
    page, reading = details.page, details.reading
    record: dict[str, Any] = {
        "@context": json_ld.CONTEXT,
        "@type": "LearningResource",
        "@id": reading.canonical,
        "url": reading.canonical,
        "identifier": page.identifier,
        "name": page.title,
        "alternateName": page.alternative_title,
        "description": page.description,
        "inLanguage": reading.page_language,
        "learningResourceType": page.kind,
        "audience": _audience(page),
        "educationalLevel": page.level if page.level != Level.ANY else "",
        "timeRequired": f"PT{page.time_required}M" if page.time_required else "",
        "about": [_term(term) for term in (*page.topic_list, *(row.issue for row in page.issues.all()))],
        "spatialCoverage": [_region(row.region) for row in page.regions.all()]
        + [_country(row) for row in page.countries.all() if row.place == Place.USED],
        "author": [_somebody(credit) for credit in details.authors],
        "publisher": json_ld.network(),
        "version": page.version,
        "datePublished": page.first_published_at.date().isoformat() if page.first_published_at else "",
        "dateModified": page.version_date.isoformat() if page.version_date else "",
        "dateCreated": page.created.isoformat() if page.created else "",
        "mainEntityOfPage": _page(reading.canonical, page),
        "license": page.licence_terms.uri,
        "copyrightHolder": {"@type": "Organization", "name": page.rights_holder} if page.rights_holder else "",
        "creditText": page.attribution,
        "isPartOf": [_kit(kit) for kit in details.kits],
        "isBasedOn": [link.url for link in page.links.all() if link.relation == Relation.BASED_ON],
        "citation": [link.url for link in page.links.all() if link.relation != Relation.BASED_ON],
        "accessMode": page.access_modes,
        "accessibilityFeature": page.accessibility_features,
        "isAccessibleForFree": True,
    }
    return record | _translations(reading)


def kit_record(kit: Kit) -> dict[str, Any]:
    """A kit with what it holds, in the versions that its reader gets."""
    page, reading = kit.page, kit.reading
    record: dict[str, Any] = {
        "@context": json_ld.CONTEXT,
        "@type": "LearningResource",
        "@id": reading.canonical,
        "url": reading.canonical,
        "identifier": page.translation_key.urn,
        "name": page.title,
        "description": page.description,
        "inLanguage": reading.page_language,
        "learningResourceType": "kit",
        "timeRequired": f"PT{kit.minutes}M" if kit.minutes else "",
        "publisher": json_ld.network(),
        "datePublished": page.first_published_at.date().isoformat() if page.first_published_at else "",
        "dateModified": page.last_published_at.date().isoformat() if page.last_published_at else "",
        "license": page.licence_terms.uri,
        "isAccessibleForFree": True,
        "hasPart": [{**_kit(guide), "inLanguage": i18n.code_of(guide.locale_id)} for guide in kit.guides],
    }
    return record | _translations(reading)


def topic_record(topic: Topic, guides: Iterable[GuidePage], reading: i18n.ViewReading) -> dict[str, Any]:
    """The page of a topic, with the guides that it begins with."""
    return {
        "@context": json_ld.CONTEXT,
        "@type": "CollectionPage",
        "url": reading.canonical,
        "name": topic.name,
        "description": topic.description or topic.summary,
        "inLanguage": i18n.code_of(topic.locale_id),
        "about": _term(topic),
        "publisher": json_ld.network(),
        "hasPart": [{**_kit(guide), "inLanguage": i18n.code_of(guide.locale_id)} for guide in guides],
    }


def _translations(reading: i18n.Reading) -> dict[str, Any]:
    """The other versions of an original, or the original of a version."""
    if reading.page.is_original:
        return {"workTranslation": [_work(v) for v in reading.elsewhere if v.page and v.page.live]}
    if reading.original:
        there = i18n.absolute(i18n.address(reading.original))
        return {"translationOfWork": {"@type": "LearningResource", "@id": there}}
    return {}


def _page(address: str, page: GuidePage) -> Any:
    """Where it can be read; schema.org knows the day of a review of web pages only (lastReviewed)."""
    if not page.reviewed:
        return ""
    return {"@type": "WebPage", "url": address, "lastReviewed": page.reviewed.isoformat()}


def _audience(page: GuidePage) -> Any:
    if not page.audience:
        return ""
    return {"@type": "EducationalAudience", "educationalRole": page.audience}


def _term(term: Topic | Issue) -> dict[str, str]:
    same = {"sameAs": term.exact_match} if term.exact_match else {}
    return {"@type": "Thing", "name": term.name, **same}


def _region(code: str) -> dict[str, Any]:
    """One of the site's regions, with what UN M49 calls its parts."""
    region = Region(code)
    return {"@type": "Place", "name": str(region.label), "identifier": [f"M49:{part}" for part in region.m49]}


def _country(row: GuideCountry) -> dict[str, str]:
    return {"@type": "Country", "name": row.name, "identifier": row.country}


def _somebody(credit: Any) -> dict[str, str]:
    if credit.project is None:
        return {"@type": "Person", "name": credit.name}
    return {"@type": "Organization", "name": credit.name, "url": i18n.absolute(i18n.address(credit.project))}


def _kit(kit: Page) -> dict[str, str]:
    return {"@type": "LearningResource", "@id": i18n.absolute(i18n.address(kit)), "name": kit.title}


def _work(version: i18n.Version) -> dict[str, str]:
    return {"@type": "LearningResource", "@id": i18n.absolute(version.url), "inLanguage": version.code}
