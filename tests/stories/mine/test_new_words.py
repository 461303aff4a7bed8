"""New words end every way in: also that of the form with which it was sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from home.models import User
from stories import keys
from stories.mine.receipts import renew
from stories.models import StoryPage, Submission
from stories.steps import drafts
from tests.factories import SmallSite
from tests.stories import forms
from tests.stories.forms import answer, complete, post, send
from tests.stories.mine.senders import let_in, published
from tests.stories.review import edit
from tests.stories.ways.helpers import notice, question_form

MINE = "/en/stories/mine/"


def renewed() -> Submission:
    submission = Submission.objects.get()
    return renew(submission, keys.key_hash(keys.fresh(submission.speaks)))


def is_let_in(client: Client) -> bool:
    return Submission.objects.get().reference in client.get(MINE).content.decode()


@pytest.mark.parametrize("is_sent", [False, True])
def test_the_first_step_opens_nothing_after_them(site: SmallSite, client: Client, is_sent: bool) -> None:
    data = complete()
    post(client, data)
    client.post("/en/stories/send/receipt/")
    draft = Submission.objects.get()
    if is_sent:
        for step in ("people", "pictures", "consent"):
            answer(client, draft, step)
        send(client, draft)
    other = Client()
    assert post(other, data).status_code == 303
    assert is_let_in(other)
    renewed()
    other = Client()
    response = post(other, {**data, "title": data["title"]})
    assert (response.status_code, dict(other.cookies.items()).keys() & {"story_en", "receipt_en"}) == (409, set())
    begins = "You have sent this story already." if is_sent else "This draft is kept, and has new words by now:"
    assert forms.notice(response).startswith(begins)
    assert forms.typed(response)["body"] == data["body"]
    changed = post(other, {**data, "title": "By somebody else"})
    assert changed.status_code == 409
    draft = Submission.objects.get()
    assert "By somebody else" not in (draft.title, draft.typed.get("title"))
    assert not is_let_in(other)


def test_nor_does_the_form_of_a_question(site: SmallSite, client: Client) -> None:
    data = question_form()
    assert client.post("/en/stories/ask/", data).status_code == 303
    renewed()
    other = Client()
    response = other.post("/en/stories/ask/", data)
    assert (response.status_code, notice(response)[:26]) == (409, "You have sent this before.")
    assert "story_en" not in other.cookies
    assert not is_let_in(other)


@pytest.mark.parametrize("changes", [{"content_note": "Violence"}, {"language": "fr"}, {"region": "wa"}, {"link": ""}])
def test_the_first_step_with_other_answers_is_not_thanked(
    site: SmallSite, client: Client, changes: dict[str, str]
) -> None:
    data = complete()
    post(client, data)
    client.post("/en/stories/send/receipt/")
    draft = Submission.objects.get()
    for step in ("people", "pictures", "consent"):
        answer(client, draft, step)
    send(client, draft)
    assert post(Client(), data).status_code == 303
    response = post(Client(), data | changes)
    assert response.status_code == 409
    shown = forms.typed(response)
    assert {name: shown[name] for name in changes} == changes


# ---------------------------------------------------------------- a change that was begun before another name


def test_another_name_does_not_end_a_change(site: SmallSite) -> None:
    submission = published(teller="Night Shift")
    client = let_in(submission)
    answer(client, submission, "story", "mine/story", title="Changed")
    client.post(MINE + "name/", {"by": "chosen", "project": "", "name": "The drivers"})
    submission.refresh_from_db()
    assert not drafts.is_of_an_older_version(submission)
    assert (submission.typed["title"], submission.typed["name"]) == ("Changed", "The drivers")
    response = answer(client, submission, "check", "mine/story", send="1")
    assert (response.status_code, response["Location"]) == (303, MINE + "#main")
    newest = StoryPage.objects.get().get_latest_revision_as_object()
    assert (newest.title, newest.teller) == ("Changed", "The drivers")


def test_what_an_editor_changed_still_does(site: SmallSite, editor: User) -> None:
    submission = published(teller="Night Shift")
    client = let_in(submission)
    answer(client, submission, "story", "mine/story", title="Changed")
    edit(submission.page, editor, "By an editor")  # type: ignore[arg-type]
    client.post(MINE + "name/", {"by": "nobody", "project": "", "name": ""})
    submission.refresh_from_db()
    assert drafts.is_of_an_older_version(submission)


# ---------------------------------------------------------------- what a browser keeps


@pytest.mark.parametrize("is_kept", [True, False])
def test_left_for_later_the_browser_keeps_no_copy(site: SmallSite, client: Client, is_kept: bool) -> None:
    if is_kept:
        draft = forms.begun(client)
        response: Any = answer(client, draft, "people", later="1")
    else:
        post(client, complete(later="1"))
        response = client.post("/en/stories/send/receipt/", {"later": "1"})
    assert (response["Location"], response["Clear-Site-Data"]) == ("/en/stories/send/later/#main", '"storage"')


def test_a_page_of_another_story_leads_to_the_words(site: SmallSite, client: Client) -> None:
    draft = forms.begun(client)
    response = Client().post("/en/stories/send/people/", complete("people") | {"story": draft.reference})
    assert (
        "/en/stories/mine/" in [link.get("href") for link in forms.select(forms.page_of(response), ".errsum a")]
        or response.status_code == 303
    )
