"""The pages of the short forms, also with what is wrong in them and while something is broken."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from home import i18n
from stories.models import Submission
from stories.steps import page, pressure, stamps
from stories.steps.filled import Fault, anchor_of
from stories.steps.way import door
from stories.ways.forms import FORMS, PlainForm

Kind = Submission.Kind
TITLES = {
    Kind.GUIDE: _("Suggest a guide"),
    Kind.QUESTION: _("Ask a question"),
    Kind.ANSWER: _("Answer a question"),
}
DESCRIPTIONS = {
    Kind.GUIDE: _("Suggest a guide for the library. You need no account."),
    Kind.QUESTION: _("Ask who has been there before you. You need no account."),
    Kind.ANSWER: _("Answer a question of others. You need no account."),
}


@dataclass(frozen=True)
class Short:
    """A short form: for which kind, of an answer to which question, and what it changes, if it was sent before."""

    kind: str
    question: Submission | None = None
    changes: Submission | None = None
    #: The name in addresses of a question that is not public: nothing is told of it, not even whether there was one.
    gone: str = ""

    @property
    def address(self) -> str:
        """Where it is, in the interface language."""
        if self.changes is not None:
            return reverse("change_text")
        if slug := self.question.slug if self.question is not None else self.gone:
            return reverse("answer_question", args=[slug])
        return reverse("suggest_guide" if self.kind == Kind.GUIDE else "ask_question")

    @property
    def title(self) -> Any:
        """What the page is called."""
        return _("Change what you sent") if self.changes is not None else TITLES[Kind(self.kind)]

    def form(self, data: Any = None, **more: Any) -> PlainForm:
        """Its form."""
        return FORMS[self.kind](data, is_change=self.changes is not None, **more)


def show(
    request: HttpRequest,
    short: Short,
    form: PlainForm,
    status: int = 200,
    *,
    notice: Any = "",
    refusal: Any = "",
    stamp: stamps.Stamp | None = None,
) -> HttpResponse:
    """The form; `notice` says what is wrong with the whole, `refusal` why it was not taken."""
    faults = [Fault("", anchor_of(form[name]), said) for name in form.fields for said in form[name].errors]
    if refusal:
        faults.append(Fault("", "s-send", refusal))
    context = {
        "short": short,
        "form": form,
        "fields": [form[name] for name in form.fields if name != "website"],
        "faults": faults,
        "notice": notice,
        "stamp": None if short.changes else stamp or stamps.new(),
        "pressure": None if short.changes else pressure.for_form(),
        "door": door(),
        "description": DESCRIPTIONS[Kind(short.kind)],
        "reading": i18n.ViewReading(request.path, i18n.active_locale().language_code),
        "og_title": short.title,
        "section_slug": "library" if short.kind == Kind.GUIDE else "stories",
        "noindex": short.kind == Kind.ANSWER or short.changes is not None,
    }
    return render(request, "stories/ways/form.html", context, status=status)


def come_later(request: HttpRequest, short: Short, form: PlainForm, seconds: int, **more: Any) -> HttpResponse:
    """429: the form with everything in it, and when to try again."""
    minutes = math.ceil(seconds / 60)
    notice = ngettext(
        "Much has come from your network in the last hour. Send yours again in %(minutes)d minute.",
        "Much has come from your network in the last hour. Send yours again in %(minutes)d minutes.",
        minutes,
    )
    response = show(request, short, form, 429, notice=notice % {"minutes": minutes}, **more)
    response["Retry-After"] = str(seconds)
    return response


def unavailable(request: HttpRequest, short: Short, form: PlainForm, **more: Any) -> HttpResponse:
    """The form with everything that was typed; without the database, at least a page that says to try again."""
    try:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        response = show(request, short, form, 503, notice=page.CANNOT_STORE, **more)
    except DatabaseError:
        response = page.broken(request)
    response["Retry-After"] = str(page.RETRY_AFTER)
    return response
