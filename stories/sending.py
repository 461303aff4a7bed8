"""A story on its way in: the form, its pictures and what is wrong with them, together."""

from __future__ import annotations

import json
import uuid
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from home.pictures import UnsafePicture
from network.models import ProjectPage
from stories import filing, held
from stories.forms import PictureForm, StoryForm, new_stamp, opened_at
from stories.models import Consent, Submission

#: Prefixes of the picture fields: as many as a story may have.
SLOTS = ("f1", "f2", "f3")
TOO_LARGE = _("This picture is larger than 10 MB. Please send a smaller one.")
#: Hidden values that a second press of the button may change without it being another story.
_CHANGES_BY_ITSELF = {"csrfmiddlewaretoken", "opened", "website", *(f"{slot}-held" for slot in SLOTS)}
#: Fields by part of the page.
PARTS = (
    ("safety", _("Safety"), ()),
    ("story", _("Your story"), ("title", "language", "body", "region", "content_note")),
    ("pictures", _("Pictures"), ()),
    ("consent", _("Consent"), ("people", "publish", "translate", "reprint", "by", "project", "name")),
    ("reach", _("Reaching you"), ("contact",)),
)


@dataclass(frozen=True)
class Fault:
    """Something to mend: the id of the field it is at, and what to do."""

    part: str
    anchor: str
    message: Any


@dataclass(frozen=True)
class Part:
    """A section of the page, for the path at its top."""

    anchor: str
    label: Any
    faults: int
    is_done: bool


class Sending:
    """What somebody has filled in so far."""

    def __init__(self, story: StoryForm, pictures: list[PictureForm], data: QueryDict | None = None) -> None:
        self.story = story
        self.pictures = pictures
        #: What was sent, where mistakes are to be shown: after “Send”, not after “Remove”.
        self.data = data
        found = held.find(form["held"].value() or "" for form in pictures)
        for form in pictures:
            form.kept = found.get(form["held"].value() or "")

    @classmethod
    def blank(cls) -> Sending:
        """An empty form, with a token of its own and the time."""
        first = {"language": get_language(), "client_token": str(uuid.uuid4()), "opened": new_stamp()}
        return cls(StoryForm(initial=first), [PictureForm(prefix=slot) for slot in SLOTS])

    @classmethod
    def judged(cls, data: QueryDict, problems: Mapping[str, Any] | None = None) -> Sending:
        """What was sent, to be checked; `problems` are those of the files, by slot. Changes hidden values in `data`."""
        _renew_token(data)
        made = cls(StoryForm(data), [PictureForm(data, prefix=slot) for slot in SLOTS], data)
        for form in made.pictures:
            form.problem = (problems or {}).get(str(form.prefix))
        return made

    @classmethod
    def typed(cls, data: QueryDict) -> Sending:
        """What was sent, shown again without judging it."""
        _renew_token(data)
        pictures = [PictureForm(prefix=slot, initial=_values(PictureForm, data, f"{slot}-")) for slot in SLOTS]
        return cls(StoryForm(initial=_values(StoryForm, data)), pictures)

    def is_complete(self) -> bool:
        """Whether there is nothing to mend."""
        is_complete = all([self.story.is_valid(), *(form.is_valid() for form in self.pictures)])
        if self.data is not None:
            # What would refuse the next try as well, although its sender has mended everything they can see.
            self.data["website"] = ""
            if opened_at(self.data.get("opened", "")) is None:
                self.data["opened"] = new_stamp()
        return is_complete

    @cached_property
    def faults(self) -> list[Fault]:
        """What is to be mended, in the order of the page."""
        if self.data is None:
            return []
        found = []
        for part, _label, names in PARTS:
            for name in names:
                found += [Fault(part, _anchor(self.story[name]), message) for message in self.story[name].errors]
            if part == "pictures":
                found += self._picture_faults(part)
        found += [Fault("reach", "s-send", message) for message in self.story.errors.get(NON_FIELD_ERRORS, [])]
        return found

    def _picture_faults(self, part: str) -> list[Fault]:
        return [
            Fault(
                part,
                field.auto_id,
                gettext("Picture %(number)d: %(message)s") % {"number": number, "message": message},
            )
            for number, form in enumerate(self.pictures, start=1)
            for field in form
            for message in field.errors
        ]

    @property
    def parts(self) -> list[Part]:
        """The path at the top of the page."""
        faults = [fault.part for fault in self.faults]
        return [
            Part(f"p{number}", label, faults.count(name), is_done=bool(faults) and name not in faults)
            for number, (name, label, _names) in enumerate(PARTS, start=1)
        ]

    @property
    def attached(self) -> list[PictureForm]:
        """The places that have a picture."""
        return [form for form in self.pictures if form.kept]

    @property
    def free(self) -> list[PictureForm]:
        """The places that a picture can still be added to."""
        return [form for form in self.pictures if not form.kept]

    @property
    def has_more(self) -> bool:
        """Whether something stands in the places for further pictures, which are folded away."""
        return any(form.errors or form["alt"].value() for form in self.free[1:])

    def as_story(self, key: str) -> filing.SentStory:
        """What the form says, in the words of the domain; only when it is complete."""
        said = self.story.cleaned_data
        has_project = said["by"] == Submission.Byline.PROJECT and bool(said["project"])
        has_name = said["by"] != Submission.Byline.NOBODY and not has_project
        return filing.SentStory(
            key=key,
            title=said["title"],
            text=said["body"],
            language=said["language"],
            region=said["region"],
            content_note=said["content_note"],
            project=ProjectPage.objects.filter(pk=said["project"]).first() if has_project else None,
            teller=said["name"] if has_name else "",
            consent=filing.SentConsent(
                people=said["people"],
                translation=Consent.Languages.ANY if said["translate"] else Consent.Languages.NONE,
                may_reprint=said["reprint"],
            ),
            byline=said["by"],
            contact=said["contact"],
            pictures=tuple(
                filing.SentPicture(
                    content=held.content_of(form.kept),
                    alt="" if form.cleaned_data["decorative"] else form.cleaned_data["alt"],
                    is_decorative=form.cleaned_data["decorative"],
                    consent=form.consent(said["people"]),
                )
                for form in self.pictures
                if form.kept
            ),
        )


def key_of(data: QueryDict) -> uuid.UUID | None:
    """The key of what was sent: the same for the same words from the same form, so that a retry stores nothing new.

    The words are part of it because one may go back, change them and send again: a receipt must be for what was sent.
    """
    try:
        form = uuid.UUID(data.get("client_token", ""))
    except ValueError:
        return None
    words = {name: values for name, values in data.lists() if name not in _CHANGES_BY_ITSELF}
    return uuid.uuid5(form, json.dumps(words, sort_keys=True))


def keep_pictures(data: QueryDict, files: MultiValueDict[str, Any], too_large: Container[str]) -> dict[str, Any]:
    """Rebuild and keep every picture that came along; answers with what was wrong, by slot.

    A new file takes the place of the one that was attached before.
    """
    problems: dict[str, Any] = {}
    for slot in SLOTS:
        upload = files.get(f"{slot}-file")
        if f"{slot}-file" in too_large:
            problems[slot] = TOO_LARGE
        elif upload is not None:
            try:
                new = held.hold(upload)
            except UnsafePicture as refusal:
                problems[slot] = refusal.message
            else:
                _release(data, slot)
                data[f"{slot}-held"] = new.token
    return problems


def remove_picture(data: QueryDict, slot: str) -> None:
    """Delete the picture that is attached at this place, and what was said about it."""
    if slot in SLOTS:
        _release(data, slot)
        for name in ("held", "alt", "decorative", "nobody"):
            data.pop(f"{slot}-{name}", None)


def _release(data: QueryDict, slot: str) -> None:
    held.release(held.find([data.get(f"{slot}-held", "")]).values())


def _renew_token(data: QueryDict) -> None:
    """A new token in the place of one that no form of ours can have had."""
    if key_of(data) is None:
        data["client_token"] = str(uuid.uuid4())


def _values(form: type[forms.Form], data: QueryDict, prefix: str = "") -> dict[str, Any]:
    return {name: field.widget.value_from_datadict(data, {}, prefix + name) for name, field in form.base_fields.items()}


def _anchor(field: forms.BoundField) -> str:
    """The id of the element to go to: of radio buttons the first one."""
    return f"{field.auto_id}_0" if isinstance(field.field.widget, forms.RadioSelect) else field.auto_id
