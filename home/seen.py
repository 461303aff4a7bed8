"""Which pictures everybody may see: those whose people agreed, and that no app hides.

`home` does not know where a picture came from; the app that does registers its check here, and sends `seen_changed`
with the keys of the pictures when its answer may be another one. A page asks through the address of the pixels; what
holds the pixels themselves, such as a PDF, has to ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.dispatch import Signal

from home.models import Picture

#: Gives the keys of those pictures that readers must not see.
Check = Callable[[list[Picture]], set[int]]
_checks: list[Check] = []

#: Sent with `pictures`, a list of primary keys.
seen_changed = Signal()


def register_check(check: Check) -> None:
    """Let an app hide pictures of its own."""
    if check not in _checks:
        _checks.append(check)


def seen_by_all(pictures: Iterable[Picture]) -> set[int]:
    """The keys of those pictures that everybody may see."""
    agreed = [picture for picture in pictures if picture.may_be_shown]
    hidden = {pk for check in _checks for pk in check(agreed)}
    return {picture.pk for picture in agreed} - hidden
