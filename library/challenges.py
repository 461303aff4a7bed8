"""“What are you facing?”: the challenges that the library has an answer to."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Locale

from library.filters import terms_for
from library.models import Challenge
from library.shelf import shelf


@dataclass(frozen=True)
class Facing:
    """A challenge in the reader's language, with the number of guides on its topic."""

    challenge: Challenge
    guides: int

    @property
    def tile(self) -> str:
        """One of the first tiles of the topic's pattern, the same one every time."""
        return "abc"[sum(self.challenge.key.encode()) % 3]


def facing(count: int, locale: Locale) -> list[Facing]:
    """The first challenges that a public guide answers, in the order that editors gave them. One query."""
    kept = shelf()
    best = kept.best_for(locale)
    answered = [
        challenge
        for key, challenge in terms_for(kept.terms["challenge"], locale).items()
        if kept.having("challenge", key)
    ]
    return [
        Facing(challenge, (best & kept.having("topic", challenge.topic.key)).bit_count())
        for challenge in answered[:count]
    ]
