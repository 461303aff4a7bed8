"""The translation memory of two languages as TMX 1.4b (LISA, 2005): what was translated, by people, of what is public.

Only sentences that still stand in the text of a work whose translations may be suggested to anybody, or of a term.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from translate.storage import tmx
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, TranslatableObject

from home.desk.coverage import public_works
from home.exchange import limits
from home.helping import suggestions
from home.translators.snippets import vocabularies

MEDIA_TYPE = "application/x-tmx+xml"


def texts(source: Locale, target: Locale) -> QuerySet[StringTranslation]:
    """The translations that a memory is made of, in a fixed order."""
    labels = {(model._meta.app_label, model._meta.model_name) for model in vocabularies()}
    is_term = Q(pk=None)
    for app_label, name in sorted(labels):
        is_term |= Q(content_type__app_label=app_label, content_type__model=name)
    terms = TranslatableObject.objects.filter(is_term).values("pk")
    still = StringSegment.objects.filter(string=OuterRef("translation_of"), context=OuterRef("context"))
    public = public_works().filter(pk__in=suggestions.shared(source.pk, target.pk).order_by().values("pk"))
    return (
        StringTranslation.objects.filter(
            locale=target,
            translation_of__locale=source,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            has_error=False,
        )
        .filter(Q(context__object__in=public.order_by().values("pk")) | Q(context__object__in=terms))
        .filter(Exists(still))
        .order_by("pk")
    )


def items(source: Locale, target: Locale) -> list[str]:
    """The first and the last key of each file, and a hash of all of them: so many that a program can open it."""
    keys = list(texts(source, target).values_list("pk", flat=True))
    files = (keys[at : at + limits.TEXTS_A_MEMORY] for at in range(0, len(keys), limits.TEXTS_A_MEMORY))
    return [f"{file[0]}-{file[-1]}-{_hash(file)}" for file in files]


def _hash(keys: Iterable[int]) -> str:
    return hashlib.sha256(",".join(map(str, keys)).encode()).hexdigest()


def _of(source: Locale, target: Locale, named: str) -> tuple[QuerySet[StringTranslation], str]:
    first, last, of_keys = named.split("-")
    return texts(source, target).filter(pk__range=(int(first), int(last))), of_keys


def is_whole(source: Locale, target: Locale, named: str) -> bool:
    """Whether what was in a file is what may be in it now: no work was withdrawn since, also none for another one."""
    found, of_keys = _of(source, target, named)
    return _hash(found.values_list("pk", flat=True)) == of_keys


def write(source: Locale, target: Locale, named: str) -> bytes:
    """One file; the same sentence with the same translation once."""
    rows = _of(source, target, named)[0].values_list("translation_of__data", "data")
    store: Any = tmx.tmxfile()
    store.setsourcelanguage(source.language_code)
    store.addheader()
    for original, translation in dict.fromkeys(rows):
        store.addtranslation(original, source.language_code, translation, target.language_code)
    return bytes(store)
