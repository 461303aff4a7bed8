"""A form for a story, filled in: what a sender's browser posts."""

from __future__ import annotations

import dataclasses
import io
import re
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from lxml import html

from home import pictures
from stories import filing, keys
from stories.models import Consent, Contact, StoryPage, Submission
from stories.steps import stamps
from tests.home import planted

CONTACT = "signal: +255 700 000 042"
TEXT = "The depot closes at twenty to two.\n\nThat is when our meeting begins."


#: What each step needs, and what it can take along.
ANSWERS: dict[str, dict[str, Any]] = {
    "story": {
        "title": "The last bus is our office",
        "language": "en",
        "body": TEXT,
        "region": "ea",
        "content_note": "Mentions being dismissed from work",
        "link": "https://example.org/depot",
        "website": "",
    },
    "people": {"people": "agreed", "names": "nobody", "places": "region", "by": "chosen", "name": "Night Shift"},
    "pictures": {},
    "consent": {"publish": "on", "translation": "any", "contact": CONTACT},
    "check": {},
}


def stamp(seconds_ago: int = 60, token: str = "") -> str:
    """The hidden value of a form that was opened some time ago."""
    return str(stamps.Stamp(token or keys.new_token(), int(time.time()) - seconds_ago))


def complete(step: str = "story", **changes: Any) -> dict[str, Any]:
    """Everything that a step needs; `None` leaves a field out. `f1_file` stands for f1-file."""
    filled = dict(ANSWERS[step])
    if step == "story":
        filled["stamp"] = stamp()
    filled |= {name.replace("_", "-", 1) if name[:2] in ("f1", "f2", "f3") else name: v for name, v in changes.items()}
    return {name: value for name, value in filled.items() if value is not None}


def address(step: str = "story", language: str = "en", root: str = "send") -> str:
    """Where a step is."""
    return f"/{language}/stories/{root}/" + ("" if step == "story" else f"{step}/")


def photo(name: str = "depot.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    """A photograph with a place in it."""
    return SimpleUploadedFile(name, planted.jpeg() if content is None else content, "image/jpeg")


def post(client: Client, data: dict[str, Any], language: str = "en", step: str = "story", **extra: Any) -> Any:
    """Send a step."""
    return client.post(address(step, language, extra.pop("root", "send")), data, **extra)


def begun(client: Client, **changes: Any) -> Submission:
    """A draft, with this browser let in to it and the words of its receipt kept."""
    response = post(client, complete(**changes))
    assert response.status_code == 303, faults(response)
    assert response["Location"] == "/en/stories/send/receipt/#main"
    draft: Submission = Submission.objects.latest("pk")
    client.post("/en/stories/send/receipt/")
    return draft


def answer(client: Client, draft: Submission, step: str, root: str = "send", **changes: Any) -> Any:
    """Send a step of a story that there is."""
    return post(client, complete(step, **changes) | {"story": draft.reference}, step=step, root=root)


def filled(client: Client, **changes: dict[str, Any]) -> Submission:
    """A draft with all its steps done; `changes` by step."""
    draft = begun(client, **changes.get("story", {}))
    for step in ("people", "pictures", "consent"):
        response = answer(client, draft, step, **changes.get(step, {}))
        assert response.status_code == 303, (step, faults(response))
    draft.refresh_from_db()
    return draft


def send(client: Client, draft: Submission) -> Any:
    """Press the last button."""
    return answer(client, draft, "check", send="1")


def sent_story(client: Client, **changes: dict[str, Any]) -> Submission:
    """A story that went through all the steps."""
    draft = filled(client, **changes)
    response = send(client, draft)
    assert (response.status_code, response["Location"]) == (303, "/en/stories/send/thanks/#main"), faults(response)
    draft.refresh_from_db()
    return draft


def page_of(response: Any) -> Any:
    """The answer as a tree."""
    return html.document_fromstring(response.content.decode())


def select(tree: Any, selector: str) -> list[Any]:
    """Elements by a simple selector: names, classes, ids, attributes, descendants, commas."""
    found = []
    for choice in selector.split(","):
        path = ""
        for step in choice.split():
            name = re.match(r"\w*", step)[0] or "*"  # type: ignore[index]
            path += f"//{name}"
            for kind, word, attribute, value in re.findall(r"([.#])([\w-]+)|\[([\w-]+)(?:=([^\]]*))?\]", step):
                if kind == ".":
                    path += f"[contains(concat(' ', normalize-space(@class), ' '), ' {word} ')]"
                elif kind == "#":
                    path += f"[@id='{word}']"
                else:
                    path += f"[@{attribute}='{value}']" if value else f"[@{attribute}]"
        found += tree.xpath("." + path)
    return found


def faults(response: Any) -> list[tuple[str, str]]:
    """The error summary: (id, text) of each link."""
    return [(link.get("href")[1:], link.text_content()) for link in select(page_of(response), ".errsum li a")]


def notice(response: Any) -> str:
    """What the box at the top says where there is nothing to mend."""
    return " ".join(select(page_of(response), ".errsum p")[0].text_content().split())


def typed(response: Any) -> dict[str, Any]:
    """What the form in the answer would send, with plain line ends and without the first one, as browsers read it."""
    form = page_of(response).forms[0]
    empty = {field.name: "" for field in select(form, "input[type=text], input[type=hidden]")}
    filled = {name: value.replace("\r\n", "\n").removeprefix("\n") for name, value in form.form_values()}
    return {name: value for name, value in (empty | filled).items() if name != "csrfmiddlewaretoken"}


def files_in(name: str) -> set[Path]:
    """The files in a folder of the private storage."""
    folder = Path(settings.STORAGES["private"]["OPTIONS"]["location"]) / name
    return {path for path in folder.rglob("*") if path.is_file()}


def public_files() -> set[Path]:
    """The files that a web server may serve."""
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def story(**changes: Any) -> filing.SentStory:
    """A story as the form hands it on."""
    values: dict[str, Any] = {
        "key": str(uuid.uuid4()),
        "title": "The last bus is our office",
        "text": TEXT,
        "language": "en",
        "consent": consent(**{name: changes.pop(name) for name in CONSENTS & set(changes)}),
        "byline": "chosen" if changes.get("teller") else "nobody",
        "region": "ea",
        "contact": CONTACT,
    }
    return filing.SentStory(**{**values, **changes})


CONSENTS = {field.name for field in dataclasses.fields(filing.SentConsent)}


def consent(**changes: Any) -> filing.SentConsent:
    """What a sender agrees to: it may be translated."""
    return filing.SentConsent(**{"people": "agreed", "translation": "any", **changes})


def sent_in(page: StoryPage, *, contact: str = "", language: str = "en", **changes: Any) -> Submission:
    """As if this page, made by hand, had been sent in: public or in review."""
    state = Submission.State.PUBLISHED if page.live else Submission.State.IN_REVIEW
    made: Submission = Submission.objects.create(page=page, state=state, language=language)
    Consent.objects.create(submission=made, **{"people": "agreed", "translation": "any", **changes})
    if contact:
        Contact.objects.create(submission=made, address=contact)
    return made


def picture(consent: str = "nobody", **changes: Any) -> filing.SentPicture:
    """A picture as the form hands it on."""
    content = pictures.rebuild(io.BytesIO(planted.jpeg())).read()
    return filing.SentPicture(
        **{"content": content, "alt": "A board", "is_decorative": False, "consent": consent, **changes}
    )


def in_threads(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run the same work at the same moment; answers or errors in order."""
    results: list[Any] = [None] * count
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            gate.wait()
            results[number] = work(number)
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
