"""What was sent is changed by its sender, or taken down by an editor."""

from __future__ import annotations

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from home import roles
from home.limits import Limit
from home.models import User
from stories import domain, keys, limits, receiving, states, way_in
from stories.models import Submission
from tests.factories import SmallSite
from tests.stories.forms import story
from tests.stories.review import member, signed_in
from tests.stories.reviewing.desk import press
from tests.stories.ways.helpers import (
    CONTACT,
    FACED,
    QUESTION,
    answer,
    faults,
    guide,
    question,
    question_form,
    received,
    stamp,
    text,
    tree,
)

CHANGE = "/en/stories/mine/text/"


@pytest.fixture
def let_in(site: SmallSite, client: Client) -> Submission:
    """A question that this browser has just sent."""
    client.post("/en/stories/ask/", question_form(stamp=stamp(token=keys.new_token())))
    return Submission.objects.get()


def changed(sent: Submission, **more: str | None) -> dict[str, str]:
    data = question_form(contact=None, stamp=None, **more)
    return {**data, "story": sent.reference}


def test_it_is_changed_and_read_again(client: Client, let_in: Submission, reviewer: User) -> None:
    domain.accept(let_in, None)
    public = f"/en/stories/questions/{let_in.slug}/"
    assert Client().get(public).status_code == 200
    page = client.get(CHANGE)
    assert (page.status_code, "no-store" in page["Cache-Control"]) == (200, True)
    assert tree(page).xpath("//textarea[@name='body']")[0].text_content().strip() == FACED
    assert tree(page).xpath("//input[@name='title']")[0].get("value") == QUESTION
    assert tree(page).xpath("//*[@name='contact' or @name='told' or @name='stamp']") == []
    assert b"noindex" in page.content
    response = client.post(CHANGE, changed(let_in, body="We have found a hall."))
    assert (response.status_code, response["Location"]) == (303, "/en/stories/mine/#main")
    let_in.refresh_from_db()
    assert (let_in.state, let_in.text, let_in.contact.address) == ("in_review", "We have found a hall.", CONTACT)
    assert let_in.due_at is not None
    assert Client().get(public).status_code == 404
    assert [told.to for told in mail.outbox] == [["reviewer@example.org"]]
    domain.accept(let_in, None)
    assert "We have found a hall." in Client().get(public).content.decode()


def test_mistakes_are_said(client: Client, let_in: Submission) -> None:
    assert faults(client.post(CHANGE, changed(let_in, body=""))) == [("s-body", "Tell what you face.")]
    let_in.refresh_from_db()
    assert let_in.text == FACED


def test_very_many_changes_are_stopped_for_an_hour(
    client: Client, let_in: Submission, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SAID", Limit("said", 2))
    for number in range(2):
        assert client.post(CHANGE, changed(let_in, body=f"Changed {number}")).status_code == 303
    mail.outbox.clear()
    response = client.post(CHANGE, changed(let_in, body="The third"))
    assert (response.status_code, 0 < int(response["Retry-After"]) <= 3600) == (429, True)
    assert tree(response).xpath("//textarea[@name='body']")[0].text_content().strip() == "The third"
    let_in.refresh_from_db()
    assert (let_in.text, mail.outbox) == ("Changed 1", [])


def test_nobody_else_gets_there(let_in: Submission) -> None:
    for client in (Client(), signed_in(member("reviewer2", roles.REVIEWERS))):
        assert client.get(CHANGE)["Location"] == "/en/stories/mine/#main"
        assert client.post(CHANGE, changed(let_in, body="Somebody else"))["Location"] == "/en/stories/mine/#main"
    let_in.refresh_from_db()
    assert let_in.text == FACED


def test_another_window_is_about_something_else(client: Client, let_in: Submission) -> None:
    other = received("question", title="Another")
    response = client.post(CHANGE, changed(other, body="For the other one"))
    assert response.status_code == 403
    let_in.refresh_from_db()
    assert let_in.text == FACED


def test_what_has_ended_is_not_changed(client: Client, let_in: Submission) -> None:
    domain.withdraw(let_in)
    assert client.post(CHANGE, changed(let_in, body="Late")).status_code == 303
    let_in.refresh_from_db()
    assert (let_in.state, let_in.text) == ("withdrawn", FACED)
    with pytest.raises(states.IllegalMoveError):
        receiving.revise_plain(let_in, text())


def test_a_story_has_its_own_way(site: SmallSite, client: Client) -> None:
    sent, _is_new = receiving.submit(story())
    response = HttpResponse()
    way_in.open(response, sent)
    client.cookies.update(response.cookies)
    assert client.get(CHANGE)["Location"] == "/en/stories/mine/#main"


@pytest.mark.parametrize("make", [guide, question])
def test_a_reviewer_accepts_and_takes_down(site: SmallSite, reviewer: User, make: object) -> None:
    sent = make()  # type: ignore[operator]
    desk = reverse("stories_submission", args=[sent.pk])
    client = signed_in(reviewer)
    if sent.state == "received":
        assert press(client, sent, "accept").status_code == 302
    sent.refresh_from_db()
    assert sent.state == "published"
    assert client.post(desk, {"what": "take_down"}).status_code == 302
    sent.refresh_from_db()
    assert (sent.state, sent.steps.last().user) == ("in_review", reviewer)


def test_a_story_is_not_taken_down_this_way(site: SmallSite, reviewer: User) -> None:
    sent, _is_new = receiving.submit(story())
    with pytest.raises(states.IllegalMoveError):
        domain.take_down(sent, reviewer)


def test_an_answer_to_a_hidden_question_is_not_public(site: SmallSite) -> None:
    asked = question()
    given = answer(asked)
    assert states.is_public(given)
    domain.take_down(asked, None)
    given.refresh_from_db()
    assert not states.is_public(given)


def test_its_page_leads_there(client: Client, let_in: Submission) -> None:
    html = tree(client.get("/en/stories/mine/"))
    assert html.xpath("//section[@aria-labelledby='change']//a/@href") == [CHANGE]
    assert html.xpath("//a[contains(@href, '/mine/name/') or contains(@href, '/stories/change/')]") == []
    domain.request_changes(let_in, None, "Which town?")
    html = tree(client.get("/en/stories/mine/"))
    assert html.xpath("//li[@class='now']//a[@class='btn']/@href") == [CHANGE]
    domain.withdraw(let_in)
    assert CHANGE not in client.get("/en/stories/mine/").content.decode()
