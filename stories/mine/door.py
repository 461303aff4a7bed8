"""The door: the words of a receipt, typed in and sent, open the story that they are for.

Words that are wrong, that were replaced, whose story is erased or that never were get one and the same answer, after
the same slow hash: nobody learns whether there is a story.
"""

from __future__ import annotations

import math
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home import i18n
from stories import keys, limits, sanitise, way_in
from stories.models import Submission


def door_page(
    request: HttpRequest, status: int = 200, notice: str = "", words: str = "", lost: str = ""
) -> HttpResponse:
    """The form for the words. `lost` is what somebody typed elsewhere when they were not let in any more."""
    context: dict[str, Any] = {
        "reading": i18n.ViewReading(reverse("mine"), i18n.active_locale().language_code),
        "notice": notice,
        "words": words,
        "lost": lost,
        "noindex": True,
        "section_slug": "stories",
    }
    return render(request, "stories/mine/door.html", context, status=status)


def knock(request: HttpRequest) -> HttpResponse | Submission:
    """What the words that were sent open; the door with a sentence where they open nothing."""
    typed = sanitise.text(request.POST.get("words", ""))[: keys.LONGEST_TYPED]
    if not keys.normal(typed):
        return door_page(request, 403, notice=_("Write the words of your receipt into the field."))
    if wait := limits.HASHED.seconds_left(request):
        return too_often(request, typed, wait)
    limits.HASHED.count(request)
    # Many people share a network: what others tried there keeps nobody out who has the right words.
    if (found := opened_by(typed)) is not None:
        return found
    if wait := limits.OPENED.seconds_left(request):
        return too_often(request, typed, wait)
    limits.OPENED.count(request)
    return door_page(request, 403, notice=nothing(), words=typed)


def opened_by(typed: str) -> Submission | None:
    """The submission that these words are for. As slow for words that open nothing, so that it tells nobody anything.

    Only after limits.HASHED was counted.
    """
    hashes = keys.key_hashes(typed)
    return Submission.objects.exclude(receipt="").filter(receipt__in=hashes).first()


def nothing() -> str:
    """What is said of words that open nothing, whatever the reason."""
    return _(
        "These words open nothing. Compare each one with your receipt. They may also have been replaced by new words, "
        "or what they opened is erased."
    )


def too_often(request: HttpRequest, typed: str, seconds: int) -> HttpResponse:
    """429, with when to come back."""
    minutes = math.ceil(seconds / 60)
    notice = ngettext(
        "Words were tried too often from your network. Try again in %(minutes)d minute.",
        "Words were tried too often from your network. Try again in %(minutes)d minutes.",
        minutes,
    )
    response = door_page(request, 429, notice=notice % {"minutes": minutes}, words=typed)
    response["Retry-After"] = str(seconds)
    return response


def let_in(submission: Submission, response: HttpResponse) -> HttpResponse:
    """Give an answer the cookie of the way in."""
    way_in.open(response, submission)
    return response
