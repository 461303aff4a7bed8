"""Under which addresses the topics and the exports show a guide, for the cache in front of the site (home.purging)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from home import i18n
from home.models import BasePage
from library.exports.citations import FORMS
from library.models import Edition, GuidePage


def of(page: BasePage) -> Iterator[str]:
    """The paths of its files, of the pages and feeds of its topics, of its kind, and of the catalogues. One query.

    What shows a topic that was just taken away from it, or of the topics of one that was deleted, is right again when
    its five minutes are over.
    """
    if not isinstance(page, GuidePage):
        return
    locale = i18n.locale_by_id(page.locale_id)
    keys = list(dict.fromkeys(topic.key for topic in page.topic_list)) if page.pk else []
    for code in i18n.locales():
        with i18n.speaking(code):
            yield reverse("library_catalogue")
            yield from [reverse("library_topic", args=(key,)) for key in keys]
            if locale is None or code != locale.language_code:
                continue
            yield reverse("library_text", args=(page.slug,))
            yield from [reverse("library_cite", args=(page.slug, ending)) for ending in FORMS]
            yield from [f"{i18n.address(page)}guide.{kind}" for kind in Edition.Format.values]
            yield reverse("library_kind_feed", args=(page.kind,))
            yield from [reverse("library_topic_feed", args=(key,)) for key in keys]
