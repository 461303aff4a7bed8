"""The short forms: a guide, a question, an answer; once, with a receipt, and nothing lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError
from django.test import Client

from home import roles
from home.models import User
from stories import domain, keys, limits, receiving, way_in
from stories.models import Consent, Contact, Step, Submission
from stories.states import IllegalMoveError
from tests.factories import SmallSite
from tests.stories.forms import in_threads, story
from tests.stories.review import member
from tests.stories.ways.helpers import (
    ANSWER,
    CONTACT,
    FACED,
    QUESTION,
    answer_form,
    faults,
    guide,
    guide_form,
    notice,
    question,
    question_form,
    received,
    stamp,
    strict,
    text,
    tree,
)

SUGGEST, ASK = "/en/stories/suggest/", "/en/stories/ask/"


def only() -> Submission:
    return Submission.objects.get()


def receipt_words(client: Client) -> str:
    page = client.get("/en/stories/send/receipt/")
    assert page.status_code == 200
    return " ".join(tree(page).xpath("//*[@id='words']")[0].text_content().split())


# ---------------------------------------------------------------- what is stored


def test_a_guide_is_suggested(site: SmallSite, client: Client, reviewer: User) -> None:
    response = client.post(SUGGEST, guide_form())
    assert (response.status_code, response["Location"]) == (303, "/en/stories/send/receipt/#main")
    sent = only()
    assert (sent.kind, sent.state, sent.title, sent.link, sent.text, sent.language) == (
        "guide",
        "received",
        "A card for raids",
        "https://example.org/card",
        "It fits in a pocket.",
        "en",
    )
    assert (sent.page_id, sent.typed, sent.contact.address) == (None, {}, CONTACT)
    assert sent.received_at and sent.due_at and sent.due_at > sent.received_at and sent.expires_at
    assert not Consent.objects.exists()
    assert list(Step.objects.values_list("move", "after")) == [("begin", "draft"), ("send", "received")]
    (told,) = mail.outbox
    assert told.to == ["reviewer@example.org"]
    assert f"/admin/stories/queue/{sent.pk}/" in told.body
    for secret in ("raids", "pocket", "example.org/card", CONTACT, sent.reference):
        assert secret not in f"{told.subject} {told.body}"


def test_a_question_is_asked_with_what_it_may_be_used_for(site: SmallSite, client: Client) -> None:
    client.post(ASK, question_form(name="The hall group"))
    sent = only()
    assert (sent.kind, sent.title, sent.text, sent.region) == ("question", QUESTION, FACED, "eu")
    assert (sent.byline, sent.byline_name) == ("chosen", "The hall group")
    agreed = sent.consent
    assert (agreed.people, agreed.names, agreed.places, agreed.translation) == ("agreed", "nobody", "region", "any")
    assert (agreed.may_reprint, agreed.may_share) == (False, False)


def test_without_a_name_nobody_stands_by_it(site: SmallSite, client: Client) -> None:
    client.post(ASK, question_form(contact=None))
    assert (only().byline, only().byline_name) == ("nobody", "")
    assert not Contact.objects.exists()


def test_a_question_is_answered(site: SmallSite, client: Client) -> None:
    asked = question()
    response = client.post(f"/en/stories/questions/{asked.slug}/answer/", answer_form())
    assert response.status_code == 303
    sent = Submission.objects.get(kind="answer")
    assert (sent.question, sent.state, sent.title, sent.text) == (asked, "received", "", ANSWER)
    assert (sent.byline_name, sent.consent.people) == ("Night Shift", "changed")


def test_only_public_questions_are_answered(site: SmallSite, client: Client) -> None:
    waiting, story_of, other = received("question"), receiving.submit(story())[0], guide()
    for one in (waiting, story_of, domain.accept(other, None)):
        address = f"/en/stories/questions/{one.slug}/answer/"
        assert client.get(address).status_code == 404
        response = client.post(address, answer_form())
        assert (response.status_code, notice(response)[:40]) == (409, "Nobody can answer this question just now")
        assert one.title not in response.content.decode() or not one.title
    assert not Submission.objects.filter(kind="answer").exists()


@pytest.mark.parametrize("end", [domain.withdraw, domain.erase, lambda one: domain.take_down(one, None)])
def test_an_answer_is_not_lost_with_its_question(site: SmallSite, client: Client, end: Any) -> None:
    asked = question()
    end(asked)
    address = f"/en/stories/questions/{asked.slug}/answer/"
    assert client.get(address).status_code == 404
    response = client.post(address, answer_form())
    assert (response.status_code, notice(response)[:40]) == (409, "Nobody can answer this question just now")
    assert tree(response).xpath("//textarea[@name='body']")[0].text_content().strip() == ANSWER
    assert QUESTION not in response.content.decode()
    assert not Submission.objects.filter(kind="answer").exists()


def test_nor_where_it_goes_at_the_last_moment(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = question()
    real = receiving.send_plain

    def too_late(draft: Submission, sent: Any) -> Any:
        domain.withdraw(asked)
        return real(draft, sent)

    monkeypatch.setattr(receiving, "send_plain", too_late)
    response = client.post(f"/en/stories/questions/{asked.slug}/answer/", answer_form())
    assert (response.status_code, ANSWER in response.content.decode()) == (409, True)
    draft = Submission.objects.get(kind="answer")
    assert (draft.state, draft.typed) == ("erased", {})


def test_a_draft_that_was_sent_or_erased_meanwhile_is_left_alone(site: SmallSite) -> None:
    draft, _is_new = receiving.begin("a" * 40, kind="question", speaks="en", typed={})
    receiving.discard("b" * 40)
    for state in ("received", "erased"):
        Submission.objects.filter(pk=draft.pk).update(state=state)
        receiving.discard("a" * 40)
        assert Submission.objects.get().state == state
    Submission.objects.filter(pk=draft.pk).update(state="draft")
    receiving.discard("a" * 40)
    assert Submission.objects.get().state == "erased"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"people": "unsure"},
        {"region": "wa"},
        {"language": "fr"},
        {"contact": ""},
        {"contact": "kestrel@example.org", "told": "on"},
    ],
)
def test_a_second_press_with_another_answer_is_not_thanked(
    site: SmallSite, client: Client, changes: dict[str, str]
) -> None:
    data = question_form(name="Maria Lopez")
    assert client.post("/en/stories/ask/", data).status_code == 303
    assert Client().post("/en/stories/ask/", data).status_code == 303
    response = client.post("/en/stories/ask/", data | changes)
    assert (response.status_code, notice(response)[:27]) == (409, "You have sent this before. ")
    typed = next(form for form in tree(response).forms if "body" in form.fields).fields
    assert {name: typed[name] or "" for name in changes} == changes
    assert only().byline_name == "Maria Lopez"


def test_a_question_that_goes_while_it_is_answered(site: SmallSite) -> None:
    asked = question()
    draft, _is_new = receiving.begin(keys.new_token(), kind="answer", question=asked)
    domain.withdraw(asked)
    with pytest.raises(IllegalMoveError):
        receiving.send_plain(draft, text())
    draft.refresh_from_db()
    assert (draft.state, draft.text) == ("draft", "")


def test_a_story_is_not_sent_this_way(site: SmallSite) -> None:
    draft, _is_new = receiving.begin(keys.new_token())
    with pytest.raises(IllegalMoveError):
        receiving.send_plain(draft, text())
    sent, _is_new = receiving.submit(story())
    with pytest.raises(IllegalMoveError):
        receiving.revise_plain(sent, text())
    sent.refresh_from_db()
    assert (sent.state, sent.text) == ("received", story().text)


# ---------------------------------------------------------------- the receipt


def test_the_words_open_it_and_stand_nowhere(site: SmallSite, client: Client) -> None:
    token = keys.new_token()
    response = client.post(ASK, question_form(stamp=stamp(token=token)))
    words = receipt_words(client)
    assert words == keys.phrase_for(token, "en")
    assert only().receipt == keys.key_hash(words)
    cookie = response.cookies[way_in.cookie_name("en")]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/en/stories/", True, "Strict")
    assert Client().get("/en/stories/send/receipt/").status_code == 303


def test_the_words_are_in_the_language_of_the_page(site: SmallSite, client: Client) -> None:
    token = keys.new_token()
    client.post("/ar/stories/ask/", question_form(stamp=stamp(token=token), language="fr"))
    assert (only().speaks, only().language) == ("ar", "fr")
    assert only().receipt == keys.key_hash(keys.phrase_for(token, "ar"))


def test_pressed_twice_it_is_one(site: SmallSite, client: Client, reviewer: User) -> None:
    data = question_form()
    first, second = client.post(ASK, data), client.post(ASK, data)
    assert (first.status_code, second.status_code) == (303, 303)
    assert Submission.objects.count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_the_same_moment_are_one(site: SmallSite) -> None:
    data = question_form()
    answers = in_threads(8, lambda _number: Client().post(ASK, data).status_code)
    assert set(answers) <= {303, 503}
    assert 303 in answers
    assert (only().state, Step.objects.filter(move="send").count()) == ("received", 1)


def test_the_same_form_with_other_words_is_another_one(site: SmallSite, client: Client) -> None:
    data = question_form()
    client.post(ASK, data)
    again = client.post(ASK, {**data, "body": "Something quite different this time"})
    assert again.status_code == 409
    assert notice(again).startswith("You have sent this before.")
    assert only().text == FACED
    fresh = tree(again).xpath("//input[@name='stamp']")[0].get("value")
    assert fresh != data["stamp"]


def test_a_token_of_one_form_opens_no_other(site: SmallSite, client: Client) -> None:
    data = guide_form()
    Client().post(SUGGEST, data)
    other = client.post(ASK, question_form(stamp=data["stamp"]))
    assert (other.status_code, other.cookies.get(way_in.cookie_name("en"))) == (409, None)
    assert only().kind == "guide"


def test_a_lost_answer_does_not_lose_it(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise OperationalError("database is locked")

    data = question_form()
    with monkeypatch.context() as patch:  # undone alone: the tests make hashes in less time
        patch.setattr("stories.notifications.tell_of_new", fail)
        broken = client.post(ASK, data)
    assert (broken.status_code, broken["Retry-After"]) == (503, "30")
    assert (only().state, only().title) == ("draft", "")
    assert tree(broken).xpath("//textarea[@name='body']")[0].text_content().strip() == FACED
    assert tree(broken).xpath("//input[@name='stamp']")[0].get("value") == data["stamp"]
    assert client.post(ASK, data).status_code == 303
    assert (only().state, only().text) == ("received", FACED)


# ---------------------------------------------------------------- what is wrong with it


def test_what_is_missing_is_said_and_nothing_is_lost(site: SmallSite, client: Client) -> None:
    response = client.post(ASK, question_form(title="", people=None, publish=None, name="Kept"))
    assert response.status_code == 200
    assert faults(response) == [
        ("s-title", "Write your question in one line."),
        ("s-people_0", "Say whether the people in it have agreed."),
        ("s-publish", "We can only take what we may publish."),
    ]
    assert tree(response).xpath("//input[@name='name']")[0].get("value") == "Kept"
    for fault, _said in faults(response):
        assert tree(response).xpath(f"//*[@id='{fault}']"), fault
    assert not Submission.objects.exists()


def test_a_guide_needs_a_link_or_a_text(site: SmallSite, client: Client) -> None:
    assert faults(client.post(SUGGEST, guide_form(link="", body=""))) == [
        ("s-link", "Give a link, or write the text below.")
    ]
    assert client.post(SUGGEST, guide_form(link="")).status_code == 303
    assert client.post(SUGGEST, guide_form(body="")).status_code == 303
    assert Submission.objects.count() == 2


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "not a link"])
def test_a_link_is_a_link(site: SmallSite, client: Client, link: str) -> None:
    assert [place for place, _said in faults(client.post(SUGGEST, guide_form(link=link)))] == ["s-link"]


def test_told_by_email_needs_one(site: SmallSite, client: Client) -> None:
    said = faults(client.post(ASK, question_form(told="on")))
    assert said == [("s-contact", "We can only tell you by email. Write your email address here.")]
    client.post(ASK, question_form(told="on", contact="me@example.org"))
    assert (only().contact.address, only().contact.is_told) == ("me@example.org", True)


def test_programs_are_refused_with_a_sentence(site: SmallSite, client: Client) -> None:
    filled = client.post(ASK, question_form(website="https://spam.example"))
    fast = client.post(ASK, question_form(stamp=stamp(0)))
    forged = client.post(ASK, question_form(stamp="forged"))
    assert faults(filled)[0][1].startswith("A field that people do not see was filled in")
    assert [faults(one)[0][1].split(".")[0] for one in (fast, forged)] == ["That was faster than anyone can type"] * 2
    assert not Submission.objects.exists()


def test_limits(site: SmallSite, client: Client) -> None:
    for _number in range(limits.SENT.most):
        assert client.post(ASK, question_form()).status_code == 303
    late = client.post(ASK, question_form())
    assert (late.status_code, int(late["Retry-After"]) > 3000) == (429, True)
    assert tree(late).xpath("//textarea[@name='body']")[0].text_content().strip() == FACED
    assert Submission.objects.count() == limits.SENT.most


def test_another_site_cannot_send_it(site: SmallSite) -> None:
    client = strict()
    refused = client.post(ASK, question_form())
    assert (refused.status_code, Submission.objects.count()) == (403, 0)
    token = tree(refused).xpath("//input[@name='csrfmiddlewaretoken']")[0].get("value")
    assert client.post(ASK, question_form(csrfmiddlewaretoken=token)).status_code == 303


def test_under_pressure_it_needs_work_or_time(site: SmallSite, client: Client, settings: Any) -> None:
    settings.STORY_PRESSURE = "always"
    hasty = client.post(ASK, question_form(stamp=stamp(30)))
    assert [place for place, _said in faults(hasty)] == ["s-send"]
    assert client.post(ASK, question_form(stamp=stamp(90))).status_code == 303


# ---------------------------------------------------------------- the page


@pytest.mark.parametrize("address", ["/en/stories/suggest/", "/ar/stories/ask/"])
def test_the_form_is_private_and_found(site: SmallSite, client: Client, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert b"noindex" not in page.content
    assert b'content="same-origin"' in page.content


def test_only_reviewers_who_want_to_hear_of_it_do(site: SmallSite, client: Client, reviewer: User) -> None:
    from stories.models import ReviewerChoice

    ReviewerChoice.objects.create(user=reviewer, languages=["ar"])
    other = member("other", roles.REVIEWERS, email="other@example.org")
    client.post(ASK, question_form())
    assert [told.to for told in mail.outbox] == [[other.email]]
