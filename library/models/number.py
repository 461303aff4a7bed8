"""The small permanent number of a work."""

from __future__ import annotations

import uuid

from django.db import models


class WorkNumber(models.Model):
    """A number that belongs to one work for good: the primary key, which databases never hand out twice.

    Rows outlive their work, so a number is never used again.
    """

    id = models.AutoField(primary_key=True)
    translation_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = "number"

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def of(cls, translation_key: uuid.UUID) -> int:
        """The number of this work; made when it is first asked for."""
        return cls.objects.get_or_create(translation_key=translation_key)[0].pk
