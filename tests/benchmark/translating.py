"""python -m tests.benchmark.translating [WORKS …] – times what translators wait for, at 100, 1,000 and 5,000 works.

One guide is submitted into five languages, its new text is sent to the translators of all five, one translation is
published. The works around it are copies of one guide in three languages, with everything that the site and
wagtail-localize keep of them, written in bulk around the models (tests.benchmark.copies). Prints how many queries a
request takes and, in milliseconds, the median and the least of what it takes of the processor and of the database;
then the same of what the worker does afterwards. On the database of the environment, in one of its own that is removed
afterwards.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SIZES = [100, 1000, 5000]
TARGETS = ["fr", "es", "pt", "ar", "sw"]
RUNS = 7


def main(arguments: list[str]) -> int:
    """The exit code: 1 when the queries of a request depend on how many works there are."""
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["GGSN_LANGUAGES"] = ",".join(["en", *TARGETS])
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()
    from django.test.utils import override_settings

    from config.settings import base
    from tests.benchmark.__main__ import own_database

    with own_database(), override_settings(TASKS=base.TASKS):
        return measure([int(size) for size in arguments] or SIZES)


def measure(sizes: list[int]) -> int:
    """Grow the site from size to size, and measure at each; 1 when the queries grow with it."""
    from django.db import connection

    from tests.benchmark.copies import Works

    works, asked = Works(TARGETS), set()
    for size in sizes:
        works.grow(size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"\n{connection.vendor}, {size} works, {works.pages()} pages")
        print(f"{'':32}{'queries':>8}{'median / least ms':>20}")
        requests = Requests(works)
        asked.add(
            (
                report("submit into five languages", requests.submit),
                report("the same, by the worker", requests.work, is_seen=False),
                report("send the new text to all five", requests.update),
                report("publish one translation", requests.publish),
            )
        )
    return int(len(asked) > 1)


def report(name: str, task: Callable[[int], Callable[[], None]], *, is_seen: bool = True) -> int:
    """One line; how many queries it took at most, 0 of what nobody waits for."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    times, counts = [], []
    for number in range(RUNS):
        run = task(number)
        reset_queries()  # only so many are kept
        with CaptureQueriesContext(connection) as queries:
            begun = time.process_time()
            run()
            spent = time.process_time() - begun
        if connection.vendor != "sqlite":  # which works in this process
            spent += sum(float(query["time"]) for query in queries.captured_queries)
        times.append(1000 * spent)
        counts.append(len(queries))
    print(f"{name:32}{max(counts):8}{statistics.median(times):13.0f} / {min(times):.0f}", flush=True)
    return max(counts) if is_seen else 0


class Requests:
    """What an editor sends, about one new guide each time."""

    def __init__(self, works: Any) -> None:
        from django.test import Client

        from home.models import User

        self.works = works
        self.guides = [works.another(number) for number in range(RUNS)]
        self.client = Client()
        self.client.force_login(User.objects.get(username="editor"))

    def submit(self, number: int) -> Callable[[], None]:
        """“Translate this page”, all languages chosen."""
        from django.urls import reverse
        from wagtail.models import Locale

        chosen = {"locales": [str(locale.pk) for locale in Locale.objects.filter(language_code__in=TARGETS)]}
        return self._post(reverse("wagtail_localize:submit_page_translation", args=[self.guides[number].pk]), chosen)

    def work(self, number: int) -> Callable[[], None]:
        """The worker, until nothing is left to do of one guide."""
        from home.models import TranslationOrder
        from home.translators import orders

        order = TranslationOrder.objects.get(page=self.guides[number])

        def run() -> None:
            while orders.advance(order.pk):
                pass

        return run

    def update(self, number: int) -> Callable[[], None]:
        """“Sync translated pages”, after the title of the original changed."""
        from django.urls import reverse
        from wagtail_localize.models import TranslationSource

        guide = self.guides[number]
        guide.refresh_from_db()
        guide.title += ", again"
        guide.save_revision().publish()
        source = TranslationSource.objects.get(object_id=guide.translation_key)
        return self._post(reverse("wagtail_localize:update_translations", args=[source.pk]), {})

    def publish(self, number: int) -> Callable[[], None]:
        """“Publish”, in the translation editor, when everything is translated."""
        from django.urls import reverse

        page = self.works.translated(self.guides[number], "fr")
        return self._post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"})

    def _post(self, address: str, data: dict[str, Any]) -> Callable[[], None]:
        def run() -> None:
            assert self.client.post(address, data).status_code == 302

        return run


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
