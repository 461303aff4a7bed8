"""The steps of the form for a story. They need neither JavaScript nor an account nor a session."""

from __future__ import annotations

import logging
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from stories import filing, held, limits, receiving, way_in
from stories.models import Submission
from stories.states import IllegalMoveError
from stories.steps import drafts, files, page
from stories.steps.beginning import begin
from stories.steps.filled import Fault, Filled, values_of
from stories.steps.onwards import onwards
from stories.steps.posted import Posted, TooLargeError, read
from stories.steps.way import FORMS, Way, door

logger = logging.getLogger(__name__)

OUTDATED = _(
    "An editor has changed your story since you began. What you would send now undoes their changes. "
    "Leave it as it is, look at it, then change it again."
)
CONSENT_MOVED_ON = _(
    "You have changed what you agree to since you began, so nothing was sent. "
    "This is what you agree to now. Look at it, then go on."
)


@csrf_exempt  # checked in `posted.read`, after the size and with an answer of its own
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, way: Way, step: str) -> HttpResponse:
    """One step; a POST stores what was typed and goes on, or shows the step again with what is wrong."""
    if request.method != "POST":
        return _show(request, way, step)
    try:
        posted = read(request)
    except TooLargeError:
        return page.too_large(request)
    values = values_of(step, posted.data) if step in FORMS else {}
    submission: Submission | None = None
    try:
        submission = _named(request, posted)
        shown = Filled(way, submission, _over(submission, values), step=step)
        if not posted.is_ours:
            return page.form(request, shown, 403, notice=page.NO_COOKIE, **_again(posted))
        if submission is not None and not way.is_open(submission):
            return _moved_on(request, shown, posted)
        if submission is not None:
            if step == "check":
                return _finish(request, way, submission, posted)
            return _go_on(request, way, submission, step, values, posted)
        if step == "story" and not way.is_change and not posted.data.get("story"):
            return begin(request, values, posted)
        if step == "check":
            return page.go(door())
        return page.form(request, shown, 403, notice=page.LOST, needs_door=True, **_again(posted))
    except IllegalMoveError:
        return _moved_on(request, Filled(way, submission, values, step=step), posted)
    except (OperationalError, OSError, filing.NowhereToFileError) as error:
        logger.error("A story could not be stored: %s", type(error).__name__)
        return page.unavailable(request, Filled(way, None, values, step=step), **_again(posted))


def _show(request: HttpRequest, way: Way, step: str) -> HttpResponse:
    """A step as it was left; without a way in, the beginning of the form or the door."""
    try:
        held.sweep()
        submission = way_in.find(request)
        is_new = step == "story" and not way.is_change
        if submission is not None and way.is_open(submission) and not (is_new and "new" in request.GET):
            return page.form(request, _filled(way, submission, step))
        if is_new:
            return page.form(request, Filled(way, None, {}, step=step))
        if submission is not None and not way.is_change and submission.received_at:
            return page.go(reverse("story_sent"))
        return page.go(door())
    except OperationalError:
        return page.broken(request)


def _named(request: HttpRequest, posted: Posted) -> Submission | None:
    """The story that the form was made for, if this browser is let in to it."""
    reference = posted.data.get("story", "")
    submission = way_in.find(request) if reference else None
    return submission if submission is not None and submission.reference == reference else None


def _over(submission: Submission | None, values: dict[str, Any]) -> dict[str, Any]:
    """What stands in the form with what came along on top, to be shown and not to be stored."""
    if submission is None or not (submission.typed or submission.page):
        return values
    return drafts.typed_of(submission) | values


def _again(posted: Posted) -> dict[str, Any]:
    """The hidden values for a form that is shown again without its story."""
    return {"reference": posted.data.get("story", ""), "stamp": page.stamp_for(posted.data.get("stamp", ""))}


def _filled(way: Way, submission: Submission, step: str, **more: Any) -> Filled:
    return Filled(way, submission, drafts.typed_of(submission), step=step, **more)


def _moved_on(request: HttpRequest, shown: Filled, posted: Posted) -> HttpResponse:
    """The story is no longer where this page can change it: it was sent, or it came to its end."""
    if shown.step == "check":
        return page.go(reverse("story_sent") if not shown.way.is_change else door())
    return page.form(request, shown, 409, notice=page.TOO_LATE, **_again(posted))


def _go_on(
    request: HttpRequest, way: Way, submission: Submission, step: str, values: dict[str, Any], posted: Posted
) -> HttpResponse:
    """Store a step of a story that there is already, and go where the button says."""
    remove = posted.data.get("remove", "")
    problems: dict[str, Any] = {}
    new: dict[str, Any] = {}
    wait = 0
    if step == "pictures" and (count := files.count(posted.files)):
        wait = limits.FILES.seconds_left(request)
        if wait:
            names = [name for name in files.fields() if posted.files.get(name) is not None]
            problems = {name.removesuffix("-file"): files.TOO_OFTEN for name in names}
        else:
            for _file in range(count):
                limits.FILES.count(request)
    if step == "pictures" and not wait:
        new, problems = files.hold_pictures(posted.files, posted.too_large)
        problems |= files.keep_documents(submission, posted.files, posted.too_large)
        if remove.startswith("d:"):
            files.remove_document(submission, remove.removeprefix("d:"))
    stays = bool(remove) or "attach" in posted.data
    submission = drafts.keep(
        way, submission, step, values, is_through=not stays, pictures=new, remove=remove if step == "pictures" else ""
    )
    if wait:
        response = page.form(request, _filled(way, submission, step, judged=True, problems=problems), 429)
        response["Retry-After"] = str(wait)
    elif stays and not problems:
        response = page.go(way.address(step))
    elif stays:
        response = page.form(request, _filled(way, submission, step, problems=problems, judged=True))
    else:
        response = onwards(request, way, submission, step, posted, problems)
    if "later" not in posted.data:
        way_in.open(response, submission)
    return response


def _finish(request: HttpRequest, way: Way, submission: Submission, posted: Posted) -> HttpResponse:
    """Send the story, or what was changed in it; or say what is missing."""
    if "later" in posted.data:
        return onwards(request, way, submission, "check", posted)
    if way.is_change and "forget" in posted.data:
        drafts.forget_changes(submission)
        return _ended(way)
    if way.is_change and not submission.typed:
        return page.go(door())
    filled = _filled(way, submission, "check")
    if way.is_change and drafts.is_of_an_older_version(submission):
        filled.refusals.append(Fault("check", "s-forget", OUTDATED))
    try:
        if filled.faults:
            return _unless_sent(request, way, submission) or page.form(request, filled)
        if way.is_change and (wait := limits.SAID.seconds_left(request)):
            return _unless_sent(request, way, submission) or page.come_later(request, filled, wait)
        story = filled.as_story(submission.form, submission.speaks)
    except OSError:
        # Somebody pressed twice, and the first press has stored the pictures elsewhere meanwhile.
        if (answer := _unless_sent(request, way, submission)) is not None:
            return answer
        raise
    if way.is_change:
        began_with = str(submission.typed.get(drafts.CONSENT_WAS, ""))
        try:
            submission = receiving.revise(submission, story, typed=submission.typed, began_with=began_with)
            limits.SAID.count(request)
        except receiving.ConsentMovedOnError:
            drafts.take_over_consent(submission)
            submission.refresh_from_db()
            return page.form(request, _filled(way, submission, "consent"), 409, notice=CONSENT_MOVED_ON)
    else:
        submission, _is_new = receiving.send(submission, story)
    if not submission.typed:
        held.release(submission.held_pictures.all())
    response = _ended(way)
    way_in.open(response, submission)
    return response


def _unless_sent(request: HttpRequest, way: Way, submission: Submission) -> HttpResponse | None:
    """Where to go when the same button was pressed before and has done its work meanwhile."""
    now = Submission.objects.get(pk=submission.pk)
    if way.is_open(now) and now.typed:
        return None
    return _ended(way)


def _ended(way: Way) -> HttpResponse:
    """Off to where a way ends; what the browser kept of it goes."""
    return way_in.forget_copy(page.go(door() if way.is_change else reverse("story_sent")))
