"""A guide or a kit in simple Dublin Core (oai_dc), one element for each statement."""

from __future__ import annotations

from collections.abc import Iterator

from home import i18n
from library.exports.citations import PUBLISHER
from library.exports.kit_records import KitRecord
from library.exports.records import Record
from library.vocabulary import Kind

#: The DCMI type of what is not a text.
DCMI_TYPES = {Kind.MEDIA: "MovingImage", Kind.COACHING: "Service", Kind.TRAINING: "Event"}


def statements(record: Record | KitRecord) -> Iterator[tuple[str, str, str]]:
    """(element, value, language of the value or nothing), in the order of the fifteen elements."""
    with i18n.speaking(record.language):
        told = _of_kit(record) if isinstance(record, KitRecord) else _of_guide(record)
        yield from [statement for statement in told if statement[1]]


def _of_kit(record: KitRecord) -> Iterator[tuple[str, str, str]]:
    """A collection. Simple Dublin Core knows no `hasPart`; the guides that it holds are relations, in their order."""
    page, language = record.page, record.language
    changed = page.last_published_at or page.first_published_at
    yield "title", page.title, language
    yield "description", page.summary, language
    yield "publisher", PUBLISHER, "en"
    yield "date", changed.date().isoformat() if changed else "", ""
    yield "type", "Collection", ""
    yield "type", "kit", ""
    yield "format", "text/html", ""
    yield "identifier", record.address, ""
    yield "identifier", page.translation_key.urn, ""
    yield "source", record.original, ""
    yield "language", language, ""
    for part in record.parts:
        yield "relation", i18n.absolute(i18n.address(part.guide)), ""
    for address in record.elsewhere.values():
        yield "relation", address, ""
    yield "rights", page.licence_terms.uri, ""
    yield "rights", str(page.licence_terms.label), language


def _of_guide(record: Record) -> Iterator[tuple[str, str, str]]:
    page, language = record.page, record.language
    yield "title", page.title, language
    for name in record.authors:
        yield "creator", name, ""
    for topic in page.topic_list:
        locale = i18n.locale_by_id(topic.locale_id)
        yield "subject", topic.name, locale.language_code if locale else ""
    yield "description", page.summary, language
    yield "publisher", PUBLISHER, "en"
    for name in record.contributors:
        yield "contributor", name, ""
    yield "date", page.version_date.isoformat(), ""
    yield "type", DCMI_TYPES.get(Kind(page.kind), "Text"), ""
    yield "type", page.kind, ""
    yield "format", "text/html", ""
    yield "identifier", record.address, ""
    yield "identifier", page.translation_key.urn, ""
    if page.number:
        yield "identifier", f"GGSN {page.number}", ""
    yield "source", record.original, ""
    yield "language", language, ""
    for address in record.elsewhere.values():
        yield "relation", address, ""
    for region in record.regions:
        yield "coverage", str(region), language
    for country in record.countries:
        yield "coverage", country.name, language
    yield "rights", page.licence_terms.uri, ""
    yield "rights", str(page.licence_terms.label), language
