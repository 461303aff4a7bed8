"""What happens with the time: expiring, ending, erasing, forgetting contacts. Each once, whoever runs it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db.models import F
from django.test import Client, TestCase
from django.utils import timezone

from home.models import User
from stories import domain, held, keys, receiving
from stories.forgetting import clock
from stories.mine import reaching
from stories.models import Consent, Contact, HeldPicture, SentDocument, Step, StoryPage, Submission
from stories.states import Reason, State
from tests.factories import SmallSite
from tests.stories.forms import CONTACT, answer, files_in, in_threads, photo, story
from tests.stories.mine.senders import let_in
from tests.stories.review import publish, signed_in

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures
A_DAY = datetime.timedelta(days=1)


def age(submission: Submission, days: float) -> None:
    """As if everything about it had happened so many days earlier."""
    by = datetime.timedelta(days=days)
    submission.refresh_from_db()
    times = {name: getattr(submission, name) for name in ("moved_at", "expires_at", "received_at")}
    Submission.objects.filter(pk=submission.pk).update(**{name: at and at - by for name, at in times.items()})
    Contact.objects.filter(submission=submission).update(given_at=F("given_at") - by)
    SentDocument.objects.filter(submission=submission).update(created_at=F("created_at") - by)


def state(submission: Submission) -> str:
    return str(Submission.objects.values_list("state", flat=True).get(pk=submission.pk))


def last_step(submission: Submission) -> tuple[str, str, str, bool, Any]:
    step = Step.objects.filter(submission=submission).latest("pk")
    return step.move, step.before, step.after, step.by_sender, step.reason


@pytest.fixture
def published(site: SmallSite, sent: StoryPage, reviewer: User) -> Submission:
    """A story that readers see."""
    publish(signed_in(reviewer), sent)
    made = Submission.objects.get(page=sent)
    assert made.state == State.PUBLISHED
    return made


def test_a_draft_goes_after_the_days_that_are_set_and_not_before(site: SmallSite, settings: Any) -> None:
    settings.STORY_DAYS = 30
    draft, _is_new = receiving.begin(keys.new_token(), typed={"title": "half a story"})
    age(draft, 29.9)
    assert clock.run() == clock.Done()
    assert state(draft) == State.DRAFT
    age(draft, 0.2)
    assert clock.run() == clock.Done(expired=1)
    assert state(draft) == State.EXPIRED
    assert last_step(draft) == ("expire", "draft", "expired", False, Reason.TOO_OLD)
    age(draft, 0.9)
    assert clock.run() == clock.Done()
    age(draft, 0.2)
    assert clock.run() == clock.Done(erased=1)
    draft.refresh_from_db()
    assert (draft.state, draft.typed, draft.receipt, draft.form) == (State.ERASED, {}, "", "")


@pytest.mark.usefixtures("site")
def test_a_story_that_nobody_publishes_goes_with_its_page(sent: StoryPage) -> None:
    submission = Submission.objects.get(page=sent)
    age(submission, 91)
    assert clock.run() == clock.Done(expired=1)
    assert StoryPage.objects.get(pk=sent.pk).current_workflow_state is None
    age(submission, 1.1)
    assert clock.run() == clock.Done(erased=1)
    assert not StoryPage.objects.filter(pk=sent.pk).exists()


def test_a_public_story_stays(published: Submission) -> None:
    """Also one whose row says, wrongly, that its time is over; and one of which a change waits."""
    age(published, 4000)
    assert clock.run() == clock.Done(contacts=1)
    receiving.revise(published, story(title="Changed"))
    Submission.objects.filter(pk=published.pk).update(expires_at=timezone.now() - A_DAY)
    assert clock.run() == clock.Done()
    assert state(published) == State.IN_REVIEW


def test_contacts_go_some_days_after_the_decision(published: Submission, settings: Any) -> None:
    settings.CONTACT_DAYS = 10
    waiting, _is_new = receiving.submit(story(title="Another"))
    age(published, 9.9)
    age(waiting, 9.9)
    assert clock.run() == clock.Done()
    age(published, 0.2)
    age(waiting, 0.2)
    assert clock.run() == clock.Done(contacts=1)
    assert list(Contact.objects.values_list("submission", "address")) == [(waiting.pk, CONTACT)]


def test_of_a_declined_one_too(sent: StoryPage, reviewer: User, settings: Any) -> None:
    settings.CONTACT_DAYS = 5
    submission = domain.decline(Submission.objects.get(page=sent), reviewer, Reason.NOT_FOR_US, "Thank you")
    age(submission, 5.1)
    assert clock.run() == clock.Done(contacts=1)
    assert not Contact.objects.exists()
    age(submission, 25)
    assert clock.run() == clock.Done(erased=1)
    assert not submission.messages.exists()


def test_a_contact_that_was_left_later_is_kept_as_long(published: Submission, settings: Any) -> None:
    settings.CONTACT_DAYS = 20
    Contact.objects.all().delete()
    age(published, 90)
    reaching.reach_at(published, "late@example.org", False, "en")
    assert clock.run() == clock.Done()
    age(published, 19.9)
    reaching.reach_at(published, "late@example.org", True, "en")
    assert clock.run() == clock.Done()
    age(published, 0.2)
    assert clock.run() == clock.Done(contacts=1)
    assert not Contact.objects.exists()


def test_another_address_sent_with_a_change_is_kept_as_long(published: Submission) -> None:
    age(published, 50)
    before = Contact.objects.get().given_at
    receiving.revise(published, story(contact=CONTACT))
    assert Contact.objects.get().given_at == before
    receiving.revise(published, story(contact="other@example.org"))
    assert Contact.objects.get().given_at > before + 49 * A_DAY


def test_files_for_reviewers_go_with_the_contact(published: Submission, settings: Any) -> None:
    settings.CONTACT_DAYS = 20
    Contact.objects.all().delete()
    waiting = receiving.submit(story(title="Another one", contact=""))[0]
    for one in (published, waiting):
        kept(one)
        age(one, 19.9)
    assert clock.run() == clock.Done()
    age(published, 0.2)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert clock.run() == clock.Done(files=1)
    (left,) = SentDocument.objects.all()
    assert left.submission == waiting
    assert {path.name for path in files_in("documents")} == {Path(left.file.name).name}
    kept(published)
    assert clock.run() == clock.Done()


def kept(submission: Submission) -> SentDocument:
    made = SentDocument(submission=submission, name="File 1", kind="pdf")
    made.file.save("a.pdf", ContentFile(b"pages"))
    return made


def test_a_change_that_is_not_sent_goes_like_a_draft(published: Submission, settings: Any) -> None:
    settings.STORY_DAYS = 30
    client = let_in(published, Client())
    answer(client, published, "story", root="mine/story", title="Never sent")
    answer(client, published, "pictures", root="mine/story", f1_file=photo(), f1_alt="Hands", f1_consent="nobody")
    published.refresh_from_db()
    assert published.typed["title"] == "Never sent"
    assert files_in("held")
    assert published.typed["until"] == pytest.approx((timezone.now() + 30 * A_DAY).timestamp(), abs=60)
    assert clock.run() == clock.Done()
    published.typed["until"] -= 31 * 24 * 3600
    published.save()
    assert clock.run() == clock.Done(changes=1)
    published.refresh_from_db()
    assert (published.state, published.typed, files_in("held")) == (State.PUBLISHED, {}, set())
    assert clock.run() == clock.Done()


def test_a_story_ends_on_the_day_that_its_sender_chose(published: Submission) -> None:
    consent = Consent.objects.filter(submission=published)
    consent.update(ends_on=timezone.localdate() + A_DAY)
    assert clock.run() == clock.Done()
    consent.update(ends_on=timezone.localdate())
    assert clock.run() == clock.Done(ended=1)
    assert state(published) == State.EXPIRED
    assert last_step(published) == ("expire", "published", "expired", False, Reason.CONSENT_ENDED)
    assert not StoryPage.objects.live().filter(pk=published.page_id).exists()


def test_twice_is_once(published: Submission) -> None:
    Consent.objects.filter(submission=published).update(ends_on=timezone.localdate() - A_DAY)
    before = Step.objects.count()
    clock.run()
    assert clock.run() == clock.Done()
    assert Step.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_are_one(site: SmallSite) -> None:
    stories = [receiving.submit(story(title=f"Number {number}"))[0] for number in range(4)]
    for submission in stories:
        age(submission, 91)
    runs = in_threads(2, lambda _number: clock.run())
    assert sum(run.expired for run in runs) == 4
    assert Step.objects.filter(move="expire").count() == 4


def test_one_that_cannot_be_erased_keeps_no_other(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = (receiving.begin(keys.new_token(), typed={"title": "kestrel"})[0] for _number in range(2))
    for draft in (first, second):
        domain.withdraw(draft)
        age(draft, 2)
    real = domain.erase

    def fails_once(submission: Submission, *args: Any, **kwargs: Any) -> Submission:
        if submission.pk == first.pk:
            raise ValueError("kestrel")
        return real(submission, *args, **kwargs)

    monkeypatch.setattr(domain, "erase", fails_once)
    assert clock.run() == clock.Done(erased=1)
    assert (state(first), state(second)) == (State.WITHDRAWN, State.ERASED)
    assert f"{first.reference} is kept longer than it should be: ValueError" in caplog.text
    assert "kestrel" not in caplog.text


def test_held_pictures_are_swept(site: SmallSite) -> None:
    made = HeldPicture(name="a.webp")
    made.file.save("a.webp", ContentFile(b"pixels"))
    HeldPicture.objects.update(created_at=timezone.now() - held.KEPT_FOR)
    clock.run()
    assert not HeldPicture.objects.exists()


def test_the_command_says_what_it_did(site: SmallSite, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("keep_stories")
    assert capsys.readouterr().out == ""
    age(receiving.begin(keys.new_token())[0], 91)
    call_command("keep_stories")
    assert (
        capsys.readouterr().out
        == "ended 0, expired 1, kept 0, erased 0, contacts 0, files 0, changes 0, reminded 0, mended 0\n"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_queries_when_nothing_is_due(
    site: SmallSite, reviewer: User, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        page = receiving.submit(story(title=f"Number {number}"))[0].page
        publish(signed_in(reviewer), page)
        receiving.submit(story(title=f"Waiting {number}"))
    clock.run()  # which compares the files
    with django_assert_num_queries(25):
        clock.run()
