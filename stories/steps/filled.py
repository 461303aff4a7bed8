"""What somebody has filled in so far, in all the steps together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext

from home.models import Picture
from stories import consenting, filing, held
from stories.models import Consent, SentDocument, Submission
from stories.steps import summary
from stories.steps.files import DOCUMENTS, SLOTS, PictureForm
from stories.steps.forms import ConsentForm, PeopleForm, StepForm, StoryForm, projects
from stories.steps.way import FORMS, STEPS, Way

#: Where `typed` says which steps were gone through.
GONE_THROUGH = "steps"
PLAIN: dict[str, type[StepForm]] = {"story": StoryForm, "people": PeopleForm, "consent": ConsentForm}


@dataclass(frozen=True)
class Fault:
    """Something to mend: the id of the field it is at, and what to do."""

    step: str
    anchor: str
    message: Any
    #: Its page, where that is another one.
    address: str = ""


@dataclass(frozen=True)
class Part:
    """A step in the path at the top of the page."""

    label: Any
    address: str
    faults: int
    is_done: bool
    is_current: bool


class Filled:
    """The forms of all steps with what was typed into them; `problems` are those of files, by slot or field.

    A step is judged when somebody has gone through it; with `judged` it is judged in any case.
    """

    def __init__(
        self,
        way: Way,
        submission: Submission | None,
        typed: Mapping[str, Any],
        *,
        step: str = "",
        judged: bool = False,
        problems: Mapping[str, Any] | None = None,
    ) -> None:
        self.way = way
        self.submission = submission
        self.typed = typed
        self.step = step
        self.judged = set(typed.get(GONE_THROUGH, ())) | ({step} if judged else set())
        if step == "check":
            self.judged |= set(FORMS)
        self.problems = problems or {}
        #: What is wrong with the whole rather than with a field.
        self.refusals: list[Fault] = []

    # ------------------------------------------------------------ forms

    @cached_property
    def story(self) -> StoryForm:
        """The first step."""
        return StoryForm(**self._bound("story", {"language": get_language()} | dict(self.typed)))

    @cached_property
    def people(self) -> PeopleForm:
        """The second step. One query."""
        return PeopleForm(**self._bound("people", self.typed))

    @cached_property
    def consent(self) -> ConsentForm:
        """The fourth step."""
        bound = self._bound("consent", self.typed)
        return ConsentForm(has_pictures=bool(self.attached), is_change=self.way.is_change, **bound)

    @cached_property
    def pictures(self) -> list[PictureForm]:
        """The third step: a form for each place. A query for new pictures and one for those the story has."""
        made = [
            PictureForm(prefix=slot, **self._bound("pictures", self.typed, _of_slot(self.typed, slot)))
            for slot in SLOTS
        ]
        new, stored = self._kept()
        for form in made:
            slot = str(form.prefix)
            form.kept = new.get(self.typed.get(f"{slot}-held", "")) or stored.get(self.typed.get(f"{slot}-stored", 0))
            form.is_gone = bool(self.typed.get(f"{slot}-held") or self.typed.get(f"{slot}-stored")) and not form.kept
            form.problem = self.problems.get(slot)
        return made

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

    @cached_property
    def documents(self) -> list[SentDocument]:
        """The documents that came along. One query."""
        return list(self.submission.documents.all()) if self.submission else []

    @property
    def free_documents(self) -> list[tuple[str, Any]]:
        """The fields that a document can still be added with, and what was wrong with the last try."""
        free = len(DOCUMENTS) - len(self.documents)
        wrong = [(name, self.problems[name]) for name in DOCUMENTS if name in self.problems]
        rest = [(name, "") for name in DOCUMENTS if name not in self.problems]
        return (wrong + rest)[: max(free, len(wrong))]

    def _bound(self, step: str, typed: Mapping[str, Any], initial: Mapping[str, Any] | None = None) -> dict[str, Any]:
        if step in self.judged:
            return {"data": dict(typed)}
        return {"initial": dict(typed if initial is None else initial)}

    def _kept(self) -> tuple[Mapping[Any, Any], Mapping[Any, Any]]:
        """The pictures of this submission alone, whatever its typed text says."""
        if self.submission is None:
            return {}, {}
        tokens = [str(self.typed[f"{slot}-held"]) for slot in SLOTS if self.typed.get(f"{slot}-held")]
        keys = [self.typed[f"{slot}-stored"] for slot in SLOTS if self.typed.get(f"{slot}-stored")]
        new = {token: one for token, one in held.find(tokens).items() if one.submission_id == self.submission.pk}
        stored = {picture.pk: picture for picture in self.submission.pictures.filter(pk__in=keys)} if keys else {}
        return new, stored

    # ------------------------------------------------------------ what is wrong

    def faults_of(self, step: str) -> list[Fault]:
        """What is to be mended in a step, in the order of its page."""
        address = "" if step == self.step else self.way.address(step)
        if step != "pictures":
            form: StepForm = getattr(self, step)
            return [
                Fault(step, anchor_of(form[name]), message, address)
                for name in form.fields
                for message in form[name].errors
            ]
        found = [
            Fault(step, anchor_of(field), _with_number(number, message), address)
            for number, form in enumerate(self.pictures, start=1)
            for field in form
            for message in field.errors
        ]
        return found + [Fault(step, name, self.problems[name], address) for name in DOCUMENTS if name in self.problems]

    @cached_property
    def faults(self) -> list[Fault]:
        """What is to be mended on this page: of its step, or of all of them where everything is checked."""
        steps = FORMS if self.step == "check" else (self.step,)
        return [fault for step in steps for fault in self.faults_of(step)] + self.refusals

    @cached_property
    def parts(self) -> list[Part]:
        """The path at the top of the page."""
        made = []
        for step, label in STEPS.items():
            is_judged = step in self.judged and step in FORMS
            faults = len(self.faults_of(step)) if is_judged else 0
            is_done = is_judged and not faults
            address = self.way.address(step) if self.submission or step == "story" else ""
            made.append(Part(label, address, faults, is_done, is_current=step == self.step))
        return made

    @property
    def summary(self) -> list[summary.Section]:
        """Everything, to be read once more."""
        return summary.of(self)

    # ------------------------------------------------------------ the story

    def as_story(self, key: str, speaks: str) -> filing.SentStory:
        """What the steps say, in the words of the domain; only when nothing is to be mended in any of them."""
        story, people, consent = self.story.cleaned_data, self.people.cleaned_data, self.consent.cleaned_data
        has_project = people["by"] == Submission.Byline.PROJECT and bool(people["project"])
        has_name = people["by"] != Submission.Byline.NOBODY and not has_project
        faces = consent.get("faces") or self._faces_before
        chosen = consent["translation"] == Consent.Languages.CHOSEN
        return filing.SentStory(
            key=key,
            title=story["title"],
            text=story["body"],
            language=story["language"],
            speaks=speaks,
            region=story["region"],
            content_note=story["content_note"],
            link=story["link"],
            project=projects().filter(translation_key=people["project"]).first() if has_project else None,
            teller=people["name"] if has_name else "",
            consent=filing.SentConsent(
                people=people["people"],
                names=people["names"],
                places=people["places"],
                faces=faces,
                translation=consent["translation"],
                languages=tuple(consent["languages"]) if chosen else (),
                may_reprint=consent["reprint"],
                may_share=consent["share"],
                ends_on=consent["ends_on"],
            ),
            byline=people["by"],
            contact=consent.get("contact", ""),
            is_told=consent.get("told", False),
            pictures=tuple(self._sent(form, faces) for form in self.attached),
        )

    @property
    def _faces_before(self) -> str:
        """What stays agreed of faces where there are no pictures to ask for. One query."""
        given = consenting.given(self.submission) if self.submission else None
        return given.faces if given else Consent.Faces.NOBODY

    def _sent(self, form: PictureForm, faces: str) -> filing.SentPicture:
        stored = form.kept.pk if isinstance(form.kept, Picture) else None
        return filing.SentPicture(
            content=b"" if stored else held.content_of(form.kept),  # type: ignore[arg-type]
            alt="" if form.cleaned_data["decorative"] else form.cleaned_data["alt"],
            is_decorative=form.cleaned_data["decorative"],
            consent=form.consent_with(faces),
            stored=stored,
        )


def values_of(step: str, data: Any) -> dict[str, Any]:
    """What was typed into a step, as it came: by field, right or wrong."""
    if step == "pictures":
        wanted = dict.fromkeys(SLOTS, PictureForm.base_fields)
        return {
            f"{slot}-{name}": field.widget.value_from_datadict(data, {}, f"{slot}-{name}")
            for slot, fields in wanted.items()
            for name, field in fields.items()
            if name != "file"
        }
    return {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in PLAIN[step].base_fields.items()
        if name != "website"
    }


def _of_slot(typed: Mapping[str, Any], slot: str) -> dict[str, Any]:
    return {name: typed.get(f"{slot}-{name}") for name in PictureForm.base_fields if name != "file"}


def _with_number(number: int, message: Any) -> str:
    return gettext("Picture %(number)d: %(message)s") % {"number": number, "message": message}


def anchor_of(field: forms.BoundField) -> str:
    """The id of the element to go to: of radio buttons and a list of boxes the first one."""
    groups = (forms.RadioSelect, forms.CheckboxSelectMultiple)
    return f"{field.auto_id}_0" if isinstance(field.field.widget, groups) else field.auto_id
