"""From the readable files to what Wagtail stores: Markdown to rich text, YAML blocks to StreamField data."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from markdown_it import MarkdownIt
from markdown_it.token import Token
from wagtail.models import Page

from home.models import Picture

#: Everything the loader makes has a key derived from its name, so that loading again finds it.
NAMESPACE = uuid.UUID("6f0c1f0e-6a0b-4f0e-9b1e-67736e000000")
WAGTAIL_TAGS = {"strong": "b", "em": "i"}


def key(*parts: Any) -> uuid.UUID:
    """The permanent key of a thing, from its name: key("guide", "phone-check-up")."""
    return uuid.uuid5(NAMESPACE, "/".join(str(part) for part in parts))


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "fence", "html_block", "html_inline"])


def rich_text(text: str) -> str:
    """Markdown to Wagtail's rich text: `[guide 12](guide:seating-a-meeting)` becomes a link to that page.

    A link to a page that was not loaded (the frame of a site without its examples) becomes plain text.
    """
    tokens = _markdown().parse(text)
    for token in tokens:
        token.tag = WAGTAIL_TAGS.get(token.tag, token.tag)
        if token.children:
            token.children = list(_with_page_links(token.children))
    html: str = _markdown().renderer.render(tokens, _markdown().options, {})
    return html.replace("\n", "")


def _with_page_links(tokens: list[Token]) -> Iterator[Token]:
    is_open = False
    for token in tokens:
        token.tag = WAGTAIL_TAGS.get(token.tag, token.tag)
        if token.type == "link_open":
            is_open = _localise(token)
            if not is_open:
                continue
        elif token.type == "link_close" and not is_open:
            continue
        yield token


def _localise(link: Token) -> bool:
    """Turn `guide:slug` into a link to the page; False when there is no such page."""
    scheme, _colon, name = str(link.attrs["href"]).partition(":")
    if scheme in ("http", "https", "mailto"):
        return True
    page_id = Page.objects.filter(translation_key=key(scheme, name)).order_by("pk").values_list("pk", flat=True).first()
    if page_id is None:
        return False
    link.attrs = {"linktype": "page", "id": str(page_id)}
    return True


class Blocks:
    """Turns the `body` of a file into StreamField data whose block ids are the same in every language."""

    #: Fields of structs that hold Markdown, by block type.
    RICH = {
        "safety": {"text"},
        "checklist": {"intro"},
        "callout": {"text"},
        "steps": {"text"},
        "definitions": {"text"},
        "figure": {"caption"},
        "withheld": {"text"},
        "pitfalls": {"text"},
        "worked": {"text"},
        "failed": {"text"},
        "example": {"text"},
        "accordion": {"text"},
        "video": {"transcript"},
    }
    RICH_BLOCKS = {"text", "lead"}

    def __init__(self, work: uuid.UUID, files: Path | None = None) -> None:
        self.work = work
        self.files = files

    def stream(self, body: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """`[{"text": "…"}, {"steps": [...]}]` → `[{"type": …, "value": …, "id": …}, …]`."""
        made = []
        for place, entry in enumerate(body):
            ((block_type, value),) = entry.items()
            made.append({"type": block_type, "value": self._value(block_type, value, place), "id": self._id(place)})
        return made

    def _id(self, *path: Any) -> str:
        return str(key(self.work, *path))

    def _items(self, values: list[Any], path: tuple[Any, ...], make: Callable[[Any, int], Any]) -> list[dict[str, Any]]:
        return [{"type": "item", "value": make(value, i), "id": self._id(*path, i)} for i, value in enumerate(values)]

    def _value(self, block_type: str, value: Any, place: int) -> Any:
        if isinstance(value, str):
            return rich_text(value) if block_type in self.RICH_BLOCKS else value
        if isinstance(value, list):
            return self._items(value, (place,), lambda item, _i: self._struct(block_type, item))
        if block_type == "table":
            return self._table(value, place)
        if block_type == "figure":
            return self._figure(value)
        made = self._struct(block_type, value)
        for name, part in made.items():
            if isinstance(part, list):
                made[name] = self._items(part, (place, name), lambda item, _i: item)
        return made

    def _struct(self, block_type: str, value: dict[str, Any]) -> dict[str, Any]:
        rich = self.RICH.get(block_type, set())
        return {name: rich_text(part) if name in rich else part for name, part in value.items()}

    def _table(self, value: dict[str, Any], place: int) -> dict[str, Any]:
        return {
            "caption": value["caption"],
            "head": self._items(value["head"], (place, "head"), lambda cell, _i: cell),
            "rows": self._items(
                value["rows"],
                (place, "rows"),
                lambda row, i: {"cells": self._items(row, (place, "rows", i), lambda cell, _j: cell)},
            ),
        }

    def _figure(self, value: dict[str, Any]) -> dict[str, Any]:
        # A translation leaves the name of the picture out: the original's is used.
        picture = self._picture(self.files / value["image"], value["alt"]) if self.files and "image" in value else None
        return {
            "image": {"image": picture.pk if picture else None, "decorative": False, "alt_text": value["alt"]},
            "caption": rich_text(value.get("caption", "")),
        }

    @staticmethod
    def _picture(path: Path, alt: str) -> Picture:
        found = Picture.objects.filter(title=path.name).first()
        if found is None:
            with path.open("rb") as file:
                picture = ImageFile(file, name=path.name)
                found = Picture(title=path.name, description=alt, consent=Picture.Consent.NOBODY, file=picture)
                found.save()
        return found
