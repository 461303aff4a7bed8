"""What the page of a sender shows: where it is, what was said, and what can be done with it now."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.rich_text import get_text_for_indexing

from home import i18n, languages
from home.models import Picture
from home.opening import shorten
from stories.following import task_of
from stories.mine import saying
from stories.models import Consent, Contact, Message, StoryPage, Submission
from stories.states import MOVES, OPEN, Reason, State, is_public

#: Characters of a block that a message is about.
EXCERPT = 120
#: In which states its sender can do what.
ALLOWED: dict[str, tuple[State, ...]] = {
    "answer": OPEN,
    "agree": (State.APPROVED,),
    "change": tuple(MOVES["revise"]),
    "name": tuple(MOVES["revise"]),
    "consent": OPEN,
    "contact": (*OPEN, State.DECLINED, State.WITHDRAWN, State.EXPIRED),
    "withdraw": tuple(MOVES["withdraw"]),
}
UNKNOWN_LANGUAGE = SafeString(' lang="" dir="auto"')
#: Only of stories; of the others the name is changed with the text.
OF_STORIES = ("agree", "name")


@dataclass(frozen=True)
class Happened:
    """A step on the way so far."""

    label: Any
    at: datetime.datetime
    reason: Any = ""
    is_now: bool = False


@dataclass(frozen=True)
class Said:
    """A message, by an editor or by the sender."""

    text: str
    at: datetime.datetime
    kind: Any
    by_sender: bool
    #: How the part begins that it is about.
    about: str = ""


@dataclass(frozen=True)
class Shown:
    """A picture that came along: its name below mine/pictures/, and what it shows."""

    key: str
    alt: str


class Status:
    """One submission for its sender. What is asked for once is kept."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission

    def may(self, what: str) -> bool:
        """Whether its sender can do this now."""
        if self.submission.state not in ALLOWED[what]:
            return False
        if self.is_story:
            return self.submission.page_id is not None or what not in (*OF_STORIES, "change")
        return what not in OF_STORIES

    @property
    def can(self) -> dict[str, bool]:
        """What can be done now, for the template."""
        return {what: self.may(what) for what in ALLOWED}

    @property
    def is_story(self) -> bool:
        """Whether it is a story; not a guide, a question or an answer."""
        return bool(self.submission.kind == Submission.Kind.STORY)

    @property
    def is_draft(self) -> bool:
        """Whether it was not sent yet."""
        return bool(self.submission.state == State.DRAFT)

    @property
    def is_over(self) -> bool:
        """Whether it was taken back or its time is over: only the bare state is shown."""
        return self.submission.state in (State.WITHDRAWN, State.EXPIRED)

    @property
    def title(self) -> str:
        """As its sender last wrote it; empty where they have not."""
        return self.submission.title or str(self.submission.typed.get("title", ""))

    @property
    def attrs(self) -> SafeString:
        """` lang="ar" dir="rtl"` of what the sender wrote; its letters decide where we do not know the language."""
        return attrs_of(self.submission.language)

    @property
    def now(self) -> Any:
        """Where it is, in a sentence."""
        return saying.now(self.submission)

    @property
    def is_their_turn(self) -> bool:
        """Whether it waits for its sender."""
        return self.submission.state in (State.DRAFT, State.CHANGES_REQUESTED, State.APPROVED)

    @cached_property
    def waits_for_word(self) -> bool:
        """Whether there is a version to say yes or no to."""
        return self.may("agree") and task_of(self.submission) is not None

    @cached_property
    def happened(self) -> list[Happened]:
        """The steps so far, the last one as where it is now; who reads it is the editors' affair. One query."""
        steps = list(self.submission.steps.exclude(move="hand_over"))
        return [
            Happened(
                saying.step(self.submission, step.move, step.by_sender),
                step.at,
                Reason(step.reason).label if step.reason in Reason.values and not step.by_sender else "",
                step is steps[-1],
            )
            for step in steps
        ]

    @property
    def coming(self) -> list[tuple[str, Any, Any]]:
        """The steps that lie ahead."""
        return saying.coming(self.submission)

    @cached_property
    def said(self) -> list[Said]:
        """What editors and the sender said to one another, in its order; never what reviewers note. One query."""
        messages = self.submission.messages.exclude(kind=Message.Kind.NOTE)
        return [
            Said(
                message.text,
                message.at,
                message.get_kind_display(),
                message.by_sender,
                self._excerpt(message.block) if message.block else "",
            )
            for message in messages
        ]

    def _excerpt(self, block: str) -> str:
        """How a part of the text begins; empty where it is not in what the sender sent."""
        value = next((one["value"] for one in self.blocks if one.get("id") == block), "")
        return shorten(" ".join(get_text_for_indexing(value).split()), EXCERPT) if isinstance(value, str) else ""

    @cached_property
    def blocks(self) -> list[dict[str, Any]]:
        """The text that its sender last sent or agreed to, block by block as it is stored. One query."""
        revision = self.submission.agreed_revision
        return json.loads(revision.content["body"]) if revision is not None else []

    @cached_property
    def pictures(self) -> list[Shown]:
        """The pictures that came along and were not taken out since. One query."""
        if self.is_draft:
            return [Shown(held.token, "") for held in self.submission.held_pictures.order_by("pk")]
        placed = [block["value"]["image"]["image"] for block in self.blocks if has_picture(block)]
        known = {picture.pk: picture for picture in Picture.objects.filter(submissions=self.submission, pk__in=placed)}
        return [Shown(str(pk), known[pk].description) for pk in placed if pk in known]

    @cached_property
    def documents(self) -> list[str]:
        """The names of the documents that came along. One query."""
        return list(self.submission.documents.values_list("name", flat=True))

    @cached_property
    def consent(self) -> Consent | None:
        """What was agreed. One query."""
        return Consent.objects.filter(submission=self.submission).first()

    @cached_property
    def contact(self) -> Contact | None:
        """How the sender can be reached. One query."""
        return Contact.objects.filter(submission=self.submission).first()

    @property
    def name_shown(self) -> str:
        """The name that its sender wants above it; empty for nobody's."""
        return self.submission.byline_name if self.submission.byline != Submission.Byline.NOBODY else ""

    @property
    def public_url(self) -> str:
        """Where readers find it; empty while they do not."""
        if not self.is_story:
            return self._address_of_words()
        page: StoryPage | None = self.submission.page
        return i18n.url_in(page, i18n.active_locale().language_code) if page is not None and page.live else ""

    def _address_of_words(self) -> str:
        """Of a public question; of a public answer its place there. A guide is a page of the editors."""
        sent = self.submission
        if sent.kind not in (Submission.Kind.QUESTION, Submission.Kind.ANSWER) or not is_public(sent):
            return ""
        address = reverse("question", args=[(sent.question or sent).slug])
        return f"{address}#{sent.slug}" if sent.question else address


def attrs_of(language: str) -> SafeString:
    """` lang="ar" dir="rtl"` for a text in this language; `lang=""` says that it is not known."""
    if language == Submission.UNDETERMINED:
        return UNKNOWN_LANGUAGE
    return format_html(
        ' lang="{}" dir="{}"', language, i18n.direction(language) if languages.is_known(language) else "auto"
    )


def has_picture(block: dict[str, Any]) -> bool:
    """Whether a block, as it is stored, holds a picture."""
    return block["type"] == "figure" and bool(block["value"].get("image"))
