"""Which guides should be looked at again, and who may do it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from home.permissions import pages_with_right
from library.models import GuidePage

#: How long before the date editors are told.
NOTICE = datetime.timedelta(days=30)


def due() -> Any:
    """The public originals whose date has passed or is near, the oldest date first; guides for members too."""
    return GuidePage.objects.filter(
        live=True, locale=F("original_locale"), review_by__lte=timezone.localdate() + NOTICE
    ).order_by("review_by", "pk")


def due_for(user: Any) -> Any:
    """Those of them that this person may edit."""
    return due().filter(pk__in=pages_with_right(user, "change"))
