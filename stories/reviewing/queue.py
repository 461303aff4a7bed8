"""What waits in the queue, for whom and since when. The contact of a sender is never read here."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Cast, Coalesce, RowNumber
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import TaskState

from stories.models import Message, SafetyCheck, SafetyReviewTask, StoryPage, Submission
from stories.states import UNDER_REVIEW, State

#: What reviewers find there. What its sender took back, and what has expired or was never sent, is not for them.
SHOWN = (*UNDER_REVIEW, State.PUBLISHED, State.DECLINED)
ORDERS = {
    "due": (F("due_at").asc(nulls_last=True), "received_at", "pk"),
    "age": (F("received_at").asc(nulls_last=True), "pk"),
    "newest": (F("received_at").desc(nulls_last=True), "-pk"),
}


@dataclass(frozen=True)
class Row:
    """A submission with what is shown of it, and how many that are like it stand behind it."""

    submission: Any
    alike: int

    @property
    def waits_for_sender(self) -> bool:
        """Whether it is its sender's turn: to change something, to agree, or to answer."""
        sent = self.submission
        if sent.came_by_phone:  # somebody here has to call them
            return False
        if sent.state == State.APPROVED:
            return bool(sent.kind == Submission.Kind.STORY)
        return sent.state == State.CHANGES_REQUESTED or self._is_asked

    @property
    def _is_asked(self) -> bool:
        sent = self.submission
        return sent.state in UNDER_REVIEW and sent.last_said == Message.Kind.QUESTION and sent.last_at >= sent.moved_at

    @property
    def waits_for(self) -> str:
        """Whose turn it is; empty where nothing is to be done."""
        sent = self.submission
        if sent.state not in UNDER_REVIEW:
            return ""
        if self.waits_for_sender:
            return gettext("Its sender")
        return str(sent.reviewer) if sent.reviewer_id else gettext("A reviewer: nobody has taken it")

    @property
    def since(self) -> datetime.datetime:
        """Since when it is their turn."""
        sent = self.submission
        return max(sent.moved_at, sent.last_at) if sent.last_at else sent.moved_at

    @property
    def is_late(self) -> bool:
        """Whether it is our turn for longer than it should be."""
        sent = self.submission
        is_ours = sent.state in UNDER_REVIEW and not self.waits_for_sender
        return bool(is_ours and sent.due_at and sent.due_at < timezone.now())

    @property
    def what(self) -> str:
        """Where it stands; of a review, in which part of it."""
        sent = self.submission
        if sent.state in (State.RECEIVED, State.IN_REVIEW) and sent.task:
            return str(SafetyReviewTask._meta.verbose_name) if sent.is_unsafe_yet else gettext("editing")
        return ""

    @property
    def risk(self) -> str:
        """As it was judged last, in one word; empty where nobody has."""
        return RISKS.get(self.submission.risk, lambda: "")()


RISKS = {
    SafetyCheck.Risk.LOW: lambda: gettext("Low"),
    SafetyCheck.Risk.MEDIUM: lambda: gettext("Medium"),
    SafetyCheck.Risk.HIGH: lambda: gettext("High"),
}


def everything() -> QuerySet[Submission]:
    """All that reviewers may find, with the risk as it was judged last."""
    checks = SafetyCheck.objects.filter(page=OuterRef("page")).order_by("-at", "-pk")
    return Submission.objects.filter(state__in=SHOWN).annotate(risk=Subquery(checks.values("risk")[:1]))


def group_of(submission: Submission) -> int:
    """The key of the first of those that are alike."""
    return submission.alike_id or submission.pk


def of_groups(found: QuerySet[Submission], groups: Iterable[int]) -> QuerySet[Submission]:
    """Those of some groups."""
    keys = list(groups)
    return found.filter(Q(pk__in=keys) | Q(alike__in=keys))


def firsts(found: QuerySet[Submission]) -> QuerySet[Submission]:
    """Of those that are alike one: where it is our turn, if any is, then due first. One query, however many they are.

    One that waits for its sender must not hide those that wait for us.
    """
    placed = found.order_by().annotate(
        place=Window(
            RowNumber(),
            partition_by=Coalesce("alike", "pk"),
            order_by=[_turn().asc(), F("due_at").asc(nulls_last=True), F("pk").asc()],
        )
    )
    return found.filter(pk__in=placed.filter(place=1).values("pk"))


def _turn() -> Case:
    """0 where it is ours, 1 where it is its sender's or nobody's; as Row.waits_for_sender has it."""
    last = _said(OuterRef("pk"))
    asked = last.filter(at__gte=OuterRef("moved_at"))
    return Case(
        When(~Q(state__in=UNDER_REVIEW), then=1),
        When(came_by_phone=True, then=0),
        When(state=State.CHANGES_REQUESTED, then=1),
        When(state=State.APPROVED, kind=Submission.Kind.STORY, then=1),
        When(state=State.APPROVED, then=0),
        When(Exact(Subquery(asked.values("kind")[:1]), Value(Message.Kind.QUESTION.value)), then=1),
        default=0,
    )


def _said(pk: Any) -> QuerySet[Message]:
    """Questions and answers, the last one first."""
    kinds = (Message.Kind.QUESTION, Message.Kind.ANSWER)
    return Message.objects.filter(submission=pk, kind__in=kinds).order_by("-at", "-pk")


def rows(listed: Iterable[Submission], found: QuerySet[Submission], grouped: bool) -> list[Row]:
    """What is shown of the submissions of a page of the list. Two queries; one where they are not grouped."""
    shown = {row.pk: row for row in _with_turns(Submission.objects.filter(pk__in=[one.pk for one in listed]))}
    counts: dict[int, int] = {}
    if grouped:
        behind = of_groups(found, [group_of(one) for one in listed]).order_by()
        counts = dict(behind.annotate(group=Coalesce("alike", "pk")).values_list("group").annotate(n=Count("pk")))
    made = []
    for one in listed:
        sent: Any = shown.get(one.pk)
        if sent is not None:
            sent.risk = one.risk  # type: ignore[attr-defined]
            made.append(Row(sent, counts.get(group_of(one), 1) - 1))
    return made


def row(submission: Submission) -> Row:
    """The same for one. One query."""
    sent: Any = _with_turns(Submission.objects.filter(pk=submission.pk)).get()
    sent.risk = ""
    return Row(sent, 0)


def _with_turns(found: QuerySet[Submission]) -> QuerySet[Submission]:
    """With what was said last, and the task of the review that each waits in."""
    said = _said(OuterRef("pk"))
    tasks = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__content_type=ContentType.objects.get_for_model(StoryPage),
        workflow_state__object_id=Cast(OuterRef("page"), CharField()),
    ).order_by("-pk")
    safety = SafetyReviewTask.objects.filter(pk=OuterRef("task")).order_by().values("pk")
    return (
        found.select_related("reviewer")
        .defer("text", "typed")
        .annotate(
            last_said=Subquery(said.values("kind")[:1]),
            last_at=Subquery(said.values("at")[:1]),
            task=Subquery(tasks.values("task")[:1]),
        )
        .annotate(is_unsafe_yet=Subquery(safety[:1]))
    )
