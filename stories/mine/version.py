"""The word of a sender: a version as it would be published, what differs in it, and their yes or no."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Revision

from stories import agreeing, domain, durable, limits, sanitise
from stories.following import task_of
from stories.mine import differences, saying
from stories.mine.access import of_own, reading, seconds_to_wait, to_story
from stories.mine.forms import NoForm
from stories.mine.status import Status
from stories.mine.views import moved_on
from stories.models import Message, Submission
from stories.states import IllegalMoveError, State, locked


@of_own
def agree(request: HttpRequest, submission: Submission) -> HttpResponse:
    """The page as it would be; a POST says yes to exactly what was shown, or no."""
    waiting = _waiting(submission)
    if waiting is None:
        return _too_late(request, submission) if request.method == "POST" else to_story()
    if request.method != "POST":
        return _page(request, submission, waiting)
    said_no = "no" in request.POST
    form = NoForm(request.POST if said_no else None)
    if said_no and not form.is_valid():
        return _page(request, submission, waiting, form)
    if wait := seconds_to_wait(request, limits.SAID):
        return _page(request, submission, waiting, _again(request), saying.TOO_OFTEN, 429, wait)
    shown = request.POST.get("version", ""), request.POST.get("seen", "")
    try:
        if said_no:
            say_no(submission, *shown, form.cleaned_data["text"])
        else:
            say_yes(submission, *shown)
    except IllegalMoveError:
        submission.refresh_from_db()
        waiting = _waiting(submission)
        if waiting is None:
            return _too_late(request, submission)
        return _page(request, submission, waiting, _again(request), saying.VERSION_MOVED_ON, 409)
    return to_story("disagreed" if said_no else "agreed")


@durable.atomic
def say_yes(submission: Submission, version: str, seen: str) -> Submission:
    """Agree to a version as it was shown. Raises IllegalMoveError when it is another one, or reads otherwise by now.

    Wagtail saves an editor's later changes into the version they already have, under the same number.
    """
    submission = locked(submission)
    return domain.agree(submission, _as_shown(version, seen).pk)


@durable.atomic
def say_no(submission: Submission, version: str, seen: str, text: str) -> Submission:
    """Disagree with a version as it was shown. Raises IllegalMoveError as `say_yes`."""
    submission = locked(submission)
    revision, task = _as_shown(version, seen), task_of(submission)
    if task is None or task.revision_id != revision.pk:
        raise IllegalMoveError("disagree")
    return domain.disagree(submission, text)


def _as_shown(version: str, seen: str) -> Revision:
    if not (version.isascii() and version.isdecimal() and len(version) < 19):
        raise IllegalMoveError("agree")
    revision = Revision.objects.select_for_update().filter(pk=int(version)).first()
    if revision is None or fingerprint(revision) != seen:
        raise IllegalMoveError("agree")
    return revision


def _too_late(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Nothing waits for a word any more: because the same button was pressed twice, or for another reason."""
    now = Submission.objects.get(pk=submission.pk)
    if "no" in request.POST:
        last = now.messages.exclude(kind=Message.Kind.NOTE).last()
        said = sanitise.text(request.POST.get("text", ""))
        if now.state == State.IN_REVIEW and last is not None and last.by_sender and last.text == said:
            return to_story("disagreed")
    elif now.state == State.PUBLISHED and str(now.agreed_revision_id) == request.POST.get("version", ""):
        return to_story("agreed")
    return moved_on(request, submission)


def fingerprint(revision: Revision) -> str:
    """32 hexadecimal digits that are others as soon as a version says something else."""
    said = json.dumps(agreeing.what_is_said(revision), sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _waiting(submission: Submission) -> Revision | None:
    """The version that waits for the sender's word."""
    task = task_of(submission) if Status(submission).may("agree") else None
    return task.revision if task is not None else None


def _again(request: HttpRequest) -> NoForm:
    return NoForm(initial={"text": request.POST.get("text", "")})


def _page(
    request: HttpRequest,
    submission: Submission,
    revision: Revision,
    form: NoForm | None = None,
    notice: Any = "",
    status: int = 200,
    wait: int = 0,
) -> HttpResponse:
    context = {
        "mine": Status(submission),
        "submission": submission,
        "version": revision.as_object(),
        "revision": revision,
        "seen": fingerprint(revision),
        "parts": differences.between(submission.agreed_revision, revision),
        "own_pictures": {picture.pk for picture in submission.pictures.all() if picture.may_be_shown},
        "form": form or NoForm(),
        "notice": notice,
        "reading": reading("mine_agree"),
        "noindex": True,
        "section_slug": "stories",
    }
    response = render(request, "stories/mine/agree.html", context, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response
