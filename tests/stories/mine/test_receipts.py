"""New words in the place of old ones: ours, once, and the old way in is over."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import signing
from django.test import Client

from stories import keys, limits
from stories.mine import receipts
from stories.models import Submission
from tests.factories import SmallSite
from tests.stories.mine.senders import fields, in_state, let_in, send, tree, words_on

MINE = "/en/stories/mine/"
RECEIPT = MINE + "receipt/"


def shown(response: Any) -> str:
    """The words on the page."""
    return " ".join(word.text_content() for word in tree(response).xpath("//ol[contains(@class, 'big')]/li"))


@pytest.mark.parametrize("state", ["draft", "received", "published", "declined", "withdrawn", "expired"])
def test_new_words_end_the_old_ones_and_every_other_browser(site: SmallSite, state: str) -> None:
    submission = in_state(state)
    old = keys.fresh("en")
    Submission.objects.filter(pk=submission.pk).update(receipt=keys.key_hash(old))
    submission.refresh_from_db()
    client, elsewhere = let_in(submission), let_in(submission)
    page = client.get(RECEIPT)
    new = shown(page)
    assert len(new.split()) == 8
    assert Client().post(MINE, {"words": new}).status_code == 403
    response = client.post(RECEIPT, fields(page, RECEIPT))
    assert (response.status_code, response["Location"]) == (303, MINE + "?done=renewed")
    assert submission.reference in words_on(client.get(MINE))
    assert submission.reference not in words_on(elsewhere.get(MINE))
    assert Client().post(MINE, {"words": old}).status_code == 403
    assert Client().post(MINE, {"words": new}).status_code == 303


def test_looking_at_new_words_changes_nothing(site: SmallSite) -> None:
    submission, words = send()
    client = let_in(submission)
    assert shown(client.get(RECEIPT)) != shown(client.get(RECEIPT))
    assert Client().post(MINE, {"words": words}).status_code == 303


def test_pressing_twice_leaves_the_words_that_were_shown(site: SmallSite) -> None:
    submission, _words = send()
    client, twice = let_in(submission), let_in(submission)
    page = client.get(RECEIPT)
    data = fields(page, RECEIPT)
    assert client.post(RECEIPT, data).status_code == 303
    assert twice.post(RECEIPT, data).status_code == 403  # its cookie is over, the words are in its reader's hands
    assert Client().post(MINE, {"words": shown(page)}).status_code == 303


def weak(submission: Submission) -> dict[str, str]:
    """What could be sent in the place of words of ours."""
    other, _words = send()
    return {
        "none": "",
        "plain": "abandon " * 8,
        "forged": signing.dumps([submission.pk, submission.receipt[:16], "a"], salt="another"),
        "of another": receipts.signed(other, keys.fresh("en")),
        "replaced": signing.dumps([submission.pk, "0" * 16, keys.fresh("en")], salt=receipts.SALT),
        "no list": signing.dumps(7, salt=receipts.SALT),
    }


@pytest.mark.parametrize("kind", ["none", "plain", "forged", "of another", "replaced", "no list", "old"])
@pytest.mark.parametrize("place", ["", "download/"])
def test_words_that_are_not_ours_are_not_taken(
    site: SmallSite, kind: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission, words = send()
    if kind == "old":
        value = receipts.signed(submission, keys.fresh("en"))
        monkeypatch.setattr(receipts, "LASTS", -1)
    else:
        value = weak(submission)[kind]
    response = let_in(submission).post(RECEIPT + place, {"words": value})
    assert response.status_code == 200
    assert "Nothing is changed yet." in words_on(response)
    assert Client().post(MINE, {"words": words}).status_code == 303


def test_the_words_can_be_downloaded(site: SmallSite, settings: Any) -> None:
    submission, _words = send()
    client = let_in(submission)
    page = client.get(RECEIPT)
    response = client.post(RECEIPT + "download/", fields(page, RECEIPT + "download/"))
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="words.txt"'
    text = response.content.decode()
    assert shown(page) in text
    assert settings.BASE_URL + MINE in text
    assert submission.reference not in text


def test_words_in_the_language_of_the_sender(site: SmallSite) -> None:
    submission, _words = send(speaks="ar")
    response = let_in(submission).get(RECEIPT)
    assert set(shown(response).split()) <= set(keys.words_of("ar"))
    assert tree(response).xpath("//ol[contains(@class, 'big')]/@lang") == ["ar"]
    Submission.objects.update(speaks="hi")
    assert tree(let_in(submission).get(RECEIPT)).xpath("//ol[contains(@class, 'big')]/@lang") == ["en"]


def test_new_words_count_as_tries(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HASHED", type(limits.HASHED)("hashed", 0))
    submission, _words = send()
    client = let_in(submission)
    response = client.post(RECEIPT, fields(client.get(RECEIPT), RECEIPT))
    assert (response.status_code, "Retry-After" in response) == (429, True)
    before = submission.receipt
    submission.refresh_from_db()
    assert submission.receipt == before


def test_no_words_are_stored(site: SmallSite) -> None:
    submission, _words = send()
    client = let_in(submission)
    page = client.get(RECEIPT)
    client.post(RECEIPT, fields(page, RECEIPT))
    stored = str(list(Submission.objects.values()))
    assert shown(page).split()[0] not in stored
    assert keys.key_hash(shown(page)) in stored
