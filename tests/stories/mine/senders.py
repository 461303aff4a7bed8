"""Senders who come back: what they sent in every state, and a browser that is let in."""

from __future__ import annotations

import re
from typing import Any

import lxml.html
from django.http import HttpResponse
from django.test import Client

from home import roles
from home.models import User
from stories import domain, keys, receiving, way_in
from stories.models import SafetyCheck, SafetyReviewTask, StoryPage, Submission
from stories.states import Reason, State
from tests.stories.forms import picture, story
from tests.stories.review import edit, member

TITLE = "The last bus is our office"
#: What an editor makes of it.
EDITED = "The last bus"
STATES = [state for state in State if state != State.ERASED]


def person(name: str, *groups: str) -> User:
    return User.objects.filter(username=name).first() or member(name, *groups)


def reviewer() -> User:
    return person("reviewer", roles.REVIEWERS)


def send(**changes: Any) -> tuple[Submission, str]:
    """A story that was just sent, and the words of its receipt."""
    token = keys.new_token()
    submission, _is_new = receiving.submit(story(**{"key": token, "teller": "Night Shift", "contact": "", **changes}))
    return submission, keys.phrase_for(token, submission.speaks)


def draft(**typed: Any) -> Submission:
    begun, _is_new = receiving.begin(keys.new_token(), typed=typed or {"title": TITLE})
    return begun


def approve(submission: Submission, times: int) -> None:
    """What the reviewer's buttons do, one task after the other."""
    checked: dict[str, Any] = dict.fromkeys(SafetyCheck.POINTS, True) | {"risk": "low", "comment": ""}
    for _task in range(times):
        state = page_of(submission).current_workflow_task_state
        said = checked if isinstance(state.task.specific, SafetyReviewTask) else {"comment": ""}
        state.task.specific.on_action(state, reviewer(), "approve", **said)


def waiting_for_word(**changes: Any) -> Submission:
    """Approved with a change by an editor, which its sender has to agree to."""
    submission, _words = send(**changes)
    edit(submission.page, person("editor", roles.EDITORS), EDITED)
    approve(submission, 3)  # the first one began before the edit, so it begins again
    submission.refresh_from_db()
    assert submission.state == State.APPROVED
    return submission


def published(**changes: Any) -> Submission:
    submission, _words = send(**changes)
    approve(submission, 2)
    submission.refresh_from_db()
    assert submission.state == State.PUBLISHED
    return submission


def in_state(state: str, **changes: Any) -> Submission:
    """Something that came into this state by what people do."""
    if state == State.DRAFT:
        return draft()
    if state == State.APPROVED:
        return waiting_for_word(**changes)
    if state == State.PUBLISHED:
        return published(**changes)
    submission, _words = send(**changes)
    if state == State.IN_REVIEW:
        domain.take(submission, reviewer())
    elif state == State.CHANGES_REQUESTED:
        domain.request_changes(submission, reviewer(), "Could the gate go?")
    elif state == State.DECLINED:
        domain.decline(submission, reviewer(), Reason.NOT_FOR_US, "It is an advertisement.")
    elif state == State.WITHDRAWN:
        domain.withdraw(submission)
    elif state == State.EXPIRED:
        domain.expire(submission)
    elif state == State.ERASED:
        domain.erase(submission)
    submission.refresh_from_db()
    assert submission.state == state
    return submission


def let_in(submission: Submission, client: Client | None = None) -> Client:
    """A browser with the cookie of the way in."""
    client = client or Client()
    response = HttpResponse()
    way_in.open(response, submission)
    client.cookies.update(response.cookies)
    return client


def tree(response: Any) -> Any:
    return lxml.html.document_fromstring(response.content.decode())


def words_on(response: Any) -> str:
    """What stands on a page, with single spaces."""
    return " ".join(tree(response).xpath("//main")[0].text_content().split())


def without_token(response: Any) -> str:
    """The whole answer, without what is random in it."""
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", response.content.decode())


def fields(response: Any, action: str) -> dict[str, str]:
    """What the form with this action would send, without the CSRF token; the first one of several."""
    (form, *_more) = [form for form in tree(response).forms if form.action.split("#")[0] == action]
    return {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


def with_picture() -> dict[str, Any]:
    return {"pictures": (picture(alt="A board"),)}


def page_of(submission: Submission) -> StoryPage:
    return StoryPage.objects.get(pk=submission.page_id)
