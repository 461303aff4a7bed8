"""A story that came by phone or on paper, written down by somebody who works here.

They are not asked who told it. The words of the receipt are for the sender, who can come back with them like others.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from home import i18n
from home.languages import own_name
from stories import filing, keys, receiving
from stories.models import Submission
from stories.steps import stamps
from stories.steps.beginning import SENT_BEFORE
from stories.steps.filled import PLAIN, Filled, values_of
from stories.steps.way import SENDING, door
from stories.ways import rights

TITLE = _("A story by phone")
CANNOT_STORE = _("It cannot be stored just now. Wait a minute, then send it again.")


class SpeaksForm(forms.Form):
    """In which language its sender reads what we write to them."""

    speaks = forms.ChoiceField(
        label=_("Language of the receipt"),
        help_text=_("The words are in it, and what the site tells the sender."),
        choices=lambda: [(code, own_name(code)) for code, _name in settings.LANGUAGES],
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The whole form of a story on one page, without pictures; then the words for its sender, shown once."""
    if not rights.may_enter(request.user):
        raise PermissionDenied
    if request.method != "POST":
        speaks = SpeaksForm(initial={"speaks": get_language()})
        return _form(request, Filled(SENDING, None, {"people": ""}), speaks, stamps.new())
    stamp = stamps.read(request.POST.get("stamp", ""))
    typed = {name: value for step in PLAIN for name, value in values_of(step, request.POST).items()}
    filled = Filled(SENDING, None, typed, step="check")
    speaks = SpeaksForm(request.POST)
    if stamp is None or not speaks.is_valid() or filled.faults:
        return _form(request, filled, speaks, stamp or stamps.new())
    try:
        story = filled.as_story(stamp.token, speaks.cleaned_data["speaks"])
        submission, is_new = receiving.submit(story, entered_by=request.user, came_by_phone=True)
    except (OperationalError, OSError, filing.NowhereToFileError):
        return _form(request, filled, speaks, stamp, status=503, notice=CANNOT_STORE)
    if submission.entered_by_id != request.user.pk:
        raise PermissionDenied
    if not is_new and not receiving.is_same_story(submission, story):
        return _form(request, filled, speaks, stamps.new(), status=409, notice=SENT_BEFORE)
    return _receipt(request, submission, stamp.token)


def _form(
    request: HttpRequest, filled: Filled, speaks: SpeaksForm, stamp: stamps.Stamp, status: int = 200, notice: Any = ""
) -> HttpResponse:
    context = {
        "sections": [(form, _shown(form)) for form in (filled.story, filled.people, filled.consent)],
        "speaks": speaks,
        "stamp": stamp,
        "faults": filled.faults if filled.step else [],
        "notice": notice,
    }
    return _answer(request, "stories/ways/admin/phone.html", context, status)


def _shown(form: Any) -> list[Any]:
    return [form[name] for name in form.fields if name != "website"]


def _receipt(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """The words while they open the story: not after its sender got others."""
    words = keys.words_while_open(token, submission.speaks, submission.receipt)
    speaks = submission.speaks if submission.speaks in keys.languages() else keys.LANGUAGE_WITHOUT_LIST
    context = {
        "submission": submission,
        "words": words,
        "speaks": speaks,
        "direction": i18n.direction(speaks),
        "door": i18n.absolute(door()),
    }
    return _answer(request, "stories/ways/admin/phone_receipt.html", context)


def _answer(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context |= {"header_title": gettext("A story by phone"), "header_icon": "edit"}
    response = TemplateResponse(request, template, context, status=status)
    add_never_cache_headers(response)
    return response
