"""A file that was made of a guide or a kit: its PDF, its EPUB, everything in one ZIP."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

#: In private storage.
FOLDER = "editions"


def private_storage() -> Storage:
    """Where no web server looks: the view asks each time whether the guide is still public."""
    return storages["private"]


def stored_name(instance: Edition, filename: str) -> str:
    """A name that nobody can guess and that no other content ever had."""
    return f"{FOLDER}/{secrets.token_hex(16)}.{instance.format}"


class Edition(models.Model):
    """A file in one format of one language version, and which content it was made of."""

    class Format(models.TextChoices):
        """What is made."""

        PDF = "pdf", "PDF"
        EPUB = "epub", "EPUB"
        ZIP = "zip", "ZIP"

        @property
        def media_type(self) -> str:
            """As registered with IANA."""
            return {
                Edition.Format.PDF: "application/pdf",
                Edition.Format.EPUB: "application/epub+zip",
                Edition.Format.ZIP: "application/zip",
            }[self]

    #: A guide or a kit.
    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="editions")
    format = models.CharField(verbose_name=_("format"), max_length=4, choices=Format.choices)
    #: library.takeaway.content_key. Without a file: it was tried, and there cannot be one (no font has the letters).
    key = models.CharField(max_length=64, blank=True, editable=False)
    file: Any = models.FileField(storage=private_storage, upload_to=stored_name, blank=True, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False, help_text=_("In bytes."))
    made_at = models.DateTimeField(null=True, editable=False)
    #: When a reader last asked for it in vain, so that a hundred readers do not queue a hundred tasks.
    asked_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[models.Manager[Any]] = models.Manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [models.UniqueConstraint(fields=["page", "format"], name="one_edition_a_page_and_format")]

    def __str__(self) -> str:
        return f"{self.page}.{self.format}"

    @property
    def media_type(self) -> str:
        """The MIME type."""
        return self.Format(self.format).media_type
