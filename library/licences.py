"""Whether guides may be passed on together, under the licence of the kit that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from library.vocabulary import Licence

if TYPE_CHECKING:
    from library.models import GuidePage, KitPage

ANY = frozenset(Licence)
#: Under which licences a whole may be offered that holds something under this one: no licence of a whole may allow what
#: that of a part forbids, and "share alike" asks for itself.
CARRIED_BY: Mapping[Licence, frozenset[Licence]] = {
    Licence.CC0: ANY,
    Licence.PUBLIC_DOMAIN: ANY,
    Licence.BY: ANY - {Licence.CC0, Licence.PUBLIC_DOMAIN},
    Licence.BY_SA: frozenset({Licence.BY_SA}),
    Licence.BY_NC: frozenset({Licence.BY_NC, Licence.BY_NC_SA, Licence.ALL_RIGHTS}),
    Licence.BY_NC_SA: frozenset({Licence.BY_NC_SA}),
    Licence.ALL_RIGHTS: frozenset(),
}


@dataclass(frozen=True)
class Told:
    """A guide of a kit, its licence, and what its editors should know; nothing where all is well."""

    guide: GuidePage
    licence: Licence
    problems: list[str]


def conflict(part: str, whole: str) -> str:
    """Why something under one licence cannot be in a whole under another one; empty where it can."""
    of_part, of_whole = Licence(part), Licence(whole)
    if of_whole in CARRIED_BY[of_part]:
        return ""
    if of_part == Licence.ALL_RIGHTS:
        return gettext("All rights are reserved: ask whether it may be passed on in a kit, or leave it out.")
    return gettext("“%(part)s” does not allow what the kit’s licence allows, “%(whole)s”.") % {
        "part": of_part.label,
        "whole": of_whole.label,
    }


def told_of(kit: KitPage) -> list[Told]:
    """Every guide of the kit, as it was last saved, for its editors."""
    found = []
    for row in kit.parts.all():
        if not row.guide_id:
            continue
        problems = [conflict(row.guide.licence, kit.licence)]
        if not row.guide.live or row.guide.get_view_restrictions():
            problems.append(gettext("Readers do not get it: it is not public."))
        found.append(Told(row.guide, row.guide.licence_terms, [problem for problem in problems if problem]))
    return found
