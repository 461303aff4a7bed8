"""Whatever personal thing is forgotten, by the clock or by its sender, the clock wipes its bytes afterwards."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect

from home import forgetting
from home.models import User
from stories import domain, receiving
from stories.forgetting import clock
from stories.models import StoryPage, Submission
from stories.ways import suggested
from tests.factories import SmallSite
from tests.stories.forgetting.test_clock import age
from tests.stories.forgetting.test_erasing import contents, places, plant, spellings
from tests.stories.forms import story
from tests.stories.mine.senders import fields, let_in, published
from tests.stories.reviewing.desk import entered

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),  # Wagtail's, of pictures
    pytest.mark.django_db(transaction=True),
]
GONE = "zqwipedvx"
ADDRESS = f"{GONE}@example.org"
MINE = "/en/stories/mine/"


def is_in_bytes() -> bool:
    forms = spellings(GONE)
    return any(form in content for _name, content in contents() for form in forms)


@pytest.mark.parametrize("way", ["clock", "delete", "change"])
def test_bytes_of_a_contact_go(site: SmallSite, way: str) -> None:
    submission = published(contact=ADDRESS)
    clock.run()
    assert is_in_bytes() or connection.vendor != "sqlite"
    if way == "clock":
        age(submission, 100)
    else:
        data = {"delete": "1"} if way == "delete" else {"address": "b@example.org"}
        assert let_in(submission).post(f"{MINE}contact/", data).status_code == 303
    before = cache.get(clock.WIPED)
    assert clock.run().contacts == (way == "clock")
    assert places([GONE]) == {}
    after = cache.get(clock.WIPED)
    assert after != before
    clock.run()
    assert cache.get(clock.WIPED) == after  # once, not each minute


def test_what_is_taken_out_of_a_story_is_wiped(site: SmallSite) -> None:
    submission = published(teller="Night Shift")
    for what, more in (("name", {"by": "nobody"}), ("consent", {"people": "unsure"})):
        assert clock.wipe_when_needed()
        before, path = forgetting.marked(), f"{MINE}{what}/"
        client = let_in(submission)
        assert client.post(path, fields(client.get(path), path) | more).status_code == 303
        assert forgetting.marked() != before, what
        assert cache.get(clock.WIPED)[1] == before


def test_another_address_is_wiped_and_a_first_one_is_not(site: SmallSite) -> None:
    submission = receiving.submit(story(contact=""))[0]
    marks = []
    for address in ("kestrel@example.org", "kestrel@example.org", "heron@example.org"):
        receiving.reach_at(submission, address, True)
        marks.append(forgetting.marked())
    assert marks[0] == marks[1] != marks[2]


def test_a_cache_that_was_cleared_wipes_once_too_often(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[str, ...]] = []

    def wipe(*more: str) -> bool:
        done.append(more)
        return True

    monkeypatch.setattr(forgetting, "wipe", wipe)
    for _time in range(2):
        assert clock.wipe_when_needed()
    cache.clear()
    assert clock.wipe_when_needed()
    assert done == [("stories",)] * 2


def test_every_table_that_erasing_writes_is_written_anew(site: SmallSite, reviewer: User, editor: User) -> None:
    story = plant(site, reviewer, editor)
    page = StoryPage.objects.get(pk=story.page_id)
    Redirect.objects.create(old_path="/en/stories/an-old-name", site=None, redirect_page=page)
    guide = entered("A guide", kind="guide", state="received")
    suggested.make_draft(guide, editor)
    domain.accept(guide, reviewer)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        domain.erase(story)
        domain.erase(guide)
    written = {
        found[1]
        for query in asked.captured_queries
        if (found := re.match(r'(?:UPDATE|DELETE FROM|INSERT INTO) "(\w+)"', query["sql"]))
    }
    assert {"wagtailredirects_redirect", "library_guidepage", "stories_submission", "wagtailcore_page"} <= written
    assert written - set(forgetting.tables("stories")) - set(forgetting.FTS) == set()


def test_an_erased_answer_does_not_say_what_it_answered(site: SmallSite, reviewer: User) -> None:
    question = entered("Which bus?", state="published")
    answer = entered("Bus 7", kind="answer", question=question)
    slug = answer.slug
    domain.erase(answer, reviewer)
    row: Any = Submission.objects.get(pk=answer.pk)
    assert (row.question, row.state) == (None, "erased")
    assert row.slug not in ("", slug)
