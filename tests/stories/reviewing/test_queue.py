"""The queue: what waits for whom and since when, found, ordered, grouped, given and declined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.models import User
from stories import domain
from stories.models import Message, SafetyCheck, Step, Submission
from stories.reviewing import bulk, queue
from stories.states import UNDER_REVIEW
from tests.factories import SmallSite
from tests.stories.forms import CONTACT, page_of
from tests.stories.helpers import texts
from tests.stories.review import approve, edit, signed_in
from tests.stories.reviewing.desk import QUEUE, days_ago, entered, seen, sent_in, titles, update

# ---------------------------------------------------------------- what is listed


def test_what_waits_is_listed_and_what_ended_is_not(site: SmallSite, reviewer: User) -> None:
    for state in Submission.State.values:
        entered(f"In {state}", state=state, received_at=days_ago(3))
    assert sorted(titles(signed_in(reviewer))) == [
        "In approved",
        "In changes_requested",
        "In in_review",
        "In received",
    ]
    assert titles(signed_in(reviewer), state="published") == ["In published"]
    assert titles(signed_in(reviewer), state="declined") == ["In declined"]
    # What was never sent, or taken back, cannot be asked for either.
    for state in ("draft", "withdrawn", "expired", "erased"):
        assert len(titles(signed_in(reviewer), state=state)) == 4


def test_a_row_says_whose_turn_it_is_and_since_when(site: SmallSite, reviewer: User) -> None:
    story = update(sent_in(), received_at=days_ago(12), moved_at=days_ago(12), due_at=days_ago(2))
    client = signed_in(reviewer)
    assert row_of(client) == [
        "Received safety review",
        f"A reviewer: nobody has taken it since {short(12)} (1 week, 5 days)",
        f"{short(2)} overdue",
        "–",
        short(12),
    ]
    domain.take(story, reviewer)
    update(story, moved_at=days_ago(4))
    approve(client, story.page)
    assert row_of(client)[:2] == ["In review editing", f"reviewer since {short(4)} (4 days)"]
    assert row_of(client)[3] == "Low"
    message = domain.say(story, Message.Kind.QUESTION, "Who?", reviewer)
    Message.objects.filter(pk=message.pk).update(at=days_ago(2))
    assert row_of(client)[1:3] == [f"Its sender since {short(2)} (2 days) Reviewer: reviewer", short(2)]
    answer = domain.say(story, Message.Kind.ANSWER, "We.")
    Message.objects.filter(pk=answer.pk).update(at=days_ago(1))
    assert row_of(client)[1] == f"reviewer since {short(1)} (1 day)"


def row_of(client: Any) -> list[str]:
    tree = seen(client, QUEUE)
    return texts(tree, "//table[contains(@class, 'desk')]/tbody/tr/td")[1:]


def short(days: int) -> str:
    from django.utils.formats import date_format

    return date_format(timezone.localtime(days_ago(days)), "SHORT_DATE_FORMAT")


def test_what_waits_for_its_sender(site: SmallSite, reviewer: User, second: User, editor: User) -> None:
    asked = sent_in(title="Asked")
    domain.request_changes(asked, reviewer, "Without the gate")
    changed = sent_in(title="Changed by an editor")
    edit(changed.page, editor, "Changed by an editor, indeed")
    for _task in range(3):
        approve(signed_in(second), changed.page)
    update(sent_in(title="Written down"), state="approved", entered_by=editor, came_by_phone=True)
    client = signed_in(reviewer)
    tree = seen(client, QUEUE, order="age")
    turns = dict(
        zip(titles(client, order="age"), texts(tree, "//table[contains(@class, 'desk')]/tbody/tr/td[3]"), strict=True)
    )
    assert {title: turn.split(" since")[0] for title, turn in turns.items()} == {
        "Asked": "Its sender",
        "Changed by an editor": "Its sender",
        "Written down": "A reviewer: nobody has taken it",
    }


def test_the_contact_is_never_in_the_queue(site: SmallSite, reviewer: User) -> None:
    update(sent_in(title="One", contact=CONTACT), link="https://example.org/the-secret-march")
    for query in ({}, {"state": "received"}, {"reviewer": "nobody"}):
        text = signed_in(reviewer).get(QUEUE, query).content.decode()
        assert ">One</bdi>" in text
        for secret in (CONTACT, "000 042", "the-secret-march"):
            assert secret not in text


def test_it_is_not_kept_by_any_browser_or_cache(site: SmallSite, reviewer: User) -> None:
    assert "no-store" in signed_in(reviewer).get(QUEUE)["Cache-Control"]


# ---------------------------------------------------------------- looking for


@pytest.fixture
def several(site: SmallSite, reviewer: User, second: User) -> dict[str, Submission]:
    """Of every kind."""
    made: dict[str, Any] = {
        "story": update(
            sent_in(title="story", language="ar", region="me"), received_at=days_ago(20), due_at=days_ago(1)
        ),
        "risky": update(sent_in(title="risky", language="fr", region=""), received_at=days_ago(5), due_at=days_ago(-1)),
        "question": entered("question", language="und", region="ea", reviewer=reviewer),
        "guide": entered("guide", kind="guide", language="en", region="ea", reviewer=second, received_at=days_ago(40)),
    }
    page = made["risky"].page
    for risk in ("low", "high"):
        points = dict.fromkeys(SafetyCheck.POINTS, True)
        SafetyCheck.objects.create(page=page, revision=page.latest_revision, user=second, risk=risk, **points)
    return made


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["story", "risky", "guide", "question"]),
        ({"order": "age"}, ["guide", "story", "risky", "question"]),
        ({"order": "newest"}, ["question", "risky", "story", "guide"]),
        ({"kind": "story"}, ["story", "risky"]),
        ({"kind": "guide"}, ["guide"]),
        ({"language": "ar"}, ["story"]),
        ({"language": "und"}, ["question"]),
        ({"region": "ea"}, ["guide", "question"]),
        ({"region": "none"}, ["risky"]),
        ({"risk": "high"}, ["risky"]),
        ({"risk": "low"}, []),
        ({"risk": "unchecked"}, ["story", "guide", "question"]),
        ({"age": "3"}, ["story", "risky", "guide"]),
        ({"age": "30"}, ["guide"]),
        ({"reviewer": "me"}, ["question"]),
        ({"reviewer": "nobody"}, ["story", "risky"]),
        ({"kind": "story", "language": "fr"}, ["risky"]),
        ({"kind": "nonsense", "p": "99", "order": "'", "like": "x"}, ["story", "risky", "guide", "question"]),
    ],
)
def test_looking_for(
    several: dict[str, Submission], reviewer: User, query: dict[str, str], expected: list[str]
) -> None:
    assert titles(signed_in(reviewer), **query) == expected


def test_looking_for_what_another_reviewer_has(several: dict[str, Submission], reviewer: User, second: User) -> None:
    assert titles(signed_in(reviewer), reviewer=str(second.pk)) == ["guide"]


# ---------------------------------------------------------------- alike


def alike(count: int, title: str = "Buy pills") -> list[Submission]:
    first = entered(f"{title} 1")
    return [first, *(entered(f"{title} {n}", alike=first) for n in range(2, count + 1))]


def test_those_that_are_alike_stand_behind_the_first(site: SmallSite, reviewer: User) -> None:
    first, *_others = alike(4)
    other = entered("Something else")
    client = signed_in(reviewer)
    assert titles(client, order="age") == ["Buy pills 1", "Something else"]
    tree = seen(client, QUEUE)
    (link,) = tree.xpath("//table[contains(@class, 'desk')]/tbody//small/a")
    assert (link.text_content().strip(), link.get("href")) == ("and 3 like it", f"?like={first.pk}")
    assert titles(client, like=str(first.pk), order="age") == [f"Buy pills {n}" for n in range(1, 5)]
    assert titles(client, like=str(other.pk)) == ["Something else"]


def test_when_the_first_has_gone_the_next_stands_for_them(site: SmallSite, reviewer: User) -> None:
    first, *_others = alike(3)
    update(first, state="declined")
    tree = seen(signed_in(reviewer), QUEUE)
    assert texts(tree, "//table[contains(@class, 'desk')]/tbody/tr/th/a") == ["Buy pills 2"]
    assert texts(tree, "//table[contains(@class, 'desk')]/tbody//small/a") == ["and 1 like it"]


def test_one_that_waits_for_us_stands_before_one_that_waits_for_its_sender(site: SmallSite, reviewer: User) -> None:
    first, second, third = alike(3)
    update(first, state="changes_requested", due_at=days_ago(9))
    update(second, due_at=days_ago(1))
    update(third, due_at=days_ago(2))
    client = signed_in(reviewer)
    assert titles(client) == ["Buy pills 3"]
    domain.say(third, Message.Kind.QUESTION, "Why?", reviewer)
    assert titles(client) == ["Buy pills 2"]
    domain.say(second, Message.Kind.QUESTION, "Why?", reviewer)
    assert titles(client) == ["Buy pills 1"]
    domain.say(third, Message.Kind.ANSWER, "Because.")
    assert titles(client) == ["Buy pills 3"]
    update(second, state="approved")  # a question is accepted by us
    update(third, state="published")
    assert titles(client) == ["Buy pills 2"]


@pytest.mark.parametrize("by_phone", [True, False])
@pytest.mark.parametrize("kind", ["story", "question"])
def test_whose_turn_it_is_is_said_and_asked_alike(site: SmallSite, reviewer: User, kind: str, by_phone: bool) -> None:
    for state in UNDER_REVIEW:
        for is_asked in (False, True):
            one = entered(f"{state} {is_asked}", kind=kind, state=state, came_by_phone=by_phone)
            if is_asked:
                domain.say(one, Message.Kind.QUESTION, "Who?", reviewer)
    found = Submission.objects.all()
    said = {one.title: queue.row(one).waits_for_sender for one in found}
    assert len(said) == 8
    assert any(said.values()) is not by_phone
    assert {one.title: bool(one.turn) for one in found.annotate(turn=queue._turn())} == said


def test_pages_of_the_queue(site: SmallSite, reviewer: User) -> None:
    for number in range(27):
        entered(f"Number {number}", received_at=days_ago(30 - number))
    client = signed_in(reviewer)
    assert titles(client, order="age", kind="question") == [f"Number {n}" for n in range(25)]
    assert titles(client, order="age", kind="question", p="2") == ["Number 25", "Number 26"]
    (following,) = seen(client, QUEUE, order="age", kind="question").xpath("//nav//li[@class='next']/a")
    assert following.get("href") == f"{QUEUE}?order=age&kind=question&p=2"


#: So unlike that they are no copies of one another.
OTHER_TEXTS = (
    "We took the chairs out of the hall and put them in a circle on the grass, and then the rain came.",
    "Bread is made on Thursdays by whoever has the key to the bakery; nobody has asked who pays for the flour.",
)


def test_queries_do_not_grow_with_the_queue(
    site: SmallSite, reviewer: User, second: User, django_assert_num_queries: Callable[..., CaptureQueriesContext]
) -> None:
    client = signed_in(reviewer)
    domain.take(sent_in(title="One", language="fr"), second)
    titles(client)
    with django_assert_num_queries(16):
        assert len(titles(client)) == 1
    for number in range(2):
        domain.take(sent_in(title=f"Other {number}", text=OTHER_TEXTS[number], language="ar"), reviewer)
    alike(5)
    with django_assert_num_queries(16):
        assert len(titles(client)) == 4


# ---------------------------------------------------------------- many at once


def do(user: User, what: str, *chosen: Submission, **data: str) -> Any:
    return signed_in(user).post(QUEUE, {"what": what, "chosen": [one.pk for one in chosen], **data}, follow=True)


def notices(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_taking_many(several: dict[str, Submission], reviewer: User, second: User) -> None:
    response = do(reviewer, "give", several["story"], several["guide"])
    assert notices(response) == ["2 are now reviewed by reviewer."]
    for name, state in (("story", "in_review"), ("guide", "in_review"), ("risky", "received")):
        several[name].refresh_from_db()
        assert several[name].state == state
    assert several["story"].reviewer == several["guide"].reviewer == reviewer
    assert mail.outbox == [] or all("given" not in message.subject for message in mail.outbox)


def test_giving_many_to_somebody_who_is_told(several: dict[str, Submission], reviewer: User, second: User) -> None:
    User.objects.filter(pk=second.pk).update(email="second@example.org")
    mail.outbox.clear()
    response = do(reviewer, "give", several["story"], several["risky"], whom=str(second.pk))
    assert notices(response) == ["2 are now reviewed by second."]
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["second@example.org"], "2 stories to review were given to you")
    assert "/admin/stories/queue/?reviewer=me" in message.body
    assert "risky" not in message.message().as_string()
    step = Step.objects.get(submission=several["story"], move="take")
    assert step.user == reviewer


def test_only_reviewers_can_be_given_anything(several: dict[str, Submission], reviewer: User, editor: User) -> None:
    response = do(reviewer, "give", several["story"], whom=str(editor.pk))
    assert notices(response) == ["This person does not review stories."]
    several["story"].refresh_from_db()
    assert several["story"].reviewer is None


def test_nothing_ticked(several: dict[str, Submission], reviewer: User) -> None:
    assert notices(do(reviewer, "give")) == ["Tick at least one."]
    assert notices(signed_in(reviewer).post(QUEUE, {"what": "give", "chosen": ["x", "9" * 30]}, follow=True)) == [
        "Tick at least one."
    ]


def test_declining_those_that_are_alike_asks_first(site: SmallSite, reviewer: User) -> None:
    first, *others = alike(4)
    kept = entered("Something else")
    response = do(reviewer, "decline", first, with_alike="on")
    tree = page_of(response)
    assert texts(tree, "//ul/li/a[contains(@href, 'queue')]") == [f"Buy pills {n}" for n in range(1, 5)]
    assert texts(tree, "//button[@value='decline']") == ["Decline 4"]
    assert Submission.objects.filter(state="received").count() == 5
    response = do(reviewer, "decline", first, with_alike="on", sure="on", shown=keys(first, *others), reason="unwanted")
    assert notices(response) == ["4 were declined."]
    for one in (first, *others):
        one.refresh_from_db()
        step = one.steps.get()
        assert (one.state, step.move, step.reason, step.user) == ("declined", "decline", "unwanted", reviewer)
    kept.refresh_from_db()
    assert kept.state == "received"


def keys(*shown: Submission) -> str:
    """What the page that asks carries on: those that it named and counted."""
    return ",".join(str(one.pk) for one in shown)


def test_what_came_after_the_question_was_asked_is_not_declined(site: SmallSite, reviewer: User) -> None:
    first, second = alike(2)
    (field,) = page_of(do(reviewer, "decline", first, with_alike="on")).xpath("//input[@name='shown']")
    assert field.get("value") == keys(first, second)
    later = entered("Buy pills, it says", alike=first)
    response = do(reviewer, "decline", first, with_alike="on", sure="on", shown=field.get("value"), reason="unwanted")
    assert notices(response) == ["2 were declined."]
    later.refresh_from_db()
    assert later.state == "received"
    assert notices(do(reviewer, "decline", later, sure="on", reason="unwanted")) == ["0 were declined."]


def test_without_that_only_the_ticked_one_is_declined(site: SmallSite, reviewer: User) -> None:
    _first, other, *_others = alike(3)
    assert notices(do(reviewer, "decline", other, sure="on", shown=keys(other), reason="twice")) == ["1 was declined."]
    assert list(Submission.objects.filter(state="declined")) == [other]


def test_declining_needs_one_of_its_reasons(site: SmallSite, reviewer: User) -> None:
    first, *_others = alike(2)
    assert do(reviewer, "decline", first, sure="on", shown=keys(first), reason="by_sender").status_code == 200
    assert Submission.objects.filter(state="received").count() == 2


def test_many_are_declined_in_several_goes(site: SmallSite, reviewer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    first, *others = alike(3)
    shown = keys(first, *others)
    response = do(reviewer, "decline", first, with_alike="on", sure="on", shown=shown, reason="unwanted")
    assert notices(response) == ["2 were declined.", "1 is left: do the same again."]


def test_what_ended_meanwhile_is_left_alone(site: SmallSite, reviewer: User) -> None:
    ended = update(entered("Ended"), state="withdrawn")
    response = do(reviewer, "decline", ended, sure="on", shown=keys(ended), reason="unwanted")
    assert notices(response) == ["0 were declined."]
    ended.refresh_from_db()
    assert ended.state == "withdrawn"


def test_one_does_not_come_back_to_another_site(site: SmallSite, reviewer: User) -> None:
    one = entered("One")
    response = signed_in(reviewer).post(QUEUE, {"what": "give", "chosen": [one.pk], "next": "https://evil.example/"})
    assert (response.status_code, response["Location"]) == (302, QUEUE)
