"""What the page of a guide or a kit offers to take away: every format that there can be.

A file that says what the page says is offered with its size. One that is not made yet, or is old, is offered without:
whoever asks for it has it made (library.takeaway.views).
"""

from __future__ import annotations

from home.models import BasePage
from library.details import Details
from library.kits import Kit
from library.models import Edition
from library.takeaway.content_key import content_key


def offered(details: Details) -> list[Edition]:
    """The files of the guide, in the order of the formats. No query: `details` fetched them with other rows.

    Readers of another language are offered what there is: names of projects are in their language here, so it cannot be
    compared without asking for more. The view compares it (library.takeaway.views).
    """
    page = details.page
    if not _is_public(page):
        return []
    made = {edition.format: edition for edition in page.editions.all()}
    if not details.reading.is_fallback:
        made = {kind: row for kind, row in made.items() if row.key and row.key == content_key(details, kind)}
    return _every_format(page, made)


def offered_of_kit(kit: Kit) -> list[Edition]:
    """The files of a kit that holds something. One query; comparing them would mean reading all its guides."""
    if not _is_public(kit.page) or not kit.parts:
        return []
    return _every_format(kit.page, {edition.format: edition for edition in kit.page.editions.all()})


def _is_public(page: BasePage) -> bool:
    """Asked when the page was served, so that it costs no query here."""
    return bool(page.pk and page.live and not page.get_view_restrictions())


def _every_format(page: BasePage, made: dict[str, Edition]) -> list[Edition]:
    """Those that are made, and empty ones for those that are not; without those that cannot be made."""
    rows = [made.get(kind) or Edition(page=page, format=kind) for kind in Edition.Format]
    return [row for row in rows if row.file or not row.key]
