"""Many at once: give them to somebody, or decline what is unwanted and all that is like it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from stories import domain
from stories.models import Submission
from stories.reviewing import mails
from stories.states import UNDER_REVIEW, IllegalMoveError, Reason

#: How many are done in one go, so that nobody waits for longer than a few seconds.
AT_ONCE = 100


class ChosenForm(forms.Form):
    """The ticked ones, and whether those that are like them are meant as well."""

    chosen = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick at least one."), "invalid_choice": _("Tick at least one.")}
    )
    with_alike = forms.BooleanField(required=False)

    def __init__(self, data: Any, **kwargs: Any) -> None:
        """Any number may have been ticked; those that are not under review are left out later."""
        super().__init__(data, **kwargs)
        numbers = {value for value in data.getlist("chosen") if value.isascii() and value.isdecimal()}
        chosen: Any = self.fields["chosen"]
        chosen.choices = [(value, value) for value in numbers if len(value) < 10]

    @property
    def submissions(self) -> QuerySet[Submission]:
        """Those that are meant and under review, in the order in which they came."""
        keys = self.cleaned_data["chosen"]
        meant = Q(pk__in=keys)
        if self.cleaned_data["with_alike"]:
            firsts = Submission.objects.filter(pk__in=keys).exclude(alike=None).values("alike")
            meant |= Q(alike__in=keys) | Q(alike__in=firsts) | Q(pk__in=firsts)
        return Submission.objects.filter(meant, state__in=UNDER_REVIEW).order_by("pk")


def numbers(text: str) -> list[int]:
    """The keys in a list with commas; what is none is left out."""
    return [int(part) for part in text.split(",") if part.isascii() and part.isdecimal() and len(part) < 10]


class UnwantedForm(forms.Form):
    """Why all of them are declined, once somebody is sure."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[(reason.value, reason.label) for reason in (Reason.UNWANTED, Reason.TWICE)],
        initial=Reason.UNWANTED.value,
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(widget=forms.HiddenInput)


def give(submissions: Iterable[Submission], user: Any, by: Any) -> tuple[int, int]:
    """Let somebody review them; tell them, and who had them; how many were given, and how many could not any more."""
    lost: set[int | None] = set()

    def take(one: Submission) -> None:
        before = one.reviewer_id
        domain.take(one, user, by=by)
        lost.add(before)

    given = _count(submissions, take)
    mails.tell_given(user, by, given[0])
    mails.tell_lost(lost - {user.pk}, by)
    return given


def decline(submissions: Iterable[Submission], user: Any, reason: str) -> tuple[int, int]:
    """Decline them; how many were, and how many could not be any more. Each is a transaction of its own."""
    return _count(submissions, lambda one: domain.decline(one, user, reason))


def _count(submissions: Iterable[Submission], do: Callable[[Submission], Any]) -> tuple[int, int]:
    done = failed = 0
    for one in submissions:
        try:
            do(one)
        except (IllegalMoveError, Submission.DoesNotExist):
            failed += 1
        else:
            done += 1
    return done, failed
