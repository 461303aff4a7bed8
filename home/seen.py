"""Which pictures everybody may see: those whose people agreed, and that no app hides.

`home` does not know where a picture came from; the app that does registers its check here, and sends `seen_changed`
with the keys of the pictures when its answer may be another one. Pages, plain text and files all ask here: where a
picture is not shown, its text and its caption are not either, because they may describe people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.dispatch import Signal
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.images.models import AbstractImage

from home.texts import Texts

if TYPE_CHECKING:
    from home.models import Picture

    #: Gives the keys of those pictures that readers must not see.
    Check = Callable[[list[Picture]], set[int]]

_checks: list[Check] = []
#: Whether everybody may see each picture, for the text that is being written; None outside of `known_pictures`.
_known: ContextVar[dict[int, bool] | None] = ContextVar("known_pictures", default=None)

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


def is_seen(picture: Picture) -> bool:
    """Whether everybody may see it. No query within `known_pictures`."""
    known = _known.get() or {}
    return known[picture.pk] if picture.pk in known else picture.pk in seen_by_all([picture])


@contextmanager
def known_pictures(text: Any) -> Iterator[None]:
    """Ask for all pictures of a StreamField at once, for what is written inside.

    Inside of another `known_pictures`, which is for the whole page, nothing is asked.
    """
    if _known.get() is not None:
        yield
        return
    token = _known.set(seen_in(text))
    try:
        yield
    finally:
        _known.reset(token)


def seen_in(text: Any) -> dict[int, bool]:
    """Whether everybody may see each picture of a text, by its key.

    Looked up once for Texts, which are made for one answer. Other texts may be kept for longer than that is true.
    """
    known: dict[str, dict[int, bool]] = text.__dict__ if isinstance(text, Texts) else {}
    if "_seen" not in known:
        pictures = list(pictures_in(text))
        seen = seen_by_all(pictures)
        known["_seen"] = {picture.pk: picture.pk in seen for picture in pictures}
    return known["_seen"]


def pictures_in(value: Any) -> Iterator[Picture]:
    """All pictures in a text, however deep."""
    if isinstance(value, AbstractImage):
        yield value
    elif isinstance(value, StructValue):
        for part in value.values():
            yield from pictures_in(part)
    elif isinstance(value, (StreamValue, ListValue, tuple)):
        for part in value:
            yield from pictures_in(part.value if isinstance(part, StreamValue.StreamChild) else part)
