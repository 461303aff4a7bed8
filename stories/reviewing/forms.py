"""What a reviewer can say and choose on the page of a submission."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories.checklist import ChecklistForm, tick
from stories.models import Submission
from stories.reviewing import rights
from stories.reviewing.reading import Case
from stories.states import REASONS_TO_DECLINE

#: Longer than anybody writes, shorter than what fills a disk.
LONGEST = 5000


def _words(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}), **more)


class CaseForm(forms.Form):
    """A form on the page of one submission. Nobody sees whether it is the first or the last of them."""

    def __init__(self, data: Any = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.case = case


class TakeForm(CaseForm):
    """With who had it in hand when the page was opened: another one by now is not pushed aside unseen."""

    holder = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, case=case, **kwargs)
        self.fields["holder"].initial = case.submission.reviewer_id


class ReadForm(CaseForm):
    """With what was read: approving another version than that is refused."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    task = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, case=case, **kwargs)
        self.fields["revision"].initial = case.revision.pk if case.revision else None
        self.fields["task"].initial = case.task_state.pk if case.task_state else None


class SafeForm(ChecklistForm, ReadForm):
    """The checklist of the safety review."""


class ApproveForm(ReadForm):
    """Approving, with a word to the other reviewers."""

    comment = _words(_("Note for the other reviewers"), required=False)


class AgreedForm(ReadForm):
    """What the sender said who has no way in."""

    comment = _words(_("What its sender said"), required=False)


class AcceptForm(CaseForm):
    """Accepting what has no page, as it was read; what becomes public is checked before."""

    #: Of the checklist of stories (SafetyCheck.POINTS), what can be wrong in words.
    POINTS = ("names", "places")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, case=case, **kwargs)
        self.fields["seen"].initial = case.seen
        for point in self.POINTS if case.submission.kind != Submission.Kind.GUIDE else ():
            self.fields[point] = tick(point)


class HandOverForm(CaseForm):
    """To another reviewer."""

    reviewer: Any = forms.ModelChoiceField(
        queryset=None, label=_("Who reviews it"), empty_label=None, error_messages={"required": _("Choose somebody.")}
    )

    def __init__(self, data: Any = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, case=case, **kwargs)
        field: Any = self.fields["reviewer"]
        field.queryset = rights.reviewers().exclude(pk=case.submission.reviewer_id or 0)


class QuestionForm(CaseForm):
    """A question, about all of it or about a part."""

    text = _words(_("Your question"))
    block = forms.ChoiceField(label=_("About"), required=False)

    def __init__(self, data: Any = None, *, case: Case, block: str = "", **kwargs: Any) -> None:
        super().__init__(data, case=case, **kwargs)
        field: Any = self.fields["block"]
        field.choices = [("", _("All of it")), *((part.key, part.words or "–") for part in case.parts)]
        field.initial = block


class RequestForm(CaseForm):
    """What the sender should change."""

    text = _words(_("What should be changed?"))


class NoteForm(CaseForm):
    """A note that only reviewers read."""

    text = _words(_("Note"))


class DeclineForm(CaseForm):
    """Why not, in words that the sender can read."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[(reason.value, reason.label) for reason in REASONS_TO_DECLINE],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    text = _words(_("What you say to its sender"), required=False)


class DueForm(CaseForm):
    """By when it should be decided."""

    due = forms.DateField(
        label=_("Decide by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), localize=False
    )

    def __init__(self, data: Any = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, case=case, **kwargs)
        due = case.submission.due_at
        self.fields["due"].initial = timezone.localtime(due).date() if due else None

    def clean_due(self) -> datetime.date:
        """Not a day that is over."""
        due: datetime.date = self.cleaned_data["due"]
        if due < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return due
