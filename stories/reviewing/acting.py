"""What a reviewer can do with a submission. Everything goes through stories.domain or the task of the workflow."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from stories import domain, durable
from stories.following import changed_by_editor, task_of
from stories.models import Message, SafetyReviewTask, SenderAgreementTask, StoryPage, Submission
from stories.models.review import ReviewedBySomebodyElse
from stories.reviewing import bulk, forms, mails
from stories.reviewing.reading import Case
from stories.states import MOVES, OPEN, UNDER_REVIEW, IllegalMoveError, State, is_public, locked

#: What is said when it has moved on since the page was opened.
TOO_LATE = _(
    "This cannot be done any more: it has moved on since you opened this page. Nothing of what you wrote is lost. "
    "Read below what happened."
)
#: What somebody hears who edited it meanwhile, or reads what others edited.
READ_AGAIN = _(
    "It was changed since you opened this page, so this is not what you read. Read it again, then decide. "
    "Nothing of what you wrote is lost."
)
#: What somebody hears who would take it from another reviewer than the one that stood on their page.
TAKEN = _("Somebody else reviews it by now. Press again if you want to take it over from them.")
#: What somebody hears whose yes or no is about another version than the one that was checked.
BEGINS_ANEW = _("Not this version was checked and agreed to, so its review begins anew.")


class TakenError(IllegalMoveError):
    """Another reviewer has it in hand than the one that was shown."""


class ReadAgainError(IllegalMoveError):
    """There is a newer version, or another task, than the one that was read."""


@dataclass(frozen=True)
class Action:
    """Something to do: its form, whether it is offered, how it is done, and what is said then."""

    form: type[forms.CaseForm]
    is_offered: Callable[[Case], bool]
    do: Callable[[Case, dict[str, Any]], Any]
    done: Any


@durable.atomic
def perform(case: Case, action: Action, data: dict[str, Any]) -> str:
    """Do it; what is said then. Raises IllegalMoveError where it cannot be done, now or by this person."""
    case = Case(locked(case.submission), case.user)  # as it is now: somebody may have been faster
    if not action.is_offered(case):
        raise IllegalMoveError
    return str(action.do(case, data) or action.done)


def offered(case: Case) -> dict[str, Action]:
    """What this person can do with it now, by name."""
    return {name: action for name, action in ACTIONS.items() if action.is_offered(case)}


def _can(name: str) -> Callable[[Case], bool]:
    return lambda case: State(case.submission.state) in MOVES[name]


def _is_in(*states: State) -> Callable[[Case], bool]:
    return lambda case: case.submission.state in states


# ---------------------------------------------------------------- who has it, and by when


def _take(case: Case, data: dict[str, Any]) -> None:
    before = case.submission.reviewer_id
    if data["holder"] != before:
        raise TakenError
    domain.take(case.submission, case.user)
    mails.tell_lost([before], case.user)


def _hand_over(case: Case, data: dict[str, Any]) -> str:
    whom = data["reviewer"]
    if bulk.give([case.submission], whom, case.user) != (1, 0):
        raise IllegalMoveError
    return gettext("%(who)s reviews it now.") % {"who": whom}


def _set_due(case: Case, data: dict[str, Any]) -> None:
    """Until the end of that day, by the clock of whoever set it; reminders begin anew."""
    due_at = timezone.make_aware(datetime.datetime.combine(data["due"], datetime.time(23, 59)))
    Submission.objects.filter(pk=case.submission.pk).update(due_at=due_at, reminded_at=None)


# ---------------------------------------------------------------- talking


def _ask(case: Case, data: dict[str, Any]) -> None:
    domain.say(case.submission, Message.Kind.QUESTION, data["text"], case.user, data["block"])


def _note(case: Case, data: dict[str, Any]) -> None:
    domain.say(case.submission, Message.Kind.NOTE, data["text"], case.user)


def _request(case: Case, data: dict[str, Any]) -> None:
    domain.request_changes(case.submission, case.user, data["text"])


# ---------------------------------------------------------------- deciding


def _may_approve(task: type) -> Callable[[Case], bool]:
    return lambda case: isinstance(case.task, task) and "approve" in case.offered


def _may_edit_on(case: Case) -> bool:
    return _may_approve(ReviewedBySomebodyElse)(case) and not isinstance(case.task, SafetyReviewTask)


def _decide(case: Case, data: dict[str, Any], name: str) -> str | None:
    """Through the task of the workflow, about exactly what was read.

    What an editor saves while a task waits is shown to reviewers and is not in the task yet: it begins with it anew.
    Where that says what was agreed to before, its sender is asked nothing, and there is nothing to decide.
    """
    state: Any = case.task_state
    newest = StoryPage.objects.values_list("latest_revision", flat=True).get(pk=case.submission.page_id)
    if (data.pop("task"), data.pop("revision")) != (state.pk, newest):
        raise ReadAgainError
    if state.revision_id != newest:
        state.cancel(user=case.user, resume=True)
        begun = task_of(case.submission)
        if begun is None or begun.task_id != state.task_id:
            return str(BEGINS_ANEW)
        state = begun.specific
    state.task.specific.on_action(state, case.user, name, **data)
    if (
        name == "approve" and TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_CANCELLED
    ):  # written over while it was read
        return gettext("It was changed while you read it, so its review begins anew. Read it again.")
    after = task_of(case.submission)
    if name == "approve" and after is not None and isinstance(after.task.specific, SafetyReviewTask):
        return str(BEGINS_ANEW)
    return None


def _may_accept(case: Case) -> bool:
    sent = case.submission
    return sent.kind != Submission.Kind.STORY and not case.is_own and _can("approve")(case)


def _accept(case: Case, data: dict[str, Any]) -> None:
    """As it was read: its sender may have changed it while somebody read it."""
    now = Case(Submission.objects.get(pk=case.submission.pk), case.user)
    if data["seen"] != now.seen:
        raise ReadAgainError
    domain.accept(case.submission, case.user)


def _may_request(case: Case) -> bool:
    """Not of an editor's change, which its sender cannot change: that is declined."""
    return _can("request_changes")(case) and not changed_by_editor(case.submission)


def _may_decline(case: Case) -> bool:
    return _can("keep" if is_public(case.submission) else "decline")(case)


ACTIONS = {
    "take": Action(
        forms.TakeForm,
        lambda case: case.submission.state in UNDER_REVIEW and case.submission.reviewer_id != case.user.pk,
        _take,
        _("You review it now."),
    ),
    "safe": Action(
        forms.SafeForm,
        _may_approve(SafetyReviewTask),
        lambda case, data: _decide(case, data, "approve"),
        _("It is noted what you checked, and the review goes on."),
    ),
    "approve": Action(
        forms.ApproveForm,
        _may_edit_on,
        lambda case, data: _decide(case, data, "approve"),
        _("It is approved. It is published when nothing else is needed."),
    ),
    "agreed": Action(
        forms.AgreedForm,
        _may_approve(SenderAgreementTask),
        lambda case, data: _decide(case, data, "approve"),
        _("It is noted that its sender agreed."),
    ),
    "not_agreed": Action(
        forms.AgreedForm,
        _may_approve(SenderAgreementTask),
        lambda case, data: _decide(case, data, "reject"),
        _("It is noted that its sender did not agree."),
    ),
    "accept": Action(
        forms.AcceptForm,
        _may_accept,
        _accept,
        _("It is accepted."),
    ),
    "take_down": Action(
        forms.CaseForm,
        lambda case: case.submission.kind != Submission.Kind.STORY and _can("take_down")(case),
        lambda case, data: domain.take_down(case.submission, case.user) and None,
        _("It is taken down."),
    ),
    "ask": Action(forms.QuestionForm, _is_in(*OPEN), _ask, _("Its sender finds your question with their receipt.")),
    "request": Action(
        forms.RequestForm, _may_request, _request, _("Its sender finds with their receipt what to change.")
    ),
    "note": Action(forms.NoteForm, lambda case: not case.is_gone, _note, _("Your note is kept.")),
    "hand_over": Action(forms.HandOverForm, _is_in(*UNDER_REVIEW), _hand_over, ""),
    "due": Action(forms.DueForm, _is_in(*UNDER_REVIEW), _set_due, _("The day is kept.")),
    "decline": Action(
        forms.DeclineForm,
        _may_decline,
        lambda case, data: domain.decline(case.submission, case.user, data["reason"], data["text"]) and None,
        _("It is declined."),
    ),
}
