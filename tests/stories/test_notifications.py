"""Mail about stories: who gets it, in which language, what it must not say, and when it is queued."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import OperationalError
from wagtail.models import Workflow
from wagtail.users.models import UserProfile

from home import roles
from home.models import User
from stories import receiving
from stories.models import StoryPage, Submission
from tests import factories
from tests.factories import SmallSite
from tests.stories.forms import story
from tests.stories.review import SECRET_TITLE, member, publish, signed_in

# ---------------------------------------------------------------- mail


def test_one_mail_to_each_reviewer_says_nothing_but_where(site: SmallSite, settings: Any) -> None:
    member("first", roles.REVIEWERS, email="first@example.org")
    member("without", roles.REVIEWERS)
    member("gone", roles.REVIEWERS, email="gone@example.org", is_active=False)
    quiet = member("quiet", roles.REVIEWERS, email="quiet@example.org")
    UserProfile.objects.create(user=quiet, submitted_notifications=False)
    both = member("both", roles.REVIEWERS, roles.EDITORS, email="both@example.org")
    UserProfile.objects.create(user=both)
    member("editor", roles.EDITORS, email="editor@example.org")
    factories.user("administrator", superuser=True)
    User.objects.filter(username="administrator").update(email="administrator@example.org")
    page = receiving.submit(story(title=SECRET_TITLE, teller="Night Shift"))[0].page
    assert sorted(message.to for message in mail.outbox) == [["both@example.org"], ["first@example.org"]]
    for message in mail.outbox:
        whole = message.message().as_string()
        assert message.subject == "A story waits for review"
        sent = Submission.objects.get()
        assert f"{settings.BASE_URL}/admin/stories/queue/{sent.pk}/" in message.body
        for secret in (SECRET_TITLE, page.slug, "depot", "Night Shift", "000 042", sent.reference):
            assert secret not in whole


def test_mail_in_the_language_of_the_reader_and_not_of_the_sender(site: SmallSite) -> None:
    from django.utils import translation

    for name, language in (("one", "fr"), ("two", "ar"), ("three", "")):
        user = member(name, roles.REVIEWERS, email=f"{name}@example.org")
        UserProfile.objects.create(user=user, preferred_language=language)
    with translation.override("ar"):
        receiving.submit(story())
    expected = {}
    for name, language in (("one", "fr"), ("two", "ar"), ("three", "en")):
        with translation.override(language):
            expected[f"{name}@example.org"] = translation.gettext("A story waits for review")
    assert {message.to[0]: message.subject for message in mail.outbox} == expected


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError(111, "refused"), TimeoutError(), smtplib.SMTPServerDisconnected()]
)
def test_a_dead_mail_server_costs_no_story(
    site: SmallSite, reviewer: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    fail(monkeypatch, error)
    _submission, is_new = receiving.submit(story(title=SECRET_TITLE))
    assert is_new
    assert "Mail about a story was not sent" in caplog.text
    assert SECRET_TITLE not in caplog.text
    assert "reviewer@example.org" not in caplog.text


def test_a_queue_that_cannot_be_written_stores_nothing(
    site: SmallSite, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, OperationalError("disk I/O error"))
    with pytest.raises(OperationalError):
        receiving.submit(story())
    assert StoryPage.objects.count() == 0
    assert [draft.state for draft in Submission.objects.all()] == ["draft"]


def fail(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def send(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send)


@pytest.mark.django_db(transaction=True)
def test_mail_is_queued_with_the_story_or_not_at_all(
    site: SmallSite, reviewer: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the queue of production; what it holds is in the transaction of the story."""
    from post_office.models import Email

    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    sent = story()
    receiving.begin(sent.key)
    monkeypatch.setattr(receiving.transaction, "atomic", breaking_at_the_end(receiving.transaction.atomic))
    with pytest.raises(RuntimeError):
        receiving.submit(sent)
    monkeypatch.undo()
    assert ([one.state for one in Submission.objects.all()], Email.objects.count()) == (["draft"], 0)
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    receiving.submit(story())
    assert [email.to for email in Email.objects.all()] == [["reviewer@example.org"]]
    assert mail.outbox == []


def breaking_at_the_end(atomic: Callable[..., Any]) -> Callable[..., Any]:
    import contextlib

    @contextlib.contextmanager
    def broken(*args: Any, **kwargs: Any) -> Any:
        with atomic(*args, **kwargs):
            yield
            raise RuntimeError("killed before the commit")

    return broken


def test_an_editor_who_asks_for_a_review_is_told_how_it_went(site: SmallSite, reviewer: User, editor: User) -> None:
    sent = site.story(title=SECRET_TITLE, live=False)
    sent.save_revision(user=editor)
    sent.get_workflow().start(sent, editor)
    assert [message.to for message in mail.outbox] == [["reviewer@example.org"]]
    mail.outbox.clear()
    publish(signed_in(reviewer), sent)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["editor@example.org"], "A story that you submitted was reviewed")
    assert SECRET_TITLE not in message.message().as_string()


def test_other_pages_keep_wagtails_mail(site: SmallSite, editor: User) -> None:
    """Only stories are spoken of without their names."""
    page = site.article(title="News of the day", live=False)
    workflow = Workflow.objects.create(name="News review", active=True)
    from wagtail.models import GroupApprovalTask, WorkflowTask

    task = GroupApprovalTask.objects.create(name="News")
    task.groups.add(Group.objects.get(name=roles.EDITORS))
    WorkflowTask.objects.create(workflow=workflow, task=task)
    workflow.start(page, None)
    assert [message.to for message in mail.outbox] == [["editor@example.org"]]
    assert "News of the day" in mail.outbox[0].subject
