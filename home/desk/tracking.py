"""Keeps what the desk knows in step with the pages and with wagtail-localize.

Two things happen to a text. It is published in the language it is translated from: the parts whose words changed are
noted as behind in every language that was made from it, be it by way of another one. Or a translation is published:
those of its parts that were translated since are not behind any more. An edit that mends typing errors notes nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail_localize.models import Translation, TranslationSource

from home import i18n
from home.desk import parts as text
from home.desk import works
from home.desk.grades import grade_of
from home.models import BasePage
from home.models.desk import Behind, Grade, Work, WorkVersion


@transaction.atomic
def on_published(instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """A page was published, in whatever language."""
    page = instance.specific
    if not isinstance(page, BasePage):
        return
    work = works.refresh(page.translation_key, type(page))
    if work is None or page.alias_of_id:
        return
    work = Work.objects.select_for_update().get(pk=work.pk)  # two publications of one work, one after the other
    versions = {version.locale_id: version for version in work.versions.all()}
    version = versions.get(page.locale_id)
    if version is None:
        return
    changed = (
        _take_original(work, page) if page.pk == work.page_id else _take_translation(work, version, page, revision)
    )
    for other in made_from(version, versions.values()):
        _mark(other, changed, Behind.now(grade_of(revision), i18n.code_of(page.locale_id)), work.parts)
    works.settle(work, versions.values())


def on_changed(
    instance: Any, raw: bool = False, created: bool | None = None, update_fields: Any = None, **kwargs: Any
) -> None:
    """A page was made, withdrawn, moved or deleted, or an alias became a page of its own."""
    if raw or not isinstance(instance, Page):
        return
    if created is False and not {"alias_of", "alias_of_id"}.intersection(update_fields or ()):
        return
    model = instance.specific_class
    if model is None or not issubclass(model, BasePage):
        return
    work = works.refresh(instance.translation_key, model)
    version = work.versions.filter(page=instance.pk).first() if work is not None and created is not None else None
    translation = works.translation_of(version.work_id, version.locale_id) if version is not None else None
    if work is not None and translation is not None:
        _compare_with_sent(work, translation)
        if not created:  # an alias may be public, with the words of the original
            _note_lacking(work, translation)


def on_translation(instance: Translation, raw: bool = False, **kwargs: Any) -> None:
    """A work was sent for translation into a language, or that was stopped."""
    sent = TranslationSource.objects.filter(pk=instance.source_id).select_related("specific_content_type").first()
    model = sent.specific_content_type.model_class() if sent is not None else None
    if raw or sent is None or model is None or not issubclass(model, BasePage):
        return
    work = works.refresh(sent.object_id, model)
    if work is None:
        return
    source = work.versions.filter(locale=sent.locale_id).select_related("page").first()
    if source is None or source.page is None or not source.page.live:
        return
    if not known_parts(work, source):
        _set_parts(work, source, text.parts_of(source.page))
    if kwargs.get("created"):
        _compare_with_sent(work, instance)


def still_right(version: WorkVersion) -> None:
    """The translation is right as it is, whatever has changed in its source."""
    version.set_behind({}, version.work.parts)
    works.settle(version.work, [version])


def made_from(source: WorkVersion, versions: Iterable[WorkVersion]) -> list[WorkVersion]:
    """The versions that were translated from this one, and those translated from these.

    One of which the source is not known counts as made from the original.
    """
    versions = list(versions)
    original = next((v.locale_id for v in versions if v.state == WorkVersion.State.ORIGINAL), None)
    found: list[WorkVersion] = []
    above = {source.locale_id}
    while above:
        below = [
            version
            for version in versions
            if version.state not in (WorkVersion.State.ORIGINAL, WorkVersion.State.MISSING)
            and (version.source_id or original) in above
            and version is not source
            and version not in found
        ]
        found += below
        above = {version.locale_id for version in below}
    return found


def known_parts(work: Work, version: WorkVersion) -> text.Parts:
    """The parts of a version as it was last published, where they are known."""
    parts: text.Parts = work.parts if version.page_id == work.page_id else version.parts
    return parts


def _set_parts(work: Work, version: WorkVersion, parts: text.Parts) -> None:
    """Keep them."""
    if version.page_id == work.page_id:
        work.parts, work.words = parts, sum(count for _hash, count in parts.values())
        work.save(update_fields=["parts", "words"])
    else:
        version.parts = parts
        version.save(update_fields=["parts"])


def _take_original(work: Work, page: BasePage) -> set[str]:
    """The parts that changed; none at the first publication."""
    before, after = work.parts, text.parts_of(page)
    work.parts, work.words = after, sum(count for _hash, count in after.values())
    work.save(update_fields=["parts", "words"])
    return text.differing(before, after) if before else set()


def _take_translation(work: Work, version: WorkVersion, page: BasePage, revision: Revision | None) -> set[str]:
    """Note which parts are not behind any more; the parts that others, made from it, are behind now.

    What was written after the version that is published now, as during its review, brings nothing in line.
    """
    translation = works.translation_of(version.work_id, version.locale_id)
    changed: set[str] = set()
    if translation is None or version.parts:
        before, version.parts = version.parts, text.parts_of(page)
        changed = text.differing(before, version.parts) if before else set()
    behind = version.older_parts
    if translation is None:  # made by hand: what was changed was brought in line
        behind = {part: known for part, known in behind.items() if part not in changed}
    else:
        source = translation.source
        above = work.versions.filter(locale=source.locale_id).first()
        until = revision.created_at if revision is not None else timezone.now()
        lacking = text.lacking(source, version.locale_id)
        older = text.lacking(source, version.locale_id, until) | set(above.behind if above is not None else ())
        sent = min(source.last_updated_at, until)
        behind = {part: known for part, known in behind.items() if part in older or known.last > sent}
        for part in lacking - behind.keys():
            language = i18n.code_of(source.locale_id)
            behind[part] = Behind(source.last_updated_at, source.last_updated_at, Grade.MAJOR, language)
    version.set_behind(behind, work.parts)
    version.requests = 0
    version.save(update_fields=["requests"])
    return changed


def _mark(version: WorkVersion, changed: set[str], now: Behind, words: text.Parts) -> None:
    """These parts of a version are behind; of those that were already, since when is kept, and the graver grade."""
    if not changed or now.grade == Grade.TYPING:
        return
    behind = version.older_parts
    for part in changed:
        behind[part] = now.after(behind.get(part))
    version.set_behind(behind, words)


def _compare_with_sent(work: Work, translation: Translation) -> None:
    """The text may have been sent long ago, for another language: what has changed since is behind from the start."""
    sent = translation.source
    source = work.versions.filter(locale=sent.locale_id).select_related("page").first()
    version = work.versions.filter(locale=translation.target_locale_id).exclude(page=None).first()
    if source is None or source.page is None or version is None or version.behind:
        return
    published, moment = known_parts(work, source), source.page.last_published_at
    changed = text.differing(text.parts_sent(sent), published) if published else set()
    if changed and moment is not None and moment > sent.last_updated_at:
        _mark(version, changed, Behind(moment, moment, Grade.MAJOR, i18n.code_of(source.locale_id)), published)
        works.settle(work, [version])


# ---------------------------------------------------------------- made anew


def keys_of_all() -> set[uuid.UUID]:
    """The translation keys of all works there are."""
    keys: set[uuid.UUID] = set()
    for model in works.models_of_works():
        keys.update(model.objects.filter(alias_of=None).values_list("translation_key", flat=True))
    return keys


def is_missing() -> bool:
    """Whether there are pages that nothing is known of, as after an upgrade."""
    return bool(keys_of_all() - set(Work.objects.values_list("pk", flat=True)))


def forget_gone(keys: Iterable[uuid.UUID]) -> int:
    """Forget all works but these; how many there were."""
    gone = set(Work.objects.values_list("pk", flat=True)) - set(keys)
    Work.objects.filter(pk__in=gone).delete()
    return len(gone)


@transaction.atomic
def make_anew(key: uuid.UUID) -> None:
    """Find out about a work from its pages and from wagtail-localize; what is known of its parts is kept."""
    work = works.refresh(key)
    if work is None:
        return
    if not work.parts and work.page.live:
        parts = text.parts_of(work.page)
        work.parts, work.words = parts, sum(count for _hash, count in parts.values())
        work.save(update_fields=["parts", "words"])
    versions = list(work.versions.select_related("page"))
    for translation in Translation.objects.filter(source__object_id=key).select_related("source"):
        source = next((v for v in versions if v.locale_id == translation.source.locale_id), None)
        if source is None or source.page is None:
            continue
        if not known_parts(work, source) and source.page.live:
            _set_parts(work, source, text.parts_of(source.page))
        target = next((v for v in versions if v.locale_id == translation.target_locale_id), None)
        if target is not None and not target.behind:
            _compare_with_sent(work, translation)
            _note_lacking(work, translation)
    works.refresh(key)


def _note_lacking(work: Work, translation: Translation) -> None:
    """Parts of a public translation that have no text in its language."""
    version = work.versions.select_related("page").filter(locale=translation.target_locale_id).first()
    if version is None or version.page is None or not version.page.live:
        return
    source: TranslationSource = translation.source
    moment = source.last_updated_at
    behind = Behind(moment, moment, Grade.MAJOR, i18n.code_of(source.locale_id))
    _mark(version, text.lacking(source, version.locale_id), behind, work.parts)
    works.settle(work, [version])
