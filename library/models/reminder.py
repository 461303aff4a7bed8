"""Who was told that a guide should be looked at again."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ReviewReminder(models.Model):
    """Somebody was told of a date; nobody is told of the same one twice. Goes with the guide and with the person."""

    guide = models.ForeignKey("library.GuidePage", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    review_by = models.DateField(verbose_name="look at it again by")

    #: It does not use the guide: Wagtail need not look for references in here.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "reminder"
        constraints = [models.UniqueConstraint(fields=["guide", "user", "review_by"], name="told_once_of_a_date")]

    def __str__(self) -> str:
        return f"{self.guide_id}: {self.review_by}"
