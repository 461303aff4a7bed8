"""Storing what came back, as the translation editor would: a draft, by somebody who may, over nobody's newer text."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home import i18n
from home.desk import works
from home.exchange import access, sheets
from home.exchange.judging import Judgement, judge
from home.exchange.reading import Incoming
from home.exchange.sheets import Text
from home.translators import claims, harmless, saving, submitting


@dataclass(frozen=True)
class Report:
    """Of one file: its texts, or why it was not taken at all."""

    name: str
    title: str = ""
    language: str = ""
    judgements: list[Judgement] = field(default_factory=list)
    #: Said of the whole file.
    notes: list[str] = field(default_factory=list)
    why_not: str = ""
    #: The page or record, to lead there.
    version: Any = None

    @property
    def taken(self) -> list[Text]:
        """What was stored, or would be."""
        return [one.text for one in self.judgements if one.is_taken]

    @property
    def refused(self) -> list[Judgement]:
        """What was not, with the reasons."""
        return [one for one in self.judgements if one.why_not]

    @property
    def same(self) -> int:
        """How many texts are stored already."""
        return sum(one.is_same for one in self.judgements)

    @property
    def open(self) -> int:
        """How many are not translated."""
        return sum(not (one.is_taken or one.is_same or one.why_not) for one in self.judgements)


def look(incoming: Incoming, user: Any) -> Report:
    """What would be taken of a file. Changes nothing."""
    return _Taking(incoming, user).report()


def take(incoming: Incoming, user: Any) -> Report:
    """Take a file: every text that may be. A work that nobody submitted is submitted first, as a draft."""
    return _Taking(incoming, user).take()


class _Taking:
    def __init__(self, incoming: Incoming, user: Any) -> None:
        self.incoming, self.user, self.reference = incoming, user, incoming.reference
        self.target: Any = i18n.locales().get(self.reference.target)
        self.original: Any = self.reference.original()
        if isinstance(self.original, Page):
            self.original = self.original.specific
        self.known: dict[tuple[str, str], StringTranslation] = {}
        self.notes: list[str] = []
        self.translation: Translation | None = None

    def _refused(self, why_not: str) -> Report:
        return Report(self.incoming.name, why_not=why_not)

    def _why_not(self) -> str:
        """Why the whole file cannot be taken; says nothing of works that this person may not know of."""
        if self.target is None or not access.may_exchange(self.user, self.target):
            return _("You do not translate into this language.")
        if self.original is None or not access.may_take_along(self.user, self.original, self.target):
            return _("There is no such work, or you may not translate it.")
        self.translation = works.translation_of(self.reference.key, self.target.pk)
        if self.translation is None:
            version = self.original.get_translation_or_none(self.target)
            is_own = version is not None and not getattr(version, "alias_of_id", None)
            return _("This version is edited by itself, so a file cannot be taken.") if is_own else ""
        if self.translation.source.locale_id != self.original.locale_id:
            return _("It is translated from another language now. Take the texts along again.")
        return ""

    def report(self) -> Report:
        """What would be taken."""
        return self._refused(why_not) if (why_not := self._why_not()) else self._report(self._judged())

    def _judged(self) -> list[Judgement]:
        self.known = sheets.stored(self.reference.key, self.target)
        return list(judge(self.incoming.texts, self.originals, self.known, self.user, self.reference.made_at))

    @cached_property
    def originals(self) -> list[tuple[str, str]]:
        """The texts of the original as it stands now."""
        return sheets.originals_of(self.original)

    def _report(self, judgements: list[Judgement]) -> Report:
        claim = claims.current(self.reference.key, self.target.pk)
        if claim is not None and claim.user_id != self.user.pk:
            self.notes.append(claims.sentence(claim))
        title = str(self.original)
        version = self.original.get_translation_or_none(self.target)
        return Report(self.incoming.name, title, self.target.language_code, judgements, self.notes, version=version)

    @transaction.atomic
    def take(self) -> Report:
        """Store what may be stored."""
        if why_not := self._why_not():
            return self._refused(why_not)
        if not any(one.is_taken for one in self._judged()):
            return self.report()
        try:
            translation = self.translation or self._submitted()
        except (PermissionDenied, ValidationError):
            return self._refused(_("There is no such work, or you may not translate it."))
        Translation.objects.select_for_update().get(pk=translation.pk)  # one text after the other, as in the editor
        judgements = self._judged()  # before texts are carried over to new words, which nobody stored now
        sent = self._segments(translation, judgements)
        self.known = sheets.stored(self.reference.key, self.target)
        return self._report([self._stored(one, sent) if one.is_taken else one for one in judgements])

    def _submitted(self) -> Translation:
        """What nobody has submitted yet is, as a draft. Raises PermissionDenied."""
        submitting.submit(self.original, [self.target], None, self.user)
        found = works.translation_of(self.reference.key, self.target.pk)
        if found is None:
            raise PermissionDenied
        return found

    def _segments(self, translation: Translation, judgements: list[Judgement]) -> dict[tuple[str, str], StringSegment]:
        """What was sent to the translators, and now where texts were translated that had not been sent yet."""
        wanted = {(one.text.path, one.text.source) for one in judgements if one.is_taken}
        found = self._sent(translation)
        if wanted - found.keys():
            translation.source.update_from_db()
            self.notes.append(_("The newest text of the original was sent to its translators."))
            found = self._sent(translation)
        return found

    @staticmethod
    def _sent(translation: Translation) -> dict[tuple[str, str], StringSegment]:
        segments = StringSegment.objects.filter(source=translation.source).select_related("context", "string")
        return {(segment.context.path, segment.string.data): segment for segment in segments}

    def _stored(self, one: Judgement, sent: dict[tuple[str, str], StringSegment]) -> Judgement:
        text = one.text
        segment = sent.get((text.path, text.source))
        if segment is None:  # it changed at this moment
            return Judgement(text, why_not=_("The original has changed since this file was made."))
        row = self.known.get((text.path, text.source)) or StringTranslation(
            translation_of=segment.string, context=segment.context, locale=self.target
        )
        for name, value in saving.by_hand(text.target, self.user, saving.TOOL).items():
            setattr(row, name, value)
        try:
            with transaction.atomic():
                row.save()
                if row.has_error:
                    raise ValidationError(harmless.MARKUP)
        except ValidationError as error:
            return Judgement(text, why_not=" ".join(error.messages))
        return one
