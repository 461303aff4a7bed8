"""The steps, and the two ways along them: a story is sent, or one that was sent is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stories.models import Submission
from stories.states import MOVES

#: The steps in their order, with their names.
STEPS: dict[str, Any] = {
    "story": _("Your story"),
    "people": _("People and places"),
    "pictures": _("Pictures and files"),
    "consent": _("Consent"),
    "check": _("Check and send"),
}
#: Those that have a form of their own.
FORMS = ("story", "people", "pictures", "consent")


@dataclass(frozen=True)
class Way:
    """One of the two ways along the steps."""

    #: Of the names of its addresses.
    name: str
    #: The move at its end (stories.states).
    move: str

    def address(self, step: str) -> str:
        """Where a step is, in the interface language."""
        return reverse(f"{self.name}_{step}")

    def after(self, step: str) -> str:
        """The step that follows."""
        order = list(STEPS)
        return order[order.index(step) + 1]

    def before(self, step: str) -> str:
        """The step before; none before the first one."""
        order = list(STEPS)
        return order[order.index(step) - 1] if step != order[0] else ""

    def is_open(self, submission: Submission) -> bool:
        """Whether this is the way for it, as it is now."""
        return submission.kind == Submission.Kind.STORY and submission.state in MOVES[self.move]

    @property
    def is_change(self) -> bool:
        """Whether the story was sent before."""
        return self.move == "revise"


SENDING = Way("send", "send")
CHANGING = Way("change", "revise")


def door() -> str:
    """Where a sender comes back with the words of their receipt, in the interface language."""
    return reverse("wagtail_serve", args=["stories/mine/"])


def new_words() -> str:
    """Where a sender who is let in gets the words of a new receipt."""
    return reverse("wagtail_serve", args=["stories/mine/receipt/"])
