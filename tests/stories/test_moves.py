"""The moves of a submission, one by one: what they do to the story, its workflow and its log."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.test import Client, TestCase
from wagtail.models import TaskState, WorkflowState

from home.models import Picture, User
from stories import domain, receiving, states
from stories.mine.status import Status
from stories.models import Contact, Message, SafetyCheck, SenderAgreementTask, StoryPage, Submission
from stories.states import IllegalMoveError, Reason, State
from tests.factories import SmallSite
from tests.stories.forms import CONTACT, picture, story
from tests.stories.review import act, agree, approve, edit, publish, published_title, signed_in, state_of

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures


def of(page: StoryPage) -> Submission:
    return Submission.objects.get(page=page.pk)


def log(submission: Submission) -> list[tuple[str, str, bool]]:
    return [(step.move, step.after, step.by_sender) for step in submission.steps.all()]


def review_status(page: StoryPage) -> str | None:
    state = StoryPage.objects.get(pk=page.pk).current_workflow_state
    return state.status if state else None


# ---------------------------------------------------------------- the table


def test_every_state_can_be_erased_and_nothing_follows_that() -> None:
    assert set(states.MOVES["erase"]) == set(State) - {State.ERASED}
    assert not [name for name, table in states.MOVES.items() if State.ERASED in table]


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.EXPIRED])
def test_what_has_ended_can_only_be_erased(state: State) -> None:
    assert [name for name, table in states.MOVES.items() if state in table] == ["erase"]


def test_nothing_becomes_public_but_from_approved_or_as_it_was() -> None:
    leading = {name: set(table) for name, table in states.MOVES.items() if State.PUBLISHED in table.values()}
    assert leading == {
        "publish": {State.APPROVED},
        "keep": {State.IN_REVIEW, State.CHANGES_REQUESTED, State.APPROVED},
    }


@pytest.mark.parametrize(("state", "name"), [("published", "send"), ("erased", "withdraw"), ("draft", "publish")])
def test_other_moves_are_refused(state: str, name: str) -> None:
    with pytest.raises(IllegalMoveError, match=f"{name} from {state}"):
        states.next_state(state, name)


def test_a_refused_move_changes_nothing(sent: StoryPage, reviewer: User) -> None:
    submission = domain.withdraw(of(sent))
    before = log(submission)
    for call in (
        lambda: domain.take(submission, reviewer),
        lambda: domain.request_changes(submission, reviewer, "Again?"),
        lambda: domain.decline(submission, reviewer, Reason.TWICE),
        lambda: domain.agree(submission, 1),
        lambda: domain.disagree(submission, "No"),
        lambda: domain.expire(submission),
        lambda: domain.withdraw(submission),
        lambda: receiving.revise(submission, story()),
    ):
        with pytest.raises(IllegalMoveError):
            call()
    submission.refresh_from_db()
    assert (submission.state, log(submission), Message.objects.count()) == ("withdrawn", before, 0)


# ---------------------------------------------------------------- from the first to the last


def test_a_draft_is_nothing_that_anybody_sees(site: SmallSite) -> None:
    draft, is_new = receiving.begin("0" * 36, speaks="ar", typed={"title": "Half a"})
    again, is_new_again = receiving.begin("0" * 36, speaks="ar", typed={"title": "Another"})
    assert (is_new, is_new_again, again) == (True, False, draft)
    assert (again.typed, again.speaks, again.page, log(again)) == (
        {"title": "Half a"},
        "ar",
        None,
        [("begin", "draft", True)],
    )
    assert StoryPage.objects.count() == 0
    assert draft.expires_at is not None


def test_all_the_way(sent: StoryPage, reviewer: User, second: User) -> None:
    submission = of(sent)
    assert log(submission) == [("begin", "draft", True), ("send", "received", True)]
    domain.take(submission, reviewer)
    approve(signed_in(reviewer), sent)
    assert of(sent).state == "in_review"
    approve(signed_in(second), sent)
    submission = of(sent)
    assert (submission.state, submission.expires_at, submission.due_at) == ("published", None, None)
    assert log(submission)[2:] == [
        ("take", "in_review", False),
        ("approve", "approved", False),
        ("publish", "published", False),
    ]
    # Nobody publishes: that follows from the approval.
    assert [step.user for step in submission.steps.all()] == [None, None, reviewer, second, None]
    check = SafetyCheck.objects.get()
    live = StoryPage.objects.get(pk=sent.pk)
    assert (check.page_id, check.revision, check.user, check.risk) == (sent.pk, live.live_revision, reviewer, "low")


def test_who_gave_it_to_whom_is_logged(sent: StoryPage, reviewer: User, second: User) -> None:
    submission = of(sent)
    domain.take(submission, reviewer)
    domain.take(submission, reviewer)
    domain.take(submission, second, by=reviewer)
    assert log(submission)[2:] == [("take", "in_review", False), ("hand_over", "in_review", False)]
    assert [step.user for step in submission.steps.all()] == [None, None, reviewer, reviewer]
    assert of(sent).reviewer == second
    assert [step.label for step in Status(submission).happened] == ["Begun", "Received", "In review"]


def test_a_change_that_is_changed_again_is_one_review(sent: StoryPage, reviewer: User) -> None:
    publish(signed_in(reviewer), sent)
    before = len(log(of(sent)))
    for title in ("Two", "Three"):
        receiving.revise(of(sent), story(title=title))
    assert log(of(sent))[before:] == [("revise", "in_review", True)] * 2
    assert WorkflowState.objects.active().count() == 1
    page = StoryPage.objects.get(pk=sent.pk)
    assert (page.live, state_of(page).revision.content["title"]) == (True, "Three")


def test_nothing_is_published_without_the_checklist(sent: StoryPage, reviewer: User) -> None:
    client = signed_in(reviewer)
    act(client, sent, "approve")
    assert (of(sent).state, SafetyCheck.objects.count(), review_status(sent)) == ("received", 0, "in_progress")
    state = state_of(sent)
    for missing in SafetyCheck.POINTS:
        said = dict.fromkeys(SafetyCheck.POINTS, True) | {"risk": "low", missing: False}
        with pytest.raises(PermissionDenied):
            state.task.specific.on_action(TaskState.objects.get(pk=state.pk), reviewer, "approve", **said)
    assert SafetyCheck.objects.count() == 0
    assert TaskState.objects.get(pk=state.pk).status == "in_progress"


def test_what_editors_change_waits_for_its_sender(sent: StoryPage, reviewer: User, editor: User) -> None:
    Contact.objects.update(address="sender@example.org", is_told=True)
    edit(sent, editor, "The walk that nobody knows of")
    mail.outbox.clear()
    approve(signed_in(reviewer), sent)  # of what was sent first: the review begins again with what is new
    publish(signed_in(reviewer), sent)
    submission = of(sent)
    assert (submission.state, published_title(sent)) == ("approved", None)
    assert isinstance(state_of(sent).task.specific, SenderAgreementTask)
    told = [message for message in mail.outbox if message.to == ["sender@example.org"]]
    assert [message.subject for message in told] == ["There is news for you"]
    assert "published when you have agreed" in told[0].body
    assert "nobody knows of" not in told[0].message().as_string()
    with pytest.raises(IllegalMoveError):
        domain.agree(submission, submission.agreed_revision_id or 0)
    agree(sent)
    assert (of(sent).state, published_title(sent)) == ("published", "The walk that nobody knows of")


def test_a_sender_who_says_no_sends_it_back_to_the_editors(sent: StoryPage, reviewer: User, editor: User) -> None:
    edit(sent, editor, "The walk that nobody knows of")
    approve(signed_in(reviewer), sent)
    publish(signed_in(reviewer), sent)
    submission = domain.disagree(of(sent), "It was a march.")
    assert (submission.state, review_status(sent), published_title(sent)) == ("in_review", "in_progress", None)
    assert state_of(sent).task.name == "Story review"
    (message,) = submission.messages.all()
    assert (message.kind, message.by_sender, message.text) == ("answer", True, "It was a march.")


def test_changes_are_asked_for_and_made(sent: StoryPage, reviewer: User) -> None:
    submission = domain.request_changes(of(sent), reviewer, "Could the gate go?")
    assert (submission.state, review_status(sent)) == ("changes_requested", "needs_changes")
    submission = receiving.revise(submission, story(title="Without the gate"))
    assert (submission.state, review_status(sent), submission.title) == ("in_review", "in_progress", "Without the gate")
    assert state_of(sent).revision == submission.agreed_revision
    publish(signed_in(reviewer), sent)
    assert (of(sent).state, published_title(sent)) == ("published", "Without the gate")


def test_a_title_that_was_changed_leaves_no_address(sent: StoryPage, reviewer: User) -> None:
    assert sent.slug == "the-march-that-nobody-knows-of"
    submission = receiving.revise(of(sent), story(title="At a depot"))
    page = StoryPage.objects.get(pk=sent.pk)
    newest = page.get_latest_revision_as_object()
    assert (page.slug, newest.slug, page.url_path) == ("at-a-depot", "at-a-depot", "/home-en/stories/at-a-depot/")
    receiving.revise(submission, story(title="Send"))
    page.refresh_from_db()
    assert page.slug.startswith("send-")
    receiving.revise(submission, story(title="At a depot"))
    publish(signed_in(reviewer), sent)
    page = StoryPage.objects.get(pk=sent.pk)
    assert (page.live, page.url) == (True, "/en/stories/at-a-depot/")
    receiving.revise(submission, story(title="At another depot"))
    publish(signed_in(reviewer), sent)
    page = StoryPage.objects.get(pk=sent.pk)
    assert (page.title, page.url) == ("At another depot", "/en/stories/at-another-depot/")
    assert Client().get("/en/stories/at-a-depot/").status_code == 404


def test_an_address_that_an_editor_changed_needs_the_senders_word(
    sent: StoryPage, reviewer: User, editor: User
) -> None:
    version = StoryPage.objects.get(pk=sent.pk).get_latest_revision_as_object()
    version.slug = "a-walk"
    version.save_revision(user=editor)
    approve(signed_in(reviewer), sent)
    publish(signed_in(reviewer), sent)
    assert (of(sent).state, published_title(sent)) == ("approved", None)
    agree(sent)
    assert StoryPage.objects.get(pk=sent.pk).url == "/en/stories/a-walk/"


def test_a_change_of_what_is_public_goes_back_to_review(sent: StoryPage, reviewer: User) -> None:
    publish(signed_in(reviewer), sent)
    submission = receiving.revise(of(sent), story(title="Another title"))
    assert (submission.state, published_title(sent)) == ("in_review", "The march that nobody knows of")
    assert submission.expires_at is None
    submission = domain.decline(submission, reviewer, Reason.UNCHECKED)
    assert (submission.state, review_status(sent)) == ("published", None)
    assert published_title(sent) == "The march that nobody knows of"
    assert log(submission)[-1] == ("keep", "published", False)


def test_a_picture_that_is_taken_out_is_hidden_at_once(site: SmallSite, reviewer: User) -> None:
    page = receiving.submit(story(pictures=(picture(), picture("agreed", alt="Hands"))))[0].page
    publish(signed_in(reviewer), page)
    first, last = Picture.objects.order_by("pk")
    kept = picture(alt="A green board")
    again = type(kept)(content=b"", alt="A green board", is_decorative=False, consent="nobody", stored=first.pk)
    receiving.revise(of(page), story(pictures=(again,)))
    first.refresh_from_db()
    last.refresh_from_db()
    assert [(one.description, one.consent) for one in (first, last)] == [
        ("A green board", "nobody"),
        ("Hands", "unclear"),
    ]
    assert StoryPage.objects.get(pk=page.pk).live
    file, size = last.file.name, last.get_rendition("width-20").file.name
    with TestCase.captureOnCommitCallbacks(execute=True):
        publish(signed_in(reviewer), page)
    assert list(Picture.objects.all()) == list(of(page).pictures.all()) == [first]
    assert [default_storage.exists(name) for name in (first.file.name, file, size)] == [True, False, False]


# ---------------------------------------------------------------- ends


def test_a_no_has_a_reason(sent: StoryPage, reviewer: User) -> None:
    submission = domain.decline(of(sent), reviewer, Reason.DANGEROUS, "It names the street.")
    assert (submission.state, review_status(sent), submission.steps.last().reason) == ("declined", None, "dangerous")
    assert [(one.kind, one.text, one.user) for one in submission.messages.all()] == [
        ("decision", "It names the street.", reviewer)
    ]
    assert submission.expires_at is not None
    assert domain.withdraw(submission).state == "withdrawn"


@pytest.mark.parametrize("is_public", [False, True])
def test_taking_back_ends_everything_at_once(site: SmallSite, reviewer: User, sent: StoryPage, is_public: bool) -> None:
    if is_public:
        publish(signed_in(reviewer), sent)
    french = sent.copy_for_translation(site.homes["fr"].locale, copy_parents=True)
    if is_public:
        french.save_revision().publish()
    submission = domain.withdraw(of(sent))
    assert (submission.state, submission.steps.last().by_sender) == ("withdrawn", True)
    assert not StoryPage.objects.filter(translation_key=sent.translation_key, live=True).exists()
    assert WorkflowState.objects.active().count() == 0


def test_erasing_leaves_the_bare_fact(site: SmallSite, reviewer: User) -> None:
    page = receiving.submit(story(pictures=(picture(),), teller="Night Shift"))[0].page
    domain.request_changes(of(page), reviewer, "Could the gate go?")
    submission = domain.erase(of(page))
    assert (submission.state, submission.title, submission.text, submission.byline_name) == ("erased", "", "", "")
    assert (submission.receipt, submission.form, submission.page) == ("", "", None)
    assert StoryPage.objects.count() == Picture.objects.count() == Message.objects.count() == 0
    assert Contact.objects.filter(address=CONTACT).count() == 0
    assert submission.reference.startswith("ST-")


# ---------------------------------------------------------------- what is done in Wagtail is followed


def test_a_rejection_there_asks_for_changes_here(sent: StoryPage, reviewer: User) -> None:
    act(signed_in(reviewer), sent, "reject", comment="Could the gate go?")
    assert of(sent).state == "changes_requested"


def test_a_review_cannot_be_cancelled(sent: StoryPage, reviewer: User) -> None:
    StoryPage.objects.get(pk=sent.pk).current_workflow_state.cancel(user=reviewer)
    assert (of(sent).state, review_status(sent)) == ("received", "in_progress")
    assert WorkflowState.objects.active().count() == 1


def test_what_is_taken_down_there_is_in_review_here(sent: StoryPage, reviewer: User, editor: User) -> None:
    publish(signed_in(reviewer), sent)
    StoryPage.objects.get(pk=sent.pk).unpublish(user=editor)
    assert (of(sent).state, review_status(sent)) == ("in_review", "in_progress")
    assert log(of(sent))[-1] == ("take_down", "in_review", False)
    publish(signed_in(reviewer), sent)
    assert of(sent).state == "published"


def test_not_even_an_administrator_publishes_around_the_review(sent: StoryPage, site: SmallSite) -> None:
    from tests import factories

    administrator = factories.user("administrator", superuser=True)
    assert StoryPage.objects.get(pk=sent.pk).permissions_for_user(administrator).can_publish() is False


def test_reviewers_hear_of_what_they_chose(sent: StoryPage, reviewer: User, site: SmallSite) -> None:
    from stories.models import ReviewerChoice

    choice: Any = ReviewerChoice.objects.create(user=reviewer, languages=["fr"])
    other = User.objects.create(username="other", email="other@example.org")
    other.groups.set(reviewer.groups.all())
    mail.outbox.clear()
    receiving.submit(story(language="en"))
    assert [message.to for message in mail.outbox] == [["other@example.org"]]
    mail.outbox.clear()
    ReviewerChoice.objects.create(user=other, regions=["la"])
    receiving.submit(story(language="en", region="ea", text="The well was closed, and we carried water for a year."))
    assert sorted(message.to[0] for message in mail.outbox) == ["other@example.org", "reviewer@example.org"]
    assert choice.wants("fr", "ea") is True
