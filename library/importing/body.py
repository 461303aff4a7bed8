"""From the HTML of a document to the blocks of a guide."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from lxml.html import HtmlElement, fragment_fromstring

#: Rich text's own tags for what documents call by other names.
TAGS = {"strong": "b", "em": "i", "h4": "h3"}
INLINE = {"b", "strong", "i", "em", "a", "br"}
#: “Hang the drawings (15 min)”: the minutes of a step, in the languages of the site.
MINUTES = re.compile(
    r"\s*\(\s*(\d{1,4})\s*(?:min|mins|minutes?|minutos?|dakika|دقيقة|دقائق|′|')\.?\s*\)\s*[.:]?\s*$", re.I
)
NAMESPACE = uuid.UUID("0d0c3b52-93a1-4a6c-9a55-1b1f4e5d2c60")

#: Takes the `src` and the alternative text of a picture; the key of the stored picture, or None.
Store = Callable[[str, str], int | None]
Block = dict[str, Any]


class Body:
    """The blocks of one document. Ids come from `seed` and the place, so that reading it again gives the same.

    The page has its title from the list: a first heading that only repeats it, or that is the only one of its level,
    is left out.
    """

    def __init__(self, html: str, seed: str, store: Store, title: str = "") -> None:
        self.seed, self.store = seed, store
        self._blocks: list[Block] = []
        self._running: list[str] = []
        self._keys = 0
        root = fragment_fromstring(html, create_parent="div")
        heading = _title_of(root, title)
        if heading is not None:
            root.remove(heading)
        words_before = [escape(root.text or "", quote=False)]
        for element in root:
            if element.tag in INLINE and not element.xpath(".//img"):
                words_before.append(_inline_element(element))
            else:
                self._running.append(self._unless_empty(words_before))
                words_before = []
                self._take(element)
            words_before.append(escape(element.tail or "", quote=False))
        self._running.append(self._unless_empty(words_before))
        self._close()

    @property
    def blocks(self) -> list[Block]:
        """StreamField data."""
        return self._blocks

    def _take(self, element: HtmlElement) -> None:
        for picture in list(element.iter("img")):
            self._picture(picture)
        tag = element.tag
        if tag == "img":
            return
        if tag in ("h1", "h2"):
            self._add("heading", words(element)) if words(element) else None
        elif tag == "ol" and all(_step_title(item) is not None for item in element.iterchildren("li")):
            self._add("steps", [self._item(self._step(item)) for item in element.iterchildren("li")])
        elif tag == "blockquote":
            self._add("quote", {"text": words(element), "attribution": ""}) if words(element) else None
        elif tag == "table":
            self._table(element)
        elif tag == "p" and element.getparent().tag == "div" and not words(element):
            return
        else:
            self._running.append(self._rich(element))

    def _add(self, kind: str, value: Any) -> None:
        self._close()
        self._blocks.append({"type": kind, "value": value, "id": self._id(kind)})

    def _close(self) -> None:
        """Running text up to here is a block of its own."""
        text, self._running = "".join(self._running), []
        if text:
            self._blocks.append({"type": "text", "value": text, "id": self._id("text")})

    def _id(self, kind: str) -> str:
        return str(uuid.uuid5(NAMESPACE, f"{self.seed}/{len(self._blocks)}/{kind}/{self._keys}"))

    def _item(self, value: Any) -> Block:
        self._keys += 1
        return {"type": "item", "value": value, "id": self._id("item")}

    def _key(self) -> str:
        """Wagtail's editor gives every paragraph such a key; without one, opening a page counts as changing it."""
        self._keys += 1
        return uuid.uuid5(NAMESPACE, f"{self.seed}/key/{self._keys}").hex[:5]

    def _paragraph(self, inner: str) -> str:
        return f'<p data-block-key="{self._key()}">{inner}</p>'

    def _unless_empty(self, parts: list[str]) -> str:
        inner = "".join(parts).strip()
        return self._paragraph(inner) if inner.replace("<br/>", "").strip() else ""

    def _rich(self, element: HtmlElement) -> str:
        """An element as rich text; what rich text does not have is dropped, its words stay."""
        tag = TAGS.get(element.tag, element.tag)
        if tag in ("ul", "ol"):
            return f"<{tag}>{''.join(self._rich(item) for item in element.iterchildren('li'))}</{tag}>"
        if tag in INLINE:
            return self._paragraph(_inline_element(element))
        if tag == "table":
            rows = ([escape(words(cell), quote=False) for cell in row] for row in element.iter("tr"))
            return "".join(self._paragraph(" | ".join(row)) for row in rows)
        inner, below = _inline(element), [child for child in element if child.tag in ("ul", "ol")]
        tag = tag if tag in ("p", "h3", "li") else "p"
        made = f'<{tag} data-block-key="{self._key()}">{inner}</{tag}>'
        return made + "".join(self._rich(child) for child in below) if tag != "li" else self._list_item(made, below)

    def _list_item(self, made: str, below: list[HtmlElement]) -> str:
        return made.removesuffix("</li>") + "".join(self._rich(child) for child in below) + "</li>"

    def _step(self, item: HtmlElement) -> Block:
        title = _step_title(item) or ""
        found = MINUTES.search(title)
        strong = next(item.iter("b", "strong"))
        strong.tail = (strong.tail or "").lstrip(" .:–-")
        strong.drop_tree()
        made, run = [], [escape(item.text or "", quote=False)]
        for child in item:
            if child.tag in INLINE:
                run.append(_inline_element(child))
            else:
                made += [self._unless_empty(run), self._rich(child) if words(child) else ""]
                run = []
            run.append(escape(child.tail or "", quote=False))
        made.append(self._unless_empty(run))
        return {
            "title": MINUTES.sub("", title).rstrip(" .:") if found else title.rstrip(" .:"),
            "minutes": int(found[1]) if found and 0 < int(found[1]) <= 1440 else None,
            "text": "".join(made),
        }

    def _table(self, element: HtmlElement) -> None:
        rows = [[words(cell) for cell in row.iterchildren("th", "td")] for row in element.iter("tr")]
        rows = [row for row in rows if any(row)]
        if not rows:
            return
        width = max(len(row) for row in rows)
        filled = [row + [""] * (width - len(row)) for row in rows]
        captions = [words(caption) for caption in element.iter("caption")]
        self._add(
            "table",
            {
                "caption": captions[0] if captions else "",
                "head": [self._item(cell) for cell in filled[0]],
                "rows": [self._item({"cells": [self._item(cell) for cell in row]}) for row in filled[1:]],
            },
        )

    def _picture(self, picture: HtmlElement) -> None:
        alternative = " ".join(str(picture.get("alt") or "").split())
        key = self.store(str(picture.get("src") or ""), alternative)
        picture.drop_tree()
        if key is not None:
            image = {"image": key, "decorative": False, "alt_text": alternative}
            self._add("figure", {"image": image, "caption": ""})


def words(element: HtmlElement) -> str:
    """The words of an element on one line; those of two paragraphs are not run together."""
    return " ".join("".join(_words(element)).split())


def _words(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        between = "" if child.tag in INLINE - {"br"} else " "
        yield between
        yield from _words(child)
        yield between + (child.tail or "")


def _title_of(root: HtmlElement, title: str) -> HtmlElement | None:
    """The heading at the top that stands for the title of the whole document, if it has one."""
    first = next((element for element in root if words(element) or element.xpath(".//img")), None)
    if first is None or first.tag != "h1" or (root.text or "").strip() or (first.tail or "").strip():
        return None
    is_only = len(root.findall("h1")) == 1
    return first if is_only or words(first).casefold() == title.strip().casefold() else None


def _step_title(item: HtmlElement) -> str | None:
    """The bold words that a step begins with; None for an item that begins otherwise."""
    first: HtmlElement = item
    while not (first.text or "").strip() and len(first) and first[0].tag in ("p", "b", "strong"):
        first = first[0]
        if first.tag in ("b", "strong"):
            return words(first) or None
    return None


def _inline(element: HtmlElement) -> str:
    """What stands in an element, lists below it left out."""
    return "".join(_inline_parts(element)).strip()


def _inline_parts(element: HtmlElement) -> Iterator[str]:
    yield escape(element.text or "", quote=False)
    for child in element:
        if child.tag in INLINE:
            yield _inline_element(child)
        elif child.tag not in ("ul", "ol"):
            yield from (" ", *_inline_parts(child), " ")
        yield escape(child.tail or "", quote=False)


def _inline_element(element: HtmlElement) -> str:
    tag, inner = TAGS.get(element.tag, element.tag), "".join(_inline_parts(element))
    if tag == "br":
        return "<br/>"
    if tag == "a":
        address = str(element.get("href") or "")
        has_scheme = address.startswith(("http://", "https://", "mailto:"))
        return f'<a href="{escape(address)}">{inner}</a>' if has_scheme else inner
    return f"<{tag}>{inner}</{tag}>" if inner.strip() else inner
