"""python -m tests.benchmark ARTICLES [PAGES …] – ARTICLES is the JSON file of the declaration (tests.benchmark.works).

Prints, in milliseconds, the median and the least (which tells how quiet the machine was) of what the library's list and
the search cost inside the process, on the database of the environment, in a database of its own that is removed
afterwards.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
RUNS = 25
#: What is asked for: a name, the reader's language, and the query string.
QUESTIONS = [
    ("no words", "en", ""),
    ("no words, two filters", "fr", "topic=term-3&kind=guide&kind=toolkit"),
    ("two rare words", "en", "q=" + quote("slavery asylum")),
    ("two rare words, French", "fr", "q=" + quote("esclavage asile")),
    ("one word of a tenth", "en", "q=slavery"),
    ("a phrase", "en", "q=" + quote('"slave trade"')),
    ("a word of nearly all", "en", "q=right"),
    ("the same with two filters", "en", "q=right&topic=term-3&kind=guide"),
    ("a typing error", "en", "q=" + quote("slavrey asylum")),
    ("nothing", "en", "q=zebra"),
]


def main(arguments: list[str]) -> int:
    """The exit code; a missing file is told and is no error."""
    path = Path(arguments[0]) if arguments else Path()
    if not path.is_file():
        print("Nothing measured: name the JSON file of the declaration, as in `make benchmark UDHR=udhr.json`.")
        return 0
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import json

    codes = [text["bcp47"].split("-")[0] for text in json.loads(path.read_text(encoding="utf-8")).values()]
    os.environ["GGSN_LANGUAGES"] = ",".join(codes)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()
    with own_database():
        measure(path, [int(pages) for pages in arguments[1:]] or [1000, 20_000])
    return 0


@contextmanager
def own_database() -> Iterator[None]:
    """A new database with all tables."""
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)


def measure(path: Path, sizes: list[int]) -> None:
    """Grow the library from size to size, and measure at each."""
    from django.db import connection

    from library.shelf import Shelf
    from tests.benchmark.works import Library, read

    library = Library(read(path))
    for size in sizes:
        pages, grown = timed(lambda size=size: library.grow(size))
        _none, indexed = timed(library.index)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        _none, shelved = timed(Shelf)
        made = f"made in {grown / 1000:.0f} s, indexed in {indexed / 1000:.0f} s, read for counting in {shelved:.0f} ms"
        print(f"\n{connection.vendor}, {pages} guide pages ({made})")
        print(f"{'':28}{'found':>6}{'list ms':>16}{'queries':>9}{'whole page ms':>16}{'site search ms':>17}")
        for name, language, question in QUESTIONS:
            report(name, language, question)


def timed(task: Callable[[], Any]) -> tuple[Any, float]:
    """What a task returns, and the milliseconds it took."""
    before = time.perf_counter()
    result = task()
    return result, (time.perf_counter() - before) * 1000


def repeated(task: Callable[[], Any]) -> str:
    """Median and least of many runs; the first, which fills what a process keeps, does not count."""
    task()
    told = sorted(timed(task)[1] for _run in range(RUNS))
    return f"{statistics.median(told):7.1f} {told[0]:7.1f}"


def report(name: str, language: str, question: str) -> None:
    """One line: the list as an object with its rows, the page as a reader gets it, and the site's search."""
    from django.db import connection
    from django.test import Client, RequestFactory
    from django.test.utils import CaptureQueriesContext
    from django.utils import translation

    from home.search.results import SiteSearch
    from library import querysets
    from library.facets import Listing

    path = f"/{language}/library/?{question}"

    def listing() -> Listing:
        made = Listing.of(RequestFactory().get(path))
        querysets.with_languages(list(made.page))
        return made

    def searched() -> None:
        _results = SiteSearch(RequestFactory().get(f"/{language}/search/?{question}")).results

    with translation.override(language):
        in_process = repeated(listing)
        with CaptureQueriesContext(connection) as queries:
            found = listing().found
        asked = len(queries)
        of_site = repeated(searched) if question.startswith("q=") else ""
    client = Client()
    of_page = repeated(lambda: client.get(path))
    print(f"{name:28}{found:6}{in_process:>16}{asked:9}{of_page:>16}{of_site:>17}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
