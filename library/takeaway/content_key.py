"""Which content a file was made of: the same key, the same file; anything that would read differently, another key.

The key is made of what goes in, not of the moment something was saved: publishing a guide again without a change makes
no new file, and a project that is renamed makes one. On the page of a guide it costs no query of its own, because
everything in it was fetched to be shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

from home import i18n
from home.links import linked_addresses, linked_files
from home.models import File
from home.seen import pictures_in, seen_in
from home.texts import Texts
from library import querysets
from library.details import Credit, Details
from library.kits import Kit
from library.models import Edition, GuidePage
from library.takeaway import typefaces
from library.takeaway.handout import language_of, reading_of
from library.takeaway.kit_handout import full_guides

#: Fields of the page's own table that no file shows, or that are asked for below.
NO_CONTENT = {"page_ptr", "body", "review_by", "visibility", "confirmations"}
#: Templates outside of templates/blocks that the files are made of.
TEMPLATES = (
    "components/stale_text", "components/stream", "library/handout", "library/kit_handout", "library/kit_credits",
    "library/glance", "library/notices", "library/credits", "library/links", "library/people",
)  # fmt: skip


def content_key(details: Details, kind: str) -> str:
    """The key of a file of this guide. `details` must be in the guide's own language (`i18n.speaking`)."""
    page = details.page
    facts: dict[str, Any] = {
        "kind": kind,
        "maker": maker(i18n.active_locale().language_code),
        "address": details.reading.canonical,
        "title": page.title,
        "summary": page.summary,
        "fields": {
            field.name: field.value_to_string(page)
            for field in GuidePage._meta.local_concrete_fields
            if field.name not in NO_CONTENT
        },
        "challenge": page.challenge_text,
        "topics": [topic.pattern for topic in page.topic_list[:1]],
        "about": [str(term) for term in details.topics],
        "places": [(details.regions, details.jurisdictions)],
        "links": [(kind, [(x.url, x.title, x.year, x.language) for x in links]) for kind, links in details.links],
        "kits": [(kit.title, kit.url_path) for kit in details.kits],
        "behind": _behind(details.reading),
        "credits": [(role, [_credit(credit) for credit in people]) for role, people in details.credits],
        "translators": [_credit(credit) for credit in details.translators],
        "body": _without_ids([block.get_prep_value() for block in page.body]),
        "addresses": sorted(linked_addresses(details.texts).items()),
        "documents": [(file.pk, file.filename, file.file_hash) for file in linked_files(details.texts)],
        "guides": [(g.title, g.number, g.kind, g.locale_id, g.url_path) for g in _guides_in(page)],
        "pictures": _pictures(details.texts),
    }
    if kind != Edition.Format.EPUB:
        facts["fonts"] = typefaces.families()
    if kind == Edition.Format.ZIP:
        facts["files"] = [
            (d.label, d.note, d.file_language, d.document.file.name, d.document.file_hash)
            for d in details.downloads
            if d.document
        ] + [(file.title, file.file.name, file.file_hash) for file in files_of(details)]
    return _hashed(facts)


def files_in(body: StreamValue) -> Iterator[File]:
    """The files that stand in the middle of the text."""
    for block in body:
        if block.block_type == "downloads":
            yield from (item["file"] for item in block.value if item.get("file"))


def files_of(details: Details) -> list[File]:
    """The files in the middle of the text, then those that it links to."""
    return [*files_in(details.page.body), *linked_files(details.texts)]


def _guides_in(page: GuidePage) -> Iterator[GuidePage]:
    """The guides that the text names, as its reader sees them."""
    for block in page.body:
        if block.block_type == "related":
            yield from querysets.chosen_in(block.value, i18n.active_locale())


def _behind(reading: i18n.Reading) -> Any:
    """What the notice above a translation that is behind its original says."""
    changes, original = reading.changes, reading.original
    if changes is None or original is None:
        return None
    return str(changes.since.date()), changes.sections, original.title, i18n.address(original)


def _pictures(texts: Texts) -> list[Any]:
    """The pictures of the text, and whether everybody may see them now."""
    seen = seen_in(texts)
    return [(p.pk, p.file.name, p.consent, p.credit, p.description, seen[p.pk]) for p in pictures_in(texts)]


def kit_key(kit: Kit, kind: str) -> str:
    """The key of a file of a kit: what it says itself, and the keys of its guides, each in its own language."""
    page = kit.page
    whole = full_guides(kit)
    guides = []
    for part in kit.parts:
        guide = whole.get(part.guide.pk)
        if guide is None:  # it was withdrawn a moment ago
            continue
        with i18n.speaking(language_of(guide)):
            guides.append((part.note, content_key(Details(guide, reading_of(guide)), kind)))
    return _hashed(
        {
            "kind": kind,
            "maker": maker(i18n.active_locale().language_code),
            "address": kit.reading.canonical,
            "texts": (page.title, page.summary, page.introduction, page.licence),
            "addresses": sorted(linked_addresses(RichText(page.introduction)).items()),
            "behind": _behind(kit.reading),
            "guides": guides,
        }
    )


def _hashed(facts: dict[str, Any]) -> str:
    written = json.dumps(facts, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def maker(language: str) -> str:
    """What makes the files: our code and templates, and the words of the interface in this language."""
    root = settings.BASE_DIR
    sources = [
        *sorted(Path(__file__).parent.glob("*.*")),
        *sorted((root / "templates" / "blocks").glob("*.html")),
        *(root / "templates" / f"{name}.html" for name in TEMPLATES),
        *sorted((root / "locale" / language.replace("-", "_") / "LC_MESSAGES").glob("*.po")),
    ]
    made = hashlib.sha256()
    for path in sources:
        made.update(path.read_bytes() if path.is_file() else b"")
    return made.hexdigest()


def _credit(credit: Credit) -> tuple[str, str]:
    return credit.name, i18n.address(credit.project) if credit.project else ""


def _without_ids(value: Any) -> Any:
    """Blocks without their ids: one that was stored without an id gets a new one each time it is read."""
    if isinstance(value, list):
        return [_without_ids(part) for part in value]
    if isinstance(value, dict):
        is_block = {"type", "value"} <= value.keys()
        return {name: _without_ids(part) for name, part in value.items() if not (is_block and name == "id")}
    return value
