"""Who may read a page."""

from __future__ import annotations

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import PageViewRestriction


def is_private() -> Exists:
    """Whether a page, or one above it, is restricted: a condition for a query over pages.

    `Page.objects.filter(~is_private())` says the same as Wagtail's `.public()`, which asks the database for all
    restrictions each time it is called: thirteen times for the home page.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    return Exists(PageViewRestriction.objects.annotate(asked_for=path).filter(asked_for__startswith=F("page__path")))
