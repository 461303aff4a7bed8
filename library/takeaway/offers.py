"""What the page of a guide offers to take away: files that say what the page says, and no others."""

from __future__ import annotations

from home import i18n
from library.details import Details
from library.models import Edition
from library.takeaway.content_key import content_key
from library.takeaway.handout import language_of


def offered(details: Details) -> list[Edition]:
    """The current files of the guide, in the order of the formats. One query, where the page is in its own language."""
    page = details.page
    made = {edition.format: edition for edition in Edition.objects.filter(page=page.pk).exclude(file="")}
    if not made:
        return []
    with i18n.speaking(language_of(page)):
        # Names of projects and addresses of links are in the reader's language where the guide is not.
        own = Details(page, details.reading) if details.reading.is_fallback else details
        return [made[kind] for kind in Edition.Format if kind in made and made[kind].key == content_key(own, kind)]
