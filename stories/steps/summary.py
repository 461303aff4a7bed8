"""All that somebody has filled in, to be read once more before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from home import i18n, languages
from stories.forms import languages_of_choices
from stories.models import Submission
from stories.steps.way import FORMS, STEPS

if TYPE_CHECKING:
    from stories.steps.filled import Filled

#: Fields whose words are the sender's own, in the language of the story.
OWN_WORDS = ("title", "body", "content_note")


@dataclass(frozen=True)
class Said:
    """One answer."""

    label: Any
    value: Any
    language: str = ""
    is_long: bool = False
    #: Somebody's words in a language that nobody knows.
    is_foreign: bool = False

    @property
    def direction(self) -> str:
        """The direction of its language."""
        return i18n.direction(self.language)


@dataclass(frozen=True)
class Section:
    """A step with its answers."""

    step: str
    label: Any
    address: str
    lines: list[Said]


def of(filled: Filled) -> list[Section]:
    """Every step that asks something, in order."""
    return [Section(step, STEPS[step], filled.way.address(step), _lines(filled, step)) for step in FORMS]


def _lines(filled: Filled, step: str) -> list[Said]:
    if step == "pictures":
        return _files(filled)
    form = getattr(filled, step)
    language = str(filled.story.value_of("language") or "") if step == "story" else ""
    lines = []
    for name in form.fields:
        if name == "website" or (name == "languages" and form.value_of("translation") != "chosen"):
            continue
        value = _value(form[name])
        known = name in OWN_WORDS and language in languages_of_choices()
        lines.append(
            Said(
                form[name].label,
                value,
                language=language if known else "",
                is_long=name == "body",
                is_foreign=isinstance(form.fields[name], forms.CharField),
            )
        )
    return lines


def _value(field: forms.BoundField) -> Any:
    """The answer in words."""
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return gettext("Yes") if value else gettext("No")
    if isinstance(field.field, forms.MultipleChoiceField):
        return ", ".join(languages.own_name(code) for code in value or ())
    if isinstance(field.field, forms.ChoiceField):
        if field.name == "language" and value != Submission.UNDETERMINED:
            return languages.own_name(value) if value in languages_of_choices() else ""
        return dict(field.field.choices).get(value, "")  # type: ignore[arg-type]
    return value


def _files(filled: Filled) -> list[Said]:
    lines = [
        Said(
            gettext("Picture %(number)s") % {"number": form.number},
            format_html(
                '<bdi dir="auto">{}</bdi><br>{}',
                gettext("It is only decoration") if form["decorative"].value() else form["alt"].value() or "–",
                _value(form["consent"]),
            ),
        )
        for form in filled.attached
    ]
    names = format_html_join(", ", '<bdi dir="auto">{}</bdi>', ((one.name,) for one in filled.documents))
    return [*lines, Said(_("Files"), names)]
