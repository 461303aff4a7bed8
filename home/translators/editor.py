"""Before wagtail-localize's editor opens: who may, what they see now, what is said above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Comment, Page, TaskState, TranslatableMixin, WorkflowState
from wagtail.snippets.permissions import user_can_edit_snippet_type
from wagtail_localize.models import Translation
from wagtail_localize.views import edit_translation

from home.desk import works
from home.models.translators import TranslationClaim, rules_of
from home.translators import claims, comparing, review, rights, saving, sources

RESTART, CONVERT = "localize-restart-translation", "localize-convert-to-alias"


def translation_of(instance: Any, enabled: bool = True) -> Translation | None:
    """What wagtail-localize knows of a version."""
    return works.translation_of(instance.translation_key, instance.locale_id, enabled)


def _has_original(translation: Translation) -> bool:
    source = translation.source
    return source.object.get_instance_or_none(source.locale) is not None


def before_edit_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail's hook, before wagtail-localize's own."""
    page = page.specific
    translation = translation_of(page)
    if request.method == "POST" and CONVERT in request.POST and not page.permissions_for_user(request.user).may_add:
        raise PermissionDenied
    if translation is None:
        return _before_restart(request, page)
    if not _has_original(translation):
        if not rights.may_write(request.user, page):
            raise PermissionDenied
        return _without_original(request, translation)
    if not rights.may_write(request.user, page):
        return redirect("translation_review", translation.pk)
    _open(request, translation, page)
    return None


def before_edit_snippet(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """The same for terms and other records: without rights on all of them, only translations in one's languages."""
    if not isinstance(instance, TranslatableMixin):
        return None
    has_all = user_can_edit_snippet_type(request.user, type(instance))
    translation = translation_of(instance)
    if translation is None:
        if not has_all:
            raise PermissionDenied
        return _before_restart(request, instance)
    if not rights.may_see(request.user, instance):
        raise PermissionDenied
    if not _has_original(translation):
        if not has_all:
            raise PermissionDenied
        return _without_original(request, translation)
    if request.method == "POST" and not rights.may_publish_at_once(request.user, instance):
        raise PermissionDenied
    if not rights.may_write(request.user, instance):
        return None if request.method == "POST" else redirect("translation_review", translation.pk)
    _open(request, translation, instance)
    return None


def _open(request: HttpRequest, translation: Translation, instance: Any) -> None:
    """Let wagtail-localize's editor open; it breaks off where there are translations from two languages."""
    saving.note_seen(request, translation)
    sources.keep_only(translation)  # those from before an upgrade


def _without_original(request: HttpRequest, translation: Translation) -> HttpResponse:
    """The version stays and is edited by hand from now on; wagtail-localize would break off with an error."""
    Translation.objects.filter(pk=translation.pk).update(enabled=False)
    messages.warning(request, _("The original was deleted. This version stays, and is edited by itself."))
    return redirect(request.path)


def _before_restart(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Before a translation that was stopped goes on: what was written by hand meanwhile is taken over."""
    if request.method != "POST" or RESTART not in request.POST:
        return None
    stopped = translation_of(instance, enabled=False)
    if stopped is None:
        return None
    if not rights.may_steer(request.user, instance):
        raise PermissionDenied
    if not _has_original(stopped):
        messages.error(request, _("The original was deleted, so there is nothing to translate from."))
        return redirect(request.path)
    if left := comparing.take_over(stopped, request.user):
        said = _(
            "Some of this text was not taken over: it has no counterpart in the original, or holds what no translation "
            "may. It stays in the history of the page alone."
        )
        messages.warning(request, f"{said} ({'; '.join(left)})")
    return edit_translation.restart_translation(request, stopped, instance)


# ---------------------------------------------------------------- above the editor

#: Gives what an app says to everybody who translates a work, as HTML; empty where it has nothing to say.
Note = Callable[[Any], str]
_notes: list[Note] = []


def register_note(note: Note) -> None:
    """Let an app say something of its works above the editor and the comparison of their translations."""
    if note not in _notes:
        _notes.append(note)


def notes(instance: Any) -> list[str]:
    """What apps say of a work."""
    return [said for note in _notes if (said := note(instance))]


@dataclass(frozen=True)
class Bar:
    """What stands above the editor: who works on it, and where its review is."""

    translation: Translation
    instance: Any
    claim: TranslationClaim | None
    is_mine: bool
    may_move_claim: bool
    may_claim: bool
    is_page: bool
    may_submit: bool
    publishes_at_once: bool
    state: WorkflowState | None
    task_state: TaskState | None
    comments: list[tuple[str, Comment]]
    #: For how long one claims it with one press.
    usual_days: int

    @property
    def is_in_review(self) -> bool:
        """Whether somebody is asked to approve it."""
        return self.state is not None and self.state.status == WorkflowState.STATUS_IN_PROGRESS

    @property
    def is_sent_back(self) -> bool:
        """Whether a reviewer asked for changes."""
        return self.state is not None and self.state.status == WorkflowState.STATUS_NEEDS_CHANGES


def bar(translation: Translation, instance: Any, user: Any) -> Bar:
    """The bar of one translation for one person."""
    claim = claims.current(instance.translation_key, instance.locale_id)
    is_page = isinstance(instance, Page)
    state = review.state_of(instance) if is_page else None
    by_path = comparing.comments_on(instance) if is_page else {}
    labels = comparing.labels(translation) if by_path else {}
    may_write = rights.may_write(user, instance)
    return Bar(
        translation=translation,
        instance=instance,
        claim=claim,
        is_mine=claim is not None and claim.user_id == user.pk,
        may_move_claim=claim is not None and claims.may_move(user, claim),
        may_claim=may_write and (claim is None or claim.user_id == user.pk),
        is_page=is_page,
        may_submit=is_page and may_write,
        publishes_at_once=rights.may_publish_at_once(user, instance),
        state=state,
        task_state=state.current_task_state if state else None,
        comments=[(labels.get(path, path), one) for path, found in by_path.items() for one in found],
        usual_days=rules_of(instance.locale_id).claim_days,
    )
