"""StreamFields as plain text, for messengers and readers of mail: readable as it is, without markup to strip.

A heading stands between asterisks, which messengers show in bold. Links are followed by their address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any

from django.utils.translation import gettext, ngettext
from wagtail.blocks import StreamValue

from home import i18n
from home.links import linked_addresses
from home.seen import is_seen, known_pictures
from home.templatetags.site_tags import duration

#: Writes the value of a block; the second argument turns rich text into plain text.
Writer = Callable[[Any, Callable[[Any], str]], str]


class _Reader(HTMLParser):
    """Rich text as Wagtail stores it, as paragraphs and lists."""

    def __init__(self, addresses: Mapping[int, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses = addresses
        self.lines: list[str] = [""]
        #: For each open list, the number of its last item; None for one without numbers.
        self.lists: list[int | None] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._new_line()
            number = self.lists[-1] if self.lists else None
            if number is not None:
                self.lists[-1] = number + 1
            self.lines[-1] = "  " * (len(self.lists) - 1) + ("• " if number is None else f"{number + 1}. ")
        elif tag == "p" or tag[:1] == "h":
            self._new_line(blank=not self.lists)
        elif tag == "br":
            self._new_line()
        elif tag == "a":
            self.links.append(self._address(given))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            if not self.lists:
                self._new_line(blank=True)
        elif tag == "a" and self.links and (address := self.links.pop()):
            self.lines[-1] += f" ({address})"

    def handle_data(self, data: str) -> None:
        self.lines[-1] += " ".join(data.split("\n"))

    def _new_line(self, *, blank: bool = False) -> None:
        if self.lines[-1].strip(" •"):
            self.lines.append("")
        if blank and len(self.lines) > 1 and self.lines[-2]:
            self.lines.append("")

    def _address(self, attributes: Mapping[str, str | None]) -> str:
        """Of pages that readers may see, and of other sites. Files are named by their text alone: some are private."""
        kind = attributes.get("linktype")
        if kind == "page":
            key = attributes.get("id") or ""
            path = self.addresses.get(int(key)) if key.isascii() and key.isdecimal() else None
            return i18n.absolute(path) if path else ""
        href = attributes.get("href") or ""
        return href if kind is None and href.startswith(("http://", "https://", "mailto:", "tel:")) else ""

    def text(self) -> str:
        """What was read."""
        return "\n".join(line.rstrip() for line in self.lines).strip()


def of_rich_text(source: str, addresses: Mapping[int, str]) -> str:
    """Rich text as it is stored, as plain text. `addresses`: paths of linked pages (home.links.linked_addresses)."""
    reader = _Reader(addresses)
    reader.feed(source)
    reader.close()
    return reader.text()


def _source(value: Any) -> str:
    return str(getattr(value, "source", value) or "")


def paragraphs(*parts: str | None) -> str:
    """The parts that say something, with an empty line between them."""
    return "\n\n".join(part.strip() for part in parts if part and part.strip())


def lines(*parts: str | None) -> str:
    """The parts that say something, each on a line of its own."""
    return "\n".join(part.strip("\n") for part in parts if part and part.strip())


def heading(text: str | None) -> str:
    """A heading."""
    return f"*{text.strip()}*" if text and text.strip() else ""


def _quote(value: Any, rich: Callable[[Any], str]) -> str:
    attribution = value.get("attribution")
    return lines(f"“{value['text']}”", f"— {attribution}" if attribution else "") if value.get("text") else ""


def _callout(value: Any, rich: Callable[[Any], str]) -> str:
    return lines(heading(value.get("heading")), rich(value.get("text")))


def _steps(value: Any, rich: Callable[[Any], str]) -> str:
    written = []
    for number, step in enumerate(value, start=1):
        minutes = step.get("minutes")
        time = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes} if minutes else ""
        title = f"{number}. {step.get('title') or ''}".rstrip()
        written.append(lines(f"{title} ({time})" if time else title, rich(step.get("text"))))
    total = duration(sum(step.get("minutes") or 0 for step in value))
    summed = gettext("The minutes below add up to %(time)s.") % {"time": total} if total else ""
    return paragraphs(summed, *written)


def _definitions(value: Any, rich: Callable[[Any], str]) -> str:
    return lines(*(f"• {pair.get('term') or ''}: {rich(pair.get('text'))}" for pair in value))


def _table(value: Any, rich: Callable[[Any], str]) -> str:
    head = list(value.get("head") or [])
    rows = []
    for row in value.get("rows") or []:
        cells = list(row["cells"])
        named = [
            f"{name}: {cell}" if name else str(cell) for name, cell in zip(head[1:], cells[1:], strict=False) if cell
        ]
        unnamed = [str(cell) for cell in cells[max(1, len(head)) :] if cell]
        rows.append("• " + " | ".join([str(cells[0] or "") if cells else "", *named, *unnamed]))
    return lines(heading(value.get("caption")), *rows)


def _figure(value: Any, rich: Callable[[Any], str]) -> str:
    picture = value.get("image")
    if picture is None:
        return ""
    if not is_seen(picture):  # neither its text nor its caption, as on the page
        return f"[{gettext('There is a picture, and we are not showing it.')}]"
    said = "" if getattr(picture, "decorative", False) else getattr(picture, "contextual_alt_text", "") or ""
    return lines(f"[{gettext('Picture:')} {said}]" if said else "", rich(value.get("caption")))


def _video(value: Any, rich: Callable[[Any], str]) -> str:
    time = duration(value.get("minutes"))
    kind = gettext("Film or recording") + (f", {time}" if time else "")
    if not value.get("url"):
        return ""
    card = lines(f"{value.get('title') or ''} ({kind})", value.get("text"), value["url"])
    spoken = rich(value.get("transcript"))
    return paragraphs(card, lines(heading(gettext("Transcript")), spoken) if spoken else "")


#: How to write each block that any page may have.
WRITERS: Mapping[str, Writer] = {
    "lead": lambda value, rich: rich(value),
    "text": lambda value, rich: rich(value),
    "heading": lambda value, rich: heading(value),
    "quote": _quote,
    "callout": _callout,
    "steps": _steps,
    "definitions": _definitions,
    "table": _table,
    "figure": _figure,
    "video": _video,
    "withheld": lambda value, rich: rich(value.get("text")),
}


def of_stream(body: StreamValue, more: Mapping[str, Writer] | None = None) -> str:
    """All blocks of a StreamField in the active language; `more` says how to write blocks that only one app has.

    Two queries when there is a link to a page, none otherwise, and two for pictures that came with stories; pictures
    themselves are fetched by the StreamField.
    """
    addresses = linked_addresses(body)
    writers = {**WRITERS, **(more or {})}

    def rich(value: Any) -> str:
        return of_rich_text(_source(value), addresses)

    with known_pictures(body):
        return paragraphs(*(writers[block.block_type](block.value, rich) for block in body if block.value))


__all__ = ["WRITERS", "Writer", "heading", "lines", "of_rich_text", "of_stream", "paragraphs"]
