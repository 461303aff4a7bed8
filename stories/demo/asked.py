"""Questions with answers, and a guide that somebody suggests, so that these pages of the demo site show something."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from home.demo import works
from home.demo.registry import Progress, step
from home.models import User
from stories import domain, filing, keys, receiving
from stories.demo.sent import token_of, unmailed, words_of
from stories.models import Submission

FILE = Path(__file__).parent / "asked.yaml"
Kind = Submission.Kind


@step(97, "Questions and answers", is_example=True)
def load_asked() -> Progress:
    """Once: whatever people did with them since is theirs."""
    told = works.read(FILE)
    entries = [*told["questions"].items(), *told["guides"].items()]
    with unmailed():
        for done, (name, entry) in enumerate(entries, start=1):
            is_question = name in told["questions"]
            sent = _once(name, entry, Kind.QUESTION if is_question else Kind.GUIDE)
            for own_name, answer in entry.get("answers", {}).items():
                _once(own_name, answer, Kind.ANSWER, sent)
            yield done, len(entries)


def _once(name: str, told: dict[str, Any], kind: str, question: Submission | None = None) -> Submission:
    """What was sent under this name, now or before."""
    if (known := receiving.received(token_of(name))) is not None:
        return known
    draft, _is_new = receiving.begin(token_of(name), kind=kind, speaks=told["language"], question=question, slug=name)
    submission, _is_new = receiving.send_plain(draft, _text(told))
    Submission.objects.filter(pk=submission.pk).update(receipt=keys.key_hash(words_of(name)))
    if told.get("accept"):
        submission = domain.accept(submission, User.objects.get(username="reviewer"))
    return submission


def _text(told: dict[str, Any]) -> filing.SentText:
    people = told.get("people")
    return filing.SentText(
        title=told.get("title", ""),
        text=told["text"],
        language=told["language"],
        speaks=told["language"],
        region=told.get("region", ""),
        link=told.get("link", ""),
        consent=filing.SentConsent(people=people, translation="any") if people else None,
        name=told.get("name", ""),
    )
