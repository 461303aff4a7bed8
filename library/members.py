"""Guides for members only, kept by Wagtail's own restrictions, which every list, search and file already obeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.models import PageViewRestriction

from library.vocabulary import Visibility

if TYPE_CHECKING:
    from library.models import GuidePage


def close(page: GuidePage) -> None:
    """Before a guide for members is stored: only people who log in may see it, unless it is restricted already."""
    if page.pk and page.visibility == Visibility.MEMBERS and not page.view_restrictions.exists():
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def reopen(page: GuidePage, before: str | None) -> None:
    """After a guide that was for members is stored as public. What editors restricted otherwise stays restricted."""
    if before == Visibility.MEMBERS and page.visibility == Visibility.PUBLIC:
        page.view_restrictions.filter(restriction_type=PageViewRestriction.LOGIN).delete()
