"""Whatever a hand in the database did, is found and mended; what is right is left alone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from wagtail.models import TaskState, WorkflowState
from wagtail_localize.operations import translate_object

from home import i18n
from home.models import Picture, User
from stories import agreeing, domain, following, receiving, reconciling
from stories.models import Consent, HeldPicture, Message, SafetyCheck, SentDocument, Step, StoryPage, Submission
from stories.states import Reason, State
from stories.storage import private_storage
from tests.factories import SmallSite
from tests.stories.forms import picture, story
from tests.stories.review import approve, edit, publish, signed_in

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures


def set_state(submission: Submission, state: str) -> None:
    """Around all moves, as nothing of ours does it."""
    Submission.objects.filter(pk=submission.pk).update(state=state)


def found() -> list[str]:
    return [finding.what for finding in reconciling.look()]


@pytest.fixture
def waiting(site: SmallSite) -> Submission:
    """A story in review."""
    return receiving.submit(story(title="Waiting"))[0]


@pytest.fixture
def public(site: SmallSite, reviewer: User) -> Submission:
    """A public story."""
    submission, _is_new = receiving.submit(story(title="Public"))
    publish(signed_in(reviewer), submission.page)
    submission.refresh_from_db()
    assert submission.state == State.PUBLISHED
    return submission


def with_another_state(waiting: Submission, public: Submission) -> None:
    set_state(waiting, State.APPROVED)


def published_without_a_page(waiting: Submission, public: Submission) -> None:
    set_state(waiting, State.PUBLISHED)


def in_review_though_public(waiting: Submission, public: Submission) -> None:
    set_state(public, State.CHANGES_REQUESTED)


def taken_down_by_hand(waiting: Submission, public: Submission) -> None:
    StoryPage.objects.filter(pk=public.page_id).update(live=False)


def made_public_by_hand(waiting: Submission, public: Submission) -> None:
    page = StoryPage.objects.get(pk=waiting.page_id)
    Step.objects.create(submission=waiting, move="publish", before=State.APPROVED, after=State.PUBLISHED)
    StoryPage.objects.filter(pk=page.pk).update(live=True, live_revision=page.latest_revision)


def without_a_workflow(waiting: Submission, public: Submission) -> None:
    WorkflowState.objects.filter(object_id=waiting.page_id).delete()


def without_a_task(waiting: Submission, public: Submission) -> None:
    WorkflowState.objects.filter(object_id=waiting.page_id).update(current_task_state=None)


def decided_and_not_moved_on(waiting: Submission, public: Submission) -> None:
    TaskState.objects.filter(workflow_state__object_id=waiting.page_id).update(status=TaskState.STATUS_APPROVED)


def ended_with_a_live_page(waiting: Submission, public: Submission) -> None:
    set_state(public, State.WITHDRAWN)


def ended_with_a_review(waiting: Submission, public: Submission) -> None:
    set_state(waiting, State.DECLINED)


def ended_with_a_live_translation(waiting: Submission, public: Submission) -> None:
    translate_object(public.page, [i18n.locales()["fr"]])
    public.page.get_translation(i18n.locales()["fr"]).get_latest_revision().publish()
    domain.withdraw(public)
    StoryPage.objects.filter(translation_key=public.page.translation_key).exclude(pk=public.page_id).update(live=True)


def in_a_language_that_is_not_allowed(waiting: Submission, public: Submission) -> None:
    translate_object(public.page, [i18n.locales()["fr"]])
    public.page.get_translation(i18n.locales()["fr"]).get_latest_revision().publish()
    Consent.objects.filter(submission=public).update(translation="chosen", languages=["ar"])


def draft_with_a_page(waiting: Submission, public: Submission) -> None:
    set_state(waiting, State.DRAFT)


def page_deleted_by_hand(waiting: Submission, public: Submission) -> None:
    Submission.objects.filter(pk=waiting.pk).update(page=None)


def erased_with_a_rest(waiting: Submission, public: Submission) -> None:
    Message.objects.create(submission=waiting, kind="note", text="kestrel")
    set_state(waiting, State.ERASED)


def unchecked(waiting: Submission, public: Submission) -> None:
    SafetyCheck.objects.all().delete()


def not_agreed(waiting: Submission, public: Submission) -> None:
    Submission.objects.filter(pk=public.pk).update(agreed_revision=None)
    agreeing.passed().update(status=TaskState.STATUS_CANCELLED)


CASES: list[tuple[Callable[[Submission, Submission], None], list[str], str, str]] = [
    (with_another_state, ["its review is elsewhere"], State.IN_REVIEW, State.PUBLISHED),
    (published_without_a_page, ["its review is elsewhere"], State.IN_REVIEW, State.PUBLISHED),
    (in_review_though_public, ["its review is elsewhere"], State.RECEIVED, State.PUBLISHED),
    (taken_down_by_hand, ["its review is elsewhere"], State.RECEIVED, State.IN_REVIEW),
    (made_public_by_hand, ["it is public and was not checked"], State.RECEIVED, State.PUBLISHED),
    (without_a_workflow, ["its review is elsewhere"], State.RECEIVED, State.PUBLISHED),
    (without_a_task, ["its review has stopped"], State.RECEIVED, State.PUBLISHED),
    (decided_and_not_moved_on, ["its review has stopped"], State.RECEIVED, State.PUBLISHED),
    (ended_with_a_live_page, ["it ended and is public"], State.RECEIVED, State.WITHDRAWN),
    (ended_with_a_review, ["its review goes on"], State.DECLINED, State.PUBLISHED),
    (ended_with_a_live_translation, ["it ended and is public"], State.RECEIVED, State.WITHDRAWN),
    (
        in_a_language_that_is_not_allowed,
        ["a language is public that its sender does not allow"],
        State.RECEIVED,
        State.PUBLISHED,
    ),
    (draft_with_a_page, ["a draft has a page"], State.RECEIVED, State.PUBLISHED),
    (page_deleted_by_hand, ["its page is gone"], State.ERASED, State.PUBLISHED),
    (erased_with_a_rest, ["something of it is left"], State.ERASED, State.PUBLISHED),
    (unchecked, ["it is public and was not checked"], State.RECEIVED, State.IN_REVIEW),
    (not_agreed, ["it is public and was not agreed to"], State.RECEIVED, State.IN_REVIEW),
]


@pytest.mark.parametrize(("harm", "what", "one", "other"), CASES, ids=[case[0].__name__ for case in CASES])
def test_it_is_found_and_mended(
    waiting: Submission, public: Submission, harm: Any, what: list[str], one: str, other: str
) -> None:
    assert found() == []
    harm(waiting, public)
    assert found() == what
    assert [finding.what for finding in reconciling.mend()] == what
    assert found() == []
    for submission in (waiting, public):
        submission.refresh_from_db()
    assert (waiting.state, public.state) == (one, other)
    live = StoryPage.objects.live().values_list("pk", flat=True)
    assert list(live) == ([public.page_id] if other == State.PUBLISHED else [])
    for submission in (waiting, public):
        if submission.page_id and submission.state not in (State.DECLINED, State.WITHDRAWN):
            assert following.state_by_review(submission) == submission.state


@pytest.mark.usefixtures("waiting", "public")
def test_what_is_right_is_left_alone(site: SmallSite, reviewer: User, editor: User) -> None:
    """Stories in every state that there is."""
    stories = [receiving.submit(story(title=f"Number {number}", pictures=(picture(),)))[0] for number in range(7)]
    domain.take(stories[0], reviewer)
    domain.request_changes(stories[1], reviewer, "Which bus?")
    domain.decline(stories[2], reviewer, Reason.NOT_FOR_US)
    domain.withdraw(stories[3])
    domain.expire(stories[4])
    domain.erase(stories[5])
    edit(stories[6].page, editor, "Shorter")
    for _task in range(3):  # the first one begins the review anew
        approve(signed_in(reviewer), stories[6].page)
    for title in ("Changed", "Kept"):
        changed, _is_new = receiving.submit(story(title=title))
        publish(signed_in(reviewer), changed.page)
        receiving.revise(changed, story(title=f"{title} by its sender"))
        if title == "Kept":
            domain.decline(changed, reviewer, Reason.UNCHECKED)
    states = list(Submission.objects.order_by("pk").values_list("state", flat=True))
    assert states == [
        "received", "published", "in_review", "changes_requested", "declined", "withdrawn", "expired", "erased",
        "approved", "in_review", "published",
    ]  # fmt: skip
    assert StoryPage.objects.live().count() == 3
    steps = Step.objects.count()
    assert reconciling.mend() == []
    assert StoryPage.objects.live().count() == 3
    assert (Step.objects.count(), list(Submission.objects.order_by("pk").values_list("state", flat=True))) == (
        steps,
        states,
    )


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_change_takes_no_public_version_down(public: Submission, reviewer: User, is_kept: bool) -> None:
    """Neither while it is read nor when it was declined, in whatever language."""
    translate_object(public.page, [i18n.locales()["fr"]])
    public.page.get_translation(i18n.locales()["fr"]).get_latest_revision().publish()  # type: ignore[union-attr]
    before = public.page.live_revision  # type: ignore[union-attr]
    receiving.revise(public, story(title="Changed by its sender"))
    if is_kept:
        domain.decline(public, reviewer, Reason.UNCHECKED)
    assert reconciling.mend(files=True) == []
    public.refresh_from_db()
    assert public.state == ("published" if is_kept else "in_review")
    assert (public.agreed_revision == before) == is_kept
    assert agreeing.is_kept(before)
    assert sorted(StoryPage.objects.live().values_list("locale__language_code", flat=True)) == ["en", "fr"]


# ---------------------------------------------------------------- files


def age_file(name: str, seconds: float) -> None:
    path = Path(private_storage().path(name))
    os.utime(path, (time.time() - seconds,) * 2)


@pytest.mark.parametrize("folder", ["held", "documents", "original_images", "images"])
def test_files_that_belong_to_nothing_go_when_they_are_old(site: SmallSite, folder: str) -> None:
    name = private_storage().save(f"{folder}/orphan.webp", ContentFile(b"pixels"))
    assert found() == []
    age_file(name, reconciling.GRACE.total_seconds() + 60)
    assert [str(finding) for finding in reconciling.mend()] == [f"{folder}: a file belongs to nothing"]
    assert not private_storage().exists(name)
    assert found() == []


def test_other_files_stay(site: SmallSite) -> None:
    submission, _is_new = receiving.submit(story(pictures=(picture(),)))
    row = SentDocument(submission=submission, name="a.pdf")
    row.file.save("a.pdf", ContentFile(b"pages"))
    exchange = private_storage().save("exchange/somebody.zip", ContentFile(b"texts"))
    kept = [row.file.name, submission.pictures.get().file.name.removeprefix("private/"), exchange]
    for name in kept:
        age_file(name, 10 * reconciling.GRACE.total_seconds())
    assert reconciling.mend() == []
    assert all(private_storage().exists(name) for name in kept)


def test_rows_without_files(site: SmallSite, caplog: pytest.LogCaptureFixture) -> None:
    submission, _is_new = receiving.submit(story(pictures=(picture(),)))
    made = HeldPicture(name="a.webp")
    made.file.save("a.webp", ContentFile(b"pixels"))
    size = submission.pictures.get().get_rendition("width-20")
    for name in (made.file.name, size.file.name.removeprefix("private/")):
        private_storage().delete(name)
    assert [str(finding) for finding in reconciling.mend()] == ["held: a file is lost", "images: a file is lost"]
    assert found() == []
    private_storage().delete(Picture.objects.get().file.name.removeprefix("private/"))
    for _run in range(2):  # nobody can mend this: it is said each time
        assert [str(finding) for finding in reconciling.mend()] == ["original_images: a file is lost"]
    assert "Not mended: original_images: a file is lost: FileNotFoundError" in caplog.text
    assert Picture.objects.exists()


# ---------------------------------------------------------------- the command


def test_the_command(waiting: Submission, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("reconcile_stories", check=True)
    assert capsys.readouterr().out == "Nothing to mend.\n"
    set_state(waiting, State.APPROVED)
    with pytest.raises(SystemExit) as ended:
        call_command("reconcile_stories", check=True)
    assert ended.value.code == 1
    waiting.refresh_from_db()
    assert (waiting.state, capsys.readouterr().out) == ("approved", f"{waiting.reference}: its review is elsewhere\n")
    call_command("reconcile_stories")
    assert capsys.readouterr().out == f"{waiting.reference}: its review is elsewhere\n"
    call_command("reconcile_stories", check=True)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(site: SmallSite, reviewer: User, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        publish(signed_in(reviewer), receiving.submit(story(title=f"Public {number}"))[0].page)
        receiving.submit(story(title=f"Waiting {number}", translation="none"))
    reconciling.look(files=False)
    with django_assert_num_queries(11):
        assert reconciling.look(files=False) == []
