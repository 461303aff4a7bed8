"""What one can look for in the queue."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.languages import own_name
from home.models import User
from home.regions import Region
from stories.models import SafetyCheck, Submission
from stories.reviewing import queue, rights
from stories.states import UNDER_REVIEW, State

NOBODY, ME, UNCHECKED, NOWHERE = "nobody", "me", "unchecked", "none"
AGES = {"3": _("More than 3 days"), "10": _("More than 10 days"), "30": _("More than 30 days")}


class QueueFilter(forms.Form):
    """All of it by the address, so that a view of the queue can be kept as a bookmark. Two queries."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Everything that is under review")), *((state.value, state.label) for state in queue.SHOWN)],
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *Submission.Kind.choices])
    language = forms.ChoiceField(label=_("Written in"), required=False)
    region = forms.ChoiceField(
        label=_("Region"), required=False, choices=[("", _("All")), *Region.choices, (NOWHERE, _("Not said"))]
    )
    risk = forms.ChoiceField(
        label=_("Risk"),
        required=False,
        choices=[
            ("", _("All")),
            (SafetyCheck.Risk.HIGH.value, _("High")),
            (SafetyCheck.Risk.MEDIUM.value, _("Medium")),
            (SafetyCheck.Risk.LOW.value, _("Low")),
            (UNCHECKED, _("Not checked yet")),
        ],
    )
    age = forms.ChoiceField(label=_("Sent"), required=False, choices=[("", _("Whenever")), *AGES.items()])
    reviewer = forms.ChoiceField(label=_("Reviewer"), required=False)
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("First what is due first")), ("age", _("The oldest first")), ("newest", _("The newest first"))],
    )
    #: All that are alike, one by one.
    like = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        codes = (
            Submission.objects.filter(state__in=queue.SHOWN).order_by().values_list("language", flat=True).distinct()
        )
        known = sorted((own_name(code), code) for code in codes if code != Submission.UNDETERMINED)
        language: Any = self.fields["language"]
        language.choices = [
            ("", _("All")),
            *((code, name) for name, code in known),
            (Submission.UNDETERMINED, _("Another language")),
        ]
        self.reviewers: list[User] = list(rights.reviewers())
        reviewer: Any = self.fields["reviewer"]
        reviewer.choices = [
            ("", _("All")),
            (ME, _("I")),
            (NOBODY, _("Nobody yet")),
            *((str(one.pk), str(one)) for one in self.reviewers if one.pk != user.pk),
        ]

    @property
    def is_grouped(self) -> bool:
        """Whether those that are alike stand behind the first of them."""
        return not self._said("like")

    @property
    def is_used(self) -> bool:
        """Whether anything is looked for."""
        return any(self._said(name) for name in self.fields if name != "order")

    def found(self) -> QuerySet[Any]:
        """What was looked for; an answer that is none of those offered is left out."""
        found: QuerySet[Any] = queue.everything()
        state, region, risk = self._said("state"), self._said("region"), self._said("risk")
        found = found.filter(state=State(state)) if state else found.filter(state__in=UNDER_REVIEW)
        for name in ("kind", "language"):
            if value := self._said(name):
                found = found.filter(**{name: value})
        if region:
            found = found.filter(region="" if region == NOWHERE else region)
        if risk:  # which the queue annotates
            wanted: Any = Q(risk=None) if risk == UNCHECKED else Q(risk=risk)
            found = found.filter(wanted)
        if age := self._said("age"):
            found = found.filter(received_at__lt=timezone.now() - datetime.timedelta(days=int(age)))
        if reviewer := self._said("reviewer"):
            whose = {ME: self.user.pk, NOBODY: None}
            found = found.filter(reviewer=whose[reviewer] if reviewer in whose else int(reviewer))
        if like := self._said("like"):
            found = queue.of_groups(found, [like])
        return found

    @property
    def ordering(self) -> tuple[Any, ...]:
        """The order that was chosen; first what is due first."""
        return queue.ORDERS[self._said("order") or "due"]

    def _said(self, name: str) -> Any:
        self.is_valid()  # which fills `cleaned_data` with what is right, also where something else is not
        return self.cleaned_data.get(name)
