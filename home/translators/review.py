"""The review of a translation: Wagtail's own workflow, one a language, with a task that keeps its rules."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Page, PageLogEntry, Revision, TaskState, Workflow, WorkflowState, WorkflowTask
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation, TranslationLog

from home import memory
from home.models.translators import LanguageRules, TranslationReviewTask, VersionAuthor, rules_of
from home.translators.comparing import texts_of

OWN = _("You wrote or submitted this. Somebody else approves it.")
NOT_PUBLIC = _("The original is not public, so its translation cannot be.")


# ---------------------------------------------------------------- the workflow of a language


def workflow_of(locale_id: int) -> Workflow:
    """The workflow of a language: the one that was chosen, while it is in use and has a task, else the site's own."""
    chosen = rules_of(locale_id).workflow
    if chosen and chosen.active and chosen.tasks.filter(active=True).exists():
        return chosen
    return _make(Locale.objects.get(pk=locale_id))


@transaction.atomic
def _make(locale: Locale) -> Workflow:
    from home import roles

    rules, _made = LanguageRules.objects.select_for_update().get_or_create(locale=locale)
    name = f"Translations: {locale.language_code}"
    task = TranslationReviewTask.objects.filter(name=name, active=True).first()
    if task is None:
        task = TranslationReviewTask.objects.create(name=name)
    groups = [roles.ensure_group(kind, locale) for kind in (roles.TRANSLATION_REVIEWERS, roles.COORDINATORS)]
    task.groups.add(*groups)
    workflow: Workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    rules.workflow = workflow
    rules.save()
    memory.forget_all()
    return workflow


# ---------------------------------------------------------------- who approves


def is_changed_since(task_state: Any) -> bool:
    """Whether the revision was written over after its review began; reads it anew."""
    saved_at = Revision.objects.values_list("created_at", flat=True).get(pk=task_state.revision_id)
    return bool(saved_at > task_state.started_at)


def is_written_by(revision: Revision | None, user: Any) -> bool:
    """Whether this user saved the revision; nobody did when it came through a form of the public site."""
    return revision is not None and revision.user_id is not None and revision.user_id == user.pk


def _writers(key: Any, locale_id: int, since: datetime.datetime | None, until: Any = None) -> set[int]:
    """The keys of those who wrote a part of a translation after the public version was made."""
    written = Q(context__object_id=key, locale=locale_id)
    if since is not None:
        written &= Q(updated_at__gt=since)
    if until is not None:
        written &= Q(updated_at__lte=until)
    found: set[int] = set()
    for model in (StringTranslation, SegmentOverride):
        by = model.objects.filter(written).exclude(last_translated_by=None).order_by()
        found |= set(by.values_list("last_translated_by", flat=True).distinct())
    return found


def _editors(page: Page, since: datetime.datetime | None, until: datetime.datetime | None) -> set[int]:
    """The keys of those who saved a version by hand, or sent one to review, after the public one was made.

    Not of those who only submitted the work: then the engine makes a version of what is stored, or a page of an alias.
    """
    versions = _between(page.revisions.exclude(user=None).order_by(), since, until)
    made = TranslationLog.objects.filter(revision__isnull=False).values("revision")
    of_aliases = PageLogEntry.objects.filter(page=page.pk, action="wagtail.convert_alias", revision__isnull=False)
    reviewed = TaskState.objects.filter(revision__isnull=False).values("revision")
    by_hand = ~(Q(pk__in=made) | Q(pk__in=of_aliases.values("revision")))
    return set(versions.filter(by_hand | Q(pk__in=reviewed)).values_list("user", flat=True))


def _public_since(page: Page) -> datetime.datetime | None:
    """When the version was made that readers see; None where none is public. What was written later is not in it."""
    return page.live_revision.created_at if page.live_revision is not None else None


def authors(page: Page, revision: Revision | None) -> set[int]:
    """The keys of those who submitted a version, or wrote a part of it that readers do not see yet.

    Also of those whose part somebody wrote over since it was sent, or who took it back: it stands in that version.
    """
    since, until = _public_since(page), revision.created_at if revision else None
    sent = VersionAuthor.objects.filter(revision__in=_between(page.revisions.all(), since, until).values("pk"))
    found = _writers(page.translation_key, page.locale_id, since, until) | _editors(page, since, until)
    found |= set(sent.values_list("user", flat=True))
    return found | ({revision.user_id} if revision is not None and revision.user_id is not None else set())


def _between(revisions: Any, since: datetime.datetime | None, until: datetime.datetime | None) -> Any:
    """Those made after a moment, and not after another one."""
    if since is not None:
        revisions = revisions.filter(created_at__gt=since)
    return revisions if until is None else revisions.filter(created_at__lte=until)


def is_own(page: Page, revision: Revision | None, user: Any) -> bool:
    """Whether somebody submitted a version or wrote a part of it that was not public before."""
    return is_written_by(revision, user) or user.pk in authors(page, revision)


def is_own_record(record: Any, user: Any) -> bool:
    """The same for a term and other records without drafts, where the language asks for a second person."""
    if not rules_of(record.locale_id).second_person:
        return False
    logs = TranslationLog.objects.filter(source__object_id=record.translation_key, locale=record.locale_id)
    since = logs.order_by("-created_at").values_list("created_at", flat=True).first()
    return user.pk in _writers(record.translation_key, record.locale_id, since)


def original_of(page: Page) -> Page | None:
    """The original of a version; None where it was deleted."""
    found: Page | None = Page.objects.filter(
        translation_key=page.translation_key, locale=page.specific_deferred.original_locale_id
    ).first()
    return found


def why_not_approved(page: Page, revision: Revision | None, user: Any) -> str:
    """Why somebody may not approve a version; empty where they may, if they are among its reviewers."""
    is_asked = rules_of(page.locale_id).second_person or page.specific_deferred.is_of_a_sender
    if is_asked and is_own(page, revision, user):
        return str(OWN)
    original = original_of(page)
    if original is not None and original.pk != page.pk and not original.live:
        return str(NOT_PUBLIC)
    return ""


# ---------------------------------------------------------------- submitting


def state_of(page: Page) -> WorkflowState | None:
    """The review that a version is in: running, or sent back."""
    state: WorkflowState | None = page.current_workflow_state
    return state


@transaction.atomic
def submit(translation: Translation, user: Any) -> WorkflowState:
    """Write what was translated so far into a new version of the page and have it reviewed; nothing becomes public.

    wagtail-localize's `save_target(publish=False)` would write it into the public page. Raises ValidationError when
    the page does not take it, and Page.DoesNotExist.
    """
    page = translation.get_target_instance()
    Page.objects.select_for_update().get(pk=page.pk)
    _write(translation, _version(translation), user)
    return start(Page.objects.get(pk=page.pk).specific, user)


def keep_unfinished(translation: Translation, user: Any) -> None:
    """Write what was translated so far into a new version of the page, before it is edited by hand.

    Not where that says what its latest version says. A record has no versions: what is stored for it stays stored.
    """
    page = translation.get_target_instance()
    if not isinstance(page, Page):
        return
    version = _version(translation)
    if texts_of(version) != texts_of(page.get_latest_revision_as_object()):
        _write(translation, version, user)


def _version(translation: Translation) -> Any:
    """The page as it would be with everything that translators have stored."""
    page = translation.get_target_instance()
    version = translation.source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    version.slug = find_available_slug(page.get_parent(), version.slug, ignore_page_id=page.pk)
    return version


def _write(translation: Translation, version: Any, user: Any) -> None:
    """Make a version of the page, and note who wrote what readers do not see yet."""
    writers = _writers(version.translation_key, version.locale_id, _public_since(version))
    revision = version.save_revision(user=user, log_action=True)
    TranslationLog.objects.create(source=translation.source, locale=translation.target_locale, revision=revision)
    VersionAuthor.objects.bulk_create([VersionAuthor(revision=revision, user_id=pk) for pk in sorted(writers)])


def start(page: Page, user: Any) -> WorkflowState:
    """Begin the review of the latest version, or begin it again."""
    workflow, state = workflow_of(page.locale_id), state_of(page)
    if state is not None and state.workflow_id != workflow.pk:
        state.cancel(user=user)
        state = None
    if state is None:
        return workflow.start(page, user)
    if state.status == state.STATUS_NEEDS_CHANGES:
        state.resume(user=user)
    else:
        state.current_task_state.cancel(user=user, resume=True)
    return state
