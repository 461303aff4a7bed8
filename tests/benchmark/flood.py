"""python -m tests.benchmark.flood [STORIES] – sends 1,000 stories through the form, then times the queue and the site.

Every story goes through all steps and the real views, each from an address of its own; one in ten is a text of its own,
the others are nearly alike. Nothing holds the flood back: no work is asked of its senders. Prints how long that took,
how many groups the queue shows, and in milliseconds what the queue, the form and public pages take with the number of
their queries, these also before the flood, on the database of the environment, in one of its own that is removed
afterwards.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RUNS = 9
#: One story in so many is unlike the others.
UNLIKE = 10
#: Words of an alphabet that nobody reads, from which texts are made.
WORDS = [a + b + c + d for a in "bdfgkl" for b in "aeiou" for c in "mnrst" for d in "aeo"]
QUEUE = "/admin/stories/queue/"
#: Milliseconds that a page may take while the queue is full.
LIMIT = 1000


def main(arguments: list[str]) -> int:
    """The exit code: 1 when a page takes longer than it may."""
    count = int(arguments[0]) if arguments else 1000
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    os.environ["GGSN_STORY_PRESSURE"] = "never"
    import django

    django.setup()
    from tests.benchmark.__main__ import own_database

    with own_database():
        return measure(count)


def measure(count: int) -> int:
    """Send them all and look at the pages; answers as `main`."""
    from django.db import connection
    from django.test import Client

    from home import roles
    from stories.models import Submission
    from tests import factories

    site = factories.SmallSite.build()
    public = site.story()
    everybody = [
        ("the form", Client(), "/en/stories/send/"),
        ("a public page", Client(), f"/en/stories/{public.slug}/"),
        ("the list of stories", Client(), "/en/stories/"),
    ]
    print(f"\n{'before it:':24}{'median ms':>12}{'least ms':>12}{'queries':>10}")
    slow = [report(*page) for page in everybody]
    times = flood(count)
    print(
        f"\n{connection.vendor}: {count} stories in {sum(times):.0f} s, each {1000 * statistics.median(times):.0f} ms "
    )
    print(f"by the median and {1000 * max(times):.0f} ms at most, all steps together")
    waiting = Submission.objects.filter(state=Submission.State.RECEIVED)
    print(f"stored: {waiting.count()}, groups of stories that are alike: {waiting.filter(alike=None).count()}")
    editor = Client()
    editor.force_login(factories.user("reviewer", roles.REVIEWERS))
    print(f"{'after it:':24}{'median ms':>12}{'least ms':>12}{'queries':>10}")
    return max(slow + [report(*page) for page in (*everybody, ("the queue", editor, QUEUE))])


def flood(count: int) -> list[float]:
    """Send so many stories; answers with the seconds that each took."""
    from django.test import Client

    from tests.stories.forms import answer, begun, send

    chance = random.Random(1948)  # noqa: S311 – the same stories every time
    same = " ".join(chance.choices(WORDS, k=300))
    times = []
    for number in range(count):
        text = " ".join(chance.choices(WORDS, k=300)) if number % UNLIKE == 0 else f"{same} {number}"
        client = Client(REMOTE_ADDR=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
        before = time.perf_counter()
        draft = begun(client, title=f"Story {number}", body=text)
        for step in ("people", "pictures", "consent"):
            answer(client, draft, step)
        response = send(client, draft)
        times.append(time.perf_counter() - before)
        if response.status_code != 303:
            raise SystemExit(f"Story {number} was not taken: {response.status_code}.")
    return times


def report(name: str, client: Any, path: str) -> int:
    """Print what a page takes; 1 when it is more than it may."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    if (status := client.get(path).status_code) != 200:
        raise SystemExit(f"{path} answers {status}.")
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
        count = len(queries)
    times = [timed(lambda: client.get(path)) for _run in range(RUNS)]
    median = statistics.median(times)
    print(f"{name:24}{median:12.0f}{min(times):12.0f}{count:10}")
    return int(median > LIMIT)


def timed(task: Callable[[], Any]) -> float:
    """The milliseconds that a task takes."""
    before = time.perf_counter()
    task()
    return (time.perf_counter() - before) * 1000


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
