"""When files are made anew, and when they go: connected in library.apps.

Making is queued after the commit; a file that nobody may read any more is removed in the same moment. Both are for the
reader's convenience and for tidiness: library.takeaway.views asks each time whether the page is public and the file is
what the page says.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.signals import page_published, page_unpublished, post_page_move

from home import purging
from home.models import File, Picture
from home.seen import seen_by_all, seen_changed
from library import kits
from library.models import Challenge, Edition, GuidePage, Issue, KitGuide, KitPage, Topic
from library.takeaway import making
from library.takeaway.tasks import make_editions


def connect() -> None:
    """Connect all receivers."""
    page_published.connect(on_page_changed, dispatch_uid="library.make_editions")
    post_page_move.connect(on_page_moved, dispatch_uid="library.make_moved_editions")
    page_unpublished.connect(on_page_withdrawn, dispatch_uid="library.remove_editions")
    post_save.connect(on_restricted, sender=PageViewRestriction, dispatch_uid="library.remove_restricted_editions")
    post_delete.connect(on_opened, sender=PageViewRestriction, dispatch_uid="library.make_opened_editions")
    post_delete.connect(making.on_deleted, sender=Edition, dispatch_uid="library.remove_files_of_editions")
    post_delete.connect(on_taken_out, sender=KitGuide, dispatch_uid="library.remove_editions_with_what_was_taken_out")
    seen_changed.connect(on_seen_changed, dispatch_uid="library.make_editions_with_pictures")
    for kind in (Picture, File):
        pre_delete.connect(on_part_deleted, sender=kind, dispatch_uid=f"library.remove_editions_with_{kind.__name__}")
    for model in (Picture, File, Challenge, Issue, Topic):
        post_save.connect(on_part_changed, sender=model, dispatch_uid=f"library.make_editions_with_{model.__name__}")


def on_page_changed(instance: Page, **kwargs: Any) -> None:
    """A guide, whose translations tell that it has changed, or a page whose name or address stands in guides."""
    queue(
        [*_versions(instance), *_guides_in(KitPage.objects.filter(pk=instance.pk)), *_guides_naming(_alone(instance))]
    )


def on_taken_out(instance: KitGuide, **kwargs: Any) -> None:
    """A guide is no longer in a kit: the files of the kit go at once, and the page and files of the guide named it."""
    making.remove([instance.page_id])
    works = GuidePage.objects.filter(pk=instance.guide_id).order_by().values("translation_key")
    guides = list(GuidePage.objects.live().filter(translation_key__in=works))
    queue([instance.page_id, *(guide.pk for guide in guides)])
    for guide in guides:
        purging.on_page_changed(guide)


def on_page_moved(instance: Page, **kwargs: Any) -> None:
    """It and all below it have another address; what came to stand below a restricted page goes at once."""
    below = _guides_below(instance)
    closed = set(below) - {pk for pages in making.public() for pk in pages.values_list("pk", flat=True)}
    making.remove([*closed, *_kits_with(list(closed))])
    queue([*below, *_telling_of(instance)])


def on_page_withdrawn(instance: Page, **kwargs: Any) -> None:
    """The files that hold it go at once; guides that name the page are made again without it."""
    if isinstance(instance, (GuidePage, KitPage)):
        making.remove([instance.pk, *_kits_with([instance.pk])])
    in_it = _guides_in(KitPage.objects.filter(pk=instance.pk))
    queue([*_versions(instance), *in_it, *_guides_naming(_alone(instance))])


def on_restricted(instance: PageViewRestriction, **kwargs: Any) -> None:
    """What only some may read is no file for all, nor part of one, nor named in one."""
    below = _guides_below(instance.page)
    making.remove([*below, *_kits_with(below)])
    queue([*_kits_with(below), *_telling_of(instance.page)])


def on_opened(instance: PageViewRestriction, **kwargs: Any) -> None:
    """Everybody may read it again."""
    queue([*_guides_below(instance.page), *_telling_of(instance.page)])


def on_part_changed(instance: Model, created: bool = False, **kwargs: Any) -> None:
    """A picture and its consent, a file, a term: guides that hold it."""
    if not created:
        queue(_referring_to(instance))


def on_part_deleted(instance: Model, **kwargs: Any) -> None:
    """The files with a picture or a file that is deleted go with it. Asked before: nothing refers to it after."""
    holding = _referring_to(instance)
    making.remove([*holding, *_kits_with(holding)])
    queue(holding)


def on_seen_changed(pictures: list[int], **kwargs: Any) -> None:
    """Files with a picture that readers must not see any more go at once; all that hold one of them are made anew."""
    kept = Picture.objects.filter(pk__in=pictures)
    hidden = set(pictures) - seen_by_all(kept)
    holding = _referring_to(Picture(), list(hidden)) if hidden else []
    making.remove([*holding, *_kits_with(holding)])
    queue(_referring_to(Picture(), pictures) if pictures else [])


def _versions(page: Page) -> list[int]:
    """A guide or kit and its public versions in other languages, itself first; nothing for other pages."""
    if not isinstance(page, (GuidePage, KitPage)):
        return []
    others = _taken(translation_key=page.translation_key, live=True)
    return [*([page.pk] if page.live else []), *(pk for pk in others if pk != page.pk)]


def _guides_below(page: Page) -> list[int]:
    """Guides and kits."""
    return _taken(path__startswith=page.path)


def _kits_with(guides: list[int]) -> list[int]:
    """Public kits that hold one of these guides, in whatever language."""
    works = GuidePage.objects.filter(pk__in=guides).order_by().values("translation_key")
    return [kit.pk for kit in kits.holding(works)]


def _guides_in(found: QuerySet[KitPage]) -> list[int]:
    """The guides of these kits, in all languages: their pages and files name the kits."""
    works = found.order_by().values("parts__guide__translation_key")
    return _taken(translation_key__in=works, live=True)


def _telling_of(page: Page) -> list[int]:
    """What names this page or one below it."""
    below = Page.objects.filter(path__startswith=page.path)
    return [*_guides_in(KitPage.objects.filter(path__startswith=page.path)), *_guides_naming(below)]


def _alone(page: Page) -> QuerySet[Page]:
    return Page.objects.filter(pk=page.pk)


def _guides_naming(pages: QuerySet[Page]) -> list[int]:
    """Guides and kits that credit or link to any language version of these pages."""
    versions = Page.objects.filter(translation_key__in=pages.order_by().values("translation_key"))
    return _referring_to(Page(), list(versions.values_list("pk", flat=True)))


def _referring_to(thing: Model, keys: list[int] | None = None) -> list[int]:
    pages = ContentType.objects.get_for_model(Page)
    kind = pages if isinstance(thing, Page) else ContentType.objects.get_for_model(thing)
    references = ReferenceIndex.objects.filter(
        base_content_type=pages, to_content_type=kind, to_object_id__in=[thing.pk] if keys is None else keys
    )
    ids = {int(pk) for pk in references.values_list("object_id", flat=True)}
    return _taken(pk__in=ids, live=True) if ids else []


def _taken(**lookup: Any) -> list[int]:
    """The guides and kits that these conditions name."""
    guides, kits_too = GuidePage.objects.filter(**lookup), KitPage.objects.filter(**lookup)
    return [*guides.values_list("pk", flat=True), *kits_too.values_list("pk", flat=True)]


def queue(pages: Iterable[int]) -> None:
    """Make the files of these, and of the kits that hold them, after the commit."""
    pages = list(pages)
    for pk in dict.fromkeys([*pages, *(_kits_with(pages) if pages else [])]):
        transaction.on_commit(partial(make_editions.enqueue, pk), robust=True)
