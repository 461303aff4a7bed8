"""A guide that somebody suggested becomes a draft in the library."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from home import i18n
from library.models import GuideLink, GuidePage, LibraryIndexPage
from library.vocabulary import Relation
from stories import sanitise
from stories.models import Submission
from stories.ways import roundups


def index_for(submission: Submission) -> LibraryIndexPage:
    """The library in the language of what was suggested, else in the site's first, else any.

    Raises NoPlaceError.
    """
    indexes = {i18n.code_of(index.locale_id): index for index in LibraryIndexPage.objects.order_by("-pk")}
    for code in (submission.language, *i18n.locales()):
        if code in indexes:
            return indexes[code]
    raise roundups.NoPlaceError


@transaction.atomic
def make_draft(submission: Submission, user: Any) -> GuidePage:
    """A draft with the title, the link and what was said of it. It is reviewed and published like any other guide.

    Whoever calls this has looked whether the user may add guides. Raises NoPlaceError.
    """
    index = index_for(submission)
    index = LibraryIndexPage.objects.select_for_update().get(pk=index.pk)
    code = i18n.code_of(index.locale_id)
    slug = f"suggested-{submission.slug}"
    guide = GuidePage(title=submission.title, slug=slug, locale=index.locale, live=False, owner=user)
    if submission.text:
        key = roundups.keys_of(submission)[1]
        guide.body = [{"type": "text", "value": sanitise.paragraphs(submission.text), "id": key}]
    if submission.link:
        language = "" if submission.language in (code, Submission.UNDETERMINED) else submission.language
        link = GuideLink(
            relation=Relation.BASED_ON,
            url=submission.link,
            title=submission.title,
            language=language,
            locale=index.locale,
        )
        guide.links.add(link)
    index.add_child(instance=guide)
    guide.save_revision(user=user, log_action=True)
    Submission.objects.filter(pk=submission.pk).update(guide=guide)
    return guide
