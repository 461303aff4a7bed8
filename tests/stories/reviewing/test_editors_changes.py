"""An editor changes what is public: its sender reads what is so, and what is said to the editor stays with them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from home.models import User
from stories import consenting, domain, receiving
from stories.forgetting import clock
from stories.forgetting.views import coming
from stories.mine.status import Status
from stories.models import Consent, Contact, StoryPage, Submission
from stories.states import IllegalMoveError, Reason
from stories.workflow import review_of
from tests import factories
from tests.factories import SmallSite
from tests.stories.forms import consent, story
from tests.stories.review import SECRET_TITLE, act, approve, edit, publish, published_title, signed_in, state_of
from tests.stories.reviewing.desk import press

SENDER = "sender@example.org"


@pytest.fixture
def public(site: SmallSite, sent: StoryPage, reviewer: User) -> Submission:
    """A public story whose sender is told of news."""
    publish(signed_in(reviewer), sent)
    Contact.objects.update(address=SENDER, is_told=True)
    mail.outbox.clear()
    return Submission.objects.get()


@pytest.fixture
def suggested(public: Submission, editor: User) -> Submission:
    """With a change of an editor under review."""
    edit(public.page, editor, "As the editor would have it")
    page = StoryPage.objects.get(pk=public.page_id)
    review_of(page).start(page, editor)
    public.refresh_from_db()
    return public


def told() -> list[str]:
    """What the sender was told, a sentence each."""
    said = [message.body for message in mail.outbox if message.to == [SENDER]]
    known = ("taken it down", "asks you to change", "was not taken over", "has changed something", "It is published.")
    return [words for body in said for words in known if words in body]


def steps(submission: Submission) -> list[str]:
    """The last two of the time line, as its sender reads it."""
    submission.refresh_from_db()
    return [str(one.label) for one in Status(submission).happened][-2:]


def test_its_sender_does_not_read_that_it_was_taken_down(suggested: Submission) -> None:
    assert (suggested.state, published_title(suggested.page)) == ("in_review", SECRET_TITLE)
    assert suggested.steps.last().move == "look_again"
    assert steps(suggested) == ["Published", "An editor suggests a change. What is public stays."]
    assert told() == []
    assert suggested.expires_at is None


def test_it_is_taken_down_while_the_change_is_reviewed(suggested: Submission) -> None:
    boss = factories.user("boss", superuser=True)
    StoryPage.objects.get(pk=suggested.page_id).unpublish(user=boss)
    assert steps(suggested)[-1] == "Taken down by an editor"
    assert suggested.state == "in_review"
    assert told() == ["taken it down"]
    assert suggested.expires_at is not None
    assert suggested.due_at is not None


@pytest.mark.parametrize("is_changed", [False, True])
def test_its_sender_took_it_down_by_agreeing_to_less(public: Submission, is_changed: bool) -> None:
    if is_changed:
        receiving.revise(public, story(title="Another title"))
    consenting.change(public, consent(people="unsure"))
    assert published_title(public.page) is None
    assert steps(public)[-1] == "Taken down, because you changed what you agree to"
    assert told() == []
    taken = public.steps.last()
    assert (taken.move, taken.by_sender) == ("hide" if is_changed else "take_down", True)
    assert public.due_at is not None
    assert public.expires_at is not None


def test_a_change_that_agrees_to_less_takes_it_down(public: Submission) -> None:
    receiving.revise(public, story(title="Another title", people="unsure"))
    assert published_title(public.page) is None
    assert steps(public) == ["Changed by you", "Taken down, because you changed what you agree to"]
    assert told() == []


def test_a_change_that_editors_made_is_published_with_its_senders_word(suggested: Submission, reviewer: User) -> None:
    publish(signed_in(reviewer), suggested.page)
    suggested.refresh_from_db()
    assert (suggested.state, told()) == ("approved", ["has changed something"])


# ---------------------------------------------------------------- saying no to an editor


def test_what_a_reviewer_says_to_an_editor_stays_with_them(suggested: Submission, reviewer: User) -> None:
    act(signed_in(reviewer), suggested.page, "reject", comment="Bad idea, editor")
    suggested.refresh_from_db()
    assert (suggested.state, published_title(suggested.page)) == ("published", SECRET_TITLE)
    assert (suggested.steps.last().move, suggested.messages.count()) == ("keep", 0)
    assert told() == []
    assert [message.to for message in mail.outbox if "editor@example.org" in message.to] != []
    page = StoryPage.objects.get(pk=suggested.page_id)
    assert page.current_workflow_state is None
    last = page.workflow_states.order_by("-pk").first().task_states.get()
    assert (last.status, last.comment) == ("rejected", "Bad idea, editor")


def test_the_same_at_the_desk(suggested: Submission, reviewer: User) -> None:
    client = signed_in(reviewer)
    assert press(client, suggested, "request", text="Change it").status_code == 409
    assert press(client, suggested, "decline", reason=Reason.UNCHECKED, text="Bad idea, editor").status_code == 302
    suggested.refresh_from_db()
    assert (suggested.state, published_title(suggested.page)) == ("published", SECRET_TITLE)
    assert (suggested.messages.count(), told()) == (0, [])
    assert StoryPage.objects.get(pk=suggested.page_id).workflow_states.order_by("-pk").first().task_states.get().comment


def test_its_sender_is_not_asked_to_change_it(suggested: Submission, reviewer: User) -> None:
    with pytest.raises(IllegalMoveError):
        domain.request_changes(suggested, reviewer, "Change it")
    assert (told(), suggested.messages.count()) == ([], 0)


def test_a_senders_own_change_is_still_answered_to_them(public: Submission, reviewer: User) -> None:
    receiving.revise(public, story(title="Another title", contact=SENDER, is_told=True))
    act(signed_in(reviewer), public.page, "reject", comment="Could the gate go?")
    public.refresh_from_db()
    assert (public.state, public.messages.get().text) == ("changes_requested", "Could the gate go?")
    assert told() == ["asks you to change"]
    domain.decline(public, reviewer, Reason.UNCHECKED)
    assert told() == ["asks you to change", "was not taken over"]


def test_of_a_story_that_is_not_public_its_sender_is_asked(sent: StoryPage, reviewer: User, editor: User) -> None:
    edit(sent, editor, "As the editor would have it")
    approve(signed_in(reviewer), sent)
    act(signed_in(reviewer), sent, "reject", comment="Could the gate go?")
    submission = Submission.objects.get()
    assert (submission.state, submission.messages.get().text) == ("changes_requested", "Could the gate go?")


# ---------------------------------------------------------------- its review is cancelled in Wagtail


def cancel(submission: Submission, user: User) -> None:
    """Wagtail's button; what is public is as it was, and nothing waits any more."""
    StoryPage.objects.get(pk=submission.page_id).current_workflow_state.cancel(user=user)
    submission.refresh_from_db()
    page = StoryPage.objects.get(pk=submission.page_id)
    step = submission.steps.last()
    assert (submission.state, step.move, step.user) == ("published", "keep", user)
    assert (published_title(page), page.current_workflow_state) == (SECRET_TITLE, None)
    assert (submission.agreed_revision, submission.expires_at) == (page.live_revision, None)


def test_an_editor_takes_back_their_change(suggested: Submission, editor: User) -> None:
    cancel(suggested, editor)
    assert told() == []


def test_an_editor_takes_it_back_while_it_waits_for_its_sender(
    suggested: Submission, reviewer: User, editor: User
) -> None:
    publish(signed_in(reviewer), suggested.page)
    assert state_of(suggested.page).task.name == "Agreement of the sender"
    mail.outbox.clear()
    cancel(suggested, editor)
    assert told() == []


def test_a_senders_own_change_is_not_taken_over(public: Submission, reviewer: User) -> None:
    receiving.revise(public, story(title="Another title", contact=SENDER, is_told=True))
    public.refresh_from_db()
    assert public.agreed_revision != StoryPage.objects.get(pk=public.page_id).live_revision
    cancel(public, reviewer)
    assert told() == ["was not taken over"]


def test_a_senders_own_change_waits_for_their_word(public: Submission, reviewer: User, editor: User) -> None:
    receiving.revise(public, story(title="Another title", contact=SENDER, is_told=True))
    edit(public.page, editor, "As the editor would have it")
    for _task in range(3):  # the first one began before the edit, so it begins again
        approve(signed_in(reviewer), public.page)
    assert told() == ["has changed something"]
    cancel(public, reviewer)
    assert told() == ["has changed something", "was not taken over"]


def test_a_change_that_was_sent_back_is_cancelled(public: Submission, reviewer: User) -> None:
    receiving.revise(public, story(title="Another title", contact=SENDER, is_told=True))
    domain.request_changes(public, reviewer, "Could the gate go?")
    mail.outbox.clear()
    cancel(public, reviewer)
    assert told() == ["was not taken over"]


def test_what_its_sender_sends_meanwhile_ends_nothing(suggested: Submission) -> None:
    receiving.revise(suggested, story(title="Another title", contact=SENDER, is_told=True))
    assert [step.move for step in suggested.steps.all()][-2:] == ["look_again", "revise"]
    suggested.refresh_from_db()
    assert (suggested.state, suggested.agreed_revision) == ("in_review", state_of(suggested.page).revision)
    assert told() == []


# ---------------------------------------------------------------- nothing happens to it


def aged(submission: Submission, days: int) -> None:
    """As if everything about it had happened so many days earlier."""
    submission.refresh_from_db()
    by = datetime.timedelta(days=days)
    Submission.objects.filter(pk=submission.pk).update(moved_at=submission.moved_at - by)
    for contact in Contact.objects.filter(submission=submission):
        Contact.objects.filter(pk=contact.pk).update(given_at=contact.given_at - by)


def test_a_change_to_which_nothing_happens_ends(public: Submission, reviewer: User, settings: Any) -> None:
    settings.STORY_DAYS, settings.CONTACT_DAYS = 50, 20
    receiving.revise(public, story(title="Another title", contact=SENDER, is_told=True))
    domain.request_changes(public, reviewer, "Could the gate go?")
    mail.outbox.clear()
    public.refresh_from_db()
    ends = (public.moved_at + datetime.timedelta(days=50)).date()
    assert [(str(row.what), row.on) for row in coming()] == [("Its change ends, and what is public stays", ends)]
    aged(public, 49)
    assert clock.run() == clock.Done()
    aged(public, 2)
    assert clock.run() == clock.Done(kept=1)
    public.refresh_from_db()
    assert (public.state, published_title(public.page)) == ("published", SECRET_TITLE)
    step = public.steps.last()
    assert (step.move, step.reason, step.user) == ("keep", Reason.TOO_OLD, None)
    assert StoryPage.objects.get(pk=public.page_id).current_workflow_state is None
    assert public.agreed_revision == StoryPage.objects.get(pk=public.page_id).live_revision
    assert told() == ["was not taken over"]
    assert clock.run() == clock.Done()
    aged(public, 21)
    assert clock.run() == clock.Done(contacts=1)
    assert not Contact.objects.exists()
    assert Consent.objects.exists()


def test_of_an_editors_change_its_sender_hears_nothing(suggested: Submission) -> None:
    aged(suggested, 4000)
    Submission.objects.update(due_at=timezone.now() + datetime.timedelta(days=1))
    assert clock.run() == clock.Done(kept=1)
    assert told() == []
    assert state_of(suggested.page) is None
