"""The short forms: what they ask, and what is wrong with the answers."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from home import i18n
from home.regions import Region
from stories.filing import SentConsent, SentText
from stories.forms import Line, SpeakingSelect, Text, language_choices, languages_of_choices
from stories.models import Consent, Submission
from stories.steps.forms import TOO_LONG, ReachableForm

LONGEST = 10_000


def _language() -> forms.ChoiceField:
    wrong = dict.fromkeys(("required", "invalid_choice"), _("Choose the language that you wrote in."))
    return forms.ChoiceField(
        label=_("Written in"), choices=language_choices, widget=SpeakingSelect, error_messages=wrong
    )


def _region() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Region"),
        choices=[("", _("I would rather not say")), *Region.choices],
        required=False,
        error_messages={"invalid_choice": _("Choose a region from the list.")},
    )


class PlainForm(ReachableForm):
    """What all of them ask. Their order on the page is that of `field_order`."""

    language = _language()
    #: People do not see this field; programs fill it in.
    website = Line(label=_("Leave this empty"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(SpeakingSelect, self.fields["language"].widget).speaks = languages_of_choices()
        # The language is the default alone while nothing is written: until then, fields run as the first letter does.
        code = self.value_of("language") if self.value_of("body") else ""
        if code in languages_of_choices():
            for name in {"title", "body"} & set(self.fields):
                self.fields[name].widget.attrs |= {"lang": code, "dir": i18n.direction(code)}

    def as_text(self) -> SentText:
        """What it says, in the words of the domain; only when it is valid."""
        said = self.cleaned_data
        consent = None
        if "people" in said:
            consent = SentConsent(people=said["people"], translation=Consent.Languages.ANY)
        return SentText(
            title=said.get("title", ""),
            text=said["body"],
            language=said["language"],
            speaks=get_language() or "en",
            region=said.get("region", ""),
            link=said.get("link", ""),
            consent=consent,
            name=said.get("name", ""),
            contact=said.get("contact", ""),
            is_told=said.get("told", False),
        )

    @staticmethod
    def filled_from(submission: Submission) -> dict[str, Any]:
        """What stands in the form of one that was sent."""
        consent = Consent.objects.filter(submission=submission).first()
        return {
            "title": submission.title,
            "body": submission.text,
            "link": submission.link,
            "language": submission.language,
            "region": submission.region,
            "name": submission.byline_name,
            "people": consent.people if consent else "",
            "publish": consent is not None,
        }


class GuideForm(PlainForm):
    """A guide for the library."""

    title = Line(
        label=_("What is it called?"),
        max_length=150,
        error_messages={"required": _("Say what it is called."), "max_length": TOO_LONG},
    )
    link = forms.URLField(
        label=_("Where is it?"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url"}),
        help_text=_("A link. If there is none, write or copy the text itself below."),
        error_messages={
            "invalid": _("This is not an address of a page. One looks like https://example.org/page."),
            "max_length": TOO_LONG,
        },
    )
    body = Text(
        label=_("Why does it help?"),
        max_length=LONGEST,
        required=False,
        help_text=_("Who can use it, and what for. Or the text itself, if it is nowhere else."),
        error_messages={"max_length": TOO_LONG},
    )
    field_order = ["title", "link", "body", "language", "contact", "told"]

    def clean(self) -> dict[str, Any]:
        """A title alone is too little."""
        cleaned = super().clean()
        if not (cleaned.get("link") or cleaned.get("body")) and not {"link", "body"} & set(self.errors):
            self.add_error("link", _("Give a link, or write the text below."))
        return cleaned


class AnswerForm(PlainForm):
    """An answer to a question."""

    body = Text(
        label=_("Your answer"),
        max_length=LONGEST,
        help_text=_("What you did, what came of it, and what you would do differently."),
        error_messages={"required": _("Write your answer."), "max_length": TOO_LONG},
    )
    region = _region()
    people = forms.ChoiceField(
        label=_("The people in it"),
        choices=Consent.People.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Say whether the people in it have agreed.")),
    )
    name = Line(
        label=_("Name to show with it"),
        max_length=120,
        required=False,
        help_text=_("It need not be your own. Empty: “a member of the network”."),
        error_messages={"max_length": TOO_LONG},
    )
    publish = forms.BooleanField(
        label=_("Publish it here, after an editor has read it"),
        help_text=_("It may also stand in an article about the question, and be translated."),
        error_messages={"required": _("We can only take what we may publish.")},
    )
    field_order = ["body", "language", "region", "people", "name", "publish", "contact", "told"]


class QuestionForm(AnswerForm):
    """A question to everybody."""

    title = Line(
        label=_("Your question, in one line"),
        max_length=150,
        error_messages={"required": _("Write your question in one line."), "max_length": TOO_LONG},
    )
    body = Text(
        label=_("What do you face?"),
        max_length=LONGEST,
        help_text=_("What happens, what you have tried, and what you need to know."),
        error_messages={"required": _("Tell what you face."), "max_length": TOO_LONG},
    )
    field_order = ["title", *AnswerForm.field_order]


FORMS: dict[str, type[PlainForm]] = {
    Submission.Kind.GUIDE: GuideForm,
    Submission.Kind.QUESTION: QuestionForm,
    Submission.Kind.ANSWER: AnswerForm,
}
