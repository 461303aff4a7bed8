"""The checklist of the safety review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stories.models import SafetyCheck


def tick(point: str) -> forms.BooleanField:
    """One point of the checklist, which must be ticked."""
    field: Any = SafetyCheck._meta.get_field(point)
    missing = {"required": _("Tick this, or go back and ask for changes.")}
    return forms.BooleanField(label=field.verbose_name, error_messages=missing)


class ChecklistForm(forms.Form):
    """Every point must be ticked; whoever cannot tick one asks for changes instead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for point in SafetyCheck.POINTS:
            self.fields[point] = tick(point)
        self.fields["risk"] = forms.ChoiceField(
            label=_("Risk"), choices=SafetyCheck.Risk.choices, widget=forms.RadioSelect
        )
        self.fields["comment"] = forms.CharField(
            label=_("Note for the other reviewers"), required=False, widget=forms.Textarea(attrs={"rows": 3})
        )


class RequestForm(forms.Form):
    """What should be changed; the sender of a story reads it."""

    comment = forms.CharField(
        label=_("What should be changed?"),
        help_text=_("The sender of a story reads this."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what should be changed.")},
    )
