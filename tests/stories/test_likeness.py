"""Stories that are alike stand together; others never do."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from stories import likeness, receiving
from stories.models import Submission
from tests.factories import SmallSite
from tests.stories.forms import story
from tests.stories.ways import helpers

BUS = (
    "The depot closes at twenty to two. That is when our meeting begins, because no supervisor is there and no "
    "passenger. The first time we were five. We wrote on the back of old timetables, and whoever had the last run "
    "brought tea. After three months we were forty, and the company asked who our leader was. We said: the bus."
)
WATER = (
    "Nobody owns the spring. For nine years a company had a paper that said otherwise. We went through the archive of "
    "the district, page by page, and found the map of 1931. The judge looked at it for a long time."
)
ARABIC = (
    "أغلقت الشركة المصنع في آب. لم يخبرنا أحد. وقفنا أمام الباب كل صباح ومعنا الخبز والشاي حتى جاء المدير وتكلم معنا."
)


def submitted(text: str, title: str = "A title") -> Submission:
    """A story with this text, sent."""
    submission, _is_new = receiving.submit(story(text=text, title=title))
    return submission


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BUS, BUS, True),
        (BUS, BUS.upper() + "  !!", True),
        (BUS * 4, BUS * 4 + "Call now.", True),
        (BUS, WATER, False),
        (ARABIC, WATER, False),
        (ARABIC, ARABIC.replace("،", " "), True),
        ("", BUS, False),
        ("", "", False),
    ],
)
def test_likeness(one: str, other: str, expected: bool) -> None:
    assert likeness.are_alike(likeness.of(one), likeness.of(other)) is expected


def test_it_is_the_same_on_every_machine() -> None:
    assert len(likeness.of(BUS)) == 16
    assert likeness.of(BUS) == likeness.of(BUS)
    assert likeness.of("Too short") == ""


def test_a_flood_is_one_group(site: SmallSite, django_assert_max_num_queries: Any) -> None:
    first, water = submitted(BUS * 3), submitted(WATER)
    copies = [submitted(BUS * 3 + f" {number}") for number in range(3)]
    assert (first.alike, water.alike, water.likeness != "") == (None, None, True)
    assert {copy.alike_id for copy in copies} == {first.pk}
    assert list(first.similar.order_by("pk")) == copies


def test_what_came_long_ago_or_was_never_sent_is_not_compared(site: SmallSite) -> None:
    old = submitted(BUS)
    Submission.objects.update(received_at=timezone.now() - datetime.timedelta(days=2))
    receiving.begin("t" * 43, typed={"body": BUS})
    Submission.objects.filter(received_at=None).update(likeness=old.likeness)
    assert submitted(BUS).alike is None


def test_who_writes_something_else_stands_alone(site: SmallSite) -> None:
    first, *others = [submitted(BUS * 3 + f" {number}") for number in range(4)]
    receiving.revise(others[0], story(text=BUS * 3 + " once more", title="A title"))
    receiving.revise(others[1], story(text=WATER, title="A title"))
    groups = dict(Submission.objects.values_list("pk", "alike"))
    assert [groups[one.pk] for one in (first, *others)] == [None, first.pk, None, first.pk]
    receiving.revise(first, story(text=WATER, title="A title"))
    groups = dict(Submission.objects.values_list("pk", "alike"))
    assert [groups[one.pk] for one in (first, *others)] == [others[1].pk, None, None, others[0].pk]


def test_so_does_what_has_no_page(site: SmallSite) -> None:
    first, second = (helpers.received("question", text=BUS) for _time in range(2))
    assert second.alike == first
    receiving.revise_plain(second, helpers.text(text=WATER))
    second.refresh_from_db()
    assert (second.alike, second.likeness) == (None, likeness.of(f"{second.title}\n{WATER}"))
