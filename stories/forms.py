"""The form through which anyone can send a story: its fields, its pictures, and what is wrong with them."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core import signing
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from home import i18n, languages
from home.models import Picture
from home.regions import Region
from network.models import ProjectPage
from stories import sanitise
from stories.models import Consent, HeldPicture, Submission

#: Nobody reads, thinks and types this form in less.
FASTEST = 3
LONGEST_STORY = 50_000
STAMP = "stories.form"


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


class StoryForm(forms.Form):
    """Everything but the pictures, in the order of the page."""

    title = Line(
        label=_("Title"),
        max_length=150,
        help_text=_("One line."),
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
    people = forms.ChoiceField(
        label=_("The people in the story"),
        choices=Consent.People.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Say whether the people in it have agreed."),
            "invalid_choice": _("Say whether the people in it have agreed."),
        },
    )
    publish = forms.BooleanField(
        label=_("Publish it here, after an editor has checked it"),
        error_messages={"required": _("We can only take a story that we may publish.")},
    )
    translate = forms.BooleanField(label=_("Translate it"), required=False)
    reprint = forms.BooleanField(
        label=_("Let others reprint it under CC BY-SA"),
        required=False,
        help_text=_("Radio, leaflets, books. Without this it stays on this site."),
    )
    by = forms.ChoiceField(
        label=_("Who should it be by?"),
        choices=Submission.Byline.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who it should be by."),
            "invalid_choice": _("Choose who it should be by."),
        },
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
    contact = Line(
        label=_("Email or messenger"),
        max_length=200,
        required=False,
        help_text=_("Only those who review stories see it. It is never published."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "email"}),
        error_messages={"max_length": _("This has %(show_value)d characters. The most is %(limit_value)d.")},
    )
    #: Made with the form, so that pressing twice or sending again after a lost answer stores one story.
    client_token = Line(widget=forms.HiddenInput, required=False)
    #: When the form was opened, signed.
    opened = Line(widget=forms.HiddenInput, required=False)
    #: People do not see this field; programs fill it in.
    website = Line(label=_("Leave this empty"), required=False)

    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="s-%s", **kwargs)
        self._offer_projects()
        self._offer_languages()

    def _offer_projects(self) -> None:
        """The published member projects, each once, by the name readers of this language know. One query."""
        locale = i18n.active_locale()
        rows = list(
            ProjectPage.objects.published()
            .best_for(locale)
            .order_by("title")
            .values_list("pk", "title", "locale__language_code")
        )
        field = cast(forms.ChoiceField, self.fields["project"])
        field.choices = [("", _("It is not in this list")), *((str(pk), title) for pk, title, _code in rows)]
        field.widget.speaks = {str(pk): code for pk, _title, code in rows if code != locale.language_code}

    def _offer_languages(self) -> None:
        field = self.fields["language"]
        field.widget.speaks = {
            code: code
            for value, label in language_choices()
            for code in ([choice for choice, _name in label] if isinstance(label, list) else [value])
            if code != Submission.UNDETERMINED
        }

    def clean(self) -> dict[str, Any]:
        """What one field alone cannot know."""
        cleaned: dict[str, Any] = super().clean() or {}
        by, name, project = cleaned.get("by"), cleaned.get("name"), cleaned.get("project")
        if by == Submission.Byline.PROJECT and not (project or name) and not {"name", "project"} & set(self.errors):
            self.add_error("project", _("Choose your project from the list, or write its name below."))
        if by == Submission.Byline.CHOSEN and not name and "name" not in self.errors:
            self.add_error("name", _("Write the name that should stand above the story."))
        if cleaned.get("website"):
            self.add_error(
                None, _("A field that people do not see was filled in, perhaps by your browser. Please send it again.")
            )
        elif (opened := opened_at(cleaned.get("opened", ""))) is None or time.time() - opened < FASTEST:
            self.add_error(None, _("That was faster than anyone can type. Wait a moment, then send it again."))
        return cleaned


class PictureForm(forms.Form):
    """One picture: a file, or one that was attached before and is kept, with what it shows."""

    file = forms.FileField(
        label=_("Picture"),
        required=False,
        allow_empty_file=True,
        help_text=_("JPEG, PNG, WebP, AVIF or HEIC, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": "image/*,.heic,.heif"}),
    )
    held = Line(widget=forms.HiddenInput, required=False)
    alt = Line(
        label=_("Describe this picture for someone who cannot see it"),
        max_length=300,
        required=False,
        error_messages={
            "max_length": _("This description has %(show_value)d characters. The most is %(limit_value)d.")
        },
    )
    decorative = forms.BooleanField(label=_("It is only decoration"), required=False)
    nobody = forms.BooleanField(label=_("No face, number plate or house number can be made out"), required=False)

    use_required_attribute = False
    #: The picture that is attached, and why the one that was sent could not be.
    kept: HeldPicture | None = None
    problem: Any = None

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="%s", **kwargs)

    def clean(self) -> dict[str, Any]:
        """A picture needs a description, a description needs a picture."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.problem:
            self.add_error("file", self.problem)
        elif self.kept:
            if not (cleaned.get("alt") or cleaned.get("decorative") or "alt" in self.errors):
                self.add_error("alt", _("Describe the picture in a sentence, or tick the box below it."))
        elif cleaned.get("held"):
            self.add_error("file", _("This picture was kept for a day and is gone now. Please attach it again."))
        elif cleaned.get("alt"):
            self.add_error("file", _("Choose the picture that you described, or empty its description."))
        return cleaned

    @property
    def number(self) -> str:
        """The place of the picture in the form, from 1."""
        return str(self.prefix).lstrip("f")

    @property
    def size(self) -> SafeString:
        """The size of what is kept: “380 KB”, which runs from left to right in every language."""
        return format_html('<bdi dir="ltr">{} KB</bdi>', math.ceil(self.kept.file.size / 1024) if self.kept else 0)

    def consent(self, people: str) -> str:
        """What we may conclude about the people in it; a picture that nothing was said about is not shown."""
        if self.cleaned_data["nobody"]:
            return Picture.Consent.NOBODY
        return Picture.Consent.AGREED if people == Consent.People.AGREED else Picture.Consent.UNCLEAR


def new_stamp() -> str:
    """The present moment, signed."""
    return signing.dumps(int(time.time()), salt=STAMP)


def opened_at(stamp: str) -> int | None:
    """When a form was opened; None when the stamp is not ours. Any age is fine: people write slowly."""
    try:
        opened = signing.loads(stamp, salt=STAMP)
    except signing.BadSignature:
        return None
    return opened if isinstance(opened, int) else None
