"""Texts as PO files (GNU gettext), as Poedit, Lokalize, Virtaal and gettext's own tools read them.

Not wagtail-localize's `export_po`: it names a text twice that stands twice in a field, which gettext's tools refuse,
lacks the headers that they ask for, and gives the original as it was when it was last submitted. Nor polib for reading:
it loses what follows a line separator (U+2028, U+0085) within a text.
"""

from __future__ import annotations

import uuid

import polib
from django.utils import timezone
from translate.storage import pypo
from wagtail_localize.models import Translation

from home.exchange.sheets import Reference, Sheet, Text

MEDIA_TYPE = "text/x-gettext-translation"
#: Ours; and wagtail-localize's own, which it writes and checks.
REFERENCE, ENGINES = "X-Work", "X-WagtailLocalize-TranslationID"
CREATED = "%Y-%m-%d %H:%M%z"


def write(sheet: Sheet) -> bytes:
    """A PO file in UTF-8. Texts that a person has to look at are `fuzzy`."""
    reference, made_at = sheet.reference, sheet.reference.made_at or timezone.now()
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": sheet.name,
        "POT-Creation-Date": made_at.strftime(CREATED),
        "PO-Revision-Date": made_at.strftime(CREATED),
        "Last-Translator": "",
        "Language-Team": "",
        "Language": reference.target,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": reference.source,
        REFERENCE: reference.signed(),
    }
    for text in sheet.texts:
        file.append(
            polib.POEntry(
                msgctxt=text.path,
                msgid=text.source,
                msgstr=text.target,
                comment=sheet.label(text.path),
                flags=["fuzzy"] if text.is_uncertain else [],
                previous_msgid=text.previous or None,
            )
        )
    return f"{file}\n".encode()


def read(content: bytes) -> tuple[Reference | None, str, list[Text]]:
    """The work, the language that the file says it is in, and its texts.

    `content` is UTF-8 and says nothing else. Raises whatever the parser does on a broken file.
    """
    store = pypo.pofile.parsestring(content)
    header = {str(name).casefold(): str(value) for name, value in store.parseheader().items()}
    texts = [
        Text(unit.getcontext(), str(unit.source), str(unit.target or ""), unit.isfuzzy())
        for unit in store.units
        if not unit.isheader() and not unit.isobsolete()
    ]
    return _reference(header), header.get("language", ""), texts


def _reference(header: dict[str, str]) -> Reference | None:
    found = Reference.read(header.get(REFERENCE.casefold(), ""))
    if found is not None:
        return found
    try:
        key = uuid.UUID(header.get(ENGINES.casefold(), ""))
    except ValueError:
        return None
    known = Translation.objects.filter(uuid=key).select_related("source__locale", "target_locale").first()
    return Reference.of_translation(known) if known is not None else None
