"""What a sender can fill in on the pages of what they sent."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from network.models import ProjectPage
from stories.filing import SentConsent
from stories.forms import Line, Text
from stories.models import Consent, Contact, Submission
from stories.steps import forms as steps

LONGEST_ANSWER = 10_000


class AnswerForm(steps.StepForm):
    """An answer to the editors."""

    text = Text(
        label=_("Your answer to the editors"),
        max_length=LONGEST_ANSWER,
        help_text=_("In any language. Leave out real names and places here, too."),
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 5}),
        error_messages={"required": _("Write what you want to say."), "max_length": steps.TOO_LONG},
    )


class NoForm(steps.StepForm):
    """Why a version must not be published."""

    text = Text(
        label=_("What should be different?"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 5}),
        error_messages={
            "required": _("Write what should be different, so that the editors can change it."),
            "max_length": steps.TOO_LONG,
        },
    )


class NameForm(steps.PeopleForm):
    """Whose name stands above a story."""

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in ("people", "names", "places"):
            del self.fields[name]

    @classmethod
    def about(cls, submission: Submission) -> dict[str, Any]:
        """What the form says before anything is changed. One query, where there is a version."""
        page = submission.page.get_latest_revision_as_object() if submission.page else None
        project = page.project if page is not None and submission.byline == Submission.Byline.PROJECT else None
        return {
            "by": submission.byline,
            "project": str(project.translation_key) if project else "",
            "name": "" if project else submission.byline_name,
        }

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen, for stories.mine.naming."""
        said = self.cleaned_data
        is_project = said["by"] == Submission.Byline.PROJECT and bool(said["project"])
        is_named = said["by"] != Submission.Byline.NOBODY and not is_project
        project: ProjectPage | None = None
        if is_project:
            project = steps.projects().filter(translation_key=said["project"]).first()
        return {"byline": said["by"], "project": project, "teller": said["name"] if is_named else ""}


class ConsentForm(steps.ConsentForm):
    """What a sender agrees to, all on one page."""

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, has_pictures=True, is_change=True, **kwargs)
        del self.fields["publish"]
        for name in ("people", "names", "places"):
            self.fields[name] = copy.deepcopy(steps.PeopleForm.base_fields[name])

    @classmethod
    def about(cls, consent: Consent | None) -> dict[str, Any]:
        """What was agreed so far."""
        if consent is None:
            return {}
        same = ("people", "names", "places", "faces", "translation", "languages", "ends_on")
        values = {name: getattr(consent, name) for name in same}
        return values | {"reprint": consent.may_reprint, "share": consent.may_share}

    @property
    def sent(self) -> SentConsent:
        """What the form says, in the words of the domain."""
        said = self.cleaned_data
        order = [code for code, _name in settings.LANGUAGES]
        is_some = said["translation"] == Consent.Languages.CHOSEN
        return SentConsent(
            people=said["people"],
            names=said["names"],
            faces=said["faces"],
            places=said["places"],
            translation=said["translation"],
            languages=tuple(sorted(said["languages"], key=order.index)) if is_some else (),
            may_reprint=said["reprint"],
            may_share=said["share"],
            ends_on=said["ends_on"],
        )


class ContactForm(steps.StepForm):
    """How a sender can be reached."""

    address = Line(
        label=_("Email or messenger"),
        max_length=200,
        help_text=_("Only those with the right to see it do. It is never published."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "email"}),
        error_messages={
            "required": _("Write an address. To delete the one we have, use the button below."),
            "max_length": steps.TOO_LONG,
        },
    )
    is_told = forms.BooleanField(
        label=_("Tell me of each change by email"),
        required=False,
        help_text=_(
            "In the language of this page. The emails do not say what it is about. If an editor deletes what you sent, "
            "your address goes with it and no email comes."
        ),
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
                self.add_error("address", _("We can only tell you by email. Write your email address here."))
        return cleaned
