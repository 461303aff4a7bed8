"""What a sender does: in each state it is done or refused, once, with its own message, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from home.models import User
from stories import domain, limits
from stories.mine import saying
from stories.models import Consent, Contact, Message, StoryPage, Submission
from stories.states import State
from tests.factories import SmallSite
from tests.stories.mine.senders import (
    EDITED,
    STATES,
    TITLE,
    approve,
    draft,
    fields,
    in_state,
    let_in,
    published,
    reviewer,
    send,
    tree,
    waiting_for_word,
    words_on,
)

MINE = "/en/stories/mine/"
OPEN = {"received", "in_review", "changes_requested", "approved", "published"}
NAME = {"by": "chosen", "project": "", "name": "Somebody else"}
CONSENT = {
    "people": "agreed",
    "names": "agreed",
    "places": "as_told",
    "faces": "agreed",
    "translation": "chosen",
    "languages": ["ar", "fr"],
    "reprint": "on",
    "ends_on": "",
}
ADDRESS = {"address": "a@example.org", "is_told": "on"}
#: What is sent for each action, in which states it is taken, and where it leads.
ACTIONS: dict[str, tuple[dict[str, Any], set[str], str]] = {
    "answer": ({"text": "J. has heard it."}, OPEN, "answered"),
    "name": (NAME, OPEN, "named"),
    "consent": (CONSENT, OPEN, "consented"),
    "contact": (ADDRESS, OPEN | {"declined", "withdrawn", "expired"}, "reach"),
    "withdraw": ({}, OPEN | {"declined", "withdrawn"}, "withdrawn"),
}


@pytest.mark.parametrize("state", [str(state) for state in STATES])
@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_each_action_in_each_state(site: SmallSite, action: str, state: str) -> None:
    data, taken, done = ACTIONS[action]
    submission = in_state(state)
    client = let_in(submission)
    steps = submission.steps.count()
    response = client.post(f"{MINE}{action}/", data)
    submission.refresh_from_db()
    if state in taken:
        assert (response.status_code, response["Location"]) == (303, f"{MINE}?done={done}")
        assert str(saying.DONE[done]) in words_on(client.get(response["Location"]))
    elif (action, state) == ("withdraw", "draft"):
        assert (response.status_code, response["Location"], submission.state) == (303, MINE, "erased")
    else:
        assert response.status_code == 409
        assert str(saying.MOVED_ON) in words_on(response)
        assert str(saying.NOW[State(state)]) in words_on(response)
        assert (submission.state, submission.steps.count()) == (state, steps)
        assert not Contact.objects.exists()
        assert not Message.objects.filter(by_sender=True).exists()


@pytest.mark.parametrize("place", ["answer/", "name/", "consent/", "contact/", "withdraw/", "close/", "receipt/"])
def test_a_form_of_another_site_is_refused(site: SmallSite, place: str) -> None:
    submission, _words = send()
    client = let_in(submission, Client(enforce_csrf_checks=True))
    data = ACTIONS.get(place.strip("/"), ({}, "", ""))[0]
    assert client.post(MINE + place, data).status_code == 403
    submission.refresh_from_db()
    assert (submission.state, submission.steps.count()) == ("received", 2)


# ---------------------------------------------------------------- answering


def test_an_answer_is_stored_once_and_the_editors_are_told(site: SmallSite, mailoutbox: Any) -> None:
    submission = in_state("changes_requested")
    User.objects.update(email="editors@example.org")
    mailoutbox.clear()
    client = let_in(submission)
    for _press in range(2):
        assert client.post(MINE + "answer/", {"text": " Yes,\r\nthe gate can go. \u202e"}).status_code == 303
    (answer,) = submission.messages.filter(by_sender=True)
    assert (answer.kind, answer.text, answer.user) == ("answer", "Yes,\nthe gate can go.", None)
    assert submission.state == "changes_requested"
    assert [mail.to for mail in mailoutbox] == [["editors@example.org"]]
    assert "gate" not in mailoutbox[0].message().as_string()
    assert client.post(MINE + "answer/", {"text": "And the colour."}).status_code == 303
    assert submission.messages.filter(by_sender=True).count() == 2


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "x" * 10_001])
def test_an_answer_that_cannot_be_taken_is_shown_again(site: SmallSite, text: str) -> None:
    submission, _words = send()
    response = let_in(submission).post(MINE + "answer/", {"text": text})
    assert response.status_code == 200
    assert tree(response).xpath("//textarea[@id='s-text']/@aria-invalid") == ["true"]
    assert len(fields(response, MINE + "answer/")["text"].strip("\r\n")) == len(text.strip("\r\n"))
    assert not submission.messages.exists()


def test_an_answer_that_comes_too_late_is_there_to_be_copied(site: SmallSite) -> None:
    submission = in_state("in_review")
    client = let_in(submission)
    domain.decline(submission, reviewer(), "not_for_us")
    response = client.post(MINE + "answer/", {"text": "Hours of work"})
    assert response.status_code == 409
    (kept,) = tree(response).xpath("//textarea[@id='m-lost']")
    assert kept.text.strip() == "Hours of work"


def test_very_many_answers_are_stopped_for_an_hour(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SAID", type(limits.SAID)("said", 2))
    submission, _words = send()
    client = let_in(submission)
    statuses = [client.post(MINE + "answer/", {"text": f"Answer {number}"}).status_code for number in range(2)]
    response = client.post(MINE + "answer/", {"text": "The third"})
    assert [*statuses, response.status_code] == [303, 303, 429]
    assert 0 < int(response["Retry-After"]) <= 3600
    assert fields(response, MINE + "answer/")["text"].strip() == "The third"
    for place, data in (("name", NAME), ("consent", CONSENT), ("contact", ADDRESS)):
        assert client.post(f"{MINE}{place}/", data).status_code == 429
    assert client.post(MINE + "withdraw/").status_code == 303


# ---------------------------------------------------------------- the name


def test_another_name_is_another_version_for_the_editors(site: SmallSite) -> None:
    submission = published()
    page = submission.page
    assert page is not None
    let_in(submission).post(MINE + "name/", {"by": "nobody", "project": "", "name": "left over"})
    submission.refresh_from_db()
    page = StoryPage.objects.get()
    assert (submission.state, submission.byline, submission.byline_name) == ("in_review", "nobody", "")
    assert (page.live, page.teller, page.get_latest_revision_as_object().teller) == (True, "", "")
    assert submission.agreed_revision == page.latest_revision
    approve(submission, 2)
    page.refresh_from_db()
    submission.refresh_from_db()
    assert (page.teller, submission.state) == ("", "published")


def test_a_project_can_be_named(site: SmallSite) -> None:
    project = site.project(title="Night Shift Drivers’ Circle")
    submission, _words = send()
    client = let_in(submission)
    response = client.post(MINE + "name/", {"by": "project", "project": str(project.translation_key), "name": ""})
    assert response.status_code == 303
    submission.refresh_from_db()
    newest = StoryPage.objects.get().get_latest_revision_as_object()
    assert (submission.byline_name, newest.project, newest.teller) == (project.title, project, "")
    again = fields(client.get(MINE + "name/"), MINE + "name/")
    assert again == {"by": "project", "project": str(project.translation_key)}


@pytest.mark.parametrize(
    "data", [{}, {"by": "chosen", "name": " "}, {"by": "project"}, {"by": "x"}, {"by": "project", "project": "7"}]
)
def test_a_name_that_is_not_said_changes_nothing(site: SmallSite, data: dict[str, str]) -> None:
    submission, _words = send()
    response = let_in(submission).post(MINE + "name/", data)
    assert response.status_code == 200
    assert len(tree(response).xpath("//div[@class='errsum mt5']//li")) == 1
    submission.refresh_from_db()
    assert submission.byline_name == "Night Shift"


def test_what_an_editor_changed_is_not_agreed_to_by_choosing_a_name(site: SmallSite) -> None:
    submission = waiting_for_word()
    before = submission.agreed_revision
    let_in(submission).post(MINE + "name/", NAME)
    submission.refresh_from_db()
    page = StoryPage.objects.get()
    assert (submission.state, submission.agreed_revision) == ("in_review", before)
    assert page.get_latest_revision_as_object().title == EDITED
    approve(submission, 2)
    submission.refresh_from_db()
    assert (submission.state, StoryPage.objects.get().live) == ("approved", False)


# ---------------------------------------------------------------- consent


def test_consent_is_changed_as_it_was_said(site: SmallSite) -> None:
    submission, _words = send()
    client = let_in(submission)
    assert client.post(MINE + "consent/", CONSENT | {"ends_on": "2099-12-31"}).status_code == 303
    consent = Consent.objects.get()
    assert (consent.people, consent.names, consent.faces, consent.places) == ("agreed", "agreed", "agreed", "as_told")
    assert (consent.translation, consent.languages) == ("chosen", ["fr", "ar"])
    assert (consent.may_reprint, consent.may_share, str(consent.ends_on)) == (True, False, "2099-12-31")
    shown = tree(client.get(MINE + "consent/"))
    assert shown.xpath("//input[@name='languages'][@checked]/@value") == ["fr", "ar"]
    assert shown.xpath("//input[@name='ends_on']/@value") == ["2099-12-31"]
    page = words_on(client.get(MINE))
    assert "Only into these languages (Français, العربية)" in page
    assert "Until 31 December 2099" in page


@pytest.mark.parametrize(
    "wrong",
    [{"people": ""}, {"translation": "chosen", "languages": []}, {"ends_on": "2020-01-01"}, {"ends_on": "soon"}],
)
def test_consent_that_is_not_said_changes_nothing(site: SmallSite, wrong: dict[str, Any]) -> None:
    submission, _words = send()
    before = Consent.objects.values().get()
    response = let_in(submission).post(MINE + "consent/", CONSENT | wrong)
    assert response.status_code == 200
    assert len(tree(response).xpath("//div[@class='errsum mt5']//li")) == 1
    assert Consent.objects.values().get() == before


# ---------------------------------------------------------------- taking it back


def test_taking_it_back_asks_once_more_and_then_holds(site: SmallSite) -> None:
    submission = published()
    client = let_in(submission)
    page = words_on(client.get(MINE + "withdraw/"))
    assert "Within a day everything is erased" in page
    assert StoryPage.objects.get().live
    assert client.post(MINE + "withdraw/")["Clear-Site-Data"] == '"storage"'
    assert not StoryPage.objects.get().live
    assert Client().get("/en/stories/the-last-bus-is-our-office/").status_code == 404
    assert "It is taken back. Nobody sees it any more." in words_on(client.get(MINE))
    again = client.post(MINE + "withdraw/")  # pressed twice
    assert (again.status_code, again["Location"]) == (303, MINE + "?done=withdrawn")
    assert submission.steps.filter(move="withdraw").count() == 1


def test_a_draft_is_erased_at_once(site: SmallSite) -> None:
    begun = draft(title=TITLE, body="What nobody must read")
    client = let_in(begun)
    response = client.post(MINE + "withdraw/")
    begun.refresh_from_db()
    assert (begun.state, begun.typed, begun.receipt) == ("erased", {}, "")
    assert response.cookies["story_en"]["max-age"] == 0
    assert response["Clear-Site-Data"] == '"storage"'
    assert "ST-" not in words_on(client.get(MINE))


def test_what_was_erased_meanwhile_is_not_spoken_of(site: SmallSite) -> None:
    submission, _words = send()
    client = let_in(submission)
    domain.erase(submission)
    response = client.post(MINE + "answer/", {"text": "Still here?"})
    assert response.status_code == 403
    assert submission.reference not in response.content.decode()
    assert Submission.objects.get().state == "erased"
