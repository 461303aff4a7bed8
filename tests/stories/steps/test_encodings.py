"""What is posted is read as UTF-8, whatever its header says."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.test import Client
from django.test.client import FakePayload

from stories.models import Submission
from stories.steps import posted
from tests.factories import SmallSite
from tests.stories import forms
from tests.stories.mine.senders import let_in, send
from tests.stories.ways.helpers import question_form

WORDS = "x\\ud800y Straße"
PLACES = {
    "send/": forms.complete(title=WORDS, body=WORDS * 5),
    "ask/": question_form(title=WORDS, body=WORDS * 5),
    "mine/": {"words": WORDS},
    "mine/answer/": {"text": WORDS},
}


@pytest.mark.parametrize("charset", ["rot13", "hex", "idna", "undefined", "unicode_escape", "utf-16", "nonsense"])
@pytest.mark.parametrize("place", sorted(PLACES))
def test_no_header_decides_how_words_are_read(site: SmallSite, place: str, charset: str) -> None:
    client = let_in(send()[0]) if place.startswith("mine/a") else Client()
    data = PLACES[place] | ({"stamp": forms.stamp()} if "stamp" in PLACES[place] else {})
    body = b"".join(
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in data.items()
    )
    body += b"--B--\r\n"
    response = client.request(
        PATH_INFO=f"/en/stories/{place}",
        REQUEST_METHOD="POST",
        CONTENT_TYPE=f"multipart/form-data; boundary=B; charset={charset}",
        CONTENT_LENGTH=str(len(body)),
        **{"wsgi.input": FakePayload(body)},
    )
    assert response.status_code == (403 if place == "mine/" else 303)
    stored = Submission.objects.latest("pk") if place != "mine/" else None
    if stored is not None:
        (words,) = [stored.messages.get().text] if place == "mine/answer/" else [stored.title or stored.typed["title"]]
        assert words == WORDS
    else:
        assert WORDS in response.content.decode()


def test_what_cannot_be_stored_is_left_out() -> None:
    sent = QueryDict(mutable=True)
    sent["title"] = "a\0b\ud800c\udfff"
    assert posted._storable(sent)["title"] == "abc"
