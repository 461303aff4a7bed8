"""Suggesting a guide, asking a question, answering one, and changing what was sent: a form on one page each."""

from __future__ import annotations

import logging
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from stories import keys, limits, receiving, way_in
from stories.models import Submission
from stories.states import MOVES, IllegalMoveError
from stories.steps import page, pressure, receipts, stamps
from stories.steps.beginning import BUSY, FASTEST, FILLED_BY_A_PROGRAM, OPEN_TOO_LONG, TOO_FAST
from stories.steps.posted import Posted, TooLargeError, read
from stories.steps.way import door
from stories.ways import pages, questions
from stories.ways.forms import PlainForm
from stories.ways.pages import Kind, Short

logger = logging.getLogger(__name__)

SENT_BEFORE = _(
    "You have sent this before. To change that, use the words of your receipt. To send this as well, press the button "
    "again."
)
QUESTION_GONE = _(
    "Nobody can answer this question just now: it was changed or taken back. Copy your answer if you want to keep it, "
    "and try again later."
)
TOO_LATE = _("It cannot be changed any more. Nothing was changed now.")


@csrf_exempt  # checked in `posted.read`, after the size and with an answer of its own
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """A guide for the library."""
    return _new(request, Short(Kind.GUIDE))


@csrf_exempt  # the same
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A question to everybody."""
    return _new(request, Short(Kind.QUESTION))


@csrf_exempt  # the same
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """An answer to a public question."""
    try:
        question = questions.find(slug)
    except Http404:
        return _gone(request, slug)
    except OperationalError:
        return page.broken(request)
    return _new(request, Short(Kind.ANSWER, question=question))


@csrf_exempt  # the same
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Change what was sent, for whom this browser is let in to; everybody else is led to the door."""
    try:
        submission = way_in.find(request)
        if submission is None or submission.kind == Kind.STORY or submission.state not in MOVES["revise"]:
            return page.go(door())
        short = Short(submission.kind, submission.question, changes=submission)
        if request.method != "POST":
            return pages.show(request, short, short.form(initial=PlainForm.filled_from(submission)))
        return _change(request, short, submission)
    except OperationalError:
        return page.broken(request)


def _change(request: HttpRequest, short: Short, submission: Submission) -> HttpResponse:
    try:
        posted = read(request)
    except TooLargeError:
        return page.too_large(request)
    # Another window may have been let in to something else meanwhile.
    is_this = posted.data.get("story", "") == submission.reference
    if not posted.is_ours or not is_this:
        notice = page.LOST if posted.is_ours else page.NO_COOKIE
        return pages.show(request, short, short.form(initial=posted.data.dict()), 403, notice=notice)
    form = short.form(posted.data)
    if not form.is_valid():
        return pages.show(request, short, form)
    if wait := limits.SAID.seconds_left(request):
        return pages.come_later(request, short, form, wait)
    try:
        receiving.revise_plain(submission, form.as_text())
        limits.SAID.count(request)
    except IllegalMoveError:
        return pages.show(request, short, form, 409, notice=TOO_LATE)
    except OperationalError as error:
        logger.error("A change could not be stored: %s", type(error).__name__)
        return pages.unavailable(request, short, form)
    response = page.go(door())
    way_in.open(response, submission)
    return response


# ---------------------------------------------------------------- sending


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    """What was typed while a question was changed, taken back or erased. Raises Http404 where nothing was typed.

    The answer is the same whatever the slug is, so that it does not say which question there once was.
    """
    if request.method != "POST":
        raise Http404
    short = Short(Kind.ANSWER, gone=slug)
    try:
        posted = read(request)
    except TooLargeError:
        return page.too_large(request)
    stamp = page.stamp_for(posted.data.get("stamp", ""))
    return pages.show(request, short, short.form(initial=posted.data.dict()), 409, notice=QUESTION_GONE, stamp=stamp)


def _new(request: HttpRequest, short: Short) -> HttpResponse:
    if request.method != "POST":
        return pages.show(request, short, short.form(initial={"language": get_language()}))
    try:
        posted = read(request)
    except TooLargeError:
        return page.too_large(request)
    stamp = page.stamp_for(posted.data.get("stamp", ""))
    if not posted.is_ours:
        shown = short.form(initial=posted.data.dict())
        return pages.show(request, short, shown, 403, notice=page.NO_COOKIE, stamp=stamp)
    try:
        try:
            return _receive(request, short, posted, stamp)
        except IllegalMoveError:  # the question was taken back while it was answered
            receiving.discard(stamp.token)
            shown = short.form(initial=posted.data.dict())
            return pages.show(request, short, shown, 409, notice=QUESTION_GONE, stamp=stamps.new())
    except OperationalError as error:
        logger.error("A %s could not be stored: %s", short.kind, type(error).__name__)
        return pages.unavailable(request, short, short.form(initial=posted.data.dict()), stamp=stamp)


def _receive(request: HttpRequest, short: Short, posted: Posted, stamp: stamps.Stamp) -> HttpResponse:
    """Store it, once however often it is pressed, and lead to the words of the receipt; or say what is wrong."""
    form = short.form(posted.data)
    known = receiving.received(stamp.token)
    # New words end this way in as well.
    if known is not None and not keys.words_while_open(stamp.token, known.speaks, known.receipt):
        return pages.show(request, short, form, 409, notice=SENT_BEFORE, stamp=stamps.new())
    if known is None:
        refused = _refused(request, short, posted, form, stamp)
        if refused is not None:
            return refused
        typed = {name: posted.data.get(name, "") for name in form.fields}
        known, is_new = receiving.begin(
            stamp.token, kind=short.kind, speaks=get_language() or "en", typed=typed, question=short.question
        )
        if is_new:
            limits.SENT.count(request)
            pressure.count()
    elif not form.is_valid():
        return pages.show(request, short, form, stamp=stamp)
    is_of_this_form = (known.kind, known.question_id) == (short.kind, short.question.pk if short.question else None)
    sent = form.as_text()
    if is_of_this_form:
        known, _is_new = receiving.send_plain(known, sent)
    is_same = receiving.is_same_text(known, sent) and receiving.is_reached_at(known, sent)
    if not is_of_this_form or not is_same:
        return pages.show(request, short, form, 409, notice=SENT_BEFORE, stamp=stamps.new())
    response = page.go(reverse("story_receipt"))
    way_in.open(response, known)
    receipts.remember(response, known, stamp.token)
    return response


def _refused(
    request: HttpRequest, short: Short, posted: Posted, form: PlainForm, stamp: stamps.Stamp
) -> HttpResponse | None:
    """The form again with why it is not taken; None where it is."""
    shown: Any = short.form(initial=posted.data.dict())
    if wait := limits.TRIED.seconds_left(request):
        return pages.come_later(request, short, shown, wait, stamp=stamp)
    limits.TRIED.count(request)
    refusal: Any = ""
    if posted.data.get("website"):
        refusal = FILLED_BY_A_PROGRAM
    elif stamp.age < FASTEST:
        refusal = TOO_FAST
    elif stamp.is_too_old:
        refusal, stamp = OPEN_TOO_LONG, stamps.new()
    if not form.is_valid() or refusal:
        return pages.show(request, short, form, refusal=refusal, stamp=stamp)
    if wait := limits.SENT.seconds_left(request):
        return pages.come_later(request, short, shown, wait, stamp=stamp)
    if not pressure.lets_in(stamp, posted.data.get("proof", "")):
        return pages.show(request, short, form, refusal=BUSY, stamp=stamp)
    return None
