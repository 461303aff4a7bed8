"""HTML as our templates render it, reduced to a small tree that paper and e-readers can show.

Reusing the templates of the page means that a new kind of block is in the files on the day it is on the site. What is
made for a screen (drawings, fields, scroll boxes) falls away here; nothing that is not named below survives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.conf import settings
from django.utils.encoding import iri_to_uri

from home.feeds import NOT_XML

#: Elements that mean the same everywhere. Names as in HTML.
KEPT = {
    "p", "br", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "table", "caption", "thead", "tbody",
    "tr", "th", "td", "a", "strong", "em", "bdi", "code", "sup", "sub", "small", "cite",
}  # fmt: skip
RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4", "kbd": "code", "summary": "lead-in"}
DROPPED = {
    "svg",
    "script",
    "style",
    "template",
    "input",
    "button",
    "select",
    "textarea",
    "iframe",
    "object",
    "video",
    "audio",
}
#: What a class of our stylesheet makes of an element.
BY_CLASS = {
    "safe": "safety", "panel": "callout", "withheld": "callout", "fig": "figure", "figure": "figure",
    "steps": "steps", "tick": "checklist", "mins": "minutes",
}  # fmt: skip
#: Elements of HTML that have a meaning of their own here.
BY_TAG = {"figure": "figure", "figcaption": "caption", "aside": "callout", "details": "callout", "footer": "said-by"}
#: Inside these, text belongs to a paragraph; white space between blocks means nothing.
BLOCKS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "table", "caption", "thead", "tbody", "tr",
    "th", "td", "safety", "callout", "steps", "checklist", "minutes", "figure", "said-by", "lead-in", "part",
}  # fmt: skip
INLINE = {"a", "strong", "em", "bdi", "code", "sup", "sub", "small", "cite", "span"}
#: Blocks that hold blocks: running text directly inside becomes a paragraph of its own.
HOLDS_BLOCKS = {"safety", "callout", "part", "blockquote", "figure"}
SCHEMES = {"http", "https", "mailto", "tel"}
#: Deeper nesting than anybody can follow on paper is flattened; engines that walk the tree have limits too.
MAX_DEPTH = 24
#: Longer ones are no address to Typst.
MAX_ADDRESS = 8000
STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
#: A tag of BCP 47, as far as what reads it on paper understands it.
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
SPACE = re.compile(r"[ \t\r\n\f]+")
#: They turn the text that follows around, for whoever wants an address to look like another one.
OVERRIDES = re.compile("[\u202d\u202e]")


@dataclass
class Node:
    """An element: its name, what is inside, and the few attributes that matter."""

    tag: str
    children: list[Node | str] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """All text inside."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def walk(self) -> Iterator[Node]:
        """This element and all elements below it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def as_json(self) -> dict[str, Any]:
        """For a template that is no Python."""
        return {
            "tag": self.tag,
            **self.attributes,
            "children": [child if isinstance(child, str) else child.as_json() for child in self.children],
        }


def plain(text: object) -> str:
    """Text without control characters, which no file format takes, and without those that turn text around."""
    return OVERRIDES.sub("", NOT_XML.sub("", str(text)))


def parse(html: str, picture: Callable[[str, str], Node | None]) -> list[Node]:
    """The tree of some HTML. `picture` is asked with address and alternative text for what stands in for an image."""
    root = lxml.html.fragment_fromstring(NOT_XML.sub("", html), create_parent="div")
    whole = Node("part", _Reader(picture).inside(root, 0))
    return [child for child in _tidy(whole).children if isinstance(child, Node)]


@dataclass
class _Reader:
    """Turns elements of lxml into nodes."""

    picture: Callable[[str, str], Node | None]

    def inside(self, element: Any, depth: int) -> list[Node | str]:
        found: list[Node | str] = [plain(element.text or "")]
        for child in element:
            if isinstance(child.tag, str):
                found += self.node(child, depth + 1)
            found.append(plain(child.tail or ""))
        return found

    def node(self, element: Any, depth: int) -> list[Node | str]:
        classes = (element.get("class") or "").split()
        is_link_to_film = "vid" in classes
        if element.tag in DROPPED or "vh" in classes or ("noprint" in classes and not is_link_to_film):
            return []
        if depth > MAX_DEPTH:
            return [SPACE.sub(" ", plain(element.text_content()))]
        if element.tag == "img":
            shown = self.picture(element.get("src") or "", plain(element.get("alt") or ""))
            return [shown] if shown else []
        attributes = {name: element.get(name) for name in ("lang", "dir") if element.get(name)}
        if not LANGUAGE.fullmatch(attributes.get("lang", "en")):
            del attributes["lang"]
        if attributes.get("dir") not in (None, "ltr", "rtl"):
            del attributes["dir"]
        tag = _name(element, classes)
        if tag == "h2" and element.get("id"):
            attributes["id"] = element.get("id")
        if tag == "a":
            address = _address(element.get("href") or "")
            if address is None:
                tag = "span"
            else:
                attributes["href"] = address
        children = self.inside(element, depth)
        if tag == "br":
            return [Node("br")]
        if is_link_to_film:
            return [Node("p", [Node(tag, children, attributes)])]
        if tag == "span" and not attributes:
            return children
        if tag == "part" and not attributes:
            return [Node("part", children)]
        return [Node(tag, children, attributes)]


def _name(element: Any, classes: list[str]) -> str:
    for name in classes:
        if name in BY_CLASS:
            return BY_CLASS[name]
    tag = RENAMED.get(element.tag, element.tag)
    if tag in KEPT or tag == "lead-in":
        return str(tag)
    if tag in BY_TAG:
        return BY_TAG[tag]
    return "part" if tag in ("div", "section", "article", "header", "nav", "main") else "span"


def _address(href: str) -> str | None:
    """An absolute address that one can type; None for places within the page and for anything that is no address."""
    if not href or href.startswith("#"):
        return None
    try:
        absolute = urljoin(settings.BASE_URL + "/", href.strip())
        parts = urlsplit(iri_to_uri(plain(absolute)))
        # Brackets belong to the host alone, and a % begins a byte (RFC 3986); browsers forgive it, epubcheck does not.
        rest = {part: _quoted(getattr(parts, part)) for part in ("path", "query", "fragment")}
        made = parts._replace(**rest).geturl()
        return made if parts.scheme in SCHEMES and len(made) <= MAX_ADDRESS else None
    except ValueError:
        return None


def _quoted(text: str) -> str:
    return STRAY.sub("%25", text).replace("[", "%5B").replace("]", "%5D")


def _tidy(node: Node) -> Node:
    """White space as a browser shows it, no empty elements, running text in paragraphs, no boxes without a meaning."""
    if node.tag == "br" or node.tag == "img":
        return node
    children: list[Node | str] = []
    for child in node.children:
        made = SPACE.sub(" ", child) if isinstance(child, str) else _tidy(child)
        if isinstance(made, Node) and made.tag == "part" and not made.attributes:
            children += made.children
        elif isinstance(made, str) or made.children or made.tag in ("br", "img", "td", "th"):
            children.append(made)
    if node.tag == "dl":  # a term without a text defines nothing
        last = max((place for place, child in enumerate(children) if _is(child, "dd")), default=-1)
        children = children[: last + 1]
    if node.tag in HOLDS_BLOCKS or any(_is_block(child) for child in children):
        children = _with_paragraphs(node.tag, children)
    node.children = _trimmed(children) if node.tag in BLOCKS else children
    return node


def _is_block(child: Node | str) -> bool:
    return isinstance(child, Node) and child.tag in BLOCKS


def _with_paragraphs(tag: str, children: list[Node | str]) -> list[Node | str]:
    made: list[Node | str] = []
    running: list[Node | str] = []

    def close() -> None:
        text = _trimmed(running)
        if text and tag in HOLDS_BLOCKS | {"li", "dd", "td", "th"}:
            pictures = all(isinstance(part, Node) and part.tag == "img" for part in text)
            made.extend(text if pictures else [Node("p", text)])
        elif text and any(isinstance(part, Node) for part in text):
            made.extend(text)
        running.clear()

    for child in children:
        if _is_block(child):
            close()
            made.append(child)
        else:
            running.append(child)
    close()
    return made


def _trimmed(children: list[Node | str]) -> list[Node | str]:
    """Without white space and line breaks at the ends."""
    found = list(children)
    while found and (found[0] == "" or found[0] == " " or _is_break(found[0])):
        found.pop(0)
    while found and (found[-1] == "" or found[-1] == " " or _is_break(found[-1])):
        found.pop()
    if found and isinstance(found[0], str):
        found[0] = found[0].lstrip(" ")
    if found and isinstance(found[-1], str):
        found[-1] = found[-1].rstrip(" ")
    return [child for child in found if child != ""]


def _is_break(child: Node | str) -> bool:
    return _is(child, "br")


def _is(child: Node | str, tag: str) -> bool:
    return isinstance(child, Node) and child.tag == tag


__all__ = ["Node", "parse", "plain"]
