"""The first time that something is stored of a story: a draft, under a receipt."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from stories import keys, limits, receiving, sanitise, way_in
from stories.models import Submission
from stories.steps import drafts, page, pressure, receipts, stamps
from stories.steps.filled import GONE_THROUGH, Fault, Filled
from stories.steps.onwards import onwards
from stories.steps.posted import Posted
from stories.steps.way import SENDING, door

#: Seconds. Nobody reads, thinks and types the first step in less.
FASTEST = 3
FILLED_BY_A_PROGRAM = _("A field that people do not see was filled in, perhaps by your browser. Please send it again.")
TOO_FAST = _("That was faster than anyone can type. Wait a moment, then send it again.")
OPEN_TOO_LONG = _("This form was open for more than a day. Press the button once more.")
BUSY = _("Very many stories are coming in just now. Wait a minute, then send yours again. Thank you for your patience.")
SENT_BEFORE = _(
    "You have sent this story already. To change it, use the words of your receipt. "
    "To send this as another story, press the button again."
)

NEW_WORDS = _(
    "This draft is kept, and has new words by now: open it with those. "
    "To begin another story with what stands here, press the button again."
)


def begin(request: HttpRequest, values: dict[str, Any], posted: Posted) -> HttpResponse:
    """Begin a draft with the first step; the same form, however often it is sent, begins one."""
    stamp = stamps.read(posted.data.get("stamp", ""))
    known = receiving.received(stamp.token) if stamp else None
    if stamp is not None and known is not None:
        # New words end this way in as well.
        if not keys.words_while_open(stamp.token, known.speaks, known.receipt):
            return _shown_again(request, values, NEW_WORDS if SENDING.is_open(known) else SENT_BEFORE)
        if not SENDING.is_open(known):
            return _sent_before(request, values, known)
    if stamp is None or known is None:
        begun = _new(request, values, posted, stamp)
        if isinstance(begun, HttpResponse):
            return begun
        draft, token = begun
    else:
        draft, token = drafts.keep(SENDING, known, "story", values), stamp.token
    response = onwards(request, SENDING, draft, "story", posted, has_new_words=True)
    way_in.open(response, draft)
    receipts.remember(response, draft, token)
    return response


def _new(
    request: HttpRequest, values: dict[str, Any], posted: Posted, stamp: stamps.Stamp | None
) -> tuple[Submission, str] | HttpResponse:
    """The draft with its token, or the form again with why there is none."""
    shown = Filled(SENDING, None, values, step="story")
    hidden: dict[str, Any] = {"stamp": page.stamp_for(posted.data.get("stamp", ""))}
    if wait := limits.TRIED.seconds_left(request):
        return page.come_later(request, shown, wait, **hidden)
    limits.TRIED.count(request)
    filled = Filled(SENDING, None, values, step="story", judged=True)
    is_begun = sanitise.line(values["title"] or "") or sanitise.text(values["body"] or "")
    if stamp is not None and stamp.is_too_old:
        hidden["stamp"] = stamps.new()
    if refusal := _refusal(posted, stamp):
        filled.refusals.append(Fault("story", "s-send", refusal))
    if refusal or not is_begun or stamp is None:
        return page.form(request, filled, **hidden)
    if wait := limits.SENT.seconds_left(request):
        return page.come_later(request, shown, wait, **hidden)
    if not pressure.lets_in(stamp, posted.data.get("proof", "")):
        filled.refusals.append(Fault("story", "s-send", BUSY))
        return page.form(request, filled, **hidden)
    typed = values | {GONE_THROUGH: ["story"]}
    draft, is_new = receiving.begin(stamp.token, speaks=get_language() or "en", typed=typed)
    if is_new:
        limits.SENT.count(request)
        pressure.count()
    return draft, stamp.token


def _refusal(posted: Posted, stamp: stamps.Stamp | None) -> Any:
    if posted.data.get("website"):
        return FILLED_BY_A_PROGRAM
    if stamp is not None and stamp.is_too_old:
        return OPEN_TOO_LONG
    return TOO_FAST if stamp is None or stamp.age < FASTEST else ""


def _sent_before(request: HttpRequest, values: dict[str, Any], known: Submission) -> HttpResponse:
    """The form of a story that was sent came again: the same words get the same thanks, others are another story."""
    form = Filled(SENDING, None, values, step="story", judged=True).story
    if form.is_valid() and _says(form.cleaned_data) == _said(known):
        response = page.go(reverse("story_sent"))
        way_in.open(response, known)
        return response
    return _shown_again(request, values)


def _says(story: dict[str, Any]) -> tuple[str, ...]:
    names = ("language", "region", "content_note", "link")
    return (sanitise.line(story["title"]), sanitise.text(story["body"]), *(story[name] for name in names))


def _said(known: Submission) -> tuple[str, ...]:
    """The same of one that was sent."""
    newest = known.page.get_latest_revision_as_object() if known.page else None
    note = newest.content_note if newest else ""
    return known.title, known.text, known.language, known.region, note, known.link


def _shown_again(request: HttpRequest, values: dict[str, Any], notice: Any = SENT_BEFORE) -> HttpResponse:
    shown = Filled(SENDING, None, values, step="story")
    return page.form(request, shown, 409, notice=notice, stamp=stamps.new(), door=door())
