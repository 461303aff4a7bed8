"""What an import made, so that the next one finds it."""

from __future__ import annotations

from django.db import models
from wagtail.models import Locale, Revision

from library.models.guide import GuidePage


class ImportedVersion(models.Model):
    """A language version of a work that came from a list of records."""

    #: The list's own name for the work.
    work = models.CharField(max_length=100)
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(GuidePage, null=True, on_delete=models.SET_NULL, related_name="+")
    #: Of the record and its document.
    fingerprint = models.CharField(max_length=64)
    #: The revision that the import made: another latest one means that somebody has worked on the page since.
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "imported version"
        constraints = [models.UniqueConstraint(fields=["work", "locale"], name="one_import_a_work_and_language")]

    def __str__(self) -> str:
        return f"{self.work} ({self.locale_id})"
