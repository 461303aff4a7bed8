"""The door: right words open, and all others get one and the same answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from home.limits import Limit
from stories import domain, keys, limits, way_in
from stories.mine import receipts
from stories.models import Submission
from stories.states import Reason
from tests.factories import SmallSite
from tests.stories.mine.senders import fields, in_state, let_in, send, tree, without_token, words_on

DOOR = "/en/stories/mine/"
NOTHING = "These words open nothing."
LANGUAGES = ("en", "fr", "es", "pt", "ar", "sw")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was hashed slowly."""
    hashed: list[str] = []
    real = keys._slow

    def counted(phrase: str, secret: str | bytes) -> str:
        hashed.append(phrase)
        return real(phrase, secret)

    monkeypatch.setattr(keys, "_slow", counted)
    return hashed


def knock(client: Client, words: str, language: str = "en") -> Any:
    return client.post(f"/{language}/stories/mine/", {"words": words})


def test_the_door_is_a_form_that_a_browser_keeps_nothing_of(site: SmallSite, client: Client) -> None:
    response = client.get(DOOR)
    (field,) = tree(response).xpath("//textarea[@name='words']")
    assert dict(field.attrib) == {
        "id": "m-words",
        "name": "words",
        "rows": "3",
        "dir": "auto",
        "autocomplete": "off",
        "autocapitalize": "none",
        "spellcheck": "false",
        "aria-describedby": "m-words-hint",
    }
    assert [form.method for form in tree(response).forms if form.action == DOOR] == ["POST"]
    assert set(response.cookies) == {"csrftoken"}


def test_the_words_open_it_with_a_cookie_and_no_trace_in_the_address(site: SmallSite, client: Client) -> None:
    submission, words = send()
    response = knock(client, words)
    assert (response.status_code, response["Location"]) == (303, DOOR)
    assert {name for name in response.cookies if name.startswith("story_")} == {
        way_in.cookie_name(code) for code in LANGUAGES
    }
    cookie = response.cookies["story_en"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["expires"]) == (
        "/en/stories/",
        True,
        "Strict",
        "",
        "",
    )
    assert submission.reference in words_on(client.get(DOOR))


def test_words_are_read_as_people_write_them(site: SmallSite, client: Client) -> None:
    _submission, words = send()
    listed = "\n".join(f"{number}. {word.upper()}," for number, word in enumerate(words.split(), start=1))
    assert knock(client, listed).status_code == 303


def test_words_in_arabic_open_at_the_door_of_any_language(site: SmallSite, client: Client) -> None:
    _submission, words = send(speaks="ar", language="ar")
    assert knock(client, words, "fr").status_code == 303


def nothing_behind(kind: str) -> str:
    """Words that open nothing, for one of several reasons."""
    if kind == "never":
        return keys.fresh("en")
    submission, words = send()
    if kind == "erased":
        domain.erase(submission, reason=Reason.BY_SENDER)
    elif kind == "replaced":
        receipts.renew(submission, keys.key_hash(keys.fresh("en")))
    elif kind == "wrong":
        return " ".join(words.split()[:-1])
    return words


@pytest.mark.parametrize("kind", ["never", "wrong", "replaced", "erased"])
def test_all_that_opens_nothing_gets_the_same_answer(
    site: SmallSite, client: Client, slow: list[str], kind: str
) -> None:
    send()  # there is something that could open
    words = nothing_behind(kind)
    client.get(DOOR)
    slow.clear()
    expected = knock(client, "words that nobody has ever had here")
    assert len(slow) == 1
    response = knock(client, words)
    assert len(slow) == 2
    assert NOTHING in words_on(response)
    assert response.status_code == expected.status_code == 403
    assert without_token(response).replace(words, "") == without_token(expected).replace(
        "words that nobody has ever had here", ""
    )
    assert dict(response.headers) | {"Content-Length": ""} == dict(expected.headers) | {"Content-Length": ""}
    assert not response.cookies.keys() & {"story_en"}


def test_every_former_key_of_the_site_is_tried_for_all(
    site: SmallSite, client: Client, slow: list[str], settings: Any
) -> None:
    _submission, words = send()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the site, long enough to be one of it"
    slow.clear()
    assert knock(Client(), "nothing at all").status_code == 403
    assert len(slow) == 2
    assert knock(Client(), words).status_code == 303
    assert len(slow) == 4


@pytest.mark.parametrize("typed", ["", "  \n", "1. 2. 3.", "\u200f\u202e", "۱۲۳"])
def test_nothing_typed_opens_nothing(site: SmallSite, client: Client, slow: list[str], typed: str) -> None:
    Submission.objects.create(receipt=keys.key_hash(""))
    slow.clear()
    response = knock(client, typed)
    assert (response.status_code, slow) == (403, [])
    assert "Write the words of your receipt into the field." in words_on(response)


def test_what_was_typed_is_there_to_be_mended(site: SmallSite, client: Client) -> None:
    response = knock(client, "one <b>two</b>")
    assert fields(response, DOOR)["words"].strip() == "one <b>two</b>"


def test_words_can_be_tried_so_often_an_hour(site: SmallSite, client: Client, slow: list[str]) -> None:
    _submission, _words = send()
    for _try in range(limits.OPENED.most):
        assert knock(client, "something else").status_code == 403
    slow.clear()
    response = knock(client, "something else")
    assert (response.status_code, len(slow)) == (429, 1)
    assert 3500 < int(response["Retry-After"]) <= 3600
    assert "Words were tried too often from your network. Try again in " in words_on(response)
    assert knock(Client(REMOTE_ADDR="203.0.113.9"), "something else").status_code == 403
    cache.clear()
    assert knock(client, "something else").status_code == 403


def test_wrong_words_of_others_do_not_shut_the_door(site: SmallSite, slow: list[str]) -> None:
    """Everybody behind one exit of Tor has the same address."""
    _submission, words = send()
    for _try in range(limits.OPENED.most + 1):
        refused = knock(Client(), "something else")
    assert refused.status_code == 429
    for kind in ("never", "wrong", "replaced", "erased"):
        typed = nothing_behind(kind)
        slow.clear()
        again = knock(Client(), typed)
        assert (again.status_code, len(slow)) == (429, 1), kind
        assert without_token(again).replace(typed, "") == without_token(refused).replace("something else", "")
    slow.clear()
    assert (knock(Client(), words).status_code, len(slow)) == (303, 1)


def test_right_words_keep_nobody_in_the_same_network_out(
    site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "OPENED", Limit("opened", 2))
    monkeypatch.setattr(limits, "HASHED", Limit("hashed", 6))
    _submission, words = send()
    assert knock(client, "something else").status_code == 403
    assert [knock(Client(), words).status_code for _try in range(4)] == [303] * 4
    assert knock(client, "something else").status_code == 403
    response = knock(Client(), words)
    assert (response.status_code, "Retry-After" in response) == (429, True), "so many slow hashes are the most for all"


def test_so_many_slow_hashes_are_made_for_a_network(
    site: SmallSite, slow: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HASHED", Limit("hashed", 3))
    _submission, words = send()
    assert [knock(Client(), words).status_code for _try in range(3)] == [303] * 3
    slow.clear()
    assert (knock(Client(), words).status_code, slow) == (429, [])


def test_a_post_without_its_token_is_refused(site: SmallSite) -> None:
    _submission, words = send()
    response = Client(enforce_csrf_checks=True).post(DOOR, {"words": words})
    assert response.status_code == 403
    assert "story_en" not in response.cookies


@pytest.mark.parametrize("state", ["declined", "withdrawn", "expired"])
def test_what_has_ended_can_still_be_looked_at_until_it_is_erased(site: SmallSite, client: Client, state: str) -> None:
    submission = in_state(state)
    words = keys.fresh("en")
    Submission.objects.filter(pk=submission.pk).update(receipt=keys.key_hash(words))
    assert knock(client, words).status_code == 303
    assert submission.reference in words_on(client.get(DOOR))


# ---------------------------------------------------------------- the cookie

PLACES = ("answer/", "agree/", "name/", "consent/", "contact/", "receipt/", "receipt/download/", "withdraw/")


def strangers() -> dict[str, Client]:
    """Browsers that have a cookie that opens nothing (any more)."""
    submission, _words = send()
    renewed, erased, forged, late = (let_in(submission) for _number in range(4))
    forged.cookies["story_en"] = forged.cookies["story_en"].value[:-1] + "A"
    other, _words = send()
    let_in(other, erased)
    domain.erase(other)
    receipts.renew(submission, "f" * 64)
    late.cookies["story_en"] = "eyJ9:1tZ9Zz:" + "A" * 43
    return {"without": Client(), "renewed": renewed, "erased": erased, "forged": forged, "late": late}


@pytest.mark.parametrize("who", ["without", "renewed", "erased", "forged", "late"])
def test_without_a_cookie_that_holds_there_is_only_the_door(site: SmallSite, who: str) -> None:
    client = strangers()[who]
    response = client.get(DOOR)
    assert "The words of your receipt" in words_on(response)
    assert "ST-" not in words_on(response)
    for place in PLACES:
        response = client.get(DOOR + place)
        assert (place, response.status_code, response["Location"]) == (place, 303, DOOR)
        response = client.post(DOOR + place, {"text": "What I wrote", "words": "x"})
        assert (place, response.status_code) == (place, 403)
        (kept,) = tree(response).xpath("//textarea[@id='m-lost']")
        assert kept.text.strip() == "What I wrote"
    assert Submission.objects.filter(messages__isnull=False).count() == 0


def test_a_cookie_lasts_for_half_a_day(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    submission, _words = send()
    client = let_in(submission)
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 12 * 3600 - 5)
    assert submission.reference in words_on(client.get(DOOR))
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 12 * 3600 + 5)
    assert submission.reference not in words_on(client.get(DOOR))


def test_one_browser_sees_its_own_and_no_other(site: SmallSite) -> None:
    (first, _words), (second, _more) = send(title="The first"), send(title="The second")
    page = words_on(let_in(first).get(DOOR))
    assert "The first" in page
    assert "The second" not in page
    assert first.reference in page
    assert second.reference not in page


def test_closing_takes_every_cookie_back(site: SmallSite) -> None:
    submission, _words = send()
    client = let_in(submission)
    response = client.post(DOOR + "close/")
    assert (response.status_code, response["Location"]) == (303, "/en/stories/")
    gone = {name for name, cookie in response.cookies.items() if cookie["max-age"] == 0}
    assert gone == {f"{kind}_{code}" for kind in ("story", "receipt") for code in LANGUAGES}
    assert response["Clear-Site-Data"] == '"storage"'
    assert submission.reference not in words_on(client.get(DOOR))
    assert client.get(DOOR + "close/")["Location"] == DOOR


@pytest.mark.parametrize("place", ["", "agree/", "name/", "consent/", "contact/", "receipt/", "withdraw/"])
def test_nothing_of_it_is_kept_or_listed(site: SmallSite, place: str) -> None:
    client = let_in(in_state("approved"))
    for response in (client.get(DOOR + place), Client().get(DOOR)):
        assert response.status_code == 200
        assert sorted(response["Cache-Control"].split(", ")) == ["no-store", "private"]
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "same-origin"
        assert tree(response).xpath("//meta[@name='referrer']/@content") == ["same-origin"]
        assert tree(response).xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert tree(response).xpath("//script") == []


def test_the_door_is_linked_from_every_page(site: SmallSite, client: Client) -> None:
    for page in ("/en/", "/en/stories/", "/en/stories/send/"):
        links = tree(client.get(page)).xpath("//a/@href")
        assert links.count(DOOR) == (1 if page == "/en/" else 2)
        assert "/en/stories/what-happens/" in links


def test_public_pages_do_not_change_for_who_is_let_in(site: SmallSite) -> None:
    submission, _words = send()
    response = let_in(submission).get("/en/stories/")
    assert "public" in response["Cache-Control"]
    assert response.content == Client().get("/en/stories/").content
    assert not response.cookies
