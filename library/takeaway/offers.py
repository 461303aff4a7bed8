"""What the page of a guide offers to take away: files that say what the page says, and no others."""

from __future__ import annotations

from library.details import Details
from library.models import Edition
from library.takeaway.content_key import content_key


def offered(details: Details) -> list[Edition]:
    """The current files of the guide, in the order of the formats. No query: `details` fetched them with other rows.

    Readers of another language are offered what there is: names of projects are in their language here, so it cannot be
    compared without asking for more. The view compares it (library.takeaway.views).
    """
    if not details.page.pk:
        return []
    made = {edition.format: edition for edition in details.page.editions.all() if edition.file}
    found = [made[kind] for kind in Edition.Format if kind in made]
    if details.reading.is_fallback:
        return found
    return [edition for edition in found if edition.key == content_key(details, edition.format)]
