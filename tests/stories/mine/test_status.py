"""The page of a sender: what it shows in each state, and what it never shows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from stories import domain, receiving
from stories.mine import saying, status
from stories.models import Message, SentDocument, Submission
from stories.states import MOVES, State
from tests.factories import SmallSite
from tests.stories.forms import picture
from tests.stories.helpers import warm_up
from tests.stories.mine.senders import (
    TITLE,
    draft,
    in_state,
    let_in,
    reviewer,
    send,
    tree,
    with_picture,
    words_on,
)

pytestmark = pytest.mark.filterwarnings(
    "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning",  # Wagtail's, of pictures
    "ignore:unclosed file:ResourceWarning",
)

MINE = "/en/stories/mine/"
#: What each state offers: addresses below MINE.
OFFERED = {
    "draft": {"receipt/", "withdraw/"},
    "received": {"answer/", "name/", "consent/", "contact/", "receipt/", "withdraw/", "story/"},
    "in_review": {"answer/", "name/", "consent/", "contact/", "receipt/", "withdraw/", "story/"},
    "changes_requested": {"answer/", "name/", "consent/", "contact/", "receipt/", "withdraw/", "story/"},
    "approved": {"answer/", "agree/", "name/", "consent/", "contact/", "receipt/", "withdraw/"},
    "published": {"answer/", "name/", "consent/", "contact/", "receipt/", "withdraw/", "story/"},
    "declined": {"contact/", "receipt/", "withdraw/"},
    "withdrawn": {"contact/", "receipt/"},
    "expired": {"contact/", "receipt/"},
}


def offered(response: Any) -> set[str]:
    page = tree(response).xpath("//main")[0]
    found = page.xpath(".//a/@href") + page.xpath(".//form/@action")
    below = {re.sub(r"#.*", "", path).removeprefix(MINE) for path in found if path.startswith(MINE)}
    return {path for path in below if path not in ("", "close/")}


@pytest.mark.parametrize("state", sorted(OFFERED))
def test_each_state_says_where_it_is_and_offers_what_can_be_done(site: SmallSite, state: str) -> None:
    submission = in_state(state)
    response = let_in(submission).get(MINE)
    page = words_on(response)
    assert response.status_code == 200
    assert str(saying.NOW[State(state)]) in page
    assert submission.reference in page
    assert offered(response) == OFFERED[state]
    assert ("/en/stories/send/" in tree(response).xpath("//main//a/@href")) == (state == "draft")
    (now,) = tree(response).xpath("//*[@aria-current='step']")
    assert str(saying.NOW[State(state)]) in " ".join(now.text_content().split())


def test_every_move_and_every_state_has_words() -> None:
    assert set(saying.STEPS) == {"begin", *MOVES}
    assert set(saying.NOW) == {state for state in State if state != State.ERASED}
    assert set(status.ALLOWED) == {"answer", "agree", "change", "name", "consent", "contact", "withdraw"}


def test_the_time_line_tells_what_happened_and_what_comes(site: SmallSite) -> None:
    submission = in_state("changes_requested")
    lines = tree(let_in(submission).get(MINE)).xpath("//ol[@class='time']/li")
    assert [(line.get("class"), line.xpath(".//h3")[0].text) for line in lines] == [
        (None, "Begun"),
        (None, "Received"),
        ("now", "An editor asked for changes"),
        ("todo", "Review"),
        ("todo", "Your word"),
        ("todo", "Published"),
    ]
    step = submission.steps.last()
    assert lines[2].xpath(".//time/@datetime") == [f"{step.at:%Y-%m-%dT%H:%M:%SZ}"]
    assert lines[2].xpath(".//time")[0].text_content() == f"{step.at:%-d %B %Y, %H:%M} UTC"


def test_the_reason_of_a_decision_is_told(site: SmallSite) -> None:
    page = words_on(let_in(in_state("declined")).get(MINE))
    assert "It does not fit this site" in page
    assert "It is an advertisement." in page


def test_it_says_until_when_it_is_kept(site: SmallSite) -> None:
    submission = in_state("received")
    assert submission.expires_at
    assert f"is kept until {submission.expires_at:%-d %B %Y}" in words_on(let_in(submission).get(MINE))
    assert "is kept until you take it back" in words_on(let_in(in_state("published")).get(MINE))


def test_what_is_over_shows_its_state_and_nothing_of_the_story(site: SmallSite) -> None:
    for state in ("withdrawn", "expired"):
        response = let_in(in_state(state, **with_picture())).get(MINE)
        page = words_on(response)
        assert TITLE not in page
        assert "The depot closes" not in page
        assert tree(response).xpath("//main//img") == []
        assert "All that is left of it is erased on" in page


def test_who_works_here_is_not_named_and_their_notes_stay_here(site: SmallSite) -> None:
    submission, _words = send()
    user = reviewer()
    user.first_name, user.last_name, user.email = "Achieng", "Otieno", "achieng@example.org"
    user.save()
    domain.take(submission, user)
    domain.say(submission, Message.Kind.NOTE, "This could be the depot in the harbour.", user)
    domain.say(submission, Message.Kind.QUESTION, "Has J. heard this?", user)
    response = let_in(submission).get(MINE)
    whole = response.content.decode()
    assert "Has J. heard this?" in whole
    for secret in ("harbour", "Achieng", "Otieno", "achieng@example.org", user.username, "Note among"):
        assert secret not in whole


def test_messages_stand_in_their_order_with_what_they_are_about(site: SmallSite) -> None:
    submission, _words = send()
    (block,) = [block["id"] for block in submission.page.body.raw_data]
    domain.say(submission, Message.Kind.QUESTION, "First?\n\nReally <b>?", reviewer(), block)
    domain.say(submission, Message.Kind.ANSWER, "نعم")
    domain.say(submission, Message.Kind.QUESTION, "Second?", reviewer(), "of-no-block")
    found = tree(let_in(submission).get(MINE)).xpath("//section[@aria-labelledby='said']/div[contains(@class, 'flow')]")
    assert [
        (one.get("class").split()[0], [" ".join(p.text_content().split()) for p in one.xpath(".//div/p")])
        for one in found
    ] == [("say", ["First?", "Really <b>?"]), ("panel", ["نعم"]), ("say", ["Second?"])]
    assert [q.text for q in found[0].xpath(".//q")] == [
        "The depot closes at twenty to two. That is when our meeting begins."
    ]
    assert found[2].xpath(".//q") == []
    assert {one.xpath(".//div/@dir")[0] for one in found} == {"auto"}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_what_is_shown(
    site: SmallSite, count: int, django_assert_num_queries: Any, client: Client
) -> None:
    submission, _words = send(pictures=tuple(picture(alt=f"Board {number}") for number in range(count)))
    for number in range(count):
        domain.say(submission, Message.Kind.QUESTION, f"Asked {number}?", reviewer(), f"block-{number}")
        SentDocument.objects.create(submission=submission, file=f"documents/{number}", kind="pdf", name=f"{number}.pdf")
    client = let_in(submission)
    warm_up(client, MINE)
    with django_assert_num_queries(8):
        response = client.get(MINE)
    assert len(tree(response).xpath("//main//figure")) == count
    assert words_on(response).count("Asked ") == count
    assert words_on(response).count(".pdf") == count


# ---------------------------------------------------------------- languages


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar", "sw"])
@pytest.mark.parametrize("state", ["received", "approved"])
def test_it_reads_in_every_language(site: SmallSite, language: str, state: str) -> None:
    client = let_in(in_state(state))
    for place in ("", "agree/", "name/", "consent/", "contact/", "receipt/", "withdraw/"):
        response = client.get(f"/{language}/stories/mine/{place}")
        if place == "agree/" and state == "received":
            assert response.status_code == 303
            continue
        assert response.status_code == 200, place
        html = tree(response)
        assert (html.get("lang"), html.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
        assert html.xpath("//link[@rel='alternate']/@hreflang") == []


def test_a_story_keeps_its_language_and_direction(site: SmallSite) -> None:
    submission, _words = send(title="الحافلة الأخيرة", text="تغلق المحطة", language="ar")
    html = tree(let_in(submission).get(MINE))
    (title,) = html.xpath("//h1/span")
    assert (title.text, title.get("lang"), title.get("dir")) == ("الحافلة الأخيرة", "ar", "rtl")
    (text,) = html.xpath("//div[contains(@class, 'prose')]")
    assert (text.get("lang"), text.get("dir")) == ("ar", "rtl")
    Submission.objects.update(language="und")
    (title,) = tree(let_in(submission).get(MINE)).xpath("//h1/span")
    assert (title.get("lang"), title.get("dir")) == ("", "auto")


def test_a_draft_shows_its_title_and_leads_back_to_the_form(site: SmallSite) -> None:
    page = words_on(let_in(draft(title="Not finished")).get(MINE))
    assert "Not finished" in page
    assert "Go on writing" in page
    assert "Throw it away" in page


@pytest.mark.parametrize("kind", ["guide", "question", "answer"])
def test_what_has_no_page_has_the_same_page_without_its_parts(site: SmallSite, kind: str) -> None:
    submission, _new = receiving.begin("k" * 43, kind=kind, title="We face this", text="Who has been there?")
    Submission.objects.filter(pk=submission.pk).update(state=State.IN_REVIEW)
    submission.refresh_from_db()
    response = let_in(submission).get(MINE)
    assert offered(response) == {"answer/", "contact/", "receipt/", "text/", "withdraw/"}
    assert "Who has been there?" in words_on(response)
    assert "Your word" not in words_on(response)


# ---------------------------------------------------------------- pictures


def test_pictures_are_for_their_sender_alone(site: SmallSite) -> None:
    (own, _words), (other, _more) = send(**with_picture()), send(**with_picture())
    client = let_in(own)
    (shown,) = tree(client.get(MINE)).xpath("//main//img")
    assert shown.get("alt") == "A board"
    response = client.get(shown.get("src"))
    assert (response.status_code, response["Content-Type"], response.content[8:12]) == (200, "image/webp", b"WEBP")
    assert sorted(response["Cache-Control"].split(", ")) == ["no-store", "private"]
    assert response["X-Content-Type-Options"] == "nosniff"
    foreign = other.pictures.get().pk
    for key in (foreign, 0, 99999, "9" * 40, "no-such-token", "x" * 43):
        assert client.get(f"{MINE}pictures/{key}").status_code == 404
    assert Client().get(shown.get("src")).status_code == 404
    assert client.post(shown.get("src")).status_code == 405
    domain.withdraw(own)
    assert client.get(shown.get("src")).status_code == 404


def test_a_picture_that_was_taken_out_is_not_shown(site: SmallSite) -> None:
    submission, _words = send(**with_picture())
    from tests.stories.forms import story

    receiving.revise(submission, story(key=""))
    assert tree(let_in(submission).get(MINE)).xpath("//main//img") == []
