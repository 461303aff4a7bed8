"""Accepting what has no page: what was read, and not before it was checked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from stories import consenting, receiving
from stories.reviewing import acting
from tests.factories import SmallSite
from tests.stories.forms import consent
from tests.stories.helpers import one, texts
from tests.stories.reviewing.desk import address, press, said, seen
from tests.stories.ways.helpers import guide, question, received, text

CHECKED = {"names": "on", "places": "on"}
SECRET = "Maria Lopez keeps the hall open, at 4 Mill Street."


@pytest.mark.parametrize(
    "change",
    [
        lambda sent: receiving.revise_plain(sent, text(text=SECRET)),
        lambda sent: receiving.revise_plain(sent, text(title="Another question")),
        lambda sent: receiving.revise_plain(sent, text(name="Maria Lopez")),
        lambda sent: receiving.revise_plain(sent, text(link="https://example.org/maria")),
        lambda sent: receiving.revise_plain(sent, text(region="ea")),
        lambda sent: receiving.revise_plain(sent, text(language="sw")),
        lambda sent: consenting.change(sent, consent(translation="none")),
    ],
)
def test_what_its_sender_changed_while_it_was_read_is_read_again(site: SmallSite, desk: Client, change: Any) -> None:
    sent = received("question")
    hidden = one(seen(desk, address(sent)), "//details[@id='accept']//input[@name='seen']").get("value")
    change(sent)
    response = desk.post(address(sent), {"what": "accept", "seen": hidden, **CHECKED})
    assert response.status_code == 409
    assert said(response) == [str(acting.READ_AGAIN)]
    sent.refresh_from_db()
    assert sent.state == "received"
    assert press(desk, sent, "accept", **CHECKED).status_code == 302
    sent.refresh_from_db()
    assert sent.state == "published"


def test_without_what_was_read_nothing_is_accepted(site: SmallSite, desk: Client) -> None:
    for kind in ("question", "guide"):
        sent = received(kind) if kind == "question" else guide()
        assert desk.post(address(sent), {"what": "accept", **CHECKED}).status_code == 409
        sent.refresh_from_db()
        assert sent.state == "received"


@pytest.mark.parametrize("missing", ["names", "places"])
@pytest.mark.parametrize("kind", ["question", "answer"])
def test_what_becomes_public_is_checked_first(site: SmallSite, desk: Client, kind: str, missing: str) -> None:
    sent = received(kind, question() if kind == "answer" else None)
    checked = {name: value for name, value in CHECKED.items() if name != missing}
    response = press(desk, sent, "accept", **checked)
    assert response.status_code == 200
    assert "Tick this, or go back and ask for changes." in response.content.decode()
    sent.refresh_from_db()
    assert sent.state == "received"


def test_a_guide_is_taken_without_these_points(site: SmallSite, desk: Client) -> None:
    sent = guide()
    assert press(desk, sent, "accept").status_code == 302
    sent.refresh_from_db()
    assert sent.state == "published"


def test_reviewers_read_what_was_said_and_nothing_else(site: SmallSite, desk: Client) -> None:
    named, nobody = received("question", name="The hall group"), received("question", name="")
    for sent, name in ((named, "The hall group"), (nobody, "A member of the network")):
        (said_of_it,) = seen(desk, address(sent)).xpath("//dl[@class='review-said']")
        assert texts(said_of_it, "./dt") == ["The people in it", "The name above it"]
        assert texts(said_of_it, "./dd") == ["Everyone who could be recognised has heard it and agrees", name]
