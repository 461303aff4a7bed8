"""What a sender took out of a story must not live on in its other languages: the name above it, and the words.

Readers see no name any more as soon as another one is chosen. Translations of words that their sender has changed go
when the change is public; they come back when somebody has translated them again.
"""

from __future__ import annotations

import json
import re
from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Revision
from wagtail_localize.models import RelatedObjectSegment, String, StringSegment, TranslationSource

from home import forgetting, purging
from network.models import ProjectPage
from stories import agreeing
from stories.models import StoryPage, Submission

#: What a translation says in words of its own.
WORDS = ("title", "summary", "content_note", "credit")
NAME = ("project", "teller")
_KEY = re.compile(r' data-block-key=\\"[^"\\]*\\"')


def take_away_name(page: StoryPage, project: ProjectPage | None, teller: str) -> None:
    """Show the name that stood above a story in no language any more, unless it is the one that is chosen now."""
    chosen = (project.translation_key if project else None, teller)
    for version in _versions(page):
        shown = (version.project.translation_key if version.project else None, version.teller)
        if shown == chosen or (not version.project and not version.teller):
            continue
        _name(version, None, "", revisions=version.pk != page.pk)
    if StoryPage.objects.filter(pk=page.pk, project=None, teller="").exists():
        _tell_translators(page, None, "")


def on_published(page: StoryPage, revision: Revision) -> None:
    """A version is public now. Where its sender has changed something since the last one, the others follow."""
    submission = Submission.objects.filter(page=page.pk).first()
    steps = submission.steps.filter(move__in=("revise", "publish")) if submission else None
    last = steps.order_by("-pk").first() if steps is not None else None
    if last is None or last.move != "revise":
        return
    shown = revision.as_object()
    for version in _versions(page):
        if version.pk != page.pk:
            project = shown.project and (shown.project.get_translation_or_none(version.locale) or shown.project)
            _name(version, project, shown.teller, revisions=True)
    _tell_translators(page, shown.project, shown.teller)
    before = agreeing.passed().filter(workflow_state__object_id=str(page.pk)).exclude(revision=revision)
    earlier = before.order_by("-pk").first()
    if earlier is None or _words(earlier.revision) != _words(revision):
        for version in _versions(page):
            if version.pk != page.pk and version.live:
                version.unpublish()
    if earlier is not None:
        _leave_address(page, str(earlier.revision.content["slug"]))


def lead_nowhere(instance: StoryPage, **kwargs: Any) -> None:
    """No former slug of what was sent in leads on: its sender may have changed the title for a reason.

    After Wagtail has made a redirect of it. To keep it from making one would be shorter, but where it has none to make
    it deletes all that it ever made (wagtail.contrib.redirects.signal_handlers.BatchRedirectCreator).
    """
    if instance.is_of_a_sender:
        Redirect.objects.filter(redirect_page=instance, automatically_created=True).delete()


def _leave_address(page: StoryPage, former: str) -> None:
    """What was made of a title that its sender has changed is the address of no version; see `lead_nowhere`."""
    slug = StoryPage.objects.values_list("slug", flat=True).get(pk=page.pk)
    if slug == former:
        return
    for version in _versions(page):
        if version.slug == former:
            version.slug = slug
            version.save(clean=False, update_fields=["slug", "url_path"])
            for revision in Revision.objects.for_instance(version):
                Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "slug": slug})


def _versions(page: StoryPage) -> list[StoryPage]:
    return list(StoryPage.objects.filter(translation_key=page.translation_key).select_related("project", "locale"))


def _words(revision: Revision) -> list[Any]:
    """What a version says; the keys of blocks and paragraphs are new whenever a sender sends."""
    said = agreeing.what_is_said(revision)
    blocks = [(block["type"], block["value"]) for block in said["body"]]
    return [said[name] for name in WORDS] + [_KEY.sub("", json.dumps(block)) for block in blocks]


def _name(version: StoryPage, project: ProjectPage | None, teller: str, *, revisions: bool) -> None:
    """Write a name above what readers see, and into the versions that may become public; those of the original stay."""
    forgetting.mark()
    StoryPage.objects.filter(pk=version.pk).update(project=project, teller=teller)
    named = {"project": project.pk if project else None, "teller": teller}
    for revision in Revision.objects.for_instance(version) if revisions else ():
        Revision.objects.filter(pk=revision.pk).update(content={**revision.content, **named})
    if version.live:
        purging.on_page_changed(version)


def _tell_translators(page: StoryPage, project: ProjectPage | None, teller: str) -> None:
    """Of what they were given of the original, the name is another one, and is not asked for."""
    named = {"project": project.pk if project else None, "teller": teller}
    for source in TranslationSource.objects.filter(object_id=page.translation_key):
        content = json.dumps({**json.loads(source.content_json), **named})
        TranslationSource.objects.filter(pk=source.pk).update(content_json=content)
    names = StringSegment.objects.filter(source__object_id=page.translation_key, context__path__in=NAME)
    texts = list(names.values_list("string", flat=True))
    names.delete()
    RelatedObjectSegment.objects.filter(source__object_id=page.translation_key, context__path__in=NAME).delete()
    String.objects.filter(pk__in=texts, segments=None).delete()
