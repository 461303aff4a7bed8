"""Which restrictions the site made itself, because a guide is for members."""

from __future__ import annotations

from django.db import models
from wagtail.models import PageViewRestriction


class MembersOnly(models.Model):
    """A restriction that goes when the guide is for everybody again; one that an editor made stays."""

    restriction = models.OneToOneField(PageViewRestriction, on_delete=models.CASCADE, related_name="made_for_members")

    def __str__(self) -> str:
        return str(self.restriction.page)
