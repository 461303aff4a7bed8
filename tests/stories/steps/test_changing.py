"""A story that was sent is changed by the same steps: another version, which goes to review."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from wagtail.rich_text import RichText

from home.limits import Limit
from home.models import Picture
from stories import domain, limits
from stories.models import HeldPicture, StoryPage, Submission
from stories.states import State
from stories.steps.drafts import plain_text
from tests.factories import SmallSite
from tests.stories.forms import (
    TEXT,
    address,
    answer,
    filled,
    in_threads,
    page_of,
    photo,
    select,
    send,
    sent_story,
    typed,
)

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures
ROOT = "mine/story"
PICTURES = {f"f{n}_{part}": v for n in (1, 2) for part, v in (("alt", f"Number {n}"), ("consent", "nobody"))}


def sent_with_pictures(client: Client) -> Submission:
    """A story with two pictures."""
    files = {"f1_file": photo(), "f2_file": photo("two.jpg")}
    return sent_story(client, pictures={**PICTURES, **files}, consent={"faces": "nobody", "reprint": "on"})


def test_the_form_holds_the_newest_version(site: SmallSite, client: Client) -> None:
    submission = sent_with_pictures(client)
    page = submission.page.get_latest_revision_as_object()  # type: ignore[union-attr]
    page.title = "What an editor made of it"
    page.save_revision()
    shown: dict[str, Any] = {}
    for step in ("story", "people", "pictures", "consent"):
        shown |= typed(client.get(address(step, root=ROOT)))
    assert (shown["title"], shown["body"]) == ("What an editor made of it", TEXT)
    assert (shown["people"], shown["names"], shown["places"], shown["by"]) == ("agreed", "nobody", "region", "chosen")
    assert (shown["name"], shown["link"], shown["region"]) == ("Night Shift", "https://example.org/depot", "ea")
    assert (shown["publish"], shown["translation"], shown["reprint"], shown["faces"]) == ("on", "any", "on", "nobody")
    assert (shown["f1-alt"], shown["f2-alt"], shown["f1-consent"]) == ("Number 1", "Number 2", "nobody")
    assert "contact" not in shown
    assert Submission.objects.get().typed == {}


def test_nothing_happens_before_it_is_sent(site: SmallSite, client: Client) -> None:
    submission = sent_with_pictures(client)
    before = submission.page.latest_revision_id  # type: ignore[union-attr]
    assert (
        answer(client, submission, "story", ROOT, title="Changed")["Location"] == address("people", root=ROOT) + "#main"
    )
    submission.refresh_from_db()
    assert (submission.title, submission.typed["title"]) == ("The last bus is our office", "Changed")
    assert StoryPage.objects.get().latest_revision_id == before
    assert typed(client.get(address(root=ROOT)))["title"] == "Changed"


def test_a_change_is_another_version(site: SmallSite, client: Client) -> None:
    submission = sent_with_pictures(client)
    old = list(Picture.objects.order_by("pk"))
    answer(client, submission, "story", ROOT, title="Changed", body="One.\n\nTwo.")
    answer(client, submission, "pictures", ROOT, remove="f1", **PICTURES)
    third = {"f3_file": photo(), "f3_alt": "Number 3", "f3_consent": "nobody"}
    assert (
        answer(client, submission, "pictures", ROOT, f2_alt="Told anew", f2_consent="nobody", **third).status_code
        == 303
    )
    response = answer(client, submission, "check", ROOT, send="1")
    assert (response["Location"], response["Clear-Site-Data"]) == ("/en/stories/mine/#main", '"storage"')
    submission.refresh_from_db()
    page = submission.page.get_latest_revision_as_object()  # type: ignore[union-attr]
    assert (page.title, plain_text(page), submission.typed) == ("Changed", "One.\n\nTwo.", {})
    assert [step.move for step in submission.steps.all()] == ["begin", "send", "revise"]
    figures = [block["value"]["image"]["alt_text"] for block in page.body.raw_data if block["type"] == "figure"]
    assert figures == ["Told anew", "Number 3"]
    assert Picture.objects.get(pk=old[0].pk).consent == "unclear"
    assert (HeldPicture.objects.count(), Picture.objects.count()) == (0, 3)
    assert submission.contact.address


def test_pressing_twice_is_one_version(site: SmallSite, client: Client) -> None:
    submission = sent_story(client)
    answer(client, submission, "story", ROOT, title="Changed")
    for _i in range(2):
        assert answer(client, submission, "check", ROOT, send="1")["Location"] == "/en/stories/mine/#main"
    assert [step.move for step in submission.steps.all()] == ["begin", "send", "revise"]


def test_very_many_changes_are_stopped_for_an_hour(
    site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SAID", Limit("said", 2))
    submission = sent_story(client)
    for number in range(2):
        answer(client, submission, "story", ROOT, title=f"Changed {number}")
        assert answer(client, submission, "check", ROOT, send="1").status_code == 303
    revisions = submission.page.revisions.count()  # type: ignore[union-attr]
    mail.outbox.clear()
    answer(client, submission, "story", ROOT, title="The third", body="Hours of work")
    response = answer(client, submission, "check", ROOT, send="1")
    assert (response.status_code, 0 < int(response["Retry-After"]) <= 3600) == (429, True)
    assert "The third" in response.content.decode()
    assert (submission.page.revisions.count(), mail.outbox) == (revisions, [])  # type: ignore[union-attr]
    kept = typed(client.get(address(root=ROOT)))
    assert (kept["title"], kept["body"]) == ("The third", "Hours of work")
    cache.clear()
    assert answer(client, submission, "check", ROOT, send="1").status_code == 303
    assert submission.page.revisions.count() == revisions + 1  # type: ignore[union-attr]


@pytest.mark.django_db(transaction=True)
def test_ten_at_the_same_moment_are_one_version(site: SmallSite, client: Client) -> None:
    submission = sent_story(client)
    answer(client, submission, "story", ROOT, title="Changed")
    browsers = [Client() for _i in range(10)]
    for browser in browsers:
        browser.cookies = client.cookies.copy()
    sent = in_threads(10, lambda number: answer(browsers[number], submission, "check", ROOT, send="1")["Location"])
    assert sent == ["/en/stories/mine/#main"] * 10
    assert [step.move for step in submission.steps.all()] == ["begin", "send", "revise"]


def test_a_change_can_be_left(site: SmallSite, client: Client) -> None:
    submission = sent_story(client)
    answer(client, submission, "story", ROOT, title="Changed")
    answer(client, submission, "pictures", ROOT, f1_file=photo())
    response = answer(client, submission, "check", ROOT, forget="1")
    assert (response["Location"], response["Clear-Site-Data"]) == ("/en/stories/mine/#main", '"storage"')
    submission.refresh_from_db()
    assert (submission.typed, HeldPicture.objects.count()) == ({}, 0)
    assert typed(client.get(address(root=ROOT)))["title"] == "The last bus is our office"


def test_it_is_said_that_files_are_no_part_of_a_change(site: SmallSite, client: Client) -> None:
    said = "Files are added and removed at once, also when you then leave your story as it was."
    draft = filled(client)
    assert said not in client.get(address("pictures")).content.decode()
    send(client, draft)
    assert said in client.get(address("pictures", root=ROOT)).content.decode()


def test_what_an_editor_changed_meanwhile_is_not_undone(site: SmallSite, client: Client) -> None:
    submission = sent_story(client)
    answer(client, submission, "story", ROOT, title="Changed")
    page = submission.page.get_latest_revision_as_object()  # type: ignore[union-attr]
    page.body = [("text", RichText("<p>Corrected.</p>"))]
    page.save_revision()
    response = answer(client, submission, "check", ROOT, send="1")
    assert response.status_code == 200
    (link,) = select(page_of(response), ".errsum li a")
    assert link.get("href") == "#s-forget"
    assert link.text_content().startswith("An editor has changed your story since you began.")
    assert [step.move for step in submission.steps.all()] == ["begin", "send"]


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.ERASED, State.DRAFT])
@pytest.mark.parametrize("step", ["story", "check"])
def test_what_came_to_its_end_cannot_be_changed(site: SmallSite, client: Client, state: str, step: str) -> None:
    submission = sent_story(client)
    Submission.objects.filter(pk=submission.pk).update(state=state)
    assert client.get(address(step, root=ROOT))["Location"] == "/en/stories/mine/#main"
    response = answer(client, submission, step, ROOT, title="Changed", send="1")
    assert response.status_code == (303 if step == "check" else 409)
    submission.refresh_from_db()
    assert (submission.state, submission.typed) == (state, {})


def test_a_story_that_is_taken_back_while_it_is_changed(site: SmallSite, client: Client) -> None:
    submission = sent_story(client)
    answer(client, submission, "story", ROOT, title="Changed")
    domain.withdraw(submission)
    assert answer(client, submission, "check", ROOT, send="1")["Location"] == "/en/stories/mine/#main"
    submission.refresh_from_db()
    assert submission.state == State.WITHDRAWN


def test_a_question_has_no_steps(site: SmallSite, client: Client) -> None:
    submission = sent_story(client)
    Submission.objects.update(kind=Submission.Kind.QUESTION)
    assert client.get(address(root=ROOT))["Location"] == "/en/stories/mine/#main"
    assert answer(client, submission, "story", ROOT).status_code == 409


def test_words_of_other_blocks_are_kept(site: SmallSite) -> None:
    page = site.story()
    page.body = [
        ("text", RichText("<p>One &amp; <b>two</b><br/>three.</p><p>Four.</p><ul><li>Five</li><li>Six</li></ul>")),
        ("text", RichText("<p>&lt;b&gt;</p>")),
    ]
    assert plain_text(page) == "One & two\nthree.\n\nFour.\n\nFive\n\nSix\n\n<b>"
