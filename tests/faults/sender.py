"""Somebody with a browser who sends a story, and tries again where they are told to."""

from __future__ import annotations

import ipaddress
import itertools
import time
from typing import Any

import lxml.html
import requests

#: Seconds before which the form takes nobody for a person (stories.steps.beginning), and a little more.
FASTEST = 3.3
#: How often one tries again, and how long one waits before.
TRIES, PAUSE = 40, 1.0
_addresses = itertools.count(int(ipaddress.ip_address("10.0.0.1")))
STEPS: dict[str, dict[str, str]] = {
    "people/": {"people": "agreed", "names": "nobody", "places": "region", "by": "nobody"},
    "pictures/": {},
    "consent/": {"publish": "on", "translation": "any"},
}


class Sender:
    """Each comes from an address of their own, and notes every status that they were answered with."""

    def __init__(self, base: str, title: str) -> None:
        self.stories = f"{base}/en/stories/"
        self.title = title
        self.statuses: list[int] = []
        self.words = ""
        self.browser = requests.Session()
        address = str(ipaddress.ip_address(next(_addresses)))
        self.browser.headers.update({"X-Forwarded-For": address, "Origin": base, "Sec-Fetch-Site": "same-origin"})

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """One request, without following where it leads; once more where the site says that it cannot just now."""
        for _try in range(TRIES):
            try:
                response = self.browser.request(method, self.stories + path, allow_redirects=False, timeout=120, **more)
            except requests.ConnectionError:
                time.sleep(PAUSE)
                continue
            self.statuses.append(response.status_code)
            assert response.status_code != 500, response.text[:500]
            if response.status_code not in (502, 503):
                return response
            assert "<main" in response.text, "a bare error"
            time.sleep(PAUSE)
        raise AssertionError(f"{path} was never answered: {self.statuses[-5:]}")

    def form(self, path: str, **values: str) -> dict[str, str]:
        """The form at this address, filled in."""
        response = self.ask("get", path)
        assert response.status_code == 200, (path, response.status_code, response.headers.get("Location"))
        tree = lxml.html.document_fromstring(response.text)
        (form,) = [form for form in tree.forms if form.method == "POST" and "csrfmiddlewaretoken" in form.fields]
        return {**dict(form.form_values()), **values}

    def first_step(self) -> dict[str, str]:
        """The first step, filled in as slowly as a person would."""
        filled = self.form("send/", title=self.title, language="en", body="The depot closes at two.", region="ea")
        time.sleep(FASTEST)
        return filled

    def begin(self, filled: dict[str, str] | None = None) -> str:
        """Send the first step and read the words of the receipt."""
        filled = filled or self.first_step()
        answer = self.ask("post", "send/", data=filled)
        assert (answer.status_code, "/send/receipt/" in answer.headers.get("Location", "")) == (303, True), answer.text
        tree = lxml.html.document_fromstring(self.ask("get", "send/receipt/").text)
        self.words = str(tree.get_element_by_id("words").text_content()).strip()
        assert self.ask("post", "send/receipt/", data=self.form("send/receipt/")).status_code == 303
        return self.words

    def as_far_as_the_check(self) -> dict[str, str]:
        """The steps in between; the last form as it would be sent."""
        for path, values in STEPS.items():
            answer = self.ask("post", f"send/{path}", data=self.form(f"send/{path}", **values))
            assert answer.status_code == 303, (path, answer.status_code, answer.text)
        return self.form("send/check/", send="1")

    def go_on(self) -> None:
        """The other steps; it is sent when this returns."""
        answer = self.ask("post", "send/check/", data=self.as_far_as_the_check())
        assert answer.status_code == 303, (answer.status_code, answer.text)
        assert "/send/thanks/" in answer.headers["Location"]

    def send(self) -> str:
        """The whole way; the words of the receipt."""
        self.begin()
        self.go_on()
        return self.words
