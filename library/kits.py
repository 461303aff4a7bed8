"""What the page of a kit shows, and what its files hold: its guides for one reader, and what they may do with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from home import i18n
from home.links import best_versions
from home.memory import Remembered
from library import querysets
from library.models import GuidePage, KitPage
from library.vocabulary import Licence

if TYPE_CHECKING:
    from wagtail.models import Page


@dataclass(frozen=True)
class Part:
    """A guide in the version that the reader gets, and why it is in the kit (in the language of the kit)."""

    guide: GuidePage
    note: str


class Kit:
    """A kit for the active language. Guides that are not public are left out."""

    def __init__(self, page: KitPage, reading: i18n.Reading) -> None:
        self.page, self.reading = page, reading
        self.locale = i18n.active_locale()

    @cached_property
    def parts(self) -> list[Part]:
        """The guides in their order, each work once. Four queries, however many there are."""
        rows = [row for row in self.page.parts.all() if row.guide_id]
        ids = {row.guide_id for row in rows}
        works = dict(GuidePage.objects.filter(pk__in=ids).values_list("pk", "translation_key"))
        keys = list(dict.fromkeys(works[row.guide_id] for row in rows if row.guide_id in works))
        notes = {works[row.guide_id]: row.note for row in reversed(rows) if row.guide_id in works}
        return [Part(guide, notes[guide.translation_key]) for guide in querysets.of_works(keys, self.locale)]

    @property
    def guides(self) -> list[GuidePage]:
        """The guides alone."""
        return [part.guide for part in self.parts]

    @property
    def minutes(self) -> int:
        """How long all of it takes, as far as that is known."""
        return sum(guide.time_required or 0 for guide in self.guides)

    @property
    def pattern(self) -> str:
        """The pattern of the first guide."""
        return self.guides[0].pattern if self.parts else "organising"

    @property
    def licences(self) -> list[tuple[Licence, list[GuidePage]]]:
        """The licences in it, each with its guides."""
        found: dict[Licence, list[GuidePage]] = {}
        for guide in self.guides:
            found.setdefault(guide.licence_terms, []).append(guide)
        return list(found.items())


#: All public kits in all languages: there are few, and the library names them on its first page.
_public = Remembered(lambda: list(KitPage.objects.published().order_by("title", "pk")))


def for_reader() -> list[Page]:
    """Each public kit once, in the version best for the reader."""
    return list(best_versions(_public()).values())


def any_public() -> bool:
    """Whether there is a public kit. No query while they are remembered."""
    return bool(_public())


def holding(works: Iterable[object]) -> list[KitPage]:
    """Public kits, in all languages, that hold one of these works: translation keys, or a query for them."""
    return list(KitPage.objects.live().filter(parts__guide__translation_key__in=works).distinct().order_by("pk"))
