"""Under which addresses the topics and the exports show a guide, for the cache in front of the site (home.purging)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from home import i18n
from home.models import BasePage
from library import kits
from library.exports.citations import FORMS
from library.models import Edition, GuidePage, KitPage, Topic
from library.vocabulary import Kind


def of(page: BasePage) -> Iterator[str]:
    """The paths of its files, of the pages and feeds of topics and kinds, and of the catalogues. One query.

    All topics and kinds: nobody knows any more which ones a guide had before, or had when it was deleted.
    """
    if isinstance(page, KitPage):
        yield from _of_kit(page)
        guides = GuidePage.objects.live().filter(translation_key__in=page.works)
        yield from [i18n.url_in(guide, code) for guide in guides for code in i18n.locales()]
    if not isinstance(page, GuidePage):
        return
    for kit in kits.holding([page.translation_key]):
        yield from _of_kit(kit)
    locale = i18n.locale_by_id(page.locale_id)
    keys = list(Topic.objects.order_by("key").values_list("key", flat=True).distinct())
    for code in i18n.locales():
        with i18n.speaking(code):
            yield reverse("library_catalogue")
            yield from [reverse("library_topic", args=(key,)) for key in keys]
            if locale is None or code != locale.language_code:
                continue
            yield reverse("library_text", args=(page.slug,))
            yield from [reverse("library_cite", args=(page.slug, ending)) for ending in FORMS]
            yield from _files(page)
            yield from [reverse("library_kind_feed", args=(kind,)) for kind in Kind.values]
            yield from [reverse("library_topic_feed", args=(key,)) for key in keys]


def _of_kit(kit: KitPage) -> Iterator[str]:
    """Where a kit is shown, its files, and what the API tells of its guides."""
    yield f"/api/v2/pages/{kit.pk}/"
    yield from [i18n.url_in(kit, code) for code in i18n.locales()]
    yield from _files(kit)


def _files(page: GuidePage | KitPage) -> list[str]:
    return [f"{i18n.address(page)}{page.file_stem}.{kind}" for kind in Edition.Format.values]
