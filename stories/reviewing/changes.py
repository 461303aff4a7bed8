"""What its sender said beside what editors made of it, part by part, as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from wagtail.blocks import StreamBlock
from wagtail.models import Revision

from home.plain_text import WRITERS, of_rich_text
from stories.agreeing import SAID
from stories.models import StoryPage


@dataclass(frozen=True)
class Change:
    """A part of a story that is not as its sender said it; empty where it was added, or left out."""

    label: str
    before: str
    after: str
    #: The block of the text; empty for a field.
    block: str = ""


def changes(agreed: Revision | None, latest: Revision | None) -> list[Change]:
    """What differs between the version that a sender last agreed to and the newest one; nothing where they agreed."""
    if agreed is None or latest is None or agreed.pk == latest.pk:
        return []
    before, after = agreed.as_object(), latest.as_object()
    return [*_fields(before, after), *_blocks(before, after)]


def _fields(before: StoryPage, after: StoryPage) -> Iterator[Change]:
    for name in SAID:
        if getattr(before, name) != getattr(after, name):
            field = StoryPage._meta.get_field(name.removesuffix("_id"))
            yield Change(capfirst(str(field.verbose_name)), _shown(before, field), _shown(after, field))


def _shown(page: StoryPage, field: Any) -> str:
    value = getattr(page, f"get_{field.name}_display", lambda: getattr(page, field.name))()
    return "" if value is None else str(value)


def _blocks(before: StoryPage, after: StoryPage) -> Iterator[Change]:
    """In the order of the newest version; what was left out comes where it stood, after what came before it."""
    old, new = _by_key(before.body), _by_key(after.body)
    for key in _merged(list(old), list(new)):
        was, now = old.get(key), new.get(key)
        texts = was[1] if was else "", now[1] if now else ""
        if was is None or now is None or was[2] != now[2]:
            label = (now or was)[0]  # type: ignore[index]
            yield Change(label, *texts, block=key)


def _merged(old: list[str], new: list[str]) -> list[str]:
    merged = list(new)
    for place, key in enumerate(old):
        if key not in merged:
            earlier = [one for one in old[:place] if one in merged]
            merged.insert(merged.index(earlier[-1]) + 1 if earlier else 0, key)
    return merged


def _by_key(body: Any) -> dict[str, tuple[str, str, Any]]:
    """What each block is called, what it says, and what is stored of it."""
    raw = {str(block.get("id")): block["value"] for block in body.raw_data}
    return {str(block.id): (capfirst(str(block.block.label)), text_of(block), raw.get(str(block.id))) for block in body}


def text_of(block: StreamBlock.StreamChild | Any) -> str:
    """What a block says, as plain text; of a picture its alternative text and caption, whoever may see them."""
    if block.block_type == "figure":
        picture, caption = block.value.get("image"), _rich(block.value.get("caption"))
        alt = getattr(picture, "contextual_alt_text", "") or ""
        return "\n".join(part for part in (getattr(picture, "title", ""), alt, caption) if part)
    writer = WRITERS.get(block.block_type)
    return writer(block.value, _rich) if writer and block.value else ""


def _rich(value: Any) -> str:
    return of_rich_text(str(getattr(value, "source", value) or ""), {})
