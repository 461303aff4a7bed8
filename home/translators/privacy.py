"""A translation is never for more people than its original, and its restrictions come and go with those.

Each restriction that holds for an original, its own or that of a page above it, holds for its public translations:
where none over them says the same, the translation gets a copy, which is noted as one (CopiedRestriction). What an
editor restricts in one language by hand stays as it is.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from wagtail.models import Page, PageViewRestriction

from home.models import BasePage, CopiedRestriction

#: What a restriction says, wherever it is.
Rule = tuple[str, str, frozenset[int]]


def _rule(restriction: PageViewRestriction) -> Rule:
    groups = frozenset(group.pk for group in restriction.groups.all())
    return restriction.restriction_type, restriction.password, groups


def _over_works(keys: set[uuid.UUID]) -> QuerySet[Any]:
    """The restrictions of these works in all their languages, and of what is above them, each with its page's `path`.

    The path comes from a subquery: joined, SQLite reads all pages of the site to find the few that are restricted.
    """
    path = Page.objects.order_by().filter(pk=OuterRef("page_id")).values("path")
    work = Page.objects.order_by().filter(translation_key__in=keys, path__startswith=OuterRef("path"))
    found = PageViewRestriction.objects.annotate(path=Subquery(path)).filter(Exists(work))
    return found.order_by("pk").select_related("copied").prefetch_related("groups")


def _over(path: str, restrictions: Iterable[Any]) -> list[Any]:
    return [one for one in restrictions if path.startswith(one.path)]


def _originals(versions: Iterable[BasePage]) -> dict[tuple[uuid.UUID, int], str]:
    """Where the originals are in the page tree, by work and language."""
    keys = {version.translation_key for version in versions}
    found = Page.objects.filter(translation_key__in=keys).values_list("translation_key", "locale_id", "path")
    return {(key, locale): path for key, locale, path in found}


def keep(*versions: BasePage) -> None:
    """Restrict translations as their originals are. Three queries, and some for each that has to change.

    One whose original was deleted stays as it is.
    """
    versions = tuple(version for version in versions if version.pk is not None and not version.is_original)
    if not versions:
        return
    restrictions = list(_over_works({version.translation_key for version in versions}))
    originals = _originals(versions) if restrictions else {}
    for version in sorted(versions, key=lambda one: one.path):
        original = originals.get((version.translation_key, version.original_locale_id or 0))
        if original is None:
            continue
        needed = {_rule(one): one for one in _over(original, restrictions)}
        there = _over(version.path, restrictions)
        lacking = needed.keys() - {_rule(one) for one in there}
        stale = [
            one for one in there
            if one.page_id == version.pk and hasattr(one, "copied") and _rule(one) not in needed
        ]  # fmt: skip
        if version.live:
            restrictions += [_copy(needed[rule], version) for rule in sorted(lacking, key=str)]
        if stale:
            restrictions = [one for one in restrictions if one not in stale]
            PageViewRestriction.objects.filter(pk__in=[one.pk for one in stale]).delete()
        version.known_restrictions = None


def _copy(restriction: PageViewRestriction, version: BasePage) -> Any:
    """The same for a translation. What listens for restrictions of people hears that this is none."""
    made = PageViewRestriction(
        page_id=version.pk, restriction_type=restriction.restriction_type, password=restriction.password
    )
    made.is_copy = True
    made.save()
    made.groups.set(restriction.groups.all())
    CopiedRestriction.objects.create(restriction=made)
    made.path = version.path
    return made


def before_public(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Before a translation is stored as a public page."""
    if not raw and isinstance(instance, BasePage) and instance.live:
        keep(instance)


def keep_below(page: Page) -> None:
    """The translations of a page and of all pages below it."""
    keys = Page.objects.filter(path__startswith=page.path).values("translation_key")
    keep(*_versions(Page.objects.filter(translation_key__in=keys)))


def _versions(pages: Any) -> Iterator[BasePage]:
    for version in pages.exclude(depth__lte=1).defer_streamfields().specific():
        if isinstance(version, BasePage):
            yield version


def on_restricted(instance: PageViewRestriction, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    """After a page was restricted, or its restriction was changed: a copy that somebody changes is theirs."""
    if raw or getattr(instance, "is_copy", False):
        return
    if not created:
        CopiedRestriction.objects.filter(restriction=instance.pk).delete()
    keep_below(Page.objects.get(pk=instance.page_id))


def on_groups(instance: Any, action: str, reverse: bool, pk_set: set[int] | None = None, **kwargs: Any) -> None:
    """After a restriction was given other groups, which are stored after itself."""
    if not action.startswith("post_"):
        return
    changed = PageViewRestriction.objects.filter(pk__in=pk_set or ()) if reverse else [instance]
    for restriction in changed:
        on_restricted(restriction)


def on_unrestricted(instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    """After a restriction was deleted by itself, by hand or by a program, and not together with its page."""
    if origin is instance or getattr(origin, "model", None) is PageViewRestriction:
        keep_below(Page.objects.get(pk=instance.page_id))


def on_moved(instance: Page, **kwargs: Any) -> None:
    """After a page was moved, perhaps below a restricted one."""
    keep_below(Page.objects.get(pk=instance.pk))
