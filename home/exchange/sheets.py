"""The texts of a work with their translations, as they go to a translator who works elsewhere.

What is sent is the original as it stands now, not as it was last handed to wagtail-localize: a translator who works
for a week on a file wants the newest text, and a work that nobody has submitted yet has no other.
"""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst, slugify
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from home import i18n

SALT = "home.exchange"
LONGEST_SLUG = 60


@dataclass(frozen=True)
class Reference:
    """Which work a file is of, from and into which language, and when it was made.

    It is signed, so that no header of a file has to be believed: not its date, with which one text replaces another.
    """

    #: The model, `library.guidepage`.
    kind: str
    key: uuid.UUID
    source: str
    target: str
    #: None where that is not known: older than everything.
    made_at: datetime.datetime | None = None

    def signed(self) -> str:
        """As files carry it."""
        moment = self.made_at.isoformat() if self.made_at else ""
        return Signer(salt=SALT).sign("|".join((self.kind, str(self.key), self.source, self.target, moment)))

    @classmethod
    def read(cls, signed: str) -> Reference | None:
        """From a file; None for what we did not sign."""
        try:
            kind, key, source, target, moment = Signer(salt=SALT).unsign(signed.strip()).split("|")
        except BadSignature:
            return None
        return cls(kind, uuid.UUID(key), source, target, parse_datetime(moment) if moment else None)

    @classmethod
    def of_translation(cls, translation: Translation) -> Reference:
        """For a file that names a translation as wagtail-localize does, without saying when it was made."""
        source = translation.source
        kind = source.specific_content_type
        return cls(
            f"{kind.app_label}.{kind.model}",
            source.object_id,
            source.locale.language_code,
            translation.target_locale.language_code,
        )

    def original(self) -> Any:
        """The text that is translated; None where it is gone."""
        locale = i18n.locales().get(self.source)
        try:
            model: Any = apps.get_model(self.kind)
        except LookupError:
            return None
        return model._default_manager.filter(translation_key=self.key, locale=locale).first() if locale else None


@dataclass(frozen=True)
class Text:
    """One text of a work."""

    #: Where it stands, as wagtail-localize names its texts.
    path: str
    source: str
    #: Empty where it is not translated.
    target: str = ""
    #: A machine's, faulty, or made for words that were replaced since: a person has to look at it.
    is_uncertain: bool = False
    #: The words that an uncertain text was made for.
    previous: str = ""


@dataclass(frozen=True)
class Sheet:
    """The texts of a work, from one language into another."""

    reference: Reference
    title: str
    #: The name of its file, without an ending.
    name: str
    texts: list[Text]
    #: What its fields are called, in the language of the person.
    labels: dict[str, str]

    def label(self, path: str) -> str:
        """What the field is called that a text stands in."""
        return self.labels.get(path.split(".")[0], path)


def originals_of(instance: Any) -> list[tuple[str, str]]:
    """Every text of a page or record that is translated, by its path, in their order.

    Once each: one sentence twice in a field has one translation, and PO files may not name it twice.
    """
    segments = sorted(
        (segment for segment in extract_segments(instance) if isinstance(segment, StringSegmentValue)),
        key=lambda segment: segment.order,
    )
    return list(dict.fromkeys((segment.path, segment.string.data) for segment in segments))


def stored(key: uuid.UUID, locale: Locale) -> dict[tuple[str, str], StringTranslation]:
    """What is stored as translations of a work, the newest last. One query."""
    rows = StringTranslation.objects.filter(context__object_id=key, locale=locale).order_by("updated_at", "pk")
    rows = rows.select_related("translation_of", "context", "last_translated_by")
    return {(row.context.path, row.translation_of.data): row for row in rows}


def is_uncertain(row: StringTranslation) -> bool:
    """Whether nobody has answered for it."""
    return row.has_error or row.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE


def sheet(original: Any, target: Locale) -> Sheet:
    """The texts of a work with what is stored of them in a language. One query beyond those of the original."""
    kind = original._meta.label_lower
    source = i18n.code_of(original.locale_id) or original.locale.language_code
    reference = Reference(kind, original.translation_key, source, target.language_code, timezone.now())
    title = original.title if isinstance(original, Page) else str(original)
    return Sheet(reference, title, _name(original), list(_texts(original, target)), _labels(original))


def _texts(original: Any, target: Locale) -> Iterator[Text]:
    known = stored(original.translation_key, target)
    texts = originals_of(original)
    alone = Counter(path for path, _source in texts)
    now = set(texts)
    older = {path: (source, row) for (path, source), row in known.items() if (path, source) not in now}
    for path, source in texts:
        row, text = known.get((path, source)), Text(path, source)
        if row is not None:
            yield replace(text, target=row.data, is_uncertain=is_uncertain(row))
        elif alone[path] == 1 and path in older:
            before, row = older[path]
            yield replace(text, target=row.data, is_uncertain=True, previous=before)
        else:
            yield text


def _name(original: Any) -> str:
    """`guide-0042-check-a-phone`: what it is, its number, its slug."""
    if isinstance(original, Page):
        number, words = getattr(original, "number", None) or original.pk, original.slug
    else:
        number, words = original.pk, slugify(str(original), allow_unicode=True)
    kind = slugify(original._meta.model_name.removesuffix("page"))
    return f"{kind}-{number:04d}-{words[:LONGEST_SLUG]}".rstrip("-")


def _labels(original: Any) -> dict[str, str]:
    found = {}
    for field in original._meta.get_fields():
        try:
            named: Any = original._meta.get_field(field.name)
        except FieldDoesNotExist:
            continue
        if named.one_to_many and named.related_model:
            found[named.name] = capfirst(str(named.related_model._meta.verbose_name_plural))
        elif getattr(named, "concrete", False):
            found[named.name] = capfirst(str(named.verbose_name))
    return found
