"""Archives of texts that somebody takes along to translate elsewhere."""

from __future__ import annotations

import datetime
import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

#: In private storage.
FOLDER = "exchange"
#: How long an archive is kept: whoever may read what is in it may not tomorrow.
KEPT_FOR = datetime.timedelta(days=1)


def private_storage() -> Storage:
    """Where no web server looks: the view asks each time whether the person may still read what is in the file."""
    return storages["private"]


def stored_name(instance: TranslationExport, filename: str) -> str:
    """A name that nobody can guess."""
    return f"{FOLDER}/{secrets.token_hex(16)}.zip"


class TranslationExport(models.Model):
    """An archive that is made, bit by bit, for one person, and is kept for a day."""

    class What(models.TextChoices):
        """What is in it."""

        PAGE = "page", _("One page")
        TREE = "tree", _("A page and all pages below it")
        TERMS = "terms", _("All vocabularies")
        BEHIND = "behind", _("Everything that is out of date")
        MISSING = "missing", _("Everything that is missing")
        MEMORY = "memory", _("Translation memory")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=8, choices=What.choices)
    #: The language that is translated into; of a memory, also the one that is translated from.
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Locale, null=True, on_delete=models.CASCADE, related_name="+")
    #: The ending of the files in it.
    format = models.CharField(max_length=4)
    #: The language of its README.
    language = models.CharField(max_length=20)
    #: What is still to be put in and what is there (home.exchange.choosing), and how many of it are done.
    items = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    #: Those that were left out, because there is nothing to translate or the person may not.
    left_out = models.JSONField(default=list)
    file: Any = models.FileField(storage=private_storage, upload_to=stored_name, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("archive of texts")
        verbose_name_plural = _("archives of texts")

    def __str__(self) -> str:
        return f"{self.what} {self.locale_id} {self.pk}"

    @property
    def total(self) -> int:
        """How many works, or parts of a memory, it is made of."""
        return len(self.items)

    @property
    def is_finished(self) -> bool:
        """Whether it can be fetched."""
        return self.finished_at is not None

    @property
    def is_old(self) -> bool:
        """Whether it is kept no longer."""
        return self.created_at < timezone.now() - KEPT_FOR
