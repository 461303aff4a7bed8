"""Guides for members only, kept by Wagtail's own restrictions, which every list, search and file already obeys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from wagtail.models import PageViewRestriction

from library.vocabulary import Visibility

if TYPE_CHECKING:
    from library.models import GuidePage


def follow_original(page: GuidePage) -> None:
    """A translation is for whom its original is, whatever an older draft of it says."""
    if not page.is_original:
        originals = _versions(page).filter(locale=page.original_locale_id)
        page.visibility = originals.values_list("visibility", flat=True).first() or page.visibility


def close(page: GuidePage) -> None:
    """Before and after a guide for members is stored: in every language only people who log in may see it.

    A version that somebody restricted already is left as it is.
    """
    if page.visibility != Visibility.MEMBERS:
        return
    for version in _versions(page).filter(view_restrictions__isnull=True):
        _restrict(version)


def on_restricted(instance: PageViewRestriction, created: bool, **kwargs: Any) -> None:
    """A guide for members is restricted already, so this one is ours or came along with a copy or a translation."""
    from library.models import GuidePage, MembersOnly

    if created and GuidePage.objects.filter(pk=instance.page_id, visibility=Visibility.MEMBERS).exists():
        MembersOnly.objects.get_or_create(restriction=instance)


def on_unrestricted(instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    """Before a restriction is deleted by hand, in Wagtail's dialog: a guide for members gets another one.

    Otherwise everybody could read it while its record says that it is for members; the record is the place to change
    that. Made before, not after: the guide is never public in between, so harvesters are told nothing of it. When the
    page itself is deleted, its restriction goes with it.
    """
    from library.models import GuidePage

    if origin is instance or getattr(origin, "model", None) is PageViewRestriction:
        for guide in GuidePage.objects.filter(pk=instance.page_id, visibility=Visibility.MEMBERS):
            _restrict(guide)


def tell_translations(page: GuidePage) -> None:
    """After a guide is stored: its other languages are for the same people. What editors restricted stays so."""
    _versions(page).exclude(visibility=page.visibility).update(visibility=page.visibility)
    if page.visibility == Visibility.PUBLIC:
        logins = PageViewRestriction.objects.filter(restriction_type=PageViewRestriction.LOGIN)
        ours = logins.filter(made_for_members__isnull=False)
        for restriction in ours.filter(page__translation_key=page.translation_key):
            restriction.delete()


def _restrict(page: GuidePage) -> None:
    from library.models import MembersOnly

    made = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    MembersOnly.objects.get_or_create(restriction=made)


def _versions(page: GuidePage) -> QuerySet[Any]:
    return type(page)._default_manager.filter(translation_key=page.translation_key)
