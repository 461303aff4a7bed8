"""Short forms, filled in, and what comes of them."""

from __future__ import annotations

import time
from typing import Any

import lxml.html
from django.test import Client

from home.models import User
from stories import domain, keys, receiving
from stories.filing import SentConsent, SentText
from stories.models import Submission
from stories.steps import stamps

CONTACT = "signal: +255 700 000 042"
QUESTION = "Our hall is being sold. Who has kept one?"
FACED = "The town sells the hall that we meet in.\n\nWe have until spring, and no money of our own."
ANSWER = "We formed an association and rented ours by the year until the council gave in."


def stamp(seconds_ago: int = 60, token: str = "") -> str:
    """The hidden value of a form that was opened some time ago."""
    return str(stamps.Stamp(token or keys.new_token(), int(time.time()) - seconds_ago))


def guide_form(**changes: Any) -> dict[str, Any]:
    """A suggestion; `None` leaves a field out."""
    return _with(changes, title="A card for raids", link="https://example.org/card", body="It fits in a pocket.")


def question_form(**changes: Any) -> dict[str, Any]:
    """A question."""
    filled = {"title": QUESTION, "body": FACED, "region": "eu", "people": "agreed", "publish": "on", "name": ""}
    return _with(changes, **filled)


def answer_form(**changes: Any) -> dict[str, Any]:
    """An answer."""
    return _with(changes, body=ANSWER, region="la", people="changed", publish="on", name="Night Shift")


def _with(changes: dict[str, Any], **filled: Any) -> dict[str, Any]:
    filled = {"language": "en", "contact": CONTACT, "website": "", "stamp": stamp(), **filled, **changes}
    return {name: value for name, value in filled.items() if value is not None}


def tree(response: Any) -> Any:
    return lxml.html.document_fromstring(response.content.decode())


def faults(response: Any) -> list[tuple[str, str]]:
    """The error summary: (id, text) of each link."""
    return [(link.get("href")[1:], link.text_content()) for link in tree(response).xpath("//*[@id='errors']//li/a")]


def notice(response: Any) -> str:
    return " ".join(tree(response).xpath("//*[@id='errors']/p")[0].text_content().split())


def text(**changes: Any) -> SentText:
    values: dict[str, Any] = {
        "title": QUESTION,
        "text": FACED,
        "language": "en",
        "region": "eu",
        "consent": SentConsent(people="agreed", translation="any"),
        "contact": CONTACT,
    }
    return SentText(**{**values, **changes})


def received(kind: str, question: Submission | None = None, **changes: Any) -> Submission:
    """What was sent just now."""
    draft, _is_new = receiving.begin(keys.new_token(), kind=kind, question=question)
    submission, _is_new = receiving.send_plain(draft, text(**changes))
    return submission


def question(reviewer: User | None = None, **changes: Any) -> Submission:
    """A public question."""
    return domain.accept(received("question", **changes), reviewer)


def answer(to: Submission, reviewer: User | None = None, **changes: Any) -> Submission:
    """A public answer."""
    return domain.accept(received("answer", to, **{"title": "", "text": ANSWER, **changes}), reviewer)


def guide(**changes: Any) -> Submission:
    """A suggestion that was just received."""
    values = {"title": "A card for raids", "text": "It fits in a pocket.", "link": "https://example.org/card"}
    return received("guide", **{**values, "consent": None, **changes})


def strict() -> Client:
    """A browser that must send back what protects a form."""
    return Client(enforce_csrf_checks=True)
