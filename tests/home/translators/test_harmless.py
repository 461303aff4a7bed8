"""What no translation may hold, wherever it is stored; and what is no request of ours is no error of ours."""

from __future__ import annotations

import time

import pytest
from django.core import mail
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Comment, Page
from wagtail_localize.models import OverridableSegment, Translation

from home.helping import checks
from home.models import User
from home.translators import harmless
from library.models import Topic
from tests.factories import SmallSite
from tests.home.translators.conftest import signed_in
from tests.home.translators.helpers import act, page_of, put, segment, send, stored, submitted, url, write

STRANGE, MARKUP = str(harmless.STRANGE), str(harmless.MARKUP)
ONE_LINE = "Title: Write it in one line."
NOT_STORED = [
    ("title", "Un\x00 guide", STRANGE),
    ("title", "Un\x0bguide", STRANGE),
    ("summary", "x\u202ey", STRANGE),
    ("summary", "x\u2066y", STRANGE),
    ("summary", "a\rb", STRANGE),
    ("summary", "x<!-- c -->", MARKUP),
    ("summary", "<b>" * 3000, MARKUP),
    ("summary", "x" * 20_001, "It is longer than 20000 characters."),
]


@pytest.mark.parametrize(("path", "text", "why"), [*NOT_STORED, ("title", "Un\r\nBcc: evil@example.org", ONE_LINE)])
def test_what_the_editor_does_not_store(french: Translation, translator: User, path: str, text: str, why: str) -> None:
    answer = put(signed_in(translator), french, path, text)
    assert (answer.status_code, answer.json()["error"], stored(french)) == (200, why, {})


@pytest.mark.parametrize(("path", "text", "why"), [one for one in NOT_STORED if one[1] != "Un\x0bguide"])
def test_what_the_page_of_help_does_not_store(
    french: Translation, translator: User, path: str, text: str, why: str
) -> None:
    """Where it was typed, new lines are spaces; a suggestion is stored as it is."""
    address = url("translation_help_store", french, segment(french, path).pk)
    response = signed_in(translator).post(address, {"use": text}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [why]
    assert stored(french) == {}


def test_new_lines_are_stored_as_one_character(french: Translation, translator: User) -> None:
    put(signed_in(translator), french, "summary", "Un\r\ndeux")
    assert stored(french) == {"summary": "Un\ndeux"}


def test_the_title_in_a_mail(
    french: Translation,
    translator: User,
    reviewer: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    translator.email = "amina@example.org"
    translator.save()
    client = signed_in(translator)
    put(client, french, "title", "Un guide")
    put(client, french, "title", "Un\nBcc: evil@example.org")
    send(client, french)
    with django_capture_on_commit_callbacks(execute=True):
        act(signed_in(reviewer), french, "approve")
    assert page_of(french).title == "Un guide"
    assert [message.to for message in mail.outbox] == [["amina@example.org"]]


def test_a_comment(french: Translation, reviewer: User) -> None:
    client, address = signed_in(reviewer), url("translation_comment", french)
    for text, path in (("a\x00", "summary"), ("a", "summary\x00"), ("a\u202eb", "summary")):
        assert client.post(address, {"text": text, "path": path}).status_code == 302
    assert Comment.objects.count() == 0
    client.post(address, {"text": "One\r\nTwo", "path": "summary"})
    assert [comment.text for comment in Comment.objects.all()] == ["One\nTwo"]


def test_a_comment_on_a_page_is_none_of_a_record(site: SmallSite, french: Translation, translator: User) -> None:
    english = Topic.objects.create(key="one", name="One", locale=french.source.locale)
    record = submitted(english, "fr")
    page = Page.objects.order_by("pk").first()
    made = Comment.objects.create(page=page, user=translator, text="x", contentpath="title")
    assert signed_in(translator).post(url("translation_resolve", record, made.pk)).status_code == 404


@pytest.mark.parametrize(("body", "kind"), [(b"", "application/x-www-form-urlencoded"), (b"[3]", "application/json")])
def test_what_is_sent_without_a_value(french: Translation, translator: User, body: bytes, kind: str) -> None:
    client = signed_in(translator)
    override = OverridableSegment.objects.get(source=french.source, context__path="slug")
    for address in (
        url("wagtail_localize:edit_string_translation", french, segment(french, "summary").pk),
        url("wagtail_localize:edit_override", french, override.pk),
    ):
        assert client.put(address, body, content_type=kind).status_code == 400
    assert stored(french) == {}


def test_keys_that_are_none(french: Translation, translator: User) -> None:
    client = signed_in(translator)
    address = url("translation_help_panels", french)
    for key in ("1" * 5000, "1" * 40, "x", "٣"):
        assert client.get(address, {"segment": key}).status_code == 200
    data = {"what": "page", "into": "fr", "format": "po"}
    for key in ("abc", "\x00", "1234567890", "9" * 5000, "-1"):
        response = client.post(reverse("exchange"), {**data, "page": key})
        assert (response.status_code, "Choose a page." in response.content.decode()) == (200, True)


def test_long_numbers_are_compared(french: Translation, translator: User) -> None:
    write(french, "summary", "9" * 5000, translator)
    assert signed_in(translator).get(url("translation_help", french)).status_code == 200
    assert checks.warnings("a " + "9" * 5000, "b " + "09" * 2500, [], "fr")[0].startswith("Numbers of the original")


def test_long_words_take_no_time() -> None:
    before = time.process_time()
    checks.warnings("x y", "a" * 20_000, [], "fr")
    assert time.process_time() - before < 2
