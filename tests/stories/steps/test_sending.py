"""What the steps become: a story with all that its sender said."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from stories.models import Contact, StoryPage, Submission
from tests.factories import SmallSite
from tests.stories.forms import CONTACT, answer, begun, complete, faults, filled, post, send, sent_story

NEXT_YEAR = timezone.localdate() + datetime.timedelta(days=365)


def test_a_complete_story(site: SmallSite, client: Client) -> None:
    submission = sent_story(client)
    page, consent = submission.page, submission.consent
    assert (page.title, page.teller, page.region, page.content_note, page.live) == (
        "The last bus is our office",
        "Night Shift",
        "ea",
        "Mentions being dismissed from work",
        False,
    )
    assert page.body.raw_data[0]["value"].count("<p") == 2
    assert (submission.state, submission.link, submission.speaks) == ("received", "https://example.org/depot", "en")
    assert (consent.people, consent.names, consent.places, consent.faces) == ("agreed", "nobody", "region", "nobody")
    assert (consent.translation, consent.languages, consent.ends_on) == ("any", [], None)
    assert (consent.may_reprint, consent.may_share) == (False, False)
    assert (submission.contact.address, submission.contact.is_told) == (CONTACT, False)
    assert submission.typed == {}
    assert submission.pictures.count() == 0


def test_every_consent(site: SmallSite, client: Client) -> None:
    people = {"people": "changed", "names": "changed", "places": "as_told"}
    wishes = {"translation": "chosen", "languages": ["fr", "ar"], "reprint": "on", "share": "on"}
    wishes |= {"ends_on": NEXT_YEAR.isoformat(), "contact": "me@example.org", "told": "on"}
    submission = sent_story(client, people=people, consent=wishes)
    consent = submission.consent
    assert (consent.people, consent.names, consent.places) == ("changed", "changed", "as_told")
    assert (consent.translation, sorted(consent.languages)) == ("chosen", ["ar", "fr"])
    assert (consent.may_reprint, consent.may_share, consent.ends_on) == (True, True, NEXT_YEAR)
    assert (submission.contact.address, submission.contact.is_told) == ("me@example.org", True)
    assert submission.page.licence == "by-sa"


def test_languages_that_were_not_asked_for_do_not_count(site: SmallSite, client: Client) -> None:
    submission = sent_story(client, consent={"translation": "none", "languages": ["fr"]})
    assert (submission.consent.translation, submission.consent.languages) == ("none", [])


def test_only_what_is_needed(site: SmallSite, client: Client) -> None:
    nothing = dict.fromkeys(("region", "content_note", "link"))
    submission = sent_story(client, story=nothing, people={"by": "nobody", "name": None}, consent={"contact": None})
    page = submission.page
    assert (page.project, page.teller, page.region, page.content_note, submission.link) == (None, "", "", "", "")
    assert Contact.objects.count() == 0


def test_nothing_is_agreed_to_by_saying_nothing(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    for step in ("people", "pictures", "consent"):
        post(client, {"story": draft.reference}, step=step)
    response = send(client, draft)
    assert [anchor for anchor, _message in faults(response)] == [
        "en/stories/send/people/#s-people_0",
        "en/stories/send/people/#s-names_0",
        "en/stories/send/people/#s-places_0",
        "en/stories/send/people/#s-by_0",
        "en/stories/send/consent/#s-publish",
        "en/stories/send/consent/#s-translation_0",
    ]
    draft.refresh_from_db()
    assert (draft.state, StoryPage.objects.count(), mail.outbox) == ("draft", 0, [])


@pytest.mark.parametrize("order", [("consent", "pictures", "people"), ("pictures", "people", "consent")])
def test_the_steps_may_come_in_any_order(site: SmallSite, client: Client, order: tuple[str, ...]) -> None:
    draft = begun(client)
    for step in order:
        assert answer(client, draft, step).status_code == 303
    assert send(client, draft)["Location"] == "/en/stories/send/thanks/#main"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"by": "project", "project": "PROJECT", "name": ""}, ("PROJECT", "")),
        ({"by": "project", "project": "PROJECT", "name": "Ignored"}, ("PROJECT", "")),
        ({"by": "project", "name": "A project that is no member"}, (None, "A project that is no member")),
        ({"by": "chosen", "project": "PROJECT", "name": "M."}, (None, "M.")),
        ({"by": "nobody", "project": "PROJECT", "name": "Maria"}, (None, "")),
    ],
)
def test_by_whom(site: SmallSite, client: Client, changes: dict[str, str], expected: tuple[Any, str]) -> None:
    project = site.project(title="Riverbend")
    key = str(project.translation_key)
    submission = sent_story(client, people={name: key if v == "PROJECT" else v for name, v in changes.items()})
    page = submission.page
    assert (page.project_id, page.teller) == (project.pk if expected[0] else None, expected[1])
    assert (submission.byline, submission.byline_name) == (changes["by"], "Riverbend" if expected[0] else expected[1])


def test_a_project_stays_chosen_in_every_language(site: SmallSite, client: Client) -> None:
    english = site.project("en", title="Harbour medics")
    french = site.project("fr", title="Médecins du port", of=english)
    draft = filled(client, people={"by": "project", "project": str(english.translation_key), "name": ""})
    response = post(client, {"story": draft.reference, "send": "1"}, "fr", "check")
    assert response["Location"] == "/fr/stories/send/thanks/#main"
    assert StoryPage.objects.get().project_id == french.pk
    assert Submission.objects.get().speaks == "en"


def test_an_unpublished_project_cannot_be_named(site: SmallSite, client: Client) -> None:
    secret = site.project(live=False)
    draft = begun(client)
    for value in (str(secret.translation_key), str(secret.pk)):
        response = answer(client, draft, "people", by="project", project=value, name="")
        assert faults(response) == [("s-project", "This project is not in the list any more. Choose again.")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("‏حافلتنا الأخيرة\u202e", "‏حافلتنا الأخيرة"),
        ("🚌🔥👩‍👩‍👧", "🚌🔥👩‍👩‍👧"),
        ("A\x00B\x07C\r\nD", "ABC D"),
        ("  spaces \t and\u2028lines ", "spaces and lines"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("x" * 150, "x" * 150),
        ("cafe\u0301", "café"),
    ],
)
def test_titles_of_all_kinds(site: SmallSite, client: Client, text: str, expected: str) -> None:
    assert sent_story(client, story={"title": text}).page.title == expected


def test_fifty_thousand_characters_are_taken(site: SmallSite, client: Client) -> None:
    page = sent_story(client, story={"body": "ሰላም " * 12_500, "language": "am"}).page
    assert page.body.raw_data[0]["value"].count("ሰላም") == 12_500


def test_reviewers_hear_of_it_and_not_what_it_is_about(site: SmallSite, client: Client, reviewer: Any) -> None:
    filled(client)
    assert mail.outbox == []
    sent_story(client)
    told = [f"{message.subject} {message.body}" for message in mail.outbox]
    assert told
    assert not [text for text in told if "last bus" in text or CONTACT in text]


def test_a_draft_lives_as_long_as_it_is_touched(site: SmallSite, client: Client, settings: Any) -> None:
    draft = begun(client)
    Submission.objects.update(expires_at=timezone.now() + datetime.timedelta(hours=1))
    answer(client, draft, "people")
    draft.refresh_from_db()
    assert draft.expires_at > timezone.now() + datetime.timedelta(days=settings.STORY_DAYS - 1)


def test_what_was_typed_before_a_restart_is_there_after_it(site: SmallSite, client: Client) -> None:
    """Nothing stands in the process or in a session: the same cookies in another browser show the same."""
    data = complete()
    post(client, data)
    again = Client()
    again.cookies = client.cookies
    shown = again.get("/fr/stories/send/").content.decode()
    assert data["title"] in shown
    assert Submission.objects.get().typed["body"] == data["body"]
