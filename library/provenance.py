"""How a language version came about, as far as the translation engine knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home import i18n
from library.vocabulary import Provenance, Role

if TYPE_CHECKING:
    from library.models import GuidePage

#: What wagtail-localize calls a file that was uploaded; other tools are machines.
PO_FILE = "PO File"


def provenance_of(page: GuidePage) -> Provenance:
    """What the version should be called now. Two queries for a translation, none for an original.

    A version is a machine's while one of its texts is; gone over by people once none is any more, or once somebody is
    credited with having checked it in this language. Of versions that were not made in the site's own editor, only
    their editors know.
    """
    said = Provenance(page.provenance)
    if page.is_original:
        return Provenance.ORIGINAL
    if not Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).exists():
        return Provenance.HUMAN if said == Provenance.ORIGINAL else said
    texts = _made_by(page)
    if any(kind == StringTranslation.TRANSLATION_TYPE_MACHINE for kind, _tool in texts):
        return Provenance.MACHINE_REVIEWED if _is_checked(page) else Provenance.MACHINE
    was_gone_over = any(tool not in ("", PO_FILE) for _kind, tool in texts)
    by_machine = was_gone_over or said in (Provenance.MACHINE, Provenance.MACHINE_REVIEWED)
    return Provenance.MACHINE_REVIEWED if by_machine else Provenance.HUMAN


def _made_by(page: GuidePage) -> set[tuple[str, str]]:
    """Who translated the texts that the page is made of: people or a machine, and with which tool."""
    segments = StringSegment.objects.filter(
        string=OuterRef("translation_of"),
        context=OuterRef("context"),
        source__object_id=page.translation_key,
        source__locale=page.original_locale,
    )
    texts = StringTranslation.objects.filter(context__object_id=page.translation_key, locale=page.locale_id)
    return set(texts.filter(Exists(segments)).order_by().values_list("translation_type", "tool_name").distinct())


def _is_checked(page: GuidePage) -> bool:
    locale = i18n.locale_by_id(page.locale_id)
    code = locale.language_code if locale else ""
    return any(credit.role == Role.CHECKED and credit.language == code for credit in page.contributors.all())
