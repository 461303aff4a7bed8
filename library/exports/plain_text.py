"""A guide as plain text, to pass on in a messenger: what to do, and at the end where it is from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

from home import i18n, plain_text
from home.plain_text import heading, lines, paragraphs
from library.exports.records import Record
from library.templatetags.library_tags import group_size, time_needed


def _safety(value: Any, rich: Callable[[Any], str]) -> str:
    questions = [f"• {question}" for question in value.get("questions") or [] if question]
    title = value.get("heading") or gettext("Is it safe to do this?")
    return lines(heading(str(title)), rich(value.get("text")), *questions)


def _checklist(value: Any, rich: Callable[[Any], str]) -> str:
    return lines(rich(value.get("intro")), *(f"☐ {item}" for item in value.get("items") or [] if item))


def _titled(value: Any, rich: Callable[[Any], str]) -> str:
    """Pitfalls and what is folded: a title, and what is said of it."""
    return paragraphs(*(lines(heading(item.get("title")), rich(item.get("text"))) for item in value))


def _under(title: str) -> plain_text.Writer:
    """A text under a heading that is the same in every guide."""

    def write(value: Any, rich: Callable[[Any], str]) -> str:
        text = rich(value.get("text"))
        return lines(heading(gettext(title)), text) if text.strip() else ""

    return write


def _example(value: Any, rich: Callable[[Any], str]) -> str:
    text = rich(value.get("text"))
    title = value.get("heading") or gettext("Example")
    return lines(heading(str(title)), text, value.get("place")) if text.strip() else ""


def _elsewhere(value: Any, rich: Callable[[Any], str]) -> str:
    """Files and other guides stand on the page itself, whose address ends the text."""
    return ""


#: How to write the blocks that only guides have.
WRITERS: Mapping[str, plain_text.Writer] = {
    "safety": _safety,
    "checklist": _checklist,
    "pitfalls": _titled,
    "accordion": _titled,
    "worked": _under(gettext_noop("Why it worked")),
    "failed": _under(gettext_noop("Why it failed")),
    "example": _example,
    "downloads": _elsewhere,
    "related": _elsewhere,
}


def plain(record: Record) -> str:
    """The whole guide in its own language, its text included (which `records.public` leaves out: one more query)."""
    page = record.page
    with i18n.speaking(record.language):
        facts = [page.kind_label, time_needed(page), group_size(page), page.group_note]
        materials = f"{gettext('You need')}: {page.materials}" if page.materials else ""
        risk = f"{gettext('Risk')}: {page.get_risk_level_display()}" if page.risk_level else ""
        text = paragraphs(
            heading(page.title),
            page.summary,
            lines(gettext(", ").join(fact for fact in facts if fact), materials, risk, page.risks),
            plain_text.of_rich_text(page.introduction, {}),
            plain_text.of_stream(page.body, WRITERS),
            "—",
            lines(
                gettext(", ").join(record.authors),
                f"© {page.rights_holder}" if page.rights_holder else "",
                page.attribution,
                f"{page.version_text} {page.licence_terms.label}.",
                record.address,
            ),
        )
    return text + "\n"
