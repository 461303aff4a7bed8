"""The door, the page of what somebody sent, its pictures, and the way out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from home.models import Picture
from home.renditions import pixels_of
from home.storage import PRIVATE
from stories import held, way_in
from stories.mine import saying
from stories.mine.access import private, reading, see, shut_out, to_story, typed_in
from stories.mine.door import door_page, knock, let_in
from stories.mine.forms import AnswerForm
from stories.mine.status import Status
from stories.models import HeldPicture, Submission
from stories.states import State
from stories.steps.receipts import cookie_name

#: As the pictures of a page, so that a size is made once for both.
SIZE = "width-960|format-webp|webpquality-75"


@private
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """What this browser is let in to; else the door, to which the words of a receipt are sent."""
    if request.method == "POST":
        found = knock(request)
        return let_in(found, to_story()) if isinstance(found, Submission) else found
    submission = way_in.find(request)
    if submission is None or submission.state == State.ERASED:
        return door_page(request)
    return status_page(request, submission)


def status_page(
    request: HttpRequest,
    submission: Submission,
    status: int = 200,
    notice: Any = "",
    answer: AnswerForm | None = None,
    lost: str = "",
) -> HttpResponse:
    """Where it is and what can be done. `lost` is what was typed into a form that is not there any more."""
    shown = Status(submission)
    context = {
        "mine": shown,
        "submission": submission,
        "answer": answer or AnswerForm(),
        "notice": notice,
        "lost": lost,
        "done": saying.DONE.get(request.GET.get("done", ""), ""),
        "reading": reading(),
        "noindex": True,
        "section_slug": "stories",
    }
    return render(request, "stories/mine/status.html", context, status=status)


def moved_on(request: HttpRequest, submission: Submission) -> HttpResponse:
    """409: it is in another state by now. Where it is, and what was typed: in its field, or to be copied."""
    submission = Submission.objects.select_related("page").get(pk=submission.pk)
    if submission.state == State.ERASED:
        return shut_out(request)
    text = typed_in(request)
    can_answer = Status(submission).may("answer")
    answer = AnswerForm(initial={"text": text}) if can_answer else None
    return status_page(request, submission, 409, saying.MOVED_ON, answer, lost="" if can_answer else text)


@private
@require_safe
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """A picture that came with what this browser is let in to: of a draft by its token, of a story by its number."""
    submission = way_in.find(request)
    if submission is None or submission.state in (State.WITHDRAWN, State.EXPIRED, State.ERASED):
        raise Http404
    if key.isascii() and key.isdecimal() and len(key) < 19:
        stored = Picture.objects.filter(pk=int(key), submissions=submission, file__startswith=PRIVATE).first()
        if stored is None:
            raise Http404
        return pixels_of(stored.get_rendition(SIZE).file.name)
    kept = HeldPicture.objects.filter(submission=submission, token=key).first()
    if kept is None or kept.token not in held.find([kept.token]):
        raise Http404
    response = HttpResponse(held.content_of(kept), content_type="image/webp")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@private
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Let this browser in no longer, and show something harmless."""
    response = see(reverse("wagtail_serve", args=["stories/"])) if request.method == "POST" else to_story()
    if request.method == "POST":
        way_in.close(response)
        way_in.forget_copy(response)
        way_in.delete_cookies(response, cookie_name)
    return response
