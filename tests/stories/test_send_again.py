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
from stories import filing, limits, views
from stories.models import HeldPicture, StoryPage, Submission
from tests.factories import SmallSite
from tests.stories.forms import (
    complete,
    faults,
    files_in,
    in_threads,
    notice,
    page_of,
    photo,
    post,
    reference_of,
    select,
    stamp,
    typed,
)

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures


# ---------------------------------------------------------------- once


def test_pressing_twice_stores_one_story(site: SmallSite, client: Client) -> None:
    data = complete()
    references = [reference_of(post(client, data)) for _i in range(2)]
    assert references == [Submission.objects.get().reference] * 2
    assert len(StoryPage.objects.all()) == 1


def test_a_retry_stores_one_story_even_with_its_picture_and_an_older_page(site: SmallSite, client: Client) -> None:
    data = complete(f1_alt="A board", f1_nobody="on")
    first = reference_of(post(client, {**data, "f1-file": photo()}))
    second = reference_of(post(client, {**data, "f1-file": photo(), "opened": stamp(3600)}))
    assert first == second
    assert Picture.objects.count() == 1
    assert HeldPicture.objects.count() == 0


def test_going_back_and_changing_something_is_another_story(site: SmallSite, client: Client) -> None:
    """A receipt is for what was sent: an answer that hides a changed consent would be a lie."""
    data = complete(reprint="on")
    first = reference_of(post(client, data))
    second = reference_of(post(client, {name: value for name, value in data.items() if name != "reprint"}))
    assert first != second
    assert sorted(Submission.objects.values_list("may_reprint", flat=True)) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_twenty_at_the_same_moment_are_one_story(site: SmallSite) -> None:
    data = complete(f1_alt="A board")
    before = files_in("original_images")

    def send(number: int) -> str:
        return reference_of(post(Client(), {**data, "f1-file": photo()}))

    references = in_threads(20, send)
    assert references == [Submission.objects.get().reference] * 20
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
    response = post(client, complete(opened=stamp(0)))
    assert faults(response) == [("s-send", "That was faster than anyone can type. Wait a moment, then send it again.")]
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    "opened",
    ["", "forged", signing.dumps("text", salt="stories.form"), signing.dumps(1, salt="other")],
    ids=["empty", "forged", "not a moment", "signed for something else"],  # the signatures differ in every process
)
def test_a_stamp_that_is_not_ours_is_replaced(site: SmallSite, client: Client, opened: str) -> None:
    response = post(client, complete(opened=opened))
    assert [anchor for anchor, _message in faults(response)] == ["s-send"]
    assert isinstance(signing.loads(typed(response)["opened"], salt="stories.form"), int)


def test_a_page_that_was_open_for_a_month_is_fine(site: SmallSite, client: Client) -> None:
    assert post(client, complete(opened=stamp(30 * 24 * 3600))).status_code == 303


def test_a_missing_cookie_loses_nothing(site: SmallSite) -> None:
    strict = Client(enforce_csrf_checks=True)
    data = complete(f1_alt="A board")
    response = post(strict, {**data, "f1-file": photo()})
    assert response.status_code == 403
    assert notice(response) == str(views.NO_COOKIE)
    assert Submission.objects.count() == HeldPicture.objects.count() == 0
    again = typed(response)
    assert {name: again[name] for name in data} == data
    again["csrfmiddlewaretoken"] = page_of(response).forms[0].fields["csrfmiddlewaretoken"]
    assert post(strict, {**again, "f1-file": photo()}).status_code == 303


def test_a_form_from_another_site_is_refused(site: SmallSite) -> None:
    strict = Client(enforce_csrf_checks=True)
    token = page_of(strict.get("/en/stories/send/")).forms[0].fields["csrfmiddlewaretoken"]
    response = post(strict, {**complete(), "csrfmiddlewaretoken": token}, headers={"origin": "https://evil.example"})
    assert response.status_code == 403
    assert Submission.objects.count() == 0


def test_ten_stories_an_hour_from_one_address(site: SmallSite, client: Client) -> None:
    for _i in range(10):
        assert post(client, complete()).status_code == 303
    data = complete(f1_alt="A board")
    response = post(client, {**data, "f1-file": photo()})
    assert response.status_code == 429
    assert notice(response) == (
        "Many stories have come from your network in the last hour. Send yours again in 60 minutes."
    )
    assert 3500 < int(response["Retry-After"]) <= 3600
    assert Submission.objects.count() == 10
    again = typed(response)
    assert {name: again[name] for name in data} == data
    assert select(page_of(response), ".filebox")
    assert post(client, again, REMOTE_ADDR="198.51.100.7").status_code == 303


def test_a_retry_is_never_limited(site: SmallSite, client: Client) -> None:
    data = [complete() for _i in range(10)]
    for one in data:
        post(client, one)
    assert post(client, data[0]).status_code == 303


def test_mistakes_do_not_use_up_the_ten(site: SmallSite, client: Client) -> None:
    for _i in range(15):
        post(client, complete(title=""))
    assert post(client, complete()).status_code == 303


def test_sixty_tries_an_hour(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TRIED", home_limits.Limit("tried", 3))
    for _i in range(3):
        assert post(client, complete(title="")).status_code == 200
    response = post(client, complete())
    assert response.status_code == 429
    assert typed(response)["name"] == "Night Shift"


def test_the_hour_begins_with_the_first_story(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _i in range(10):
        post(client, complete())
    now = home_limits.time.time()
    monkeypatch.setattr(home_limits.time, "time", lambda: now + 3601)
    assert limits.SENT.seconds_left(post(client, complete(title="")).wsgi_request) == 0


def test_the_address_is_kept_nowhere(site: SmallSite, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    post(client, complete(), REMOTE_ADDR="203.0.113.77")
    kept = str(cache._cache) + str(cache._expire_info)  # type: ignore[attr-defined]
    assert "limit.sent." in kept
    assert "203.0.113.77" not in kept + caplog.text


@pytest.mark.parametrize("method", ["get", "set", "get_or_set"])
def test_a_dead_cache_stops_nobody(
    site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, method: str
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


@pytest.mark.parametrize(
    "error", [OperationalError("database is locked"), OSError(28, "full"), filing.NowhereToFileError()]
)
def test_what_cannot_be_stored_now_can_be_sent_again(
    site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(sent: Any) -> None:
        raise error

    monkeypatch.setattr(receiving, "submit", fail)
    data = complete(f1_alt="A board")
    response = post(client, {**data, "f1-file": photo()})
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert notice(response) == "We cannot store anything just now. Wait a minute, then send it again."
    monkeypatch.undo()
    assert post(client, typed(response)).status_code == 303
    assert Picture.objects.get().description == "A board"


def test_a_database_that_is_gone_says_so(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(receiving, "submit", fail)
    monkeypatch.setattr(views, "_form", fail)
    response = post(client, complete())
    assert (response.status_code, response["Retry-After"]) == (503, "30")


def test_cleaning_up_never_costs_a_receipt(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(HeldPicture, "delete", fail)
    assert post(client, complete(f1_file=photo(), f1_alt="A board")).status_code == 303


def test_a_request_that_is_too_large_is_not_read(site: SmallSite, client: Client) -> None:
    response = client.generic("POST", "/ar/stories/send/", b"", CONTENT_LENGTH=str(100 * 1024 * 1024))
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
