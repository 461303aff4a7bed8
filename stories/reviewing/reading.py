"""What a reviewer reads of one submission: the newest version with the consents by it, and what happened so far."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_lazy
from wagtail.models import Revision, TaskState

from home import i18n
from home.models import Picture
from stories import agreeing, following
from stories.models import Consent, Message, SafetyCheck, StoryPage, Submission
from stories.reviewing.changes import Change, changes, text_of
from stories.states import GONE, Reason

#: What a consent says.
AGREED = ("people", "names", "faces", "places", "translation", "languages", "may_reprint", "may_share", "ends_on")
#: Moves by what they are called in the time line.
MOVED = {
    "begin": gettext_lazy("Begun"),
    "send": gettext_lazy("Sent"),
    "take": gettext_lazy("Taken for review"),
    "hand_over": gettext_lazy("Given to another reviewer"),
    "request_changes": gettext_lazy("Changes requested"),
    "resume": gettext_lazy("Back in review"),
    "revise": gettext_lazy("Changed by its sender"),
    "approve": gettext_lazy("Approved"),
    "reconsider": gettext_lazy("Back in review"),
    "publish": gettext_lazy("Published"),
    "keep": gettext_lazy("The change was not taken over"),
    "look_again": gettext_lazy("An editor suggests a change"),
    "take_down": gettext_lazy("Taken down"),
    "hide": gettext_lazy("Taken down"),
    "decline": gettext_lazy("Declined"),
    "withdraw": gettext_lazy("Taken back"),
    "expire": gettext_lazy("Expired"),
    "erase": gettext_lazy("Erased"),
}


@dataclass(frozen=True)
class Part:
    """A block of the text; `picture` is set for a picture."""

    key: str
    block: Any
    words: str
    picture: Any = None


@dataclass(frozen=True)
class Event:
    """Something that happened: a step, a check or a message, whichever is set."""

    at: datetime.datetime
    who: str
    what: str
    text: str = ""
    check: SafetyCheck | None = None
    #: The beginning of the block that a message is about.
    about: str = ""
    is_from_sender: bool = False


@dataclass
class Case:
    """One submission and who looks at it."""

    submission: Submission
    user: Any

    @property
    def is_gone(self) -> bool:
        """Whether nothing of it is shown any more."""
        return self.submission.state in GONE

    @cached_property
    def page(self) -> StoryPage | None:
        """The story's page as it is stored."""
        return None if self.is_gone else self.submission.page

    @cached_property
    def revision(self) -> Revision | None:
        """The newest version."""
        return self.page.latest_revision if self.page else None

    @cached_property
    def story(self) -> StoryPage | None:
        """The page as the newest version says."""
        return self.revision.as_object() if self.revision else None

    @cached_property
    def task_state(self) -> TaskState | None:
        """The task that it waits in."""
        state = None if self.is_gone else following.task_of(self.submission)
        return state.specific if state else None

    @cached_property
    def task(self) -> Any:
        """What is to be done in it."""
        return self.task_state.task.specific if self.task_state else None

    @cached_property
    def offered(self) -> dict[str, str]:
        """What the task offers this person, and what it is called."""
        return {name: label for name, label, _modal in self.task.get_actions(self.page, self.user)} if self.task else {}

    @cached_property
    def parts(self) -> list[Part]:
        """The text of a story, block by block."""
        made = []
        for block in self.story.body if self.story else ():
            picture = block.value.get("image") if block.block_type == "figure" else None
            made.append(Part(str(block.id), block, Truncator(text_of(block)).words(8), picture))
        return made

    @cached_property
    def other_pictures(self) -> list[Picture]:
        """Pictures that came along and do not stand in the text."""
        if self.is_gone:
            return []
        shown = [part.picture.pk for part in self.parts if part.picture]
        return list(self.submission.pictures.exclude(pk__in=shown).order_by("pk"))

    @cached_property
    def consent(self) -> Consent | None:
        """What its sender agreed to, if it came with any."""
        return None if self.is_gone else Consent.objects.filter(submission=self.submission).first()

    @cached_property
    def changes(self) -> list[Change]:
        """What editors changed since its sender last agreed."""
        return changes(self.submission.agreed_revision, self.revision)

    @property
    def seen(self) -> str:
        """32 hexadecimal digits that are others as soon as what has no page says, or agrees to, something else."""
        sent, consent = self.submission, self.consent
        agreed = [getattr(consent, name) for name in AGREED] if consent is not None else []
        said = json.dumps(
            [sent.title, sent.text, sent.link, sent.byline_name, sent.region, sent.language, agreed], default=str
        )
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    @property
    def language(self) -> str:
        """In which it is written; empty where nobody knows."""
        code = self.submission.language
        return "" if code == Submission.UNDETERMINED else code

    @property
    def direction(self) -> str:
        """In which it runs; by its first letters where nobody knows the language."""
        return i18n.direction(self.language) if self.language else "auto"

    @cached_property
    def is_own(self) -> bool:
        """Whether this person wrote a part of the newest version or wrote it down, and so cannot approve it."""
        if self.submission.entered_by_id is not None and self.submission.entered_by_id == self.user.pk:
            return True
        return bool(self.revision and agreeing.is_own(self.revision, self.user))

    @cached_property
    def events(self) -> list[Event]:
        """Everything in its order. Three queries, however much it is."""
        sent = self.submission
        made = [_step(step) for step in sent.steps.select_related("user")]
        if not self.is_gone:
            about = {part.key: part.words for part in self.parts}
            made += [_message(one, about) for one in sent.messages.select_related("user")]
            if sent.page_id:
                checks = SafetyCheck.objects.filter(page=sent.page_id).select_related("user")
                made += [Event(check.at, _name(check.user), gettext("Safe to go on"), check=check) for check in checks]
        return sorted(made, key=lambda event: event.at)


def _name(user: Any) -> str:
    return str(user) if user is not None else ""


def _step(step: Any) -> Event:
    what = str(MOVED.get(step.move, gettext("What was agreed was changed")))
    reason = Reason(step.reason).label if step.reason in Reason.values else ""
    return Event(step.at, _name(step.user), what, text=str(reason), is_from_sender=step.by_sender)


def _message(message: Message, about: dict[str, str]) -> Event:
    return Event(
        message.at,
        _name(message.user),
        message.get_kind_display(),
        text=message.text,
        about=about.get(message.block, ""),
        is_from_sender=message.by_sender,
    )
