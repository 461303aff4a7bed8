"""python -m tests.benchmark.memory [STRINGS] – times the translation memory, by default among 100,000 texts.

Sentences of 4 to 24 words are made of 5,000 words, of which some are far more common than others, as in a language. One
page of 40 texts is to be translated: some stand in the memory as they are, some nearly so, some not at all. Prints, in
milliseconds, how long a process takes to read the texts the first time, and the median and the most of what the
suggestions for all 40 texts take afterwards, of the processor and of the database, on the database of the environment,
in one of its own that is removed afterwards.
"""

from __future__ import annotations

import os
import random
import sys
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS, TEXTS, ROWS_AT_ONCE = 15, 40, 5000
#: How many works the texts stand in.
WORKS = 2000
#: Milliseconds that the suggestions of a page may take once the texts were read.
LIMIT = 500


def main(arguments: list[str]) -> int:
    """The exit code: 1 when it takes longer than it may."""
    count = int(arguments[0]) if arguments else 100_000
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()
    from tests.benchmark.__main__ import own_database

    with own_database():
        return measure(write(count), count)


class Sentences:
    """Makes sentences, and sentences that are nearly the same."""

    def __init__(self) -> None:
        self.chance = random.Random(1948)  # noqa: S311 – the same sentences every time
        letters = "aaabcdeeefghiiijklmnooprstuuvwz"
        self.words = [self._word(letters) for _word in range(5000)]
        self.weights = [1 / (rank + 1) for rank in range(5000)]

    def _word(self, letters: str) -> str:
        return "".join(self.chance.choices(letters, k=self.chance.randint(2, 11)))

    def new(self) -> str:
        """A sentence."""
        return " ".join(self.chance.choices(self.words, self.weights, k=self.chance.randint(4, 24))).capitalize() + "."

    def like(self, sentence: str) -> str:
        """The same with another word."""
        words = sentence.split()
        words[self.chance.randrange(len(words))] = self.chance.choice(self.words)
        return " ".join(words)


def write(count: int) -> int:
    """The texts with their translations, in public works; the key of the translation that is to be made."""
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import Page
    from wagtail_localize.models import (
        String,
        StringSegment,
        StringTranslation,
        TranslatableObject,
        TranslationContext,
        TranslationSource,
    )

    from home import i18n
    from home.models import StandardPage, Work
    from tests.factories import SmallSite
    from tests.home.translators.helpers import submitted

    site, sentences = SmallSite.build(), Sentences()
    english, french = i18n.locales()["en"], i18n.locales()["fr"]
    kind, now = ContentType.objects.get_for_model(StandardPage), timezone.now()
    texts = list({sentences.new(): None for _text in range(count)})
    asked = [texts[0], *(sentences.like(text) for text in texts[1:25]), *(sentences.new() for _text in range(15))]
    body = [{"type": "heading", "id": f"h-{place}", "value": text} for place, text in enumerate(asked)]
    translation = submitted(site.guide(title="The guide", body=body), "fr")

    objects = [TranslatableObject(translation_key=uuid.uuid4(), content_type=kind) for _work in range(WORKS)]
    TranslatableObject.objects.bulk_create(objects)
    pages = []
    for locale in (english, french):
        above = site.sections["library", locale.language_code]
        for number, one in enumerate(objects):
            slug = f"work-{number}-{locale.language_code}"
            pages.append(
                Page(
                    title=f"Work {number}", slug=slug, live=True, first_published_at=now, content_type=kind,
                    locale=locale, translation_key=one.pk, depth=above.depth + 1, numchild=0,
                    path=Page._get_path(above.path, above.depth + 1, number + 10), url_path=f"{above.url_path}{slug}/",
                )
            )  # fmt: skip
    Page.objects.bulk_create(pages, batch_size=ROWS_AT_ONCE)
    Work.objects.bulk_create([Work(pk=page.translation_key, page=page, locale=english) for page in pages[:WORKS]])
    sources = [
        TranslationSource(
            object=one, locale=english, specific_content_type=kind, object_repr="A work", content_json="{}",
            last_updated_at=timezone.now(),
        )
        for one in objects
    ]  # fmt: skip
    TranslationSource.objects.bulk_create(sources)
    known = set(String.objects.filter(locale=english).values_list("data", flat=True))
    rows = [
        String(locale=english, data=text, data_hash=String._get_data_hash(text)) for text in texts if text not in known
    ]
    String.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    strings = list(String.objects.filter(locale=english))
    contexts = [
        TranslationContext(object=objects[place % WORKS], path=f"body.{place}", path_id=uuid.uuid4())
        for place in range(len(strings))
    ]
    TranslationContext.objects.bulk_create(contexts, batch_size=ROWS_AT_ONCE)
    pairs = list(zip(strings, contexts, strict=True))
    StringSegment.objects.bulk_create(
        [
            StringSegment(source=sources[place % WORKS], context=context, string=string, order=place, attrs="{}")
            for place, (string, context) in enumerate(pairs)
        ],
        batch_size=ROWS_AT_ONCE,
    )
    StringTranslation.objects.bulk_create(
        [
            StringTranslation(
                translation_of=string, locale=french, context=context, data=f"FR {string.data}",
                translation_type="manual", created_at=now, updated_at=now,
            )
            for string, context in pairs
        ],
        batch_size=ROWS_AT_ONCE,
    )  # fmt: skip
    return int(translation.pk)


def measure(translation_id: int, count: int) -> int:
    """Ask for the suggestions of the page; 1 when that is too slow."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from wagtail_localize.models import Translation

    from home.helping import likeness, suggestions

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    translation = Translation.objects.select_related("source").get(pk=translation_id)
    of_body = translation.source.stringsegment_set.filter(context__path__startswith="body")
    segments = list(of_body.select_related("string", "context"))
    begun = time.perf_counter()
    likeness.all_texts.of(translation.source.locale_id)
    print(f"{count} texts, {connection.vendor}; read the first time: {1000 * (time.perf_counter() - begun):.0f}")
    times = []
    for _run in range(RUNS):
        with CaptureQueriesContext(connection) as queries:
            begun = time.perf_counter()
            found = suggestions.for_texts(translation, segments)
            times.append(1000 * (time.perf_counter() - begun))
    times.sort()
    having = sum(bool(one) for one in found.values())
    print(
        f"suggestions for {len(segments)} texts ({having} have some): median {times[RUNS // 2]:.0f}, "
        f"most {times[-1]:.0f}, {len(queries)} queries"
    )
    return int(times[0] > LIMIT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
