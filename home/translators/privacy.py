"""A translation is never for more people than its original.

wagtail-localize copies the restriction of a page itself when its text is sent, not the one of a page above it, not one
that is set later, and it deletes the copy where the original has no restriction of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page, PageViewRestriction

from home.models import BasePage


def _over(page: Page) -> PageViewRestriction | None:
    """The restriction that holds for a page, the nearest first; read anew."""
    above = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    found: PageViewRestriction | None = (
        PageViewRestriction.objects.filter(page__path__in=above).order_by("-page__depth").first()
    )
    return found


def keep(version: BasePage) -> None:
    """Restrict a translation where its original is restricted and it is not."""
    if version.pk is None or version.is_original or _over(version) is not None:
        return
    original = Page.objects.filter(translation_key=version.translation_key, locale=version.original_locale_id).first()
    restriction = _over(original) if original is not None else None
    if restriction is None:
        return
    copied = PageViewRestriction.objects.create(
        page_id=version.pk, restriction_type=restriction.restriction_type, password=restriction.password
    )
    copied.groups.set(restriction.groups.all())
    version.known_restrictions = None


def before_public(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Before a translation is stored as a public page."""
    if not raw and isinstance(instance, BasePage) and instance.live:
        keep(instance)


def keep_below(page: Page) -> None:
    """The public translations of a page and of all pages below it."""
    keys = Page.objects.filter(path__startswith=page.path).values("translation_key")
    for version in _public_translations(Page.objects.filter(translation_key__in=keys)):
        keep(version)


def _public_translations(pages: Any) -> Iterable[BasePage]:
    for version in pages.filter(live=True).exclude(depth__lte=1).specific():
        if isinstance(version, BasePage) and not version.is_original:
            yield version


def on_restricted(instance: PageViewRestriction, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """After a page was restricted."""
    if created and not raw:
        keep_below(instance.page)


def on_unrestricted(instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    """After a restriction was deleted by itself, by hand or by wagtail-localize, and not together with its page."""
    if origin is instance or getattr(origin, "model", None) is PageViewRestriction:
        version = Page.objects.get(pk=instance.page_id).specific
        if isinstance(version, BasePage):
            keep(version)


def on_moved(instance: Page, **kwargs: Any) -> None:
    """After a page was moved, perhaps below a restricted one."""
    keep_below(Page.objects.get(pk=instance.pk))
