"""How a text begins, for works that nobody has summed up yet."""

from __future__ import annotations

import unicodedata

from wagtail.blocks import StreamValue
from wagtail.rich_text import get_text_for_indexing

#: About as much as search engines and messengers show.
LONGEST = 200
#: Blocks of running text; headings, lists and captions make no beginning of a story.
RUNNING_TEXT = ("lead", "text")


def opening(body: StreamValue, longest: int = LONGEST) -> str:
    """The first words of the running text as plain text, from stored values; cut between two words where it has any."""
    begun = ""
    for block in body.raw_data:
        if block["type"] in RUNNING_TEXT:
            begun = f"{begun} {get_text_for_indexing(str(block['value']))}".strip()
        if len(begun) > longest:
            break
    return shorten(" ".join(begun.split()), longest)


def shorten(text: str, longest: int) -> str:
    """At most so many characters, and a sign that more follows."""
    if len(text) <= longest:
        return text
    at = text.rfind(" ", longest // 2, longest)
    if at < 0:  # a script without spaces: anywhere but before a mark that belongs to the letter in front of it
        at = longest - 1
        while at and unicodedata.category(text[at]) in ("Mn", "Mc", "Me", "Cf"):
            at -= 1
    return text[:at].rstrip(" ,;:–—-") + "…"
