"""New words for what was sent, in the place of the old ones.

They are shown first and hold only when their reader says so: an answer that is lost on the way leaves nobody without
words. They travel signed, so that nobody can put words of their own, which others could guess, in their place.
"""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext

from stories import durable, keys, limits, way_in
from stories.mine import saying
from stories.mine.access import of_own, posted, reading, seconds_to_wait, to_story
from stories.mine.views import moved_on
from stories.models import Submission
from stories.states import IllegalMoveError, State, locked

SALT = "stories.mine.receipts"
#: Seconds in which the words must be taken.
LASTS = 3600


@of_own
def receipt(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Shows new words; a POST makes them the ones that open it, and ends the old ones and every other way in."""
    if request.method != "POST":
        return _page(request, submission, keys.fresh(submission.speaks))
    words = words_of(submission, request.POST.get("words", ""))
    if words is None:
        return _page(request, submission, keys.fresh(submission.speaks), is_stale=True)
    if wait := seconds_to_wait(request, limits.HASHED):
        response = _page(request, submission, words, notice=saying.TOO_OFTEN, status=429)
        response["Retry-After"] = str(wait)
        return response
    hashed = keys.key_hash(words)  # slow, so before anything is locked
    try:
        renewed = renew(submission, hashed)
    except IllegalMoveError:
        return moved_on(request, submission)
    response = to_story("renewed")
    way_in.open(response, renewed)
    return response


@posted
def download(request: HttpRequest, submission: Submission) -> HttpResponse:
    """The new words as a file that says what they are for."""
    words = words_of(submission, request.POST.get("words", ""))
    if words is None:
        return _page(request, submission, keys.fresh(submission.speaks), is_stale=True)
    text = render_to_string("stories/steps/receipt.txt", {"words": words, "door": reading().canonical})
    # Windows shows a file without this mark in the wrong letters.
    response = HttpResponse("\ufeff" + text.replace("\n", "\r\n"), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{gettext("words")}.txt"'
    return response


@durable.atomic
def renew(submission: Submission, receipt: str) -> Submission:
    """Let another receipt open it. Raises IllegalMoveError where it was erased, or renewed elsewhere meanwhile."""
    before = submission.receipt
    submission = locked(submission)
    if submission.state == State.ERASED or submission.receipt != before:
        raise IllegalMoveError("renew")
    submission.receipt = receipt
    submission.save(update_fields=["receipt"])
    return submission


def signed(submission: Submission, words: str) -> str:
    """Words with the submission and the receipt that they are meant to replace."""
    return signing.dumps([submission.pk, submission.receipt[: way_in.BEGINNING], words], salt=SALT)


def words_of(submission: Submission, value: str) -> str | None:
    """The words that we signed for this submission; None where they are old, replaced already, or not ours."""
    try:
        pk, beginning, words = signing.loads(value, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    is_same = pk == submission.pk and beginning == submission.receipt[: way_in.BEGINNING]
    return str(words) if is_same else None


def _page(
    request: HttpRequest,
    submission: Submission,
    words: str,
    notice: Any = "",
    status: int = 200,
    is_stale: bool = False,
) -> HttpResponse:
    context = {
        "submission": submission,
        "words": words.split(),
        "language": submission.speaks if submission.speaks.split("-")[0] in keys.languages() else "en",
        "signed": signed(submission, words),
        "is_stale": is_stale,
        "notice": notice,
        "reading": reading("mine_receipt"),
        "noindex": True,
        "section_slug": "stories",
    }
    return render(request, "stories/mine/receipt.html", context, status=status)
