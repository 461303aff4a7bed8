"""What a sender can fill in on the pages of what they sent."""

from __future__ import annotations

import datetime
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home import i18n
from network.models import ProjectPage
from stories import sanitise
from stories.filing import SentConsent
from stories.models import Consent, Contact, Submission

LONGEST_ANSWER = 10_000
TOO_LONG = _("This has %(show_value)d characters. The most is %(limit_value)d.")


class Words(forms.CharField):
    """Plain text of one line or of several; too long is said, not cut off."""

    def __init__(self, *, is_long: bool = False, **kwargs: Any) -> None:
        self.is_long = is_long
        given = {"dir": "auto", "rows": 5} if is_long else {"dir": "auto", "autocomplete": "off"}
        widget = (forms.Textarea if is_long else forms.TextInput)(attrs=given)
        messages = {"max_length": TOO_LONG} | kwargs.pop("error_messages", {})
        super().__init__(widget=widget, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> str:
        """Without what cannot be seen."""
        clean = sanitise.text if self.is_long else sanitise.line
        return clean(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: browsers shorten what is pasted without a word."""
        return {}


class MineForm(forms.Form):
    """Says itself what is missing."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="m-%s", **kwargs)


class AnswerForm(MineForm):
    """An answer to the editors."""

    text = Words(
        label=_("Your answer to the editors"),
        is_long=True,
        max_length=LONGEST_ANSWER,
        help_text=_("In any language. Leave out real names and places here, too."),
        error_messages={"required": _("Write what you want to say.")},
    )


class NoForm(MineForm):
    """Why a version must not be published."""

    text = Words(
        label=_("What should be different?"),
        is_long=True,
        max_length=LONGEST_ANSWER,
        error_messages={"required": _("Write what should be different, so that the editors can change it.")},
    )


class NameForm(MineForm):
    """Whose name stands above a story."""

    by = forms.ChoiceField(
        label=_("Who should it be by?"),
        choices=Submission.Byline.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who it should be by.")},
    )
    project = forms.ChoiceField(label=_("Your project, if it is a member"), required=False)
    name = Words(label=_("Or the name to show"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ProjectPage.objects.published().best_for(i18n.active_locale()).order_by("title")
        cast(forms.ChoiceField, self.fields["project"]).choices = [
            ("", _("It is not in this list")),
            *((str(pk), title) for pk, title in rows.values_list("pk", "title")),
        ]

    @classmethod
    def about(cls, submission: Submission) -> dict[str, Any]:
        """What the form says before anything is changed. One query, for the project."""
        page = submission.page.get_latest_revision_as_object() if submission.page else None
        project = page.project_id if page is not None and submission.byline == Submission.Byline.PROJECT else None
        return {
            "by": submission.byline,
            "project": str(project or ""),
            "name": "" if project else submission.byline_name,
        }

    def clean(self) -> dict[str, Any]:
        """A name of a project or one's own needs to be there."""
        cleaned: dict[str, Any] = super().clean() or {}
        by, has_name = cleaned.get("by"), bool(cleaned.get("name"))
        if by == Submission.Byline.PROJECT and not (has_name or cleaned.get("project")) and not self.errors:
            self.add_error("project", _("Choose your project from the list, or write its name below."))
        if by == Submission.Byline.CHOSEN and not has_name and "name" not in self.errors:
            self.add_error("name", _("Write the name that should stand above the story."))
        return cleaned

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen, for stories.mine.naming."""
        said = self.cleaned_data
        is_project = said["by"] == Submission.Byline.PROJECT and bool(said["project"])
        is_named = said["by"] != Submission.Byline.NOBODY and not is_project
        return {
            "byline": said["by"],
            "project": ProjectPage.objects.filter(pk=said["project"]).first() if is_project else None,
            "teller": said["name"] if is_named else "",
        }


class ConsentForm(MineForm):
    """What a sender agrees to."""

    people = forms.ChoiceField(
        label=_("The people in the story"), choices=Consent.People.choices, widget=forms.RadioSelect
    )
    names = forms.ChoiceField(label=_("Names"), choices=Consent.Names.choices, widget=forms.RadioSelect)
    faces = forms.ChoiceField(label=_("Faces"), choices=Consent.Faces.choices, widget=forms.RadioSelect)
    places = forms.ChoiceField(label=_("Places"), choices=Consent.Places.choices, widget=forms.RadioSelect)
    translation = forms.ChoiceField(
        label=_("Translations"), choices=Consent.Languages.choices, widget=forms.RadioSelect
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=i18n.language_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    may_reprint = forms.BooleanField(
        label=_("Let others reprint it under CC BY-SA"),
        required=False,
        help_text=_("Radio, leaflets, books. Without this it stays on this site."),
    )
    may_share = forms.BooleanField(label=_("Show it on social media"), required=False)
    ends_on = forms.DateField(
        label=_("Until which day?"),
        required=False,
        help_text=_("After this day it is taken down in all languages. Leave it empty if it may stay."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "dir": "ltr"}),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write the day as year, month and day: 2027-03-31.")},
    )

    @classmethod
    def about(cls, consent: Consent | None) -> dict[str, Any]:
        """What was agreed so far."""
        return {name: getattr(consent, name) for name in cls.base_fields} if consent is not None else {}

    def clean_ends_on(self) -> datetime.date | None:
        """The last day; not one that has passed."""
        day: datetime.date | None = self.cleaned_data["ends_on"]
        if day is not None and day < timezone.localdate():
            raise ValidationError(_("This day has passed. To take it down now, take it back."))
        return day

    def clean(self) -> dict[str, Any]:
        """Only some languages means that some are named."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_some = cleaned.get("translation") == Consent.Languages.CHOSEN
        if is_some and not cleaned.get("languages") and "languages" not in self.errors:
            self.add_error("languages", _("Choose the languages that it may be translated into."))
        return cleaned

    @property
    def sent(self) -> SentConsent:
        """What the form says, in the words of the domain."""
        said = dict(self.cleaned_data)
        is_some = said["translation"] == Consent.Languages.CHOSEN
        order = [code for code, _name in settings.LANGUAGES]
        chosen = sorted(said.pop("languages"), key=order.index) if is_some else []
        said.pop("languages", None)
        return SentConsent(**said, languages=tuple(chosen))


class ContactForm(MineForm):
    """How a sender can be reached."""

    address = Words(
        label=_("Email or messenger"),
        max_length=200,
        help_text=_("Only those who review stories see it. It is never published."),
        error_messages={"required": _("Write an address. To delete the one we have, use the button below.")},
    )
    is_told = forms.BooleanField(
        label=_("Write me an email at each change"),
        required=False,
        help_text=_("In the language of this page. It never says what your story is about."),
    )

    @classmethod
    def about(cls, contact: Contact | None) -> dict[str, Any]:
        """How they can be reached so far."""
        return {"address": contact.address, "is_told": contact.is_told} if contact is not None else {}

    def clean(self) -> dict[str, Any]:
        """Only an e-mail address can be written to at each change."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("is_told") and cleaned.get("address"):
            try:
                validate_email(cleaned["address"])
            except ValidationError:
                self.add_error("is_told", _("We can only do this by email. This is no email address."))
        return cleaned
