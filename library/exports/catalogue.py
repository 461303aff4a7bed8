"""The catalogue as a table: CSV, one row for each public version of each guide.

Keys never change and are the same in every language; labels beside them are in the reader's language. Spreadsheets
recognise the encoding by its mark at the beginning, and run nothing: a cell that they would take for a formula begins
with an apostrophe (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext
from wagtail.models import Locale

from home import i18n
from library.exports.citations import CONTROL
from library.exports.records import Record, public, records
from library.filters import terms_for
from library.models import Challenge, Topic

#: Rows that are fetched at a time.
A_BATCH = 500
#: With these a formula begins, in Latin and in full-width signs.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Marks UTF-8 for spreadsheets.
MARK = "\ufeff"
COLUMNS = (
    "identifier", "number", "language", "original_language", "title", "summary", "kind", "kind_label", "topics",
    "topic_labels", "challenge", "challenge_label", "level", "level_label", "risk_level", "risk_label", "time_required",
    "preparation_time", "group_min", "group_max", "regions", "region_labels", "countries", "country_labels", "licence",
    "authors", "version", "version_date", "first_published", "last_published", "address",
)  # fmt: skip


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def safe(value: object) -> str:
    """A cell as text that no spreadsheet takes for a formula. Numbers of ours are never negative."""
    text = "" if value is None else str(value)
    if text.startswith(FORMULA):
        text = "'" + text
    return CONTROL.sub(" ", text)


def rows(locale: Locale) -> Iterator[str]:
    """The lines of the file for a reader of this language, fetched while they are read.

    Two queries for the vocabularies, six for each five hundred rows, and one more where projects are named.
    """
    writer = csv.writer(_Line())
    with i18n.speaking(locale.language_code):
        topics = {key: str(term.name) for key, term in terms_for(Topic.objects.all(), locale).items()}
        challenges = {key: str(term.label) for key, term in terms_for(Challenge.objects.all(), locale).items()}
    yield MARK + str(writer.writerow(COLUMNS))
    last = 0
    while True:
        guides = list(public().filter(pk__gt=last)[:A_BATCH])
        with i18n.speaking(locale.language_code):
            lines = [
                str(writer.writerow([safe(value) for value in _row(record, topics, challenges)]))
                for record in (records(guides) if guides else [])
            ]
        yield from lines
        if len(guides) < A_BATCH:
            return
        last = guides[-1].pk


def _row(record: Record, topics: Mapping[str, str], challenges: Mapping[str, str]) -> Iterator[object]:
    page = record.page
    keys = [topic.key for topic in page.topic_list]
    challenge = page.challenge.key if page.challenge else ""
    yield page.translation_key.urn
    yield page.number
    yield record.language
    yield record.original_language
    yield page.title
    yield page.summary
    yield page.kind
    yield page.kind_label
    yield ";".join(keys)
    yield gettext(", ").join(topics.get(key, key) for key in keys)
    yield challenge
    yield challenges.get(challenge, "")
    yield page.level
    yield page.get_level_display()
    yield page.risk_level
    yield page.get_risk_level_display()
    yield page.time_required
    yield page.preparation_time
    yield page.group_min
    yield page.group_max
    yield ";".join(region.region for region in page.regions.all())
    yield gettext(", ").join(str(region) for region in record.regions)
    yield ";".join(country.country for country in record.countries)
    yield gettext(", ").join(country.name for country in record.countries)
    yield page.licence_terms.uri
    yield gettext(", ").join(record.authors)
    yield page.version
    yield page.version_date.isoformat()
    for moment in (page.first_published_at, page.last_published_at):
        yield f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else ""
    yield record.address
