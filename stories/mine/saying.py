"""Plain words for what happened to something that was sent, where it is, and what comes next."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from stories import notifications
from stories.models import Submission
from stories.states import TAKING_DOWN, State, is_public

#: What a step is called, by the name of its move.
STEPS: dict[str, Any] = {
    "begin": _("Begun"),
    "send": _("Received"),
    "take": _("In review"),
    "request_changes": _("An editor asked for changes"),
    "resume": _("In review again"),
    "revise": _("Changed by you"),
    "approve": _("Approved by the editors"),
    "reconsider": _("Back with the editors"),
    "publish": _("Published"),
    "keep": _("A change was not taken over"),
    "look_again": _("An editor suggests a change. What is public stays."),
    "take_down": _("Taken down by an editor"),
    "hide": _("Taken down by an editor"),
    "decline": _("Declined"),
    "withdraw": _("Taken back"),
    "expire": _("Its time was over"),
    "erase": _("Erased"),
}
#: Instead of "by an editor", where what its sender did took it down.
TAKEN_DOWN_FOR_YOU = _("Taken down, because you changed what you agree to")
#: What has no page, or is an answer without its question, is not public when it is approved.
TAKEN_OVER = _("Taken over")
#: Of a step that has no name here: the log also holds changes of what was agreed.
CHANGED = _("What you agreed to was changed")
#: Where it is now, and who has to do something.
NOW: dict[str, Any] = {
    State.DRAFT: _("It is not sent yet. Nobody reads it before you send it."),
    State.RECEIVED: _("It waits for somebody who reads it. You need not do anything."),
    State.IN_REVIEW: _("Editors are reading it. You need not do anything. If something is unclear, they ask you here."),
    State.CHANGES_REQUESTED: _("It is your turn. Read what the editor asks for, then change it or answer."),
    State.APPROVED: _("It is your turn. See the page as it would be, and say yes or no."),
    State.PUBLISHED: _("Everybody can read it."),
    State.DECLINED: _("It will not be published."),
    State.WITHDRAWN: _("It is taken back. Nobody sees it any more."),
    State.EXPIRED: _("Its time is over. Nobody sees it any more."),
}
#: What comes, in its order: its icon, its name, what it means, and before which states it lies.
_SEND = ("sent", _("Sending it"), _("Only then do editors see it."))
_REVIEW = ("eye", _("Review"), _("It is checked whether it could endanger anyone, then it is edited."))
_WORD = ("check", _("Your word"), _("If an editor changed anything, you see the page first, and say yes or no."))
_PUBLIC = ("open", _("Published"), _("It appears among the stories, and you can still take it back."))
_ANSWERED = ("open", TAKEN_OVER, _("An editor approves it. You can still take it back then."))
COMING: dict[str, tuple[Any, ...]] = {
    State.DRAFT: (_SEND, _REVIEW, _WORD, _PUBLIC),
    State.RECEIVED: (_REVIEW, _WORD, _PUBLIC),
    State.IN_REVIEW: (_WORD, _PUBLIC),
    State.CHANGES_REQUESTED: (_REVIEW, _WORD, _PUBLIC),
    State.APPROVED: (_PUBLIC,),
}
#: What was done, said on the page that its sender is led to.
DONE: dict[str, Any] = {
    "answered": _("Your answer is stored. The editors see it beside what you sent."),
    "agreed": _("Thank you. You have said yes to this version."),
    "disagreed": _("You have said no. It is back with the editors, together with what you wrote."),
    "named": _("The name is changed. Editors look at it before readers see it."),
    "consented": _("What you agree to is changed."),
    "reach": _("How we can reach you is changed."),
    "unreachable": _("Your address is deleted. You get no more mails from us."),
    "renewed": _("From now on only the new words open this page. The old ones open nothing."),
    "withdrawn": _("It is taken back. Nobody sees it any more, and within a day it is erased."),
}
#: Said with 409, where it has moved on since the form was read.
MOVED_ON = _(
    "This cannot be done any more: something has happened to it since you opened the page. This is where it is now."
)
VERSION_MOVED_ON = _("An editor has changed it since you opened the page. This is the new version. Please look again.")
TOO_OFTEN = _("A great deal was sent from your network in the last hour. Wait a little, then send this again.")


def now(submission: Submission) -> Any:
    """Where it is now, in a sentence."""
    if submission.state == State.PUBLISHED and not is_read(submission):
        is_guide = submission.kind == Submission.Kind.GUIDE
        return notifications.TAKEN_OVER if is_guide else notifications.WITHOUT_QUESTION
    return NOW.get(submission.state, "")


def is_read(submission: Submission) -> bool:
    """Whether what was approved is public: a guide is one of the editors, and an answer needs its question."""
    if submission.kind == Submission.Kind.STORY:
        return True
    return submission.kind != Submission.Kind.GUIDE and is_public(submission)


def step(submission: Submission, name: str, by_sender: bool) -> Any:
    """What a step is called, by the name of its move."""
    if name in TAKING_DOWN and by_sender:
        return TAKEN_DOWN_FOR_YOU
    if name == "publish" and submission.state == State.PUBLISHED and not is_read(submission):
        return TAKEN_OVER
    return STEPS.get(name, CHANGED)


def coming(submission: Submission) -> list[tuple[str, Any, Any]]:
    """What comes next, by its state; what has no page is not shown to its sender before it is published."""
    steps = list(COMING.get(submission.state, ()))
    if submission.kind == Submission.Kind.STORY:
        return steps
    return [_ANSWERED if step is _PUBLIC else step for step in steps if step is not _WORD]
