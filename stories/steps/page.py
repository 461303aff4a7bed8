"""The pages of the steps, also with what is wrong in them and while something is broken."""

from __future__ import annotations

import math
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from home import i18n, views
from stories import keys
from stories.steps import pressure, stamps
from stories.steps.filled import Filled
from stories.steps.way import FORMS, STEPS, door

RETRY_AFTER = 30
NO_COOKIE = _(
    "Your browser did not send back the cookie that protects this form. Send it once more. "
    "If you had just chosen a picture, choose it again."
)
CANNOT_STORE = _("We cannot store anything just now. Wait a minute, then send it again.")
#: The browser is let in to nothing any more, or to another story.
LOST = _(
    "We cannot tell any more which story this belongs to. Open your story with the words of your receipt in another "
    "window, leave that window open, then press the button here again."
)
#: The story has moved on since this page was opened.
TOO_LATE = _("Your story was sent before this page. It was not changed now. You can change it with your receipt.")


def form(request: HttpRequest, filled: Filled, status: int = 200, *, notice: Any = "", **more: Any) -> HttpResponse:
    """The page of a step; `notice` says what is wrong with the whole."""
    step = filled.step
    context = {
        "filled": filled,
        "way": filled.way,
        "step": step,
        "address": filled.way.address(step),
        "before": filled.way.before(step),
        "title": STEPS[step],
        "number": list(STEPS).index(step) + 1,
        "is_first": step == "story" and filled.submission is None,
        "reference": filled.submission.reference if filled.submission else "",
        "notice": notice,
        "door": door(),
        "reading": i18n.ViewReading(request.path, i18n.active_locale().language_code),
        "og_title": gettext("Send us your story"),
        "section_slug": "stories",
        "noindex": filled.way.is_change or step != "story",
        **more,
    }
    if filled.way.before(step):
        context["back"] = filled.way.address(filled.way.before(step))
    if context["is_first"] and not context["reference"]:
        context.setdefault("stamp", stamps.new())
        context["pressure"] = pressure.for_form()
    context["is_form"] = step in FORMS
    return render(request, f"stories/steps/{step}.html", context, status=status)


def come_later(request: HttpRequest, filled: Filled, seconds: int, **more: Any) -> HttpResponse:
    """429: the form with everything in it, and when to try again."""
    minutes = math.ceil(seconds / 60)
    notice = ngettext(
        "Many stories have come from your network in the last hour. Send yours again in %(minutes)d minute.",
        "Many stories have come from your network in the last hour. Send yours again in %(minutes)d minutes.",
        minutes,
    )
    response = form(request, filled, 429, notice=notice % {"minutes": minutes}, **more)
    response["Retry-After"] = str(seconds)
    return response


def unavailable(request: HttpRequest, filled: Filled, **more: Any) -> HttpResponse:
    """The form with everything that was typed; without the database, at least a page that says to try again."""
    try:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        response = form(request, filled, 503, notice=CANNOT_STORE, **more)
    except DatabaseError:
        response = broken(request)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """503 that needs no database."""
    response = views.server_error(request)
    response.status_code = 503
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """Nothing was read, so nothing can be shown again: the browser still has it on the page before."""
    reading = i18n.ViewReading(request.path, i18n.active_locale().language_code)
    return render(request, "stories/steps/too_large.html", {"reading": reading, "noindex": True}, status=413)


def go(address: str) -> HttpResponse:
    """303, so that a reload sends nothing again."""
    # The form is sent to "#errors", and browsers keep that for the page they are led to unless it names a place itself.
    response = HttpResponseRedirect(address + "#main")
    response.status_code = 303
    return response


def stamp_for(text: str) -> stamps.Stamp:
    """The stamp that a form was sent with, or another in the place of one that is not ours."""
    return stamps.read(text) or stamps.Stamp(keys.new_token(), stamps.new().opened)
