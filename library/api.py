"""What the JSON API tells of guides."""

from __future__ import annotations

from home import i18n, plain_text
from home.api import Exposed, expose
from library.exports.plain_text import WRITERS
from library.models import GuidePage
from library.vocabulary import Place


def text_of(guide: GuidePage) -> str:
    """The body as plain text: what stands on the page, without pictures whose people did not agree."""
    locale = i18n.locale_by_id(guide.locale_id)
    with i18n.speaking(locale.language_code if locale else "en"):
        return plain_text.of_stream(guide.body, WRITERS)


def connect() -> None:
    """Expose guides."""
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
