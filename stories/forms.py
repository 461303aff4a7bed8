"""What the forms of everybody who sends us something are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from home import i18n, languages
from stories import sanitise
from stories.models import Submission

LONGEST_STORY = 50_000


class Line(forms.CharField):
    """One line of plain text; too long is an error with a message, not something the browser cuts off."""

    widget: forms.Widget = forms.TextInput(attrs={"dir": "auto"})

    def to_python(self, value: Any) -> str:
        """Without what cannot be seen."""
        return sanitise.line(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: browsers shorten what is pasted without a word."""
        return {}


class Text(Line):
    """Several lines of plain text."""

    widget = forms.Textarea(attrs={"dir": "auto", "rows": 12})

    def to_python(self, value: Any) -> str:
        """Without what cannot be seen, paragraphs kept."""
        return sanitise.text(forms.CharField.to_python(self, value) or "")


class SpeakingSelect(forms.Select):
    """A select whose options may each be in another language."""

    #: Language code by value.
    speaks: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `lang` and `dir`."""
        option = super().create_option(name, value, *args, **kwargs)
        if code := self.speaks.get(str(value)):
            option["attrs"] |= {"lang": code, "dir": i18n.direction(code)}
        return option


def language_choices() -> list[tuple[Any, Any]]:
    """The site's languages, then all others whose names we know, each in itself, then “another”."""
    site = list(settings.LANGUAGES)
    known = dict(site)
    other = {
        code: languages.own_name(code)
        for code, info in LANG_INFO.items()
        if "name_local" in info and code not in known and code.split("-")[0] not in known
    }
    by_name = sorted(other.items(), key=lambda language: language[1].casefold())
    return [*site, (_("Other languages"), by_name), (Submission.UNDETERMINED, _("Another language"))]


def languages_of_choices() -> dict[str, str]:
    """The language of each option of `language_choices`, for SpeakingSelect."""
    return {
        code: code
        for value, label in language_choices()
        for code in ([choice for choice, _name in label] if isinstance(label, list) else [value])
        if code != Submission.UNDETERMINED
    }
