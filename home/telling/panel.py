"""The choice in Wagtail's account settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from home.models import Frequency, News, NewsChoice, User
from home.telling import choices


class NewsForm(forms.Form):
    """How often somebody hears of each kind of news that there can be for them."""

    def __init__(self, *args: Any, instance: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = instance
        known = dict(instance.news_choices.values_list("news", "frequency"))
        for news in choices.kinds_for(instance):
            self.fields[news.value] = forms.ChoiceField(
                label=news.label,
                choices=Frequency.choices,
                initial=known.get(news) or choices.usual(instance, news),
                widget=forms.RadioSelect,
            )

    def save(self) -> None:
        """Keep what was chosen."""
        for news, frequency in self.cleaned_data.items():
            NewsChoice.objects.update_or_create(user=self.user, news=News(news), defaults={"frequency": frequency})


class NewsPanel(BaseSettingsPanel):
    """Beside Wagtail's own notifications; for those who translate or review."""

    name = "news"
    title = _("Mails about translations")
    tab = notifications_tab
    order = 200
    form_class = NewsForm

    def is_active(self) -> bool:
        """Whether there can be anything to tell."""
        return bool(choices.kinds_for(self.user))


def register(request: HttpRequest, user: User, profile: Any) -> NewsPanel:
    """For Wagtail's hook `register_account_settings_panel`."""
    return NewsPanel(request, user, profile)
