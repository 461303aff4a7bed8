"""The forms of the steps: what they ask, and what is wrong with the answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home import i18n, languages
from home.regions import Region
from network.models import ProjectPage
from stories.forms import LONGEST_STORY, Line, SpeakingSelect, Text, language_choices, languages_of_choices
from stories.models import Consent, Submission

#: An erased story leaves no address behind, so there is nobody to tell.
ABOUT_MAILS = _(
    "The emails do not say what it is about. If an editor deletes what you sent, your address goes with it and no "
    "email comes."
)
TOO_LONG = _("This has %(show_value)d characters. The most is %(limit_value)d.")


class StepForm(forms.Form):
    """One step. Mistakes are said by us, after it was sent, and never by the browser."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="s-%s", **kwargs)

    def value_of(self, name: str) -> Any:
        """What stands in a field, right or wrong."""
        return self[name].value()


class ReachableForm(StepForm):
    """Asks how its sender can be reached; a change does not, because that has a page of its own by then."""

    contact = Line(
        label=_("Email or messenger"),
        max_length=200,
        required=False,
        help_text=_("Only those with the right to see it do. It is never published. You need not leave anything."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "email"}),
        error_messages={"max_length": TOO_LONG},
    )
    told = forms.BooleanField(
        label=_("Tell me of each change by email"),
        required=False,
        help_text=ABOUT_MAILS,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, is_change: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if is_change:
            del self.fields["contact"], self.fields["told"]

    def clean(self) -> dict[str, Any]:
        """What one field alone cannot know."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("told") and "contact" not in self.errors:
            try:
                validate_email(cleaned["contact"])
            except ValidationError:
                self.add_error("contact", _("We can only tell you by email. Write your email address here."))
        return cleaned


class StoryForm(StepForm):
    """What happened."""

    title = Line(
        label=_("Title"),
        max_length=150,
        help_text=_("One line. You can change it later."),
        error_messages={
            "required": _("Give your story a title."),
            "max_length": _("This title has %(show_value)d characters. The most is %(limit_value)d."),
        },
    )
    language = forms.ChoiceField(
        label=_("Written in"),
        choices=language_choices,
        widget=SpeakingSelect,
        error_messages={
            "required": _("Choose the language that you wrote in."),
            "invalid_choice": _("Choose the language that you wrote in."),
        },
    )
    body = Text(
        label=_("What happened?"),
        max_length=LONGEST_STORY,
        help_text=_(
            "It helps to say what the trouble was, what you tried, what changed, and what you would do differently. "
            "300 to 1,500 words."
        ),
        error_messages={
            "required": _("Tell us what happened."),
            "max_length": _(
                "Your story has %(show_value)d characters, and we can take %(limit_value)d. "
                "Shorten it, or send the rest as a second story."
            ),
        },
    )
    region = forms.ChoiceField(
        label=_("Region"),
        choices=[("", _("I would rather not say")), *Region.choices],
        required=False,
        help_text=_("Shown with the story. We do not show anything more exact."),
        error_messages={"invalid_choice": _("Choose a region from the list.")},
    )
    content_note = Line(
        label=_("Should readers be warned about anything?"),
        max_length=300,
        required=False,
        help_text=_("For example: arrests, violence, grief."),
        error_messages={
            "max_length": _("This warning has %(show_value)d characters. The most is %(limit_value)d."),
        },
    )
    link = forms.URLField(
        label=_("A link to more about it"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url"}),
        help_text=_("For the editors. A page that says who you are says it to them too."),
        error_messages={
            "invalid": _("This is not an address of a page. One looks like https://example.org/page."),
            "max_length": TOO_LONG,
        },
    )
    #: People do not see this field; programs fill it in.
    website = Line(label=_("Leave this empty"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        cast(SpeakingSelect, self.fields["language"].widget).speaks = languages_of_choices()
        code = self.value_of("language") if data or self.initial.get("body") else ""
        if code in languages_of_choices():
            for name in ("title", "body", "content_note"):
                self.fields[name].widget.attrs |= {"lang": code, "dir": i18n.direction(code)}


class PeopleForm(StepForm):
    """Who and where, and whose name stands above it."""

    people = forms.ChoiceField(
        label=_("The people in the story"),
        choices=Consent.People.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Say whether the people in it have agreed.")),
    )
    names = forms.ChoiceField(
        label=_("Who may be named?"),
        choices=Consent.Names.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Say who may be named.")),
    )
    places = forms.ChoiceField(
        label=_("How exactly may it be said where it was?"),
        choices=Consent.Places.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Say how exactly it may be said where it was.")),
    )
    by = forms.ChoiceField(
        label=_("Who should it be by?"),
        choices=Submission.Byline.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose who it should be by.")),
    )
    project = forms.ChoiceField(
        label=_("Your project, if it is a member"),
        required=False,
        widget=SpeakingSelect,
        error_messages={"invalid_choice": _("This project is not in the list any more. Choose again.")},
    )
    name = Line(
        label=_("Or the name to show"),
        max_length=120,
        required=False,
        help_text=_("Of a project that is not in the list, or of your choice. It need not be your own."),
        error_messages={"max_length": _("This name has %(show_value)d characters. The most is %(limit_value)d.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._offer_projects()

    def _offer_projects(self) -> None:
        """The published member projects, each once, by the name readers of this language know. One query."""
        locale = i18n.active_locale()
        rows = list(projects().order_by("title").values_list("translation_key", "title", "locale__language_code"))
        field = cast(forms.ChoiceField, self.fields["project"])
        field.choices = [("", _("It is not in this list")), *((str(key), title) for key, title, _code in rows)]
        speaks = {str(key): code for key, _title, code in rows if code != locale.language_code}
        cast(SpeakingSelect, field.widget).speaks = speaks

    def clean(self) -> dict[str, Any]:
        """What one field alone cannot know."""
        cleaned: dict[str, Any] = super().clean() or {}
        by, name, project = cleaned.get("by"), cleaned.get("name"), cleaned.get("project")
        if by == Submission.Byline.PROJECT and not (project or name) and not {"name", "project"} & set(self.errors):
            self.add_error("project", _("Choose your project from the list, or write its name below."))
        if by == Submission.Byline.CHOSEN and not name and "name" not in self.errors:
            self.add_error("name", _("Write the name that should stand above the story."))
        return cleaned

    @property
    def project_title(self) -> str:
        """The name of the project that is chosen."""
        choices = dict(cast(forms.ChoiceField, self.fields["project"]).choices)  # type: ignore[arg-type]
        return str(choices.get(self.value_of("project"), "")) if self.value_of("project") else ""


def projects() -> Any:
    """The published member projects, each in the version for this language; the same work has the same key in all."""
    return ProjectPage.objects.published().best_for(i18n.active_locale())


class ConsentForm(ReachableForm):
    """What may be done with it, and how its sender can be reached."""

    publish = forms.BooleanField(
        label=_("Publish it here, after an editor has checked it"),
        error_messages={"required": _("We can only take a story that we may publish.")},
    )
    translation = forms.ChoiceField(
        label=_("May it be translated?"),
        choices=Consent.Languages.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Say whether it may be translated.")),
    )
    languages = forms.MultipleChoiceField(
        label=_("Only into these languages"),
        choices=lambda: [(code, languages.own_name(code)) for code, _name in settings.LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choose languages from the list.")},
    )
    reprint = forms.BooleanField(
        label=_("Let others reprint it under CC BY-SA"),
        required=False,
        help_text=_("Radio, leaflets, books. Without this it stays on this site."),
    )
    share = forms.BooleanField(
        label=_("Show it on social media"),
        required=False,
        help_text=_("What is there cannot be taken back for certain."),
    )
    faces = forms.ChoiceField(
        label=_("Who may be recognised in a picture?"),
        choices=Consent.Faces.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Say who may be recognised in the pictures.")),
    )
    ends_on = forms.DateField(
        label=_("Take it down on this day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        help_text=_("Like 2030-12-31. On that day it goes in every language. Leave it empty if it may stay."),
        error_messages={"invalid": _("Write the day like 2030-12-31, or leave it empty.")},
    )
    field_order = [
        *("publish", "translation", "languages", "reprint", "share", "faces", "ends_on"),
        *ReachableForm.base_fields,
    ]

    def __init__(self, data: Mapping[str, Any] | None = None, *, has_pictures: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not has_pictures:
            del self.fields["faces"]

    def clean_ends_on(self) -> Any:
        """A day that is still to come."""
        day = self.cleaned_data["ends_on"]
        if day and day < timezone.localdate() + timedelta(days=1):
            raise ValidationError(_("Choose a day that is still to come, or leave it empty."))
        return day

    def clean(self) -> dict[str, Any]:
        """What one field alone cannot know."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = cleaned.get("translation") == Consent.Languages.CHOSEN
        if chosen and not cleaned.get("languages") and "languages" not in self.errors:
            self.add_error("languages", _("Choose at least one language."))
        return cleaned
