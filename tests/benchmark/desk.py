"""python -m tests.benchmark.desk [WORKS [LANGUAGES]] – times the translation desk, by default 5,000 works by 20.

Rows are written in bulk around the models: the pages have titles and places, and no texts. Prints, in milliseconds, the
median and the least (which tells how quiet the machine was) of what a whole request takes of the processor and of the
database, and how many queries it takes, on the database of the environment, in one of its own that is removed
afterwards.
"""

from __future__ import annotations

import os
import random
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CODES = [
    "en",
    "fr",
    "es",
    "pt",
    "ar",
    "sw",
    "de",
    "it",
    "nl",
    "pl",
    "ru",
    "tr",
    "fa",
    "hi",
    "bn",
    "ur",
    "id",
    "vi",
    "ja",
    "ko",
]
RUNS = 15
ROWS_AT_ONCE = 5000
#: Milliseconds that a page may take, of the database and of Python together.
LIMIT = 300
#: How often a work is in a state in a language that is not its own.
STATES = {"current": 45, "minor": 8, "outdated": 10, "machine": 2, "started": 5, "missing": 30}


def main(arguments: list[str]) -> int:
    """The exit code: 1 when the desk takes longer than it may."""
    works = int(arguments[0]) if arguments else 5000
    languages = int(arguments[1]) if len(arguments) > 1 else 20
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["GGSN_LANGUAGES"] = ",".join(CODES[:languages])
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()
    from tests.benchmark.__main__ import own_database

    with own_database():
        write(works)
        return measure()


def write(count: int) -> None:
    """The works, their pages and how they are in each language."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from wagtail.models import Locale, Page

    from home import i18n, memory
    from home.models import StandardPage, Work, WorkVersion
    from tests.factories import SmallSite

    chance = random.Random(1948)  # noqa: S311 – the same works every time
    site = SmallSite.build()
    for code in i18n.language_choices():
        Locale.objects.get_or_create(language_code=code[0])
    memory.forget_all()
    kind, locales = ContentType.objects.get_for_model(StandardPage), list(i18n.locales().values())
    sections = [site.sections[name, "en"] for name in ("library", "stories", "news")]
    pages: list[Page] = []
    plans: list[tuple[uuid.UUID, Any, list[tuple[Any, str]]]] = []
    for number in range(count):
        key, section = uuid.uuid4(), chance.choice(sections)
        original, *others = chance.sample(locales, len(locales))
        states = [(locale, chance.choices(list(STATES), list(STATES.values()))[0]) for locale in others]
        there = [(original, "original"), *((locale, state) for locale, state in states if state != "missing")]
        plans.append((key, section, there))
        for locale, state in there:
            slug = f"work-{number}-{locale.language_code}"
            published = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
            pages.append(
                Page(
                    title=f"A work with the number {number}", draft_title="", slug=slug, live=state != "started",
                    first_published_at=published, content_type=kind, locale=locale, translation_key=key,
                    path=Page._get_path(section.path, section.depth + 1, len(pages) + 1), depth=section.depth + 1,
                    url_path=f"{section.url_path}{slug}/", numchild=0,
                )
            )  # fmt: skip
    stored = iter(Page.objects.bulk_create(pages, batch_size=ROWS_AT_ONCE))
    works, versions = [], []
    parts = {f"body.{uuid.uuid4()}": ["0123456789abcdef", 40] for _part in range(12)}
    behind = {part: ["2026-01-02T00:00:00+00:00"] * 2 + ["minor", "en"] for part in list(parts)[:3]}
    for key, section, there in plans:
        rows = [(locale, state, next(stored)) for locale, state in there]
        works.append(
            Work(pk=key, page=rows[0][2], locale=rows[0][0], section=section.translation_key, parts=parts, words=480)
        )
        versions += [
            WorkVersion(
                work_id=key, locale=locale, page=page, state=state, requests=chance.randrange(20),
                behind=behind if state in ("minor", "outdated") else {}, since=page.first_published_at, words=120,
            )
            for locale, state, page in rows
        ]  # fmt: skip
    Work.objects.bulk_create(works, batch_size=ROWS_AT_ONCE)
    WorkVersion.objects.bulk_create(versions, batch_size=ROWS_AT_ONCE)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{len(works)} works, {len(locales)} languages, {len(versions)} versions, {connection.vendor}")


def measure() -> int:
    """Ask for each page of the desk as an editor and as a translator of one language; 1 when one is too slow."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from home import i18n, roles
    from tests.factories import user

    roles.ensure_all()
    code = list(i18n.locales())[1]
    people = {
        "editor": user("editor", roles.EDITORS),
        "translator": user("translator", roles.translators_group_name(i18n.locales()[code])),
    }
    pages = {
        "coverage": reverse("desk"),
        "missing in one language": f"{reverse('desk')}?state=missing&language={code}",
        "out of date somewhere": f"{reverse('desk')}?state=outdated",
    }
    slow = False
    print(f"{'':40}{'median / least':>16}{'queries':>9}")
    for name, person in people.items():
        client = Client()
        client.force_login(person)
        for what, address in pages.items():
            times = []
            for _run in range(RUNS):
                with CaptureQueriesContext(connection) as queries:
                    begun = time.process_time()
                    assert client.get(address).status_code == 200
                    spent = time.process_time() - begun
                if connection.vendor != "sqlite":  # which works in this process
                    spent += sum(float(query["time"]) for query in queries.captured_queries)
                times.append(1000 * spent)
            times.sort()
            print(f"{f'{what}, {name}':40}{times[RUNS // 2]:8.0f} / {times[0]:.0f}{len(queries):9}", flush=True)
            slow = slow or times[0] > LIMIT
    return int(slow)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
