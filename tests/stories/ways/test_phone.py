"""A story that came by phone: entered here, reviewed by somebody else, and its sender can come back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from home import roles
from home.models import User
from stories import domain, keys, receiving
from stories.models import Contact, StoryPage, Submission
from stories.reviewing import queue
from stories.reviewing.reminders import send_reminders
from stories.workflow import review_of
from tests.factories import SmallSite, user
from tests.stories.review import CHECKED, act, approve, edit, member, publish, published_title, signed_in, state_of
from tests.stories.reviewing.desk import press
from tests.stories.ways.helpers import stamp, tree

ADDRESS = "/admin/stories/phone/"


def form(**changes: Any) -> dict[str, Any]:
    filled = {
        "stamp": stamp(),
        "speaks": "fr",
        "title": "The last bus is our office",
        "language": "en",
        "body": "The depot closes at twenty to two.",
        "region": "ea",
        "people": "agreed",
        "names": "nobody",
        "places": "region",
        "by": "nobody",
        "publish": "on",
        "translation": "any",
        "contact": "",
    }
    return {name: value for name, value in {**filled, **changes}.items() if value is not None}


def enter(by: User, **changes: Any) -> Any:
    assert signed_in(by).post(ADDRESS, form(**changes)).status_code == 200
    return Submission.objects.get()


def test_it_is_entered_and_its_sender_gets_the_words(site: SmallSite, reviewer: User) -> None:
    token = keys.new_token()
    response = signed_in(reviewer).post(ADDRESS, form(stamp=stamp(token=token)))
    sent: Any = Submission.objects.get()
    words = " ".join(tree(response).xpath("//*[@id='words']")[0].text_content().split())
    assert words == keys.phrase_for(token, "fr")
    assert sent.receipt == keys.key_hash(words)
    assert "no-store" in response["Cache-Control"]
    assert (sent.entered_by, sent.state, sent.speaks, sent.kind) == (reviewer, "received", "fr", "story")
    assert sent.came_by_phone
    assert (sent.consent.people, sent.consent.translation, sent.title) == ("agreed", "any", sent.page.title)
    assert sent.agreed_revision == sent.page.latest_revision
    assert sent.page.latest_revision.user is None
    assert words not in response.headers.get("Location", "")


def test_pressed_twice_it_is_one(site: SmallSite, reviewer: User, second: User) -> None:
    data = form()
    client = signed_in(reviewer)
    pages = [client.post(ADDRESS, data) for _time in range(2)]
    words = [tree(page).xpath("//*[@id='words']")[0].text_content() for page in pages]
    assert words[0] == words[1]
    assert Submission.objects.count() == 1
    refused = signed_in(second).post(ADDRESS, data)
    assert words[0].strip() not in refused.content.decode()
    Submission.objects.update(receipt=keys.key_hash(keys.fresh("fr")))
    assert tree(client.post(ADDRESS, data)).xpath("//*[@id='words']") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "The depot closes at two."},
        {"people": "changed"},
        {"translation": "none"},
        {"content_note": "Violence"},
        {"contact": "signal: 1"},
    ],
)
def test_a_correction_is_not_lost(site: SmallSite, reviewer: User, changes: dict[str, str]) -> None:
    data = form()
    client = signed_in(reviewer)
    client.post(ADDRESS, data)
    response = client.post(ADDRESS, data | changes)
    found = tree(response)
    assert (response.status_code, found.xpath("//*[@id='words']")) == (409, [])
    assert "You have sent this story already." in response.content.decode()
    new = found.xpath("//input[@name='stamp']")[0].get("value")
    assert new != data["stamp"]
    shown = next(one for one in found.forms if "body" in one.fields).fields
    assert {name: shown[name].strip() for name in changes} == changes
    assert Submission.objects.count() == 1


def test_the_words_stay_in_the_language_in_which_it_was_entered_first(
    site: SmallSite, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it could not be filed then, and another one is chosen before it is sent again."""
    data = form(speaks="sw")

    def broken(*args: Any) -> Any:
        raise OSError("full")

    with monkeypatch.context() as patch:
        patch.setattr(receiving, "send", broken)
        assert signed_in(reviewer).post(ADDRESS, data).status_code == 503
    response = signed_in(reviewer).post(ADDRESS, data | {"speaks": "ar"}, follow=True)
    words = tree(response).xpath("//*[@id='words']")[0].text_content().split()
    assert set(words) <= set(keys.words_of("sw"))
    assert Submission.objects.get().receipt in keys.key_hashes(" ".join(words))


def test_what_is_missing_is_said_and_nothing_is_lost(site: SmallSite, reviewer: User) -> None:
    response = signed_in(reviewer).post(ADDRESS, form(people=None, publish=None))
    found = tree(response)
    said = {link.get("href"): link.text_content() for link in found.xpath("//*[@role='alert']//a")}
    assert said == {
        "#s-people_0": "Say whether the people in it have agreed.",
        "#s-publish": "We can only take a story that we may publish.",
    }
    assert found.xpath("//textarea[@name='body']")[0].text_content().strip() == "The depot closes at twenty to two."
    assert not Submission.objects.exists()


def test_an_empty_form_says_nothing_yet(site: SmallSite, reviewer: User) -> None:
    page = signed_in(reviewer).get(ADDRESS)
    assert page.status_code == 200
    assert tree(page).xpath("//*[@role='alert']") == []
    names = {field.get("name") for field in tree(page).xpath("//*[@name]")}
    assert {"title", "body", "people", "names", "places", "by", "publish", "translation", "ends_on"} <= names


def test_who_may(site: SmallSite, reviewer: User, editor: User) -> None:
    for one in (reviewer, editor, user("root", superuser=True)):
        assert signed_in(one).get(ADDRESS).status_code == 200, one
    from wagtail.models import Locale

    name = roles.group_name(roles.TRANSLATORS, Locale.objects.get(language_code="fr"))
    stranger = member("translator", name)
    for client in (signed_in(stranger), Client()):
        refused = client.post(ADDRESS, form())
        assert refused.status_code in (302, 403)
        assert b'id="words"' not in refused.content
    assert not Submission.objects.exists()
    assert ADDRESS not in signed_in(stranger).get(reverse("wagtailadmin_home")).content.decode()
    assert ADDRESS in signed_in(editor).get(reverse("wagtailadmin_home")).content.decode()


def test_who_entered_it_cannot_approve_it(site: SmallSite, reviewer: User, second: User) -> None:
    sent = enter(reviewer)
    mine, theirs = signed_in(reviewer), signed_in(second)
    edit = reverse("wagtailadmin_pages:edit", args=[sent.page_id])
    assert 'data-workflow-action-name="approve"' not in mine.get(edit).content.decode()
    assert 'data-workflow-action-name="approve"' in theirs.get(edit).content.decode()
    before = state_of(sent.page)
    approve(mine, sent.page)
    assert state_of(sent.page) == before
    checked = {"what": "safe", "task": before.pk, "revision": before.revision_id, **CHECKED}
    assert mine.post(reverse("stories_submission", args=[sent.pk]), checked).status_code == 409
    assert state_of(sent.page) == before
    for _task in range(2):
        approve(theirs, sent.page)
    sent.refresh_from_db()
    assert (sent.state, sent.page.live) == ("published", True)


def test_its_agreement_is_passed_on(site: SmallSite, editor: User, reviewer: User) -> None:
    sent = enter(editor)
    other = member("other", roles.EDITORS)
    page = sent.page.get_latest_revision_as_object()
    page.title = "The last bus"
    page.save_revision(user=other)
    sent.page.refresh_from_db()
    sent.page.current_workflow_state.cancel(user=other)
    for _task in range(2):
        approve(signed_in(reviewer), sent.page)
    sent.refresh_from_db()
    assert (sent.state, sent.page.live) == ("approved", False)
    edit = reverse("wagtailadmin_pages:edit", args=[sent.page_id])
    assert "Its sender agreed" not in signed_in(other).get(edit).content.decode()
    act(signed_in(other), sent.page, "approve")
    sent.refresh_from_db()
    assert (sent.state, sent.page.live) == ("approved", False)
    assert "Its sender agreed" in signed_in(editor).get(edit).content.decode()
    act(signed_in(editor), sent.page, "approve")
    sent.refresh_from_db()
    sent.page.refresh_from_db()
    assert (sent.state, sent.page.live, sent.page.title) == ("published", True, "The last bus")


def test_a_reviewer_passes_it_on_at_the_desk(site: SmallSite, editor: User, reviewer: User) -> None:
    sent = enter(editor)
    page = sent.page.get_latest_revision_as_object()
    page.title = "The last bus"
    page.save_revision(user=editor)
    sent.page.refresh_from_db()
    sent.page.current_workflow_state.cancel(user=editor)
    for _task in range(2):
        approve(signed_in(reviewer), sent.page)
    state = state_of(sent.page)
    desk = reverse("stories_submission", args=[sent.pk])
    said = {"what": "agreed", "task": state.pk, "revision": state.revision_id, "comment": ""}
    assert signed_in(reviewer).post(desk, said).status_code == 302
    sent.refresh_from_db()
    assert sent.state == "published"


@pytest.mark.parametrize("stamped", ["", "forged"])
def test_a_forged_form_is_not_stored(site: SmallSite, reviewer: User, stamped: str) -> None:
    signed_in(reviewer).post(ADDRESS, form(stamp=stamped))
    assert not Submission.objects.exists()


def test_its_sender_did_not_agree(site: SmallSite, editor: User, reviewer: User) -> None:
    """It goes back to editing, with what was said, and is in the hands of reviewers."""
    sent = enter(editor)
    page = sent.page.get_latest_revision_as_object()
    page.title = "The last bus"
    page.save_revision(user=editor)
    sent.page.refresh_from_db()
    sent.page.current_workflow_state.cancel(user=editor)
    for _task in range(2):
        approve(signed_in(reviewer), sent.page)
    state = state_of(sent.page)
    desk = reverse("stories_submission", args=[sent.pk])
    said = {"what": "not_agreed", "task": state.pk, "revision": state.revision_id, "comment": "It is the night bus."}
    client = signed_in(reviewer)
    shown = client.post(desk, said, follow=True).content.decode()
    assert "It is noted that its sender did not agree." in shown
    sent.refresh_from_db()
    assert (sent.state, state_of(sent.page).task.name) == ("in_review", "Story review")
    note = sent.messages.get()
    assert (note.kind, note.text, note.user, note.by_sender) == ("note", "It is the night bus.", reviewer, False)
    assert not queue.row(sent).waits_for_sender


@pytest.mark.parametrize("is_public", [False, True])
@pytest.mark.parametrize("word", ["agreed", "not_agreed"])
def test_the_word_of_its_sender_is_not_about_what_was_saved_since(
    site: SmallSite, editor: User, reviewer: User, is_public: bool, word: str
) -> None:
    """It says again what was agreed to: nobody has to be asked, and nobody has checked it."""
    sent = enter(editor)
    Contact.objects.create(submission=sent, address="sender@example.org", is_told=True)
    other = member("other", roles.EDITORS)
    client = signed_in(reviewer)
    if is_public:
        publish(client, sent.page)
    edit(sent.page, other, "The last bus")
    page = StoryPage.objects.get(pk=sent.page_id)
    if is_public:
        review_of(page).start(page, other)
    else:
        page.current_workflow_state.cancel(user=other)
    publish(client, sent.page)
    sent.refresh_from_db()
    agreed = sent.agreed_revision
    assert (sent.state, published_title(sent.page)) == ("approved", sent.title if is_public else None)
    edit(sent.page, other, sent.title)
    mail.outbox.clear()
    assert press(client, sent, word, comment="It is the night bus.").status_code == 302
    shown = client.get("/admin/stories/queue/").content.decode()
    assert "Not this version was checked and agreed to, so its review begins anew." in shown
    sent.refresh_from_db()
    assert (sent.state, state_of(sent.page).task.name) == ("in_review", "Safety review")
    assert (sent.agreed_revision, sent.messages.count()) == (agreed, 0)
    assert published_title(sent.page) == (sent.title if is_public else None)
    assert [message.to for message in mail.outbox if "sender@example.org" in message.to] == []
    requested_by = StoryPage.objects.get(pk=sent.page_id).current_workflow_state.requested_by
    assert requested_by == (other if is_public else None)


def test_what_is_asked_of_somebody_on_the_phone_is_for_reviewers_to_ask(
    site: SmallSite, editor: User, reviewer: User
) -> None:
    sent = domain.request_changes(enter(editor), reviewer, "Could the gate go?")
    assert sent.state == "changes_requested"
    Submission.objects.update(due_at=timezone.now())
    row = queue.row(sent)
    assert (row.waits_for_sender, row.is_late) == (False, True)
    mail.outbox.clear()
    assert send_reminders(timezone.now()) == 1
    assert [message.to for message in mail.outbox] == [["reviewer@example.org"]]
