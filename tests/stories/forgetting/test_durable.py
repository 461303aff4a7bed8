"""What senders are told was done is on the disk by then: SQLite is set to wait for it before the transaction begins."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from stories import domain
from stories.forgetting import clock
from stories.models import Submission
from tests.factories import SmallSite
from tests.stories import review
from tests.stories.forgetting.test_clock import age
from tests.stories.mine.senders import fields, in_state, let_in, reviewer, send, waiting_for_word
from tests.stories.reviewing import desk

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),  # Wagtail's, of pictures
    pytest.mark.django_db(transaction=True),
]
MINE = "/en/stories/mine/"
#: What SQLite calls it.
FULL = 2


@contextlib.contextmanager
def levels() -> Iterator[set[int]]:
    """How careful SQLite was whenever a row of ours was written."""
    found: set[int] = set()

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "stories_" in sql:
            found.add(connection.connection.execute("PRAGMA synchronous").fetchone()[0])
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
    with connection.execute_wrapper(look):
        yield found


def press(what: str) -> Submission:
    """One of the forms of a sender."""
    if what in ("agree", "disagree"):
        submission = waiting_for_word()
        path = f"{MINE}agree/"
        client = let_in(submission)
        data: dict[str, Any] = fields(client.get(path), path) | (
            {"no": "1", "text": "The name is wrong"} if what == "disagree" else {}
        )
    else:
        submission = in_state("draft") if what == "erase" else send(contact="a@example.org")[0]
        client = let_in(submission)
        path = MINE + {"erase": "withdraw", "reach": "contact", "unreach": "contact"}.get(what, what) + "/"
        shown = fields(client.get(path), path) if what in ("receipt", "consent") else {}
        more = {"reach": {"address": "b@example.org"}, "unreach": {"delete": "1"}, "answer": {"text": "By bus 7."}}
        data = shown | more.get(what, {}) | ({"people": "unsure"} if what == "consent" else {})
    with levels() as found:
        response = client.post(path, data)
    assert response.status_code == 303, what
    assert found == {FULL}, what
    return submission


@pytest.mark.skipif(connection.vendor != "sqlite", reason="others wait for the disk by themselves")
def test_what_senders_are_told_was_done_is_on_the_disk(site: SmallSite) -> None:
    for what in ("withdraw", "erase", "consent", "reach", "unreach", "receipt", "answer", "agree", "disagree"):
        press(what)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="others wait for the disk by themselves")
def test_so_is_what_the_clock_and_reviewers_end(site: SmallSite) -> None:
    submission = send()[0]
    with levels() as found:
        domain.erase(submission, reviewer())
    assert found == {FULL}
    age(in_state("draft"), 91)
    with levels() as found:
        assert clock.run().expired == 1
    assert found == {FULL}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="others wait for the disk by themselves")
def test_so_is_what_reviewers_do_at_the_desk(site: SmallSite) -> None:
    client = review.signed_in(reviewer())
    pressed: dict[str, dict[str, Any]] = {
        "take": {},
        "ask": {"text": "Who?"},
        "note": {"text": "Look at the gate"},
        "request": {"text": "Could the gate go?"},
        "safe": {**review.CHECKED, "comment": ""},
        "decline": {"reason": "not_for_us", "text": "It is an advertisement."},
    }
    for what, data in pressed.items():
        submission = send()[0]
        with levels() as found:
            response = desk.press(client, submission, what, **data)
        assert response.status_code == 302, what
        assert found == {FULL}, what
