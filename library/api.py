"""What the JSON API tells of guides and kits."""

from __future__ import annotations

from typing import Any

from wagtail.rich_text import RichText

from home import i18n, plain_text
from home.api import Exposed, expose
from home.links import linked_addresses
from library.exports import kit_records
from library.exports.plain_text import WRITERS
from library.models import GuidePage, KitPage
from library.vocabulary import Place


def text_of(guide: GuidePage) -> str:
    """The body as plain text: what stands on the page, without pictures whose people did not agree."""
    locale = i18n.locale_by_id(guide.locale_id)
    with i18n.speaking(locale.language_code if locale else "en"):
        return plain_text.of_stream(guide.body, WRITERS)


def introduction_of(kit: KitPage) -> str:
    """Whom the kit is for, as plain text."""
    with i18n.speaking(i18n.code_of(kit.locale_id)):
        return plain_text.of_rich_text(kit.introduction, linked_addresses(RichText(kit.introduction)))


def guides_of(kit: KitPage) -> list[dict[str, Any]]:
    """The public guides of a public kit in their order, each in the version that readers of its language get."""
    (record,) = kit_records.records([kit])
    return [
        {
            "work": part.guide.translation_key.urn,
            "number": part.guide.number,
            "title": part.guide.title,
            "locale": i18n.code_of(part.guide.locale_id),
            "html_url": i18n.absolute(i18n.address(part.guide)),
            "licence_uri": part.guide.licence_terms.uri,
            "note": part.note,
        }
        for part in record.parts
    ]


def connect() -> None:
    """Expose guides and kits."""
    columns = (
        "summary", "number", "kind", "problem", "level", "time_required", "preparation_time", "group_min", "group_max",
        "group_note", "materials", "risk_level", "version", "version_date",
    )  # fmt: skip
    expose(
        GuidePage,
        Exposed(
            fields={
                **dict.fromkeys(columns),
                "licence_uri": lambda guide: guide.licence_terms.uri,
                "topic_keys": lambda guide: [topic.key for topic in guide.topic_list],
                "region_keys": lambda guide: [region.region for region in guide.regions.all()],
                "country_codes": lambda guide: [
                    country.country for country in guide.countries.all() if country.place == Place.USED
                ],
            },
            of_one={"text": text_of},
            prefetch=("topics__topic", "regions", "countries"),
        ),
    )
    expose(
        KitPage,
        Exposed(
            fields={"summary": None, "licence_uri": lambda kit: kit.licence_terms.uri},
            of_one={"introduction": introduction_of, "guides": guides_of},
        ),
    )
