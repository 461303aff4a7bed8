"""While the database does not answer: nothing that was typed is lost, and it can be sent again with one press."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from stories import consenting, domain, way_in
from stories.mine import actions, door, naming, reaching, receipts
from stories.models import Submission
from tests.factories import SmallSite
from tests.stories.mine.senders import fields, let_in, send, tree, waiting_for_word, words_on

MINE = "/en/stories/mine/"
CONSENT = {"people": "agreed", "names": "nobody", "places": "region", "faces": "nobody", "translation": "chosen"}
#: What is posted, where it fails, and what of it can be read.
POSTS: dict[str, tuple[dict[str, Any], Any, str, str]] = {
    "": ({"words": "one two three"}, door, "opened_by", ""),
    "answer/": ({"text": "\n\nThe gate <b> & the\nyard"}, actions, "say", "The gate <b> & the\nyard"),
    "name/": ({"by": "chosen", "project": "", "name": "Anna"}, naming, "rename", "Anna"),
    "consent/": (CONSENT | {"languages": ["ar", "fr"]}, consenting, "change", ""),
    "contact/": ({"address": "a@example.org"}, reaching, "reach_at", "a@example.org"),
    "withdraw/": ({}, actions, "take_back", ""),
    "receipt/": ({}, receipts, "renew", ""),
    "agree/": ({"text": "Another title", "no": "1"}, domain, "say", "Another title"),
}


def fail(*args: Any, **kwargs: Any) -> Any:
    raise OperationalError("database or disk is full")


def posted(place: str) -> tuple[Client, Callable[[], Any]]:
    submission: Submission = waiting_for_word() if place == "agree/" else send()[0]
    client = let_in(submission)
    data = dict(POSTS[place][0])
    if place == "receipt/":
        data = {"words": tree(client.get(MINE + place)).xpath("//input[@name='words']/@value")[0]}
    if place == "agree/":
        data |= {name: value for name, value in fields(client.get(MINE + place), MINE + place).items() if value}
    return client, lambda: client.post(MINE + place, data)


@pytest.mark.parametrize("place", sorted(POSTS))
def test_what_was_sent_is_in_the_answer_and_goes_again(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    data, module, name, readable = POSTS[place]
    client, press = posted(place)
    with monkeypatch.context() as broken:
        broken.setattr(module, name, fail)
        response = press()
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "no-store" in response["Cache-Control"]
    assert "We cannot store anything just now." in words_on(response)
    shown = [area.text.strip("\n") for area in tree(response).xpath("//textarea[@id='m-lost']")]
    assert shown == ([readable] if readable else [])
    (form,) = [form for form in tree(response).forms if form.action == MINE + place]
    again: dict[str, list[str]] = {}
    for key, value in form.form_values():
        again.setdefault(key, []).append(value)
    assert {key: again[key] for key in data} == {
        key: value if isinstance(value, list) else [value] for key, value in data.items()
    }
    assert client.post(MINE + place, again).status_code == (403 if place == "" else 303)


@pytest.mark.parametrize("place", sorted(POSTS))
def test_nothing_is_lost_either_where_no_page_can_be_made(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    client, press = posted(place)
    monkeypatch.setattr("stories.mine.access.render", fail)
    monkeypatch.setattr(door if place == "" else way_in, "opened_by" if place == "" else "find", fail)
    response = press()
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    if POSTS[place][3]:
        (shown,) = tree(response).xpath("//textarea[@id='m-lost']")
        assert shown.text.strip("\n") == POSTS[place][3]
    assert client.get(MINE).status_code == (200 if place == "" else 503)
