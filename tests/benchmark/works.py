"""A library of any size, made in seconds from the articles of the Universal Declaration of Human Rights.

The text is read from a file that is no part of this project, and is used for measuring only. Rows are written in bulk
around the models, as no page of the site ever is.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model
from wagtail.models import Locale, Page

from home import changes, i18n
from home.regions import Region
from home.search import entries
from library.models import Challenge, GuidePage, GuideRegion, GuideTopic, Topic, WorkNumber
from library.vocabulary import Kind, Level
from tests.factories import SmallSite

#: Every work is in the first language and in five of the others.
LANGUAGES_A_WORK = 6
TOPICS, CHALLENGES, ROWS_AT_ONCE = 12, 30, 500
#: Every fourth topic is a part of the one before it.
A_PART = 4


@dataclass(frozen=True)
class Text:
    """The declaration in one language: the paragraphs of each article."""

    code: str
    articles: list[list[str]]


def read(path: Path) -> list[Text]:
    """The declaration in the languages of the file, in its order; `pt-PT` counts as `pt`."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return [
        Text(text["bcp47"].split("-")[0], [article["paragraphs"] for article in text["articles"]])
        for text in found.values()
    ]


class Library:
    """Writes works and all that hangs on them."""

    def __init__(self, texts: list[Text], seed: int = 1948, *, in_some_languages: bool = False) -> None:
        #: Whether a work is in any one or several of the languages, instead of always in six.
        self.in_some_languages = in_some_languages
        self.random = random.Random(seed)  # noqa: S311 – the same library every time
        self.texts = {text.code: text for text in texts}
        self.site = SmallSite.build()
        for code in self.texts:
            Locale.objects.get_or_create(language_code=code)
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}
        i18n.locales.forget()
        self.parent: Page = self.site.sections["library", "en"]
        self.topics = self._terms(Topic, "name", TOPICS)
        self.challenges = self._terms(Challenge, "label", CHALLENGES)
        self.kind = ContentType.objects.get_for_model(GuidePage)
        self.steps = 0

    def _terms(self, model: Any, label: str, count: int) -> list[dict[str, Any]]:
        """Terms in every language, labelled with the beginnings of paragraphs."""
        made = []
        for place in range(count):
            key, terms = uuid.uuid4(), {}
            for code, text in self.texts.items():
                words = text.articles[place % len(text.articles)][0].split()[:4]
                values = {"topic": self.topics[place % TOPICS][code]} if model is Challenge else {}
                if model is Topic and place % A_PART == A_PART - 1:
                    values = {"parent": made[-1][code]}
                terms[code] = model(
                    key=f"term-{place}", order=place, locale=self.locales[code], translation_key=key,
                    **{label: " ".join(words)[:80], **values},
                )  # fmt: skip
            model.objects.bulk_create(terms.values())
            made.append(terms)
        return made

    def grow(self, pages: int) -> int:
        """Add works until the library holds this many guide pages, and says how many it holds."""
        while (count := GuidePage.objects.count()) < pages:
            works = min(ROWS_AT_ONCE, -(-(pages - count) // LANGUAGES_A_WORK))
            with transaction.atomic():
                self._write(list(self._works(works)))
        return count

    def index(self) -> None:
        """Write what readers search, and tell that the library has changed."""
        guides = GuidePage.objects.order_by("pk")
        for start in range(0, guides.count(), ROWS_AT_ONCE):
            entries.write(GuidePage, guides[start : start + ROWS_AT_ONCE])
        changes.note()

    def _works(self, count: int) -> Iterator[dict[str, Any]]:
        for _number in range(count):
            languages = self._languages()
            yield {
                "number": WorkNumber.objects.create(translation_key=uuid.uuid4()),
                "languages": languages,
                "original": self.random.choice(languages),
                "articles": self.random.sample(range(30), 3),
                "topics": self.random.sample(self.topics, self.random.randint(1, 3)),
                "challenge": self.random.choice(self.challenges),
                "regions": self.random.sample(Region.values, self.random.randint(0, 2)),
                "facts": {
                    "kind": self.random.choice(Kind.values),
                    "level": self.random.choice(Level.values),
                    "time_required": self.random.choice([None, 10, 30, 90, 240]),
                    "group_min": self.random.choice([None, 1, 8, 30]),
                    "group_max": self.random.choice([None, 40, 100]),
                },
            }

    def _languages(self) -> list[str]:
        first, *others = self.texts
        if self.in_some_languages:
            return self.random.sample(list(self.texts), self.random.randint(1, len(self.texts)))
        return [first, *self.random.sample(others, LANGUAGES_A_WORK - 1)]

    def _write(self, works: list[dict[str, Any]]) -> None:
        guides = [(self._guide(work, code), work, code) for work in works for code in work["languages"]]
        base = [field.attname for field in Page._meta.concrete_fields]
        stored = Page.objects.bulk_create(
            [Page(**{name: getattr(guide, name) for name in base if name != "id"}) for guide, _work, _code in guides]
        )
        for (guide, _work, _code), row in zip(guides, stored, strict=True):
            guide.pk = guide.id = guide.page_ptr_id = row.pk
        insert_rows(GuidePage, [guide for guide, _work, _code in guides])
        GuideTopic.objects.bulk_create(
            GuideTopic(page_id=guide.pk, topic=terms[code], locale=self.locales[code], sort_order=place)
            for guide, work, code in guides
            for place, terms in enumerate(work["topics"])
        )
        GuideRegion.objects.bulk_create(
            GuideRegion(page_id=guide.pk, region=region, sort_order=place)
            for guide, work, _code in guides
            for place, region in enumerate(work["regions"])
        )
        Page.objects.filter(pk=self.parent.pk).update(numchild=self.steps)

    def _guide(self, work: dict[str, Any], code: str) -> GuidePage:
        articles = self.texts[code].articles
        paragraphs = [paragraph for place in work["articles"] for paragraph in articles[place]]
        opening = paragraphs[0]
        number = work["number"]
        slug = f"work-{number.pk}-{code}"
        self.steps += 1
        published = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number.pk)
        body = [{"type": "text", "value": f"<p>{text}</p>", "id": str(uuid.uuid4())} for text in paragraphs]
        return GuidePage(
            title=opening[:60], draft_title=opening[:60], slug=slug, summary=opening[:290], problem=opening[:120],
            live=True, first_published_at=published, last_published_at=published, content_type=self.kind,
            locale=self.locales[code], original_locale=self.locales[work["original"]],
            translation_key=number.translation_key, number=number.pk, challenge=work["challenge"][code],
            path=Page._get_path(self.parent.path, self.parent.depth + 1, self.steps), depth=self.parent.depth + 1,
            url_path=f"{self.parent.url_path}{slug}/", numchild=0, body=json.dumps(body), **work["facts"],
        )  # fmt: skip


def insert_rows(model: type[Model], rows: list[Any]) -> None:
    """Rows of the model's own table; `bulk_create` refuses models that extend another one's table."""
    fields = model._meta.local_concrete_fields
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    holes = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES ({holes})",  # noqa: S608
            [[field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields] for row in rows],
        )
