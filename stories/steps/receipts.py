"""The words of a receipt, shown until their sender says that they have kept them, and the ends of the form."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from home import i18n
from stories import keys, way_in
from stories.models import Submission
from stories.states import State
from stories.steps import page
from stories.steps.posted import TooLargeError, read
from stories.steps.way import SENDING, door, new_words

SALT = "stories.receipt"
#: Seconds for which the words can be shown: they follow from the form's token, which a cookie keeps until then.
LASTS = 2 * 3600


def cookie_name(language: str) -> str:
    """The cookie for the stories in one language."""
    return f"receipt_{language}"


def remember(response: HttpResponse, submission: Submission, token: str) -> None:
    """Keep the token of a form in the browser that sent it, until the words that follow from it were kept."""
    way_in.set_cookies(response, cookie_name, signing.dumps([submission.pk, token], salt=SALT))


def is_waiting(request: HttpRequest, submission: Submission) -> bool:
    """Whether the words of this submission have not been kept yet, as far as this browser knows."""
    return bool(_token(request, submission))


def _token(request: HttpRequest, submission: Submission) -> str:
    try:
        cookie = request.COOKIES.get(cookie_name(way_in.language_of(request)), "")
        pk, token = signing.loads(cookie, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(token) if pk == submission.pk else ""


def _words(request: HttpRequest, submission: Submission) -> str:
    """The words, while they open the story; empty when they were shown before, or replaced. 55 ms of computing."""
    token = _token(request, submission)
    return keys.words_while_open(token, submission.speaks, submission.receipt) if token else ""


@csrf_exempt  # checked in `posted.read`
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """The words, with what to do with them; a POST says that they were kept."""
    try:
        submission = way_in.find(request)
        if submission is None:
            return page.go(door())
        if request.method == "POST":
            return _kept(request, submission)
        return _receipt(request, submission)
    except OperationalError:
        return page.broken(request)


def _kept(request: HttpRequest, submission: Submission) -> HttpResponse:
    try:
        posted = read(request)
    except TooLargeError:
        return page.too_large(request)
    if not posted.is_ours:
        return _receipt(request, submission, 403, notice=page.NO_COOKIE)
    if "later" in posted.data:
        response = page.go(reverse("story_later"))
        way_in.close(response)
        way_in.forget_copy(response)
    elif submission.state == State.DRAFT:
        response = page.go(SENDING.address("people"))
    else:
        response = page.go(door())
    way_in.delete_cookies(response, cookie_name)
    return response


def _receipt(request: HttpRequest, submission: Submission, status: int = 200, *, notice: Any = "") -> HttpResponse:
    words = _words(request, submission)
    context = {
        "words": words.split(),
        "speaks": _language_of_words(submission),
        "direction": i18n.direction(_language_of_words(submission)),
        "notice": notice,
        "new_words": new_words(),
        "is_draft": submission.state == State.DRAFT,
        "days": settings.STORY_DAYS,
        **_common(request),
    }
    if not words and status == 200:
        status = 410
    return render(request, "stories/steps/receipt.html", context, status=status)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The words as a text file, while they can be shown."""
    try:
        submission = way_in.find(request)
        words = _words(request, submission) if submission else ""
    except OperationalError:
        return page.broken(request)
    if not words:
        return page.go(reverse("story_receipt") if submission else door())
    text = render_to_string("stories/steps/receipt.txt", {"words": words, "door": i18n.absolute(door())})
    # Windows shows a file without this mark in the wrong letters.
    response = HttpResponse("\ufeff" + text.replace("\n", "\r\n"), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{gettext("words")}.txt"'
    return response


@require_safe
def later(request: HttpRequest) -> HttpResponse:
    """What to do to go on with a story that is not finished. This browser is let in no longer."""
    return render(request, "stories/steps/later.html", {"days": settings.STORY_DAYS, **_common(request)})


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The reference and what happens next."""
    try:
        submission = way_in.find(request)
    except OperationalError:
        return page.broken(request)
    if submission is None:
        return page.go(door())
    if submission.state == State.DRAFT:
        return page.go(SENDING.address("check"))
    context = {"reference": submission.reference, "is_waiting": is_waiting(request, submission), **_common(request)}
    return render(request, "stories/steps/thanks.html", context)


def _common(request: HttpRequest) -> dict[str, Any]:
    return {
        "door": door(),
        "reading": i18n.ViewReading(request.path, i18n.active_locale().language_code),
        "section_slug": "stories",
        "noindex": True,
    }


def _language_of_words(submission: Submission) -> str:
    code = submission.speaks.split("-")[0]
    return code if code in keys.languages() else keys.LANGUAGE_WITHOUT_LIST
