"""The page of one submission: what stands beside what, what happened, and what a reviewer can do there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from wagtail.models import TaskState

from home import roles
from home.models import User
from stories import domain, receiving
from stories.models import Message, SafetyCheck, Submission
from tests.factories import SmallSite
from tests.stories.forms import CONTACT, page_of, picture, story
from tests.stories.helpers import one, texts
from tests.stories.review import CHECKED, approve, edit, member, published_title, signed_in, state_of
from tests.stories.reviewing.desk import (
    SECRET_LINK,
    address,
    allow_nothing,
    document,
    entered,
    press,
    said,
    seen,
    sent_in,
    update,
)

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures


def facts(tree: Any, label: str) -> dict[str, str]:
    """The consents of a box, by what they are about."""
    (box,) = tree.xpath(f"//dl[@aria-label='{label}']")
    return dict(zip(texts(box, "dt"), texts(box, "dd"), strict=True))


def offered(client: Client, submission: Submission) -> list[str]:
    return [button.get("value") for button in seen(client, address(submission)).xpath("//button[@name='what']")]


# ---------------------------------------------------------------- reading


def test_the_consents_stand_next_to_what_they_govern(site: SmallSite, desk: Client) -> None:
    shown, unclear = picture("agreed", alt="A board"), picture("unclear", alt="Faces at the gate")
    submission = sent_in(pictures=(shown, unclear), teller="Night Shift", title="At the gate")
    allow_nothing(submission)
    tree = seen(desk, address(submission))
    assert facts(tree, "Agreed about the people in the text") == {
        "The people in the story": "Everyone who could be recognised has heard it and agrees",
        "Names": "Nobody. Take out names that I overlooked",
        "Places": "Only the region",
    }
    assert facts(tree, "Agreed about publishing it") == {
        "By": "A name that I choose (Night Shift)",
        "Translations": "Only into these languages: Français",
        "Reprints": "No reprints",
        "Social media": "Not on social media",
        "Until": "It is taken back",
    }
    pictures = tree.xpath("//div[@class='review-part'][.//img]")
    assert [texts(part, ".//dd") for part in pictures] == [
        ["Everyone who can be recognised agreed to be shown here", "No face may be shown", "A board"],
        ["Not clear yet: do not show it", "No face may be shown", "Faces at the gate"],
    ]
    assert [one(part, ".//img").get("alt") for part in pictures] == ["A board", "Faces at the gate"]
    text = one(tree, "(//div[@class='review-text'])[1]")
    assert (text.get("lang"), text.get("dir")) == ("en", "ltr")
    assert "The depot closes at twenty to two." in text.text_content()


def test_reviewers_see_its_pictures_whatever_it_waits_for(site: SmallSite, desk: Client, reviewer: User) -> None:
    submission = sent_in(pictures=(picture("unclear", alt="Faces at the gate"),))
    domain.request_changes(submission, reviewer, "Without the faces")
    image = one(seen(desk, address(submission)), "//figure/img")
    assert desk.get(image.get("src")).status_code == 200
    assert Client().get(image.get("src")).status_code == 404
    domain.withdraw(submission)
    assert desk.get(image.get("src")).status_code == 404


def test_a_text_in_a_language_that_nobody_knows(site: SmallSite, desk: Client) -> None:
    tree = seen(desk, address(sent_in(language="und")))
    text = one(tree, "(//div[@class='review-text'])[1]")
    assert (text.get("lang"), text.get("dir")) == ("", "auto")
    tree = seen(desk, address(sent_in(language="ar", title="Another")))
    text = one(tree, "(//div[@class='review-text'])[1]")
    assert (text.get("lang"), text.get("dir")) == ("ar", "rtl")


def test_the_address_stands_beside_what_was_agreed(fresh: Any, desk: Client) -> None:
    tree = seen(desk, address(fresh))
    term = one(tree, "//dl[@class='review-facts']//dt[text()='Address of the page']")
    assert term.getnext().text_content() == f"/en/stories/{fresh.page.slug}/"


def test_a_link_leads_nowhere(fresh: Any, desk: Client) -> None:
    tree = seen(desk, address(update(fresh, link=SECRET_LINK)))
    assert one(tree, f"//bdi[text()='{SECRET_LINK}']").getparent().tag == "p"
    assert tree.xpath(f"//a[contains(@href, '{SECRET_LINK}')]") == []


def test_the_contact_is_on_a_page_of_its_own(fresh: Any, desk: Client) -> None:
    assert CONTACT not in desk.get(address(fresh)).content.decode()
    assert "no-store" in desk.get(address(fresh))["Cache-Control"]


def test_what_happened_in_its_order(fresh: Any, desk: Client, reviewer: User) -> None:
    domain.take(fresh, reviewer)
    block = fresh.page.body.raw_data[0]["id"]
    domain.say(fresh, Message.Kind.QUESTION, "Which depot?", reviewer, block)
    domain.say(fresh, Message.Kind.ANSWER, "<b>Ours</b>")
    domain.say(fresh, Message.Kind.NOTE, "I know them", reviewer)
    press(desk, fresh, "safe", **{**CHECKED, "risk": "medium", "comment": "The bus line is known"})
    events = texts(seen(desk, address(fresh)), "//ol[@class='review-events']/li")
    without_times = [re.sub(r", \d+ \w+ \d{4}, \d\d:\d\d", "", event) for event in events]
    assert without_times == [
        "Begun, by its sender",
        "Sent, by its sender",
        "Taken for review, reviewer",
        "Question, reviewer About: The depot closes at twenty to two. That… Which depot?",
        "Answer, by its sender <b>Ours</b>",
        "Note among reviewers, reviewer I know them",
        "Safe to go on, reviewer Risk: Medium: somebody could get into trouble The bus line is known",
    ]


def test_what_editors_changed_stands_beside_what_was_sent(fresh: Any, desk: Client, editor: User) -> None:
    assert seen(desk, address(fresh)).xpath("//*[@id='changes']") == []
    newest = fresh.page.get_latest_revision_as_object()
    newest.title, newest.region = "The office", "wa"
    newest.body = [
        {**newest.body.raw_data[0], "value": "<p>The depot closes.</p>"},
        {"type": "heading", "value": "In the morning", "id": "22222222-2222-4222-8222-222222222222"},
    ]
    newest.save_revision(user=editor, log_action=True)
    tree = seen(desk, address(fresh))
    sections = tree.xpath("//section[contains(@class, 'side-by-side--changed')]")
    assert [texts(part, "h3 | div") for part in sections] == [
        ["Title", "Before: The last bus is our office", "Now: The office"],
        ["Region", "Before: East and Southern Africa", "Now: West and Central Africa"],
        [
            "Text",
            "Before: The depot closes at twenty to two.That is when our meeting begins.",
            "Now: The depot closes.",
        ],
        ["Heading", "Before: Nothing", "Now: *In the morning*"],
    ]
    assert one(tree, "//h2[@id='text-title']/bdi").text == "The office"
    # Wagtail's own page is for those who work with pages.
    compare = "//a[text()='Compare word by word']/@href"
    assert tree.xpath(compare) == []
    editing = signed_in(member("editing", roles.REVIEWERS, roles.EDITORS))
    (link,) = seen(editing, address(fresh)).xpath(compare)
    assert editing.get(link).status_code == 200


def test_documents_are_fetched_and_never_shown(fresh: Any, desk: Client) -> None:
    kept: Any = document(fresh, b"<script>alert(1)</script>", "html")
    (link,) = seen(desk, address(fresh)).xpath("//a[contains(@href, '/documents/')]")
    assert (link.text_content(), link.get("rel")) == ("minutes-of-thursday.pdf", "noreferrer")
    response: Any = desk.get(link.get("href"))
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == f'attachment; filename="{fresh.reference}-{kept.pk}.html"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    other = sent_in(title="Another")
    assert desk.get(link.get("href").replace(f"/{fresh.pk}/", f"/{other.pk}/")).status_code == 404
    kept.file.storage.delete(kept.file.name)
    assert desk.get(link.get("href")).status_code == 404


# ---------------------------------------------------------------- what is offered


def test_what_can_be_done_in_each_state(fresh: Any, desk: Client, reviewer: User, second: User) -> None:
    others = ["ask", "request", "note", "hand_over", "due", "decline"]
    assert offered(desk, fresh) == ["take", "safe", *others]
    domain.take(fresh, reviewer)
    assert offered(desk, fresh) == ["safe", *others]
    press(desk, fresh, "safe", **CHECKED)
    assert offered(desk, fresh) == ["approve", *others]
    domain.request_changes(fresh, reviewer, "Less")
    assert offered(desk, fresh) == ["ask", "note", "hand_over", "due", "decline"]
    domain.decline(fresh, reviewer, "not_for_us")
    assert offered(desk, fresh) == ["note"]
    domain.withdraw(fresh)
    assert offered(desk, fresh) == []


def test_nobody_approves_what_they_wrote(fresh: Any, desk: Client, reviewer: User, second: User) -> None:
    edit(fresh.page, reviewer, "As I would say it")
    assert "safe" not in offered(desk, fresh)
    assert "safe" in offered(signed_in(second), fresh)
    tree = seen(desk, address(fresh))
    assert (
        "Somebody else approves it."
        in one(tree, "//div[@class='w-mt-8']/div[contains(@class, 'help-info')]/p").text_content()
    )
    state = state_of(fresh.page)
    data = {"what": "safe", "task": state.pk, "revision": fresh.page.revisions.latest("pk").pk, **CHECKED}
    assert desk.post(address(fresh), data).status_code == 409
    assert SafetyCheck.objects.count() == 0


@pytest.mark.parametrize("kind", ["story", "question"])
def test_nobody_approves_what_they_wrote_down(
    site: SmallSite, desk: Client, reviewer: User, second: User, kind: str
) -> None:
    made = sent_in() if kind == "story" else entered("We face this")
    update(made, entered_by=reviewer)
    button = "safe" if kind == "story" else "accept"
    assert button not in offered(desk, made)
    assert button in offered(signed_in(second), made)
    assert desk.post(address(made), {"what": button, **CHECKED}).status_code in (200, 409)
    made.refresh_from_db()
    assert made.state == "received"


# ---------------------------------------------------------------- deciding


def test_the_whole_way(fresh: Any, desk: Client, second: User) -> None:
    assert press(desk, fresh, "take").status_code == 302
    assert press(desk, fresh, "safe", **CHECKED).status_code == 302
    check: Any = SafetyCheck.objects.get()
    assert (check.user.username, check.revision, check.risk) == ("reviewer", fresh.page.latest_revision, "low")
    assert press(desk, fresh, "approve", comment="").status_code == 302
    fresh.refresh_from_db()
    assert (fresh.state, published_title(fresh.page)) == ("published", "The last bus is our office")


@pytest.mark.parametrize("missing", [*SafetyCheck.POINTS, "risk"])
def test_each_point_must_be_ticked(fresh: Any, desk: Client, missing: str) -> None:
    typed = {name: value for name, value in CHECKED.items() if name != missing}
    response = press(desk, fresh, "safe", **typed, comment="What I saw")
    assert response.status_code == 200
    tree = page_of(response)
    (form,) = tree.xpath("//details[@id='safe' and @open]//form")
    assert form.xpath(".//textarea[@name='comment']")[0].value.strip() == "What I saw"
    assert sorted(field.get("name") for field in form.xpath(".//input[@checked and @type='checkbox']")) == sorted(
        point for point in SafetyCheck.POINTS if point != missing
    )
    assert len(form.xpath(".//*[contains(@class, 'w-field__errors')]//*[contains(@class, 'error-message')]")) == 1
    assert SafetyCheck.objects.count() == 0


def test_what_was_changed_meanwhile_is_read_again(fresh: Any, desk: Client, editor: User) -> None:
    state = state_of(fresh.page)
    read = {"task": state.pk, "revision": fresh.page.latest_revision_id}
    edit(fresh.page, editor, "Changed behind the reviewer's back")
    response = desk.post(address(fresh), {"what": "safe", **read, **CHECKED, "comment": "My long note"})
    assert response.status_code == 409
    assert said(response)[0].startswith("It was changed since you opened this page")
    tree = page_of(response)
    assert one(tree, "//h2[@id='text-title']/bdi").text == "Changed behind the reviewer's back"
    (form,) = tree.xpath("//details[@id='safe' and @open]//form")
    assert form.fields["comment"].strip() == "My long note"
    assert SafetyCheck.objects.count() == 0
    # What stands there now can be sent again, and is about what stands there now.
    again = {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}
    assert desk.post(address(fresh), {"what": "safe", **again}).status_code == 302
    check = SafetyCheck.objects.get()
    assert (check.revision.user, check.note) == (editor, "My long note")
    assert TaskState.objects.get(status="in_progress").revision == check.revision


def test_a_word_by_hand_about_another_task_is_refused(fresh: Any, desk: Client) -> None:
    first = state_of(fresh.page)
    read = {"task": first.pk, "revision": fresh.page.latest_revision_id}
    press(desk, fresh, "safe", **CHECKED)
    assert desk.post(address(fresh), {"what": "safe", **read, **CHECKED}).status_code == 409
    assert desk.post(address(fresh), {"what": "approve", **read, "comment": ""}).status_code == 409
    assert published_title(fresh.page) is None


def test_what_ended_meanwhile_is_said_and_nothing_typed_is_lost(fresh: Any, desk: Client) -> None:
    domain.withdraw(fresh)
    response = desk.post(address(fresh), {"what": "request", "text": "A long request"})
    assert response.status_code == 409
    assert said(response)[0].startswith("This cannot be done any more")
    tree = page_of(response)
    assert tree.xpath("//details[@id='request' and @open]//textarea")[0].value.strip() == "A long request"
    assert "The depot closes" not in tree.text_content()
    assert "The last bus is our office" not in tree.text_content()
    assert Message.objects.count() == 0


def test_changes_are_requested_in_words(fresh: Any, desk: Client, reviewer: User) -> None:
    assert press(desk, fresh, "request", text="").status_code == 200
    assert press(desk, fresh, "request", text="Without the gate").status_code == 302
    fresh.refresh_from_db()
    message = fresh.messages.get()
    assert (fresh.state, message.kind, message.text, message.user) == (
        "changes_requested",
        "request",
        "Without the gate",
        reviewer,
    )


def test_a_question_about_a_part(fresh: Any, desk: Client, reviewer: User) -> None:
    block = fresh.page.body.raw_data[0]["id"]
    tree = seen(desk, address(fresh), about=block)
    assert tree.xpath("//details[@id='ask' and @open]//select")[0].value == block
    assert press(desk, fresh, "ask", text="Which depot?", block=block).status_code == 302
    message = fresh.messages.get()
    assert (message.kind, message.text, message.block, message.user) == ("question", "Which depot?", block, reviewer)
    assert press(desk, fresh, "ask", text="Which depot?", block="nowhere").status_code == 200
    assert fresh.messages.count() == 1


def test_reviewers_are_told_in_which_language_the_sender_reads(site: SmallSite, desk: Client) -> None:
    tree = seen(desk, address(sent_in(language="fr", speaks="ar")))
    for name in ("ask", "request", "decline"):
        (hint,) = tree.xpath(f"//details[@id='{name}']//p[contains(., 'Its sender reads this')]")
        assert one(hint, "bdi").get("lang") == "ar"
        assert "العربية" in hint.text_content()
    assert tree.xpath("//details[@id='note']//p[contains(., 'Its sender reads this')]") == []


def test_declining_with_a_reason_and_a_word(fresh: Any, desk: Client, reviewer: User) -> None:
    assert press(desk, fresh, "decline", text="Thank you").status_code == 200
    assert press(desk, fresh, "decline", reason="by_sender", text="Thank you").status_code == 200
    assert press(desk, fresh, "decline", reason="not_for_us", text="Thank you").status_code == 302
    fresh.refresh_from_db()
    step = fresh.steps.last()
    assert (fresh.state, step.reason, step.user) == ("declined", "not_for_us", reviewer)
    assert (fresh.messages.get().kind, fresh.messages.get().text) == ("decision", "Thank you")


def test_a_change_of_a_public_story_is_declined_and_the_story_stays(fresh: Any, desk: Client, second: User) -> None:
    for _task in range(2):
        approve(signed_in(second), fresh.page)
    receiving.revise(fresh, story(title="Another title"))
    assert press(desk, fresh, "decline", reason="unchecked", text="").status_code == 302
    fresh.refresh_from_db()
    assert (fresh.state, published_title(fresh.page)) == ("published", "The last bus is our office")


def test_what_has_no_page_is_accepted(site: SmallSite, desk: Client, reviewer: User) -> None:
    question: Any = entered("We face this", text="Who has <been> there?")
    tree = seen(desk, address(question))
    assert "Who has <been> there?" in one(tree, "//div[@class='review-text']").text_content()
    assert press(desk, question, "accept", names="on", places="on").status_code == 302
    question.refresh_from_db()
    assert (question.state, question.steps.get(move="publish").user) == ("published", reviewer)


@pytest.mark.parametrize("has_left", [False, True])
def test_what_a_sender_said_on_the_telephone_is_passed_on(
    site: SmallSite, desk: Client, editor: User, second: User, has_left: bool
) -> None:
    told = update(sent_in(), entered_by=editor, came_by_phone=True)
    edit(told.page, editor, "As it was told")
    for _task in range(3):  # the first is about the version before
        approve(signed_in(second), told.page)
    told.refresh_from_db()
    assert told.state == "approved"
    if has_left:
        editor.delete()
    assert offered(desk, told)[:3] == ["take", "agreed", "not_agreed"]
    assert press(desk, told, "not_agreed", comment="Not the name").status_code == 302
    told.refresh_from_db()
    assert told.state == "in_review"
