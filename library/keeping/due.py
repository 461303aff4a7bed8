"""Which guides should be looked at again, and who may do it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from wagtail.models import Page
from wagtail.permissions import policy_registry

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


def pages_with_right(user: Any, action: str) -> Any:
    """The keys of the pages with which somebody may do something (`change`, `publish`): a condition for a query."""
    return policy_registry.get_by_type(Page).instances_user_has_permission_for(user, action).order_by().values("pk")


def works_with_pages(user: Any) -> bool:
    """Whether this person has anything to do with pages, as Wagtail asks for its own reports."""
    allowed: bool = policy_registry.get_by_type(Page).user_has_any_permission(user, ["add", "change", "publish"])
    return allowed
