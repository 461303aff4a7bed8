"""Whether guides may be passed on together, under the licence of the kit that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from home import i18n
from home.visibility import is_private
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
    """Every guide of the kit, as it was last saved, for its editors. Two queries.

    Readers get a guide in their own language, and each version has a licence of its own, so all public ones are judged.
    """
    from library.models import GuidePage

    ids = [row.guide_id for row in kit.parts.all() if row.guide_id]
    works = GuidePage.objects.filter(pk__in=ids).values("translation_key")
    stored = GuidePage.objects.filter(translation_key__in=works).annotate(is_hidden=is_private()).order_by("pk")
    versions = {version.pk: version for version in stored.defer_streamfields()}
    found = []
    for guide in (versions[pk] for pk in ids if pk in versions):
        of_work = [version for version in versions.values() if version.translation_key == guide.translation_key]
        public = [version for version in of_work if version.live and not version.is_hidden]
        problems = [_conflict_of(version, guide, kit) for version in public or [guide]]
        if not public:
            problems.append(gettext("Readers do not get it: it is not public."))
        found.append(Told(guide, guide.licence_terms, [problem for problem in problems if problem]))
    return found


def _conflict_of(version: GuidePage, chosen: GuidePage, kit: KitPage) -> str:
    """What is wrong with one version, and which it is unless it is the one that was chosen."""
    problem = conflict(version.licence, kit.licence)
    locale = i18n.locale_by_id(version.locale_id)
    return f"{locale.get_display_name()}: {problem}" if problem and locale and version.pk != chosen.pk else problem
