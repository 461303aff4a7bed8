"""A file in DOCX, Markdown or HTML as clean HTML with its pictures. What comes in is not trusted (safety.md)."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from home import jail

TAGS = {
    "h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "b", "strong", "i", "em", "a", "br", "img", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td", "caption",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
#: Bytes of a file.
MAX_BYTES = 20 * 1024 * 1024
#: Seconds that the conversion of a DOCX may take, and bytes of memory that it may use.
SECONDS, MEMORY = 20, 1024 * 1024 * 1024
PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".heic"}
ENDINGS = {".docx", ".md", ".markdown", ".html", ".htm"}


class UnreadableDocument(ValidationError):  # noqa: N818 – what it is, not that it went wrong
    """The file cannot be taken; the message says why."""


@dataclass(frozen=True)
class Document:
    """Clean HTML, and the pictures that it names in `src`."""

    html: str
    pictures: dict[str, bytes] = field(default_factory=dict)


def read(folder: Path, name: str) -> Document:
    """The document at this path below `folder`. Raises UnreadableDocument."""
    path = _inside(folder, name)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UnreadableDocument(_("Only DOCX, Markdown and HTML can be taken."))
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableDocument(_("The file is larger than 20 MB."))
    if ending == ".docx":
        html, pictures = _from_docx(path)
        return Document(_clean(html, {"docx"}), pictures)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(_("The file is not in UTF-8.")) from error
    if ending in (".md", ".markdown"):
        text = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    html = _clean(text, set())
    return Document(html, _beside(folder, path.parent, html))


def _inside(folder: Path, name: str) -> Path:
    """The file, if it lies in the folder: no `..`, no link that leads out of it."""
    try:
        path = (folder / name).resolve(strict=True)
    except (OSError, ValueError) as error:
        raise UnreadableDocument(_("There is no file “%(name)s”.") % {"name": name}) from error
    if not path.is_file() or not path.is_relative_to(folder.resolve()):
        raise UnreadableDocument(_("There is no file “%(name)s”.") % {"name": name})
    return path


def _clean(html: str, more_schemes: set[str]) -> str:
    """Only the tags and attributes that a guide can hold; what scripts and styles say is gone with them."""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "title"},
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"} | more_schemes,
        link_rel=None,
    )


def _beside(folder: Path, home: Path, html: str) -> dict[str, bytes]:
    """Pictures that lie in the folder; addresses elsewhere are not fetched."""
    from lxml.html import fragment_fromstring

    found = {}
    for picture in fragment_fromstring(html, create_parent=True).iter("img"):
        source = str(picture.get("src") or "")
        if not source or ":" in source or Path(source).suffix.lower() not in PICTURES:
            continue
        try:
            path = _inside(folder, str(home.relative_to(folder.resolve()) / unquote(source)))
        except UnreadableDocument:
            continue
        if path.stat().st_size <= MAX_BYTES:
            found[source] = path.read_bytes()
    return found


def _from_docx(path: Path) -> tuple[str, dict[str, bytes]]:
    """Converted by a process of its own (home.jail)."""
    try:
        made = jail.run("word", path.read_bytes(), "pictures", memory=MEMORY, seconds=SECONDS)
    except jail.Refused as refused:
        raise UnreadableDocument(_why(refused.reason)) from refused
    return made.content.decode(), {name: base64.b64decode(data) for name, data in made.facts["pictures"].items()}


def _why(reason: jail.Reason) -> str:
    if reason == "broken":
        return _("This is not a DOCX file, or it is damaged.")
    if reason == "parts":
        return _("The file has more than %(n)d parts.") % {"n": jail.MAX_PARTS}
    if reason == "unpacked":
        return _("The file unpacks to more than 50 MB.")
    if reason == "macros":
        return _("The file holds macros. Save it without them.")
    return _("The file could not be read. It may be damaged.")
