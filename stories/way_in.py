"""The way in for whoever sent something, without an account: a cookie that opens one submission for half a day.

It is set after the first step of the form, or after the words of a receipt were sent. A browser sends it below the
stories only, and no public page looks at it. Whoever gets a new receipt ends it everywhere, because it holds the
beginning of the receipt's hash.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language_from_path

from stories.models import Submission

#: Seconds that it opens something; the browser forgets it when it is closed.
LASTS = 12 * 3600
SALT = "stories.way_in"
#: Characters of the receipt's hash that must still be the same.
BEGINNING = 16


def cookie_name(language: str) -> str:
    """The cookie for the stories in one language: each path has one of its own, so that nothing else gets it."""
    return f"story_{language}"


def path_of(language: str) -> str:
    """Where the browser sends the cookie to."""
    return f"/{language}/stories/"


def open(response: HttpResponse, submission: Submission) -> None:
    """Let the browser that gets this answer in to this submission, in every language, and to no other."""
    value = signing.dumps([submission.pk, submission.receipt[:BEGINNING]], salt=SALT)
    set_cookies(response, cookie_name, value)


def find(request: HttpRequest) -> Submission | None:
    """The submission that this browser is let in to; None when the cookie is missing, forged, old or ended.

    One query, none without a cookie that is ours.
    """
    try:
        cookie = request.COOKIES.get(cookie_name(language_of(request)), "")
        pk, beginning = signing.loads(cookie, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    submission = Submission.objects.select_related("page").filter(pk=pk).first()
    if submission is None or not submission.receipt:
        return None
    return submission if constant_time_compare(submission.receipt[:BEGINNING], beginning) else None


def close(response: HttpResponse) -> None:
    """Let this browser in no longer."""
    delete_cookies(response, cookie_name)


def forget_copy(response: HttpResponse) -> HttpResponse:
    """Let this browser forget what static/js/story-form.js keeps in it, wherever the answer leads."""
    response["Clear-Site-Data"] = '"storage"'
    return response


def language_of(request: HttpRequest) -> str:
    """The language of the address, by which a browser chose the cookie."""
    return get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def set_cookies(response: HttpResponse, name_of: Callable[[str], str], value: str) -> None:
    """The same cookie for the stories of each language, which no script can read and no other site makes it send."""
    for language, _name in settings.LANGUAGES:
        response.set_cookie(
            name_of(language),
            value,
            path=path_of(language),
            httponly=True,
            samesite="Strict",
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )


def delete_cookies(response: HttpResponse, name_of: Callable[[str], str]) -> None:
    """Take them back."""
    for language, _name in settings.LANGUAGES:
        response.delete_cookie(name_of(language), path=path_of(language), samesite="Strict")
