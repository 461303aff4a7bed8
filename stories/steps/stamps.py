"""The hidden value of a form that nothing is stored of yet: its token and when it was opened, signed."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.core import signing

from stories import keys

STAMP = "stories.form"
#: Seconds in which something can be begun with one.
LASTS = 24 * 3600


@dataclass(frozen=True)
class Stamp:
    """Whose draft it will be, and the second in which the form was opened."""

    token: str
    opened: int

    @property
    def age(self) -> float:
        """Seconds since then."""
        return time.time() - self.opened

    @property
    def is_too_old(self) -> bool:
        """Whether it began nothing for longer than anybody leaves a form open, so that nobody can collect stamps."""
        return self.age > LASTS

    def __str__(self) -> str:
        return signing.Signer(salt=STAMP).sign_object([self.token, self.opened])


def new() -> Stamp:
    """For a form that is opened now."""
    return Stamp(keys.new_token(), int(time.time()))


def read(text: str) -> Stamp | None:
    """The stamp of a form; None when it is not ours, so that nobody can choose a token that others may guess."""
    try:
        token, opened = signing.Signer(salt=STAMP).unsign_object(text)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Stamp(token, opened) if isinstance(opened, int) and keys.is_token(str(token)) else None
