"""The edit form of guides: what a guide must have before anyone can read it, and lists to tick."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from home.page_form import BasePageForm
from library.readiness import REQUIRED
from library.vocabulary import AccessFeature, AccessMode


class GuideForm(BasePageForm):
    """Required fields are required to publish or submit; Wagtail asks for none of them when a draft is saved."""

    access_modes = forms.MultipleChoiceField(
        label=_("one needs"), choices=AccessMode.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    accessibility_features = forms.MultipleChoiceField(
        label=_("it has"), choices=AccessFeature.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    #: How often the guide had been confirmed when the form was opened.
    confirmations_seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Mark what is required, with a sentence for each."""
        super().__init__(*args, **kwargs)
        self.initial["confirmations_seen"] = self.instance.confirmations
        for name, sentence in REQUIRED.items():
            if name in self.fields:
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = sentence
            elif name in self.formsets:
                self.formsets[name].error_messages["too_few_forms"] = sentence

    def clean(self) -> dict[str, Any]:
        """Keep the dates of a confirmation that came after the form was opened; the editor is told (wagtail_hooks)."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("confirmations_seen") not in (None, self.instance.confirmations):
            for name in ("reviewed", "review_by"):
                stored = getattr(self.instance, name)
                if name in self.fields and cleaned.get(name, stored) != stored:
                    self.instance.has_kept_dates = True
                cleaned[name] = stored
        return cleaned
