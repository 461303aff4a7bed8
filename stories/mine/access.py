"""Who may see the pages of a sender: whoever has the cookie of the way in, and nobody else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters

from home import i18n, views
from stories import limits, way_in
from stories.mine.door import door_page
from stories.models import Submission
from stories.states import State
from stories.steps import page

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]
#: What a form sends that its sender typed, in the order in which it is shown again.
TYPED = ("text", "name", "address")


def private(view: View) -> View:
    """Let nobody keep, list or pass on what a view answers. While the database does not, nothing typed is lost."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except OperationalError as error:
            logger.error("A page of a sender is broken: %s", type(error).__name__)
            response = unavailable(request)
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response

    return inner


def of_own(view: View) -> View:
    """Give a view the submission that this browser is let in to: `view(request, submission)`.

    Without one, a reader is led to the door; who sends something gets the door with what they typed, to copy it.
    """

    @private
    @sensitive_post_parameters()
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        submission = way_in.find(request)
        if submission is not None and submission.state != State.ERASED:
            return view(request, submission, *args, **kwargs)
        return shut_out(request)

    return inner


def posted(view: View) -> View:
    """For what only changes something: a reader who comes to its address is led to the story."""

    @of_own
    @wraps(view)
    def inner(request: HttpRequest, submission: Submission, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return to_story()
        return view(request, submission, *args, **kwargs)

    return inner


def shut_out(request: HttpRequest) -> HttpResponse:
    """The answer to a browser that is not let in (any more)."""
    if request.method == "POST":
        return door_page(request, 403, lost=typed_in(request))
    return to_story()


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 with everything that was sent, to send it again with one press; what was typed can be read and copied."""
    if request.method != "POST":
        return page.broken(request)
    posted = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "address": request.path,
        "posted": [(name, value) for name, value in posted if name != "csrfmiddlewaretoken"],
        "token": get_token(request),
        "lost": typed_in(request),
    }
    try:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        around = {"notice": page.CANNOT_STORE, "reading": reading(), "noindex": True, "section_slug": "stories"}
        response = render(request, "stories/mine/again.html", context | around, status=503)
    except DatabaseError:
        response = views.server_error(request, "stories/mine/broken.html", **context)
        response.status_code = 503
    response["Retry-After"] = str(page.RETRY_AFTER)
    return response


def typed_in(request: HttpRequest) -> str:
    """What somebody typed into a form that could not be taken."""
    return "\n\n".join(filter(None, (request.POST.get(name, "").strip() for name in TYPED)))


def to_story(done: str = "") -> HttpResponse:
    """Off to the story, which a reload does not change again; `done` names what was done."""
    return see(reverse("mine") + (f"?{urlencode({'done': done})}" if done else ""))


def see(address: str) -> HttpResponse:
    """Off to another page, whatever was sent here."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def reading(name: str = "mine") -> i18n.ViewReading:
    """A page of the sender in every language; that of a form which is shown again has the address it was read at."""
    return i18n.ViewReading(reverse(name), i18n.active_locale().language_code)


def seconds_to_wait(request: HttpRequest, limit: limits.Limit) -> int:
    """Seconds until another try is taken; 0 when one is, which is counted then."""
    wait = limit.seconds_left(request)
    if not wait:
        limit.count(request)
    return wait
