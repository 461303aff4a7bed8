"""The choice of reviewers in Wagtail's account settings: which stories they want to hear of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from home.languages import own_name
from home.models import User
from home.regions import Region
from stories.models import ReviewerChoice
from stories.reviewing import rights


def languages_to_read() -> list[tuple[str, str]]:
    """The site's languages, then all others whose names we know, each in itself: stories come in any of them."""
    site = dict(settings.LANGUAGES)
    other = {
        code: own_name(code)
        for code, info in LANG_INFO.items()
        if "name_local" in info and code not in site and code.split("-")[0] not in site
    }
    return [*site.items(), *sorted(other.items(), key=lambda language: language[1].casefold())]


class ReviewerForm(forms.Form):
    """Languages and regions; nothing chosen means all."""

    languages = forms.MultipleChoiceField(
        label=_("Stories in these languages"),
        required=False,
        help_text=_("Choose those that you read. Nothing chosen means all."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    regions = forms.MultipleChoiceField(
        label=_("Stories from these regions"),
        required=False,
        choices=Region.choices,
        help_text=_("Choose those that you know. Nothing chosen means all; stories without a region always come."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, instance: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = instance
        languages: Any = self.fields["languages"]
        languages.choices = languages_to_read()
        choice = ReviewerChoice.objects.filter(user=instance).first()
        if choice is not None:
            languages.initial, self.fields["regions"].initial = choice.languages, choice.regions

    def save(self) -> None:
        """Keep what was chosen."""
        ReviewerChoice.objects.update_or_create(user=self.user, defaults=self.cleaned_data)


class ReviewerPanel(BaseSettingsPanel):
    """Beside Wagtail's own notifications; for those who review what is sent in."""

    name = "reviewing"
    title = _("Mails about stories that were sent in")
    tab = notifications_tab
    order = 210
    form_class = ReviewerForm

    def is_active(self) -> bool:
        """Whether there can be anything to tell."""
        return rights.is_reviewer(self.user)


def register(request: HttpRequest, user: User, profile: Any) -> ReviewerPanel:
    """For Wagtail's hook `register_account_settings_panel`."""
    return ReviewerPanel(request, user, profile)
