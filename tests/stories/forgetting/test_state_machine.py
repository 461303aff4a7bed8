"""Senders, reviewers, editors and the clock do whatever they like, in whatever order: it always agrees.

One story, in transactions that are undone afterwards. What is expected stands here in words of its own, not in those of
stories.states.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from wagtail.models import WorkflowState

from home import i18n
from home.models import User
from stories import agreeing, consenting, domain, keys, receiving, reconciling
from stories.forgetting import clock
from stories.models import Message, SafetyCheck, SafetyReviewTask, SenderAgreementTask, StoryPage, Submission
from stories.states import IllegalMoveError, Reason
from tests.factories import SmallSite
from tests.stories.forms import consent, story

ENDED = {"declined", "withdrawn", "expired", "erased"}
UNDER_REVIEW = {"received", "in_review", "changes_requested", "approved"}
#: From which states each may be done.
ALLOWED = {
    "send": {"draft"},
    "revise": UNDER_REVIEW | {"published"},
    "take": UNDER_REVIEW,
    "request_changes": {"received", "in_review", "approved"},
    "decline": UNDER_REVIEW,
    "withdraw": {"draft", "published", "declined"} | UNDER_REVIEW,
    "expire": {"draft", "published"} | UNDER_REVIEW,
    "erase": {"draft", "published", "declined", "withdrawn", "expired"} | UNDER_REVIEW,
    "consent": UNDER_REVIEW | {"published"},
    "agree": {"approved"},
    "disagree": {"approved"},
}
CHECKED = dict.fromkeys(SafetyCheck.POINTS, True) | {"risk": "low", "comment": "Looks safe"}


class Story(RuleBasedStateMachine):
    """One story, and everybody who has to do with it."""

    reviewer: User
    editor: User

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        """As if nothing had happened."""
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(translation=st.sampled_from(["any", "none"]), is_sent=st.sampled_from([True, True, False]))
    def begin(self, translation: str, is_sent: bool) -> None:
        """A draft, or a story that was sent at once."""
        self.number = 0
        self.token = keys.new_token()
        self.translation = translation
        self.pk = receiving.begin(self.token)[0].pk
        if is_sent:
            self.sends()

    # ------------------------------------------------------------ what is there

    @property
    def submission(self) -> Submission:
        """The row as it is now."""
        return Submission.objects.get(pk=self.pk)

    @property
    def page(self) -> StoryPage:
        """Its page, read anew."""
        return StoryPage.objects.get(pk=self.submission.page_id)

    @property
    def review(self) -> WorkflowState | None:
        """The review that is on."""
        return self.page.current_workflow_state if self.has_page() else None

    def has_page(self) -> bool:
        """Whether there is one."""
        return self.submission.page_id is not None

    def is_open(self) -> bool:
        """Whether there is a page, and the story has not ended."""
        return self.has_page() and self.submission.state not in ENDED

    def is_an_editors_change(self) -> bool:
        """Whether an editor's change of what is public is reviewed."""
        return bool(self.review is not None and self.review.requested_by and self.page.live)

    def told(self, **changes: Any) -> Any:
        """What its sender sends, another title each time."""
        self.number += 1
        values: dict[str, Any] = {"key": self.token, "title": f"Number {self.number}", "translation": self.translation}
        return story(**(values | changes))

    def picture(self) -> tuple[Any, ...]:
        """Everything that an illegal move must leave alone."""
        now = self.submission
        pages = [(page.pk, page.live, page.latest_revision_id) for page in StoryPage.objects.order_by("pk")]
        reviews = list(WorkflowState.objects.order_by("pk").values_list("pk", "status", "current_task_state"))
        said = now.messages.count(), now.steps.count()
        return now.state, now.moved_at, now.expires_at, now.agreed_revision_id, now.title, pages, reviews, said

    def attempt(self, name: str, do: Callable[[], object], may: bool = True) -> None:
        """Do it where it is allowed; elsewhere it raises and changes nothing."""
        before = self.picture()
        if may and self.submission.state in ALLOWED[name]:
            do()
            return
        with pytest.raises(IllegalMoveError), transaction.atomic():
            do()
        assert self.picture() == before

    # ------------------------------------------------------------ the sender

    @rule()
    def sends(self) -> None:
        """Sends it; once more is the same story."""
        before = self.picture()
        is_draft = self.submission.state == "draft"
        _submission, is_new = receiving.send(self.submission, self.told())
        assert is_new == is_draft
        if not is_draft:
            assert self.picture() == before

    @rule()
    def revises(self) -> None:
        """Changes the text."""
        self.attempt("revise", lambda: receiving.revise(self.submission, self.told()))

    @rule()
    def answers(self) -> None:
        """Answers a question, at any time."""
        if self.submission.state not in ENDED:
            domain.say(self.submission, Message.Kind.ANSWER, "Yes")

    @rule()
    def agrees(self) -> None:
        """Says yes to what editors made of it."""
        waiting = self.review.current_task_state.revision_id if self.review and self.review.current_task_state else 0
        self.attempt("agree", lambda: domain.agree(self.submission, waiting))

    @rule()
    def agrees_to_an_older_version(self) -> None:
        """Says yes to what does not wait any more."""
        waiting = self.review.current_task_state.revision_id if self.review and self.review.current_task_state else 0
        self.attempt("agree", lambda: domain.agree(self.submission, (waiting or 0) - 1), may=False)

    @rule()
    def disagrees(self) -> None:
        """Says no to it."""
        self.attempt("disagree", lambda: domain.disagree(self.submission, "Not like this"))

    @rule()
    def withdraws(self) -> None:
        """Takes it back."""
        self.attempt("withdraw", lambda: domain.withdraw(self.submission))

    @rule(
        faces=st.sampled_from(["nobody", "agreed"]),
        translation=st.sampled_from(["any", "none"]),
        days=st.sampled_from([None, 30, 30, -1]),
    )
    def changes_consent(self, faces: str, translation: str, days: int | None) -> None:
        """Agrees to other things than before."""
        ends_on = None if days is None else timezone.localdate() + datetime.timedelta(days=days)
        given = consent(faces=faces, translation=translation, ends_on=ends_on)
        self.attempt("consent", lambda: consenting.change(self.submission, given))
        self.translation = translation

    # ------------------------------------------------------------ the reviewer

    @rule()
    def takes(self) -> None:
        """Begins to review."""
        self.attempt("take", lambda: domain.take(self.submission, self.reviewer))

    @rule()
    def requests_changes(self) -> None:
        """Asks for changes."""
        ask = lambda: domain.request_changes(self.submission, self.reviewer, "Why?")  # noqa: E731
        self.attempt("request_changes", ask, may=not self.is_an_editors_change())

    @rule()
    def declines(self) -> None:
        """Says no."""
        self.attempt("decline", lambda: domain.decline(self.submission, self.reviewer, Reason.UNCHECKED, "Sorry"))

    @precondition(lambda self: self.review is not None and self.review.status == WorkflowState.STATUS_IN_PROGRESS)
    @rule()
    def approves(self) -> None:
        """Approves in the task that waits, if it is theirs."""
        self.presses("approve")

    @precondition(lambda self: self.review is not None and self.review.status == WorkflowState.STATUS_IN_PROGRESS)
    @rule()
    def approves_everything(self) -> None:
        """As often as it takes."""
        for _task in range(3):
            if self.review is not None and self.review.status == WorkflowState.STATUS_IN_PROGRESS:
                self.presses("approve")

    @precondition(lambda self: self.review is not None and self.review.status == WorkflowState.STATUS_IN_PROGRESS)
    @rule()
    def rejects(self) -> None:
        """Rejects in Wagtail's own form."""
        self.presses("reject")

    def presses(self, action: str) -> None:
        """A button of the review; that of the sender's task is not theirs."""
        assert self.review is not None
        waiting = self.review.current_task_state
        task = waiting.task.specific
        if not isinstance(task, SenderAgreementTask):
            is_checked = isinstance(task, SafetyReviewTask) and action == "approve"
            task.on_action(waiting, self.reviewer, action, **(CHECKED if is_checked else {"comment": "No"}))

    # ------------------------------------------------------------ editors

    @precondition(lambda self: self.is_open())
    @rule()
    def edits(self) -> None:
        """Saves another version."""
        self.number += 1
        newest = self.page.get_latest_revision_as_object()
        newest.title = f"Edited {self.number}"
        newest.save_revision(user=self.editor, log_action=True)

    @precondition(lambda self: self.is_open() and self.review is None)
    @rule()
    def submits(self) -> None:
        """Asks for a review of what they changed."""
        self.page.get_workflow().start(self.page, self.editor)

    @precondition(lambda self: self.has_page() and self.page.live)
    @rule()
    def unpublishes(self) -> None:
        """Takes it down."""
        self.page.unpublish(user=self.editor)

    @precondition(lambda self: self.review is not None)
    @rule()
    def cancels(self) -> None:
        """Cancels the review."""
        assert self.review is not None
        self.review.cancel(user=self.editor)

    @precondition(lambda self: self.has_page() and self.page.live and self.translation == "any")
    @rule()
    def translates(self) -> None:
        """Publishes a version in French."""
        if self.page.get_translation_or_none(i18n.locales()["fr"]) is None:
            self.page.copy_for_translation(i18n.locales()["fr"]).save_revision().publish()

    @precondition(lambda self: self.has_page() and self.number > 4)
    @rule()
    def deletes(self) -> None:
        """Deletes the page."""
        self.page.delete()
        assert self.submission.state == "erased"

    # ------------------------------------------------------------ the clock

    @rule(days=st.sampled_from([0.5, 2, 40, 100]))
    def time_passes(self, days: float) -> None:
        """Days pass, and the clock runs twice."""
        now, by = self.submission, datetime.timedelta(days=days)
        times = {name: getattr(now, name) for name in ("moved_at", "expires_at", "received_at", "due_at")}
        Submission.objects.filter(pk=self.pk).update(**{name: at and at - by for name, at in times.items()})
        clock.run()
        before = self.picture()
        assert clock.run() == clock.Done()
        assert self.picture() == before

    @rule()
    def expires(self) -> None:
        """Its time is over."""
        if self.number > 5:
            self.attempt("expire", lambda: domain.expire(self.submission))

    @rule()
    def erases(self) -> None:
        """An operator erases it."""
        if self.number > 6:
            self.attempt("erase", lambda: domain.erase(self.submission))

    # ------------------------------------------------------------ what is always true

    @invariant()
    def agrees_with_its_review_and_page(self) -> None:
        """Its state says where the review is, and whether readers see it."""
        now = self.submission
        review, live = self.review, self.has_page() and self.page.live
        if now.state == "draft":
            assert now.page_id is None
        elif now.state in ENDED:
            assert review is None
            assert not live
        elif now.state == "published":
            assert review is None
            assert live
        else:
            assert review is not None
            is_back = review.status == WorkflowState.STATUS_NEEDS_CHANGES
            is_asked = isinstance(review.current_task_state.task.specific, SenderAgreementTask)
            assert is_back == (now.state == "changes_requested")
            assert (is_asked and not is_back) == (now.state == "approved")
        assert reconciling.look(files=False) == []

    @invariant()
    def nothing_is_public_that_should_not_be(self) -> None:
        """Ended: in no language. Public: checked and agreed, this very version."""
        now = self.submission
        live = StoryPage.objects.filter(live=True)
        if now.state in ENDED:
            assert not live.exists()
        for page in live.filter(pk=now.page_id):
            assert SafetyCheck.objects.filter(page=page, revision=page.live_revision).exists()
            assert agreeing.was_agreed(page.live_revision)
        if now.page_id and self.translation == "none" and now.state not in ENDED:
            assert not live.exclude(pk=now.page_id).exists()

    @invariant()
    def each_change_is_logged_once(self) -> None:
        """The log is a chain from the draft to where it stands."""
        steps = list(self.submission.steps.order_by("pk").values_list("move", "before", "after"))
        assert steps[0] == ("begin", "", "draft")
        for (_move, _before, left), (move, before, after) in itertools.pairwise(steps):
            assert before == left
            assert before != after or move in ("consent", "revise", "hide", "hand_over")
        assert steps[-1][2] == self.submission.state

    @invariant()
    def what_is_said_of_it_is_so(self) -> None:
        """Taken down is what readers do not see; a change that is only suggested leaves it there."""
        now = self.submission
        of_readers = ["publish", "keep", "look_again", "take_down", "hide"]
        told = list(now.steps.filter(move__in=of_readers).order_by("pk").values_list("move", flat=True))
        if told and now.state not in ENDED:
            assert self.page.live == (told[-1] not in ("take_down", "hide"))
        if now.state in UNDER_REVIEW:
            assert now.due_at is not None

    @invariant()
    def what_is_erased_is_gone(self) -> None:
        """Of the rest nothing is left."""
        now = self.submission
        if now.state == "erased":
            assert (now.title, now.text, now.receipt, now.form, now.page_id) == ("", "", "", "", None)
            assert not StoryPage.objects.exists()


def test_it_always_agrees(site: SmallSite, reviewer: User, editor: User) -> None:
    Story.reviewer, Story.editor = reviewer, editor
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
