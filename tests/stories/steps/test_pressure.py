"""While very many stories come in, beginning one costs a computer some work, or its reader a minute."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from stories.models import Submission
from stories.steps import pressure
from tests.factories import SmallSite
from tests.stories.forms import complete, faults, page_of, post, select, stamp, typed
from tests.stories.ways.helpers import question_form


def solve(challenge: Any) -> str:
    """What static/js/proof.js does."""
    for number in range(int(challenge["most"]) + 1):
        if hashlib.sha256(f"{challenge['salt']}{number}".encode()).hexdigest() == challenge["challenge"]:
            solution = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")}
            return base64.b64encode(json.dumps(solution | {"number": number, "took": 1}).encode()).decode()
    raise AssertionError("no solution")


def challenge_of(response: Any) -> dict[str, str]:
    """The work that a form asks for."""
    (place,) = select(page_of(response), "[data-proof]")
    return {name.removeprefix("data-"): value for name, value in place.attrib.items() if name.startswith("data-")}


@pytest.fixture
def always(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under pressure, with little work."""
    settings.STORY_PRESSURE = "always"
    monkeypatch.setattr(pressure, "HARDNESS", 200)


def test_without_pressure_nothing_is_asked(site: SmallSite, client: Client) -> None:
    response = client.get("/en/stories/send/")
    assert select(page_of(response), "[data-proof]") == []
    assert b"proof.js" not in response.content


def test_under_pressure_it_is_asked_in_the_first_form_alone(site: SmallSite, client: Client, always: None) -> None:
    response = client.get("/ar/stories/send/")
    assert "/static/js/proof.js" in [script.get("src") for script in select(page_of(response), "script")]
    assert set(challenge_of(response)) == {"proof", "challenge", "salt", "signature", "most", "algorithm"}
    assert "script-src 'self'" in response["Content-Security-Policy"]
    post(client, complete())
    for path in ("", "people/"):
        assert select(page_of(client.get(f"/en/stories/send/{path}")), "[data-proof]") == []


def test_the_work_begins_one_story(site: SmallSite, client: Client, always: None) -> None:
    proof = solve(challenge_of(client.get("/en/stories/send/")))
    data = complete(stamp=stamp(5), proof=proof)
    for browser in (client, Client()):  # pressed twice
        assert post(browser, data).status_code == 303
    response = post(Client(), complete(stamp=stamp(5), proof=proof))
    assert [anchor for anchor, _message in faults(response)] == ["s-send"]
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("proof", ["", "x", "e30=", base64.b64encode(b'{"challenge": 1}').decode()])
def test_without_the_work_one_waits_a_minute(site: SmallSite, client: Client, always: None, proof: str) -> None:
    data = complete(stamp=stamp(30), proof=proof)
    response = post(client, data)
    assert faults(response) == [
        (
            "s-send",
            "Very many stories are coming in just now. Wait a minute, then send yours again. "
            "Thank you for your patience.",
        )
    ]
    assert Submission.objects.count() == 0
    again = typed(response)
    assert {name: again[name] for name in data if name != "proof"} == {n: v for n, v in data.items() if n != "proof"}
    assert challenge_of(response)
    assert post(client, complete(stamp=stamp(61))).status_code == 303


def test_only_so_many_get_in_by_waiting(
    site: SmallSite, client: Client, always: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pressure, "MOST_WAITING", 2)
    clock, now = pressure.time.time, pressure.time.time()
    ahead = pressure.WAITING_IN - now % pressure.WAITING_IN  # a whole ten minutes lie before it
    monkeypatch.setattr(pressure.time, "time", lambda: clock() + ahead)
    data = question_form(stamp=stamp(61))
    assert post(client, complete(stamp=stamp(61))).status_code == 303
    assert Client().post("/en/stories/ask/", data).status_code == 303
    for refused in (
        post(Client(), complete(stamp=stamp(61))),
        Client().post("/en/stories/ask/", question_form(stamp=stamp(61))),
    ):
        assert [anchor for anchor, _message in faults(refused)] == ["s-send"]
    assert Submission.objects.count() == 2
    proof = solve(challenge_of(client.get("/en/stories/send/?new")))
    assert post(Client(), complete(stamp=stamp(61), proof=proof)).status_code == 303
    assert Client().post("/en/stories/ask/", data).status_code == 303  # pressed again
    monkeypatch.setattr(pressure.time, "time", lambda: clock() + ahead + pressure.WAITING_IN)
    assert post(Client(), complete(stamp=stamp(61))).status_code == 303


@pytest.mark.parametrize(
    ("path", "data"), [("send", complete(stamp=None)), ("ask", question_form(stamp=None, contact=""))]
)
def test_a_form_of_another_day_is_asked_for_once_more(
    site: SmallSite, client: Client, path: str, data: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = stamp(24 * 3600 + 60)
    response = client.post(f"/en/stories/{path}/", data | {"stamp": old})
    assert faults(response) == [("s-send", "This form was open for more than a day. Press the button once more.")]
    assert Submission.objects.count() == 0
    again = typed(response)
    assert again["stamp"] != old
    assert (again["title"], again["body"]) == (data["title"], data["body"])
    now = pressure.time.time()
    monkeypatch.setattr(pressure.time, "time", lambda: now + 4)
    assert client.post(f"/en/stories/{path}/", data | {"stamp": again["stamp"]}).status_code == 303


def test_work_for_another_site_counts_nothing(site: SmallSite, client: Client, always: None, settings: Any) -> None:
    settings.ALTCHA_HMAC_KEY = "another"
    proof = solve(challenge_of(client.get("/en/stories/send/")))
    settings.ALTCHA_HMAC_KEY = "ours"
    assert post(client, complete(stamp=stamp(5), proof=proof)).status_code == 200


@pytest.mark.parametrize(("setting", "expected"), [("auto", True), ("never", False)])
def test_pressure_is_what_everybody_begins_in_an_hour(
    site: SmallSite, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, setting: str, expected: bool
) -> None:
    settings.STORY_PRESSURE = setting
    monkeypatch.setattr(pressure, "MANY", 3)
    for number in range(3):
        assert not pressure.is_on()
        assert post(Client(), complete(), REMOTE_ADDR=f"192.0.2.{number}").status_code == 303
    assert pressure.is_on() is expected
    now = pressure.time.time()
    monkeypatch.setattr(pressure.time, "time", lambda: now + 2 * 3600)
    assert not pressure.is_on()
