"""What a sender does with what they sent. Each is a form; what cannot be done any more is answered with 409."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from stories import consenting, domain, durable, limits, way_in
from stories.mine import naming, reaching, saying
from stories.mine.access import of_own, posted, reading, seconds_to_wait, see, to_story
from stories.mine.forms import AnswerForm, ConsentForm, ContactForm, NameForm
from stories.mine.status import Status
from stories.mine.views import moved_on, status_page
from stories.models import Message, Submission
from stories.states import IllegalMoveError, Reason, State, locked
from stories.steps.forms import StepForm


@posted
def answer(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Say something to the editors."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return status_page(request, submission, answer=form)
    if wait := seconds_to_wait(request, limits.SAID):
        response = status_page(request, submission, 429, saying.TOO_OFTEN, AnswerForm(initial=form.cleaned_data))
        response["Retry-After"] = str(wait)
        return response
    try:
        say(submission, form.cleaned_data["text"])
    except IllegalMoveError:
        return moved_on(request, submission)
    return to_story("answered")


@durable.atomic
def say(submission: Submission, text: str) -> None:
    """Store an answer, once however often it is sent in a row. Raises IllegalMoveError."""
    submission = locked(submission)
    if not Status(submission).may("answer"):
        raise IllegalMoveError(f"answer in {submission.state}")
    last = submission.messages.exclude(kind=Message.Kind.NOTE).last()
    if last is None or not last.by_sender or last.text != text:
        domain.say(submission, Message.Kind.ANSWER, text)


@of_own
def name(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Choose whose name stands above it."""
    form = NameForm(request.POST if request.method == "POST" else None, initial=NameForm.about(submission))
    return _changed(
        request, submission, "name", form, lambda: naming.rename(submission, **form.chosen), "mine_name", "named"
    )


@of_own
def consent(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Change what is agreed to."""
    before = ConsentForm.about(Status(submission).consent)
    form = ConsentForm(request.POST if request.method == "POST" else None, initial=before)
    return _changed(
        request,
        submission,
        "consent",
        form,
        lambda: consenting.change(submission, form.sent),
        "mine_consent",
        "consented",
    )


@of_own
def contact(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Add, change or delete the address."""
    if request.method == "POST" and "delete" in request.POST:
        try:
            reaching.unreachable(submission)
        except IllegalMoveError:
            return moved_on(request, submission)
        return to_story("unreachable")
    before = ContactForm.about(Status(submission).contact)
    form = ContactForm(request.POST if request.method == "POST" else None, initial=before)

    def store() -> None:
        said = form.cleaned_data
        reaching.reach_at(submission, said["address"], said["is_told"], get_language() or submission.speaks)

    return _changed(request, submission, "contact", form, store, "mine_contact", "reach")


def _changed(
    request: HttpRequest,
    submission: Submission,
    what: str,
    form: StepForm,
    store: Callable[[], Any],
    address: str,
    done: str,
) -> HttpResponse:
    """A form of its own page, shown, judged and stored."""
    context = {
        "form": form,
        "submission": submission,
        "mine": Status(submission),
        "reading": reading(address),
        "noindex": True,
        "section_slug": "stories",
    }
    template = f"stories/mine/{what}.html"
    if request.method != "POST":
        return render(request, template, context) if Status(submission).may(what) else to_story()
    if not Status(submission).may(what):
        return moved_on(request, submission)
    if not form.is_valid():
        return render(request, template, context)
    if wait := seconds_to_wait(request, limits.SAID):
        response = render(request, template, context | {"notice": saying.TOO_OFTEN}, status=429)
        response["Retry-After"] = str(wait)
        return response
    try:
        store()
    except IllegalMoveError:
        return moved_on(request, submission)
    return to_story(done)


@of_own
def withdraw(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Take it back, after a page that asks once more. A draft, which nobody has read, is erased at once."""
    if request.method != "POST":
        if not Status(submission).may("withdraw"):
            return to_story()
        context = {
            "submission": submission,
            "mine": Status(submission),
            "reading": reading("mine_withdraw"),
            "noindex": True,
            "section_slug": "stories",
        }
        return render(request, "stories/mine/withdraw.html", context)
    try:
        if take_back(submission):
            return way_in.forget_copy(to_story("withdrawn"))
    except IllegalMoveError:
        submission.refresh_from_db()
        if submission.state == State.WITHDRAWN:  # pressed twice
            return way_in.forget_copy(to_story("withdrawn"))
        return moved_on(request, submission)
    response = see(reading("mine").path)
    way_in.close(response)
    return way_in.forget_copy(response)


@durable.atomic
def take_back(submission: Submission) -> bool:
    """Withdraw what was sent, erase what was not; whether something is left to be seen. Raises IllegalMoveError."""
    if locked(submission).state == State.DRAFT:
        domain.erase(submission, reason=Reason.BY_SENDER)
        return False
    domain.withdraw(submission)
    return True
