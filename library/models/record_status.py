"""What harvesters must be told of versions that were public once."""

from __future__ import annotations

from django.db import models


class RecordStatus(models.Model):
    """A version of a guide that was withdrawn, or that came back or changed without being published anew.

    OAI-PMH asks for it: whoever copied a record must learn that it is gone. It holds no title and nothing else that a
    reader could not see: the key of the work, the language, and the keys of its topics and kind.
    """

    translation_key = models.UUIDField(verbose_name="work")
    language = models.CharField(verbose_name="language", max_length=12)
    is_deleted = models.BooleanField(verbose_name="withdrawn")
    changed_at = models.DateTimeField(verbose_name="since")
    #: The sets it was in, between spaces: ` kind:guide topic:rights `.
    sets = models.TextField(verbose_name="sets", blank=True)

    class Meta:
        verbose_name = "record status"
        constraints = [
            models.UniqueConstraint(fields=["translation_key", "language"], name="one_record_status_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.translation_key}:{self.language}"
