"""Sending a story: the form and its receipt. Neither needs JavaScript, an account or a session."""

from __future__ import annotations

import logging
import math
import uuid
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from home import i18n, views
from stories import filing, held, limits, receiving
from stories.models import Submission
from stories.sending import SLOTS, Sending, keep_pictures, key_of, remove_picture
from stories.uploads import MAX_REQUEST, PicturesInMemory

logger = logging.getLogger(__name__)

RECEIPT = "stories.receipt"
#: A telephone may load the receipt again when its owner comes back to it.
RECEIPT_LASTS = 24 * 3600
RETRY_AFTER = 30
NO_COOKIE = _(
    "Your browser did not send back the cookie that protects this form. Send it once more. "
    "If you had just chosen a picture, choose it again."
)
CANNOT_STORE = _("We cannot store anything just now. Wait a minute, then send it again.")


class _CsrfCheck(CsrfViewMiddleware):
    """Says what is wrong instead of answering, so that the form can be shown again with all that was typed."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


@csrf_exempt  # checked below, after the size and with an answer of its own
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """The form; a POST either files a story or shows the form again with everything that was typed."""
    if request.method != "POST":
        held.sweep()
        return _form(request, Sending.blank())
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_REQUEST:
        return _too_large(request)
    handler = PicturesInMemory(request, frozenset(f"{slot}-file" for slot in SLOTS))
    request.upload_handlers = [handler]
    try:
        data = _without_nul(request.POST)
    except RequestDataTooBig:
        return _too_large(request)
    if _CsrfCheck(lambda _request: HttpResponse()).process_view(request, _receive, (), {}) is not None:
        return _form(request, Sending.typed(data), 403, notice=NO_COOKIE)
    return _receive(request, data, handler.too_large)


def _without_nul(sent: QueryDict) -> QueryDict:
    """A copy that can be changed, without the one character that neither databases nor HTML can hold."""
    data = sent.copy()
    for name, values in sent.lists():
        data.setlist(name, [str(value).replace("\0", "") for value in values])
    return data


def _receive(request: HttpRequest, data: QueryDict, too_large: set[str]) -> HttpResponse:
    key = key_of(data)
    first = receiving.received(str(key)) if key else None
    if first is not None:
        return _receipt(first)
    if wait := limits.TRIED.seconds_left(request):
        return _come_later(request, data, wait)
    limits.TRIED.count(request)
    try:
        held.sweep()
        problems = keep_pictures(data, request.FILES, too_large)
        if "remove" in data:
            remove_picture(data, str(data["remove"]))
            return _form(request, Sending.typed(data))
        sending = Sending.judged(data, problems)
        if not sending.is_complete():
            return _form(request, sending)
        if wait := limits.SENT.seconds_left(request):
            return _come_later(request, data, wait)
        submission, is_new = receiving.submit(sending.as_story(str(key_of(data) or uuid.uuid4())))
    except (OperationalError, OSError, filing.NowhereToFileError) as error:
        logger.error("A story could not be stored: %s", type(error).__name__)
        return _unavailable(request, data)
    if is_new:
        limits.SENT.count(request)
    held.release(form.kept for form in sending.attached)
    return _receipt(submission)


def _form(request: HttpRequest, sending: Sending, status: int = 200, notice: Any = "") -> HttpResponse:
    context = {
        "sending": sending,
        "notice": notice,
        "reading": i18n.ViewReading(request.path, i18n.active_locale().language_code),
        "og_title": gettext("Send us your story"),
        "section_slug": "stories",
    }
    return render(request, "stories/send.html", context, status=status)


def _come_later(request: HttpRequest, data: QueryDict, seconds: int) -> HttpResponse:
    minutes = math.ceil(seconds / 60)
    notice = ngettext(
        "Many stories have come from your network in the last hour. Send yours again in %(minutes)d minute.",
        "Many stories have come from your network in the last hour. Send yours again in %(minutes)d minutes.",
        minutes,
    )
    response = _form(request, Sending.typed(data), 429, notice=notice % {"minutes": minutes})
    response["Retry-After"] = str(seconds)
    return response


def _unavailable(request: HttpRequest, data: QueryDict) -> HttpResponse:
    """The form with everything that was typed; without the database, at least a page that says to try again."""
    try:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        response = _form(request, Sending.typed(data), 503, notice=CANNOT_STORE)
    except DatabaseError:
        response = views.server_error(request)
        response.status_code = 503
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _too_large(request: HttpRequest) -> HttpResponse:
    """Nothing was read, so nothing can be shown again: the browser still has it on the page before."""
    reading = i18n.ViewReading(request.path, i18n.active_locale().language_code)
    return render(request, "stories/send_too_large.html", {"reading": reading, "noindex": True}, status=413)


def _receipt(submission: Submission) -> HttpResponse:
    """Off to the page with the reference, which a reload does not send again. It travels signed, in no cookie."""
    signed = signing.TimestampSigner(salt=RECEIPT).sign(submission.reference)
    # The form is sent to "#errors", and browsers keep that for the page they are led to unless it names a place itself.
    response = HttpResponseRedirect(reverse("story_sent") + "?" + urlencode({"receipt": signed}) + "#main")
    response.status_code = 303
    return response


@dataclass(frozen=True)
class _ReceiptReading(i18n.ViewReading):
    """The receipt in other languages: their addresses need its query, which is no part of the canonical one."""

    @property
    def canonical(self) -> str:
        """This address without its query."""
        return i18n.absolute(self.path.partition("?")[0])


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The receipt: the reference and what happens next."""
    try:
        signed = request.GET.get("receipt", "")
        reference = signing.TimestampSigner(salt=RECEIPT).unsign(signed, max_age=RECEIPT_LASTS)
    except signing.SignatureExpired:
        reference = ""
    except signing.BadSignature as error:
        raise Http404 from error
    context = {
        "reference": reference,
        "reading": _ReceiptReading(request.get_full_path(), i18n.active_locale().language_code),
        "section_slug": "stories",
        "noindex": True,
    }
    return render(request, "stories/send_thanks.html", context, status=200 if reference else 410)
