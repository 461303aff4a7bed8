"""Sending twice, too often, too fast, too much, and while something is broken."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from home import limits as home_limits
from home.models import Picture
from stories import filing, limits, receiving, way_in
from stories.models import HeldPicture, Step, StoryPage, Submission
from stories.steps import drafts, page, stamps
from tests.factories import SmallSite
from tests.stories.forms import (
    address,
    answer,
    begun,
    complete,
    faults,
    files_in,
    filled,
    in_threads,
    notice,
    page_of,
    photo,
    post,
    select,
    send,
    stamp,
    typed,
)

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures


def signed(value: Any, salt: str) -> str:
    """As a stamp is signed."""
    return signing.Signer(salt=salt).sign_object(value)


PICTURE = {"f1_alt": "A board", "f1_consent": "nobody"}


# ---------------------------------------------------------------- once


def test_pressing_twice_begins_one_draft(site: SmallSite, client: Client) -> None:
    data = complete()
    for browser in (client, Client()):
        response = post(browser, data)
        assert (response.status_code, response["Location"]) == (303, "/en/stories/send/receipt/#main")
    assert Submission.objects.get().steps.count() == 1


def test_a_retry_keeps_what_came_last(site: SmallSite, client: Client) -> None:
    data = complete()
    post(client, data)
    post(Client(), {**data, "title": "Changed"})
    assert Submission.objects.get().typed["title"] == "Changed"


def test_pressing_twice_sends_one_story(site: SmallSite, client: Client) -> None:
    draft = filled(client, pictures={**PICTURE, "f1_file": photo()}, consent={"faces": "nobody"})
    answers = [send(client, draft) for _i in range(3)]
    assert [(a.status_code, a["Location"]) for a in answers] == [(303, "/en/stories/send/thanks/#main")] * 3
    assert (StoryPage.objects.count(), Picture.objects.count(), HeldPicture.objects.count()) == (1, 1, 0)
    assert [step.move for step in Step.objects.all()] == ["begin", "send"]


def test_the_first_step_of_a_story_that_was_sent(site: SmallSite, client: Client) -> None:
    """The same words get the same thanks; others are shown again, and become another story when they are sent."""
    data = complete()
    post(client, data)
    client.post("/en/stories/send/receipt/")
    draft = Submission.objects.get()
    for step in ("people", "pictures", "consent"):
        answer(client, draft, step)
    send(client, draft)
    assert post(Client(), data)["Location"] == "/en/stories/send/thanks/#main"
    response = post(Client(), {**data, "title": "Another title"})
    assert response.status_code == 409
    assert notice(response).startswith("You have sent this story already.")
    again = typed(response)
    assert (again["title"], again["body"]) == ("Another title", data["body"])
    assert StoryPage.objects.get().title == data["title"]
    assert post(client, {**again, "stamp": stamp(60, stamps.read(again["stamp"]).token)}).status_code == 303  # type: ignore[union-attr]
    assert Submission.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_twenty_at_the_same_moment_are_one_draft_and_one_story(site: SmallSite) -> None:
    data = complete()
    browsers = [Client() for _i in range(20)]
    begun_by = in_threads(20, lambda number: post(browsers[number], data)["Location"])
    assert begun_by == ["/en/stories/send/receipt/#main"] * 20
    draft = Submission.objects.get()
    assert draft.steps.count() == 1
    before = files_in("original_images")
    in_threads(5, lambda number: answer(browsers[number], draft, "pictures", **PICTURE, f1_file=photo()).status_code)
    assert HeldPicture.objects.filter(submission=draft).count() == 1
    assert len(files_in("held")) == 1
    for step, more in (("people", {}), ("consent", {"faces": "nobody"})):
        assert answer(browsers[0], draft, step, **more).status_code == 303
    sent = in_threads(20, lambda number: send(browsers[number], draft)["Location"])
    assert sent == ["/en/stories/send/thanks/#main"] * 20
    assert StoryPage.objects.count() == Picture.objects.count() == 1
    assert len(files_in("original_images") - before) == 1
    assert HeldPicture.objects.count() == 0


# ---------------------------------------------------------------- abuse, and kindness


def test_a_filled_honeypot_is_asked_to_send_again(site: SmallSite, client: Client) -> None:
    response = post(client, complete(website="https://spam.example"))
    assert faults(response) == [
        ("s-send", "A field that people do not see was filled in, perhaps by your browser. Please send it again.")
    ]
    assert Submission.objects.count() == 0
    assert post(client, typed(response)).status_code == 303


def test_faster_than_anyone_types(site: SmallSite, client: Client) -> None:
    response = post(client, complete(stamp=stamp(0)))
    assert faults(response) == [("s-send", "That was faster than anyone can type. Wait a moment, then send it again.")]
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    "value",
    [
        "",
        "forged",
        signed("text", "stories.form"),
        signed(["short", 1], "stories.form"),
        signed(["x" * 43, "1"], "stories.form"),
        signed(["x" * 43, 1], "other"),
        "x" * 43,
    ],
    ids=["empty", "forged", "a text", "short", "no moment", "for something else", "a token"],  # signatures differ
)
def test_a_stamp_that_is_not_ours_is_replaced(site: SmallSite, client: Client, value: str) -> None:
    """Nobody chooses the token, which the words of the receipt follow from."""
    response = post(client, complete(stamp=value))
    assert [anchor for anchor, _message in faults(response)] == ["s-send"]
    assert stamps.read(typed(response)["stamp"]) is not None
    assert Submission.objects.count() == 0


def test_a_page_that_was_open_for_a_month_takes_one_press_more(
    site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = complete(stamp=stamp(30 * 24 * 3600))
    response = post(client, data)
    again = typed(response)
    assert {name: again[name] for name in data if name != "stamp"} == {k: v for k, v in data.items() if k != "stamp"}
    monkeypatch.setattr("stories.steps.beginning.FASTEST", 0)
    assert post(client, again).status_code == 303


def test_a_missing_cookie_loses_nothing(site: SmallSite) -> None:
    strict = Client(enforce_csrf_checks=True)
    data = complete()
    response = post(strict, data)
    assert response.status_code == 403
    assert notice(response) == str(page.NO_COOKIE)
    assert Submission.objects.count() == 0
    again = typed(response)
    assert {name: again[name] for name in data} == data
    again["csrfmiddlewaretoken"] = page_of(response).forms[0].fields["csrfmiddlewaretoken"]
    assert post(strict, again).status_code == 303


@pytest.mark.parametrize("step", ["story", "people", "pictures", "consent", "check"])
def test_a_form_from_another_site_changes_nothing(site: SmallSite, step: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    first = page_of(strict.get("/en/stories/send/")).forms[0].fields["csrfmiddlewaretoken"]
    post(strict, {**complete(), "csrfmiddlewaretoken": first})
    draft = Submission.objects.get()
    before = draft.typed
    data = {**complete(step), "title": "Evil", "story": draft.reference, "csrfmiddlewaretoken": first, "send": "1"}
    response = post(strict, data, step=step, headers={"origin": "https://evil.example"})
    assert response.status_code == 403
    draft.refresh_from_db()
    assert (draft.typed, draft.state) == (before, "draft")


def test_ten_stories_an_hour_from_one_address(site: SmallSite, client: Client) -> None:
    for _i in range(10):
        assert post(Client(), complete()).status_code == 303
    data = complete()
    response = post(client, data)
    assert response.status_code == 429
    assert notice(response) == (
        "Many stories have come from your network in the last hour. Send yours again in 60 minutes."
    )
    assert 3500 < int(response["Retry-After"]) <= 3600
    assert Submission.objects.count() == 10
    again = typed(response)
    assert {name: again[name] for name in data} == data
    assert post(client, again, REMOTE_ADDR="198.51.100.7").status_code == 303


def test_a_retry_is_never_limited(site: SmallSite, client: Client) -> None:
    data = [complete() for _i in range(10)]
    for one in data:
        post(Client(), one)
    assert post(client, data[0]).status_code == 303
    draft = Submission.objects.earliest("pk")
    assert answer(client, draft, "people").status_code == 303


def test_mistakes_do_not_use_up_the_ten(site: SmallSite, client: Client) -> None:
    for _i in range(15):
        post(client, complete(title="", body=""))
    assert post(client, complete()).status_code == 303


def test_sixty_tries_an_hour(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TRIED", home_limits.Limit("tried", 3))
    for _i in range(3):
        assert post(client, complete(title="", body="")).status_code == 200
    response = post(client, complete())
    assert response.status_code == 429
    assert typed(response)["title"] == "The last bus is our office"


def test_sixty_files_an_hour(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILES", home_limits.Limit("files", 2))
    draft = begun(client)
    assert answer(client, draft, "pictures", f1_file=photo(), f2_file=photo()).status_code == 200
    response = answer(client, draft, "pictures", f1_alt="One", f3_file=photo(), f3_alt="Three")
    assert response.status_code == 429
    assert 3500 < int(response["Retry-After"]) <= 3600
    assert [anchor for anchor, _m in faults(response)] == ["f1-consent_0", "f2-alt", "f2-consent_0", "f3-file"]
    assert (typed(response)["f1-alt"], typed(response)["f3-alt"]) == ("One", "Three")
    assert HeldPicture.objects.count() == 2
    assert answer(client, draft, "pictures", f1_alt="One").status_code == 200


def test_the_hour_begins_with_the_first_story(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _i in range(10):
        post(Client(), complete())
    now = home_limits.time.time()
    monkeypatch.setattr(home_limits.time, "time", lambda: now + 3601)
    assert limits.SENT.seconds_left(post(client, complete(title="", body="")).wsgi_request) == 0


def test_the_address_is_kept_nowhere(site: SmallSite, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    post(client, complete(), REMOTE_ADDR="203.0.113.77")
    kept = str(cache._cache) + str(cache._expire_info)  # type: ignore[attr-defined]
    assert "limit.sent." in kept
    assert "203.0.113.77" not in kept + caplog.text


@pytest.mark.parametrize("method", ["get", "set", "get_or_set", "incr", "add"])
def test_a_dead_cache_stops_nobody(
    site: SmallSite,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    settings: Any,
    method: str,
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("redis://user:password@host is down")

    monkeypatch.setattr(home_limits.cache, method, fail, raising=False)
    assert post(client, complete()).status_code == 303
    assert "the cache does not answer: ConnectionError" in caplog.text
    assert "password" not in caplog.text


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "expected"),
    [
        (False, "192.0.2.1", "198.51.100.9", "192.0.2.1"),
        (True, "192.0.2.1", "10.0.0.1, 198.51.100.9", "198.51.100.9"),
        (True, "192.0.2.1", "", "192.0.2.1"),
        (False, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (False, "::ffff:192.0.2.1", "", "192.0.2.1"),
        (False, "fe80::1%eth0", "", "fe80::/64"),
        (False, "", "", ""),
    ],
)
def test_which_address_counts(
    rf: Any, settings: Any, trusted: bool, remote: str, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXY = trusted
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert home_limits.network_of(rf.get("/", REMOTE_ADDR=remote, **extra)) == expected


# ---------------------------------------------------------------- when things break

BROKEN = [OperationalError("database is locked"), OSError(28, "full"), filing.NowhereToFileError()]
CANNOT = "We cannot store anything just now. Wait a minute, then send it again."


@pytest.mark.parametrize("error", BROKEN)
@pytest.mark.parametrize("step", ["story", "people", "pictures", "consent", "check"])
def test_what_cannot_be_stored_now_can_be_sent_again(
    site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch, step: str, error: Exception
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise error

    draft = filled(client) if step != "story" else None
    data = complete(step) | ({"story": draft.reference} if draft else {})
    monkeypatch.setattr(receiving, "begin", fail)
    monkeypatch.setattr(receiving, "send", fail)
    monkeypatch.setattr(drafts, "keep", fail)
    response = post(client, data, step=step)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert notice(response) == CANNOT
    monkeypatch.undo()
    again = typed(response)
    assert {name: again.get(name, "") for name in data} == data
    assert post(client, again, step=step).status_code == 303


@pytest.mark.parametrize("step", ["story", "people", "pictures", "consent", "check"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_database_that_is_gone_says_so(
    site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch, method: str, step: str
) -> None:
    draft = begun(client)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(way_in, "find", fail)
    monkeypatch.setattr(page, "form", fail)
    data = complete(step) | {"story": draft.reference} if method == "post" else {}
    response = getattr(client, method)(address(step), data)
    assert (response.status_code, response["Retry-After"]) == (503, "30")


@pytest.mark.parametrize("path", ["receipt/", "receipt/download/", "thanks/"])
def test_the_ends_say_so_too(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("gone")

    begun(client)
    monkeypatch.setattr(way_in, "find", fail)
    assert client.get(f"/en/stories/send/{path}").status_code == 503


def test_cleaning_up_never_costs_a_receipt(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("database is locked")

    draft = filled(client, pictures={**PICTURE, "f1_file": photo()}, consent={"faces": "nobody"})
    monkeypatch.setattr(HeldPicture, "delete", fail)
    assert send(client, draft)["Location"] == "/en/stories/send/thanks/#main"


@pytest.mark.parametrize("step", ["story", "pictures"])
def test_a_request_that_is_too_large_is_not_read(site: SmallSite, client: Client, step: str) -> None:
    response = client.generic("POST", address(step, "ar"), b"", CONTENT_LENGTH=str(100 * 1024 * 1024))
    assert response.status_code == 413
    assert page_of(response).get("lang") == "ar"


def test_six_megabytes_of_text_are_answered_with_a_page(site: SmallSite, client: Client) -> None:
    assert post(client, complete(body="x" * 6 * 1024 * 1024)).status_code == 413
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"garbage", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"{}", "application/json"),
        (b"\xff", "text/plain"),
    ],
)
def test_a_body_that_makes_no_sense(site: SmallSite, client: Client, body: bytes, kind: str) -> None:
    assert client.generic("POST", "/en/stories/send/", body, content_type=kind).status_code in (200, 400)
    assert Submission.objects.count() == 0
    assert select(page_of(client.get("/en/stories/send/")), ".errsum") == []
