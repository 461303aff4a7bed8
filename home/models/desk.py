"""What the translation desk knows: works, how each is in each language, and how far an edit went.

All of it can be made anew from the pages and from wagtail-localize (`manage.py refresh_desk`), but for the grades of
edits, what was found to be “still right”, and what readers asked for.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page, Revision


class Grade(models.TextChoices):
    """How much an edit of a text means for its translations."""

    TYPING = "typing", _("Only typing errors: translations stay up to date")
    MINOR = "minor", _("A small change: translations can wait")
    MAJOR = "major", _("An important change: a law, a danger, a step. Translations are needed soon")


class GradedEdit(models.Model):
    """The grade that an editor gave to a version of a page when they saved it; counts when it is published."""

    revision = models.OneToOneField(Revision, primary_key=True, on_delete=models.CASCADE, related_name="+")
    grade = models.CharField(max_length=6, choices=Grade.choices)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.grade} ({self.revision_id})"


class Work(models.Model):
    """All pages that share a translation key, whatever their language; aliases are no pages of their own."""

    translation_key = models.UUIDField(primary_key=True)
    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    #: The translation key of the list it stands below, such as the library; empty for standing pages.
    section = models.UUIDField(null=True)
    #: Each part of the public original (home.desk.parts): what its words hash to, and how many they are.
    parts = models.JSONField(default=dict)
    words = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["section"], name="home_work_section")]

    def __str__(self) -> str:
        return str(self.translation_key)


@dataclass(frozen=True)
class Behind:
    """A part of a translation that is older than the text it was made from."""

    #: When that text first changed, and when it last did.
    since: datetime.datetime
    last: datetime.datetime
    grade: str
    #: The language of the text that changed.
    language: str

    def stored(self) -> list[str]:
        """As the database has it."""
        return [self.since.isoformat(), self.last.isoformat(), self.grade, self.language]

    @classmethod
    def now(cls, grade: str, language: str) -> Behind:
        """Since this moment."""
        moment = timezone.now()
        return cls(moment, moment, grade, language)

    def after(self, earlier: Behind | None) -> Behind:
        """The same, of a part that was behind already: since then, with the graver grade, and told of the original."""
        if earlier is None:
            return self
        grade = Grade.MAJOR if Grade.MAJOR in (self.grade, earlier.grade) else self.grade
        return Behind(earlier.since, self.last, grade, earlier.language)

    @classmethod
    def read(cls, stored: list[str]) -> Behind:
        """From the database."""
        since, last, grade, language = stored
        return cls(datetime.datetime.fromisoformat(since), datetime.datetime.fromisoformat(last), grade, language)


class WorkVersion(models.Model):
    """How a work is in a language. There is none where it does not exist and nobody has asked for it."""

    class State(models.TextChoices):
        """What the desk shows."""

        ORIGINAL = "original", _("Original")
        CURRENT = "current", _("Up to date")
        MINOR = "minor", _("Small change")
        OUTDATED = "outdated", _("Out of date")
        MACHINE = "machine", _("By a machine, not reviewed")
        STARTED = "started", _("Being translated")
        MISSING = "missing", _("Missing")

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="versions")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.MISSING)
    #: The language of the text it was translated from, where the engine knows it.
    source = models.ForeignKey(Locale, null=True, on_delete=models.SET_NULL, related_name="+")
    #: The parts that are older than their source (Behind.stored), by the name of the part.
    behind = models.JSONField(default=dict)
    since = models.DateTimeField(null=True)
    #: As `Work.parts`, for texts that others are made from and for those that were not made in the site's editor.
    parts = models.JSONField(default=dict)
    #: Whether one of the texts that readers see is a machine's and no person has gone over it, whatever the state.
    by_machine = models.BooleanField(default=False)
    #: How many words wait to be translated.
    words = models.PositiveIntegerField(default=0)
    #: How often readers asked for it since it was last missing or behind.
    requests = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["work", "locale"], name="home_one_version_a_language")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["locale", "state", "work"], name="home_version_state"),
            #: The sums are counted in it alone.
            models.Index(fields=["work", "locale", "state"], name="home_version_sums"),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.locale_id} {self.state}"

    @property
    def older_parts(self) -> dict[str, Behind]:
        """The parts that are behind, by name."""
        return {part: Behind.read(stored) for part, stored in self.behind.items()}

    @property
    def last_change(self) -> datetime.datetime | None:
        """When a part of it last fell behind; None where none is."""
        return max((behind.last for behind in self.older_parts.values()), default=None)

    def set_behind(self, parts: dict[str, Behind], words: dict[str, Any]) -> None:
        """Which parts are behind; `words` are the parts of the text they are to be brought in line with."""
        self.behind = {part: behind.stored() for part, behind in parts.items()}
        self.since = min((behind.since for behind in parts.values()), default=None)
        self.words = sum(words.get(part, ("", 0))[1] for part in parts)
