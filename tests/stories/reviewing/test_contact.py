"""How a sender can be reached: only after asking, and each look is kept."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from home.models import User
from stories.models import Contact, ContactLook, Submission
from tests.factories import SmallSite
from tests.stories.forms import CONTACT, page_of
from tests.stories.helpers import texts
from tests.stories.review import signed_in
from tests.stories.reviewing.desk import seen, sent_in


@pytest.fixture
def told(site: SmallSite) -> Submission:
    """A story whose sender said how they can be reached."""
    return sent_in(contact=CONTACT)


def contact(submission: Submission) -> str:
    return reverse("stories_contact", args=[submission.pk])


def test_it_is_shown_after_the_button_was_pressed(told: Submission, reviewer: User) -> None:
    client = signed_in(reviewer)
    tree = seen(client, contact(told))
    assert CONTACT not in tree.text_content()
    assert texts(tree, "//form//button[contains(@class, 'button')][not(@value)]")[-1] == "Show how to reach the sender"
    assert ContactLook.objects.count() == 0
    response = client.post(contact(told))
    assert texts(page_of(response), "//strong/bdi") == [CONTACT]
    assert "no-store" in response["Cache-Control"]
    look = ContactLook.objects.get()
    assert (look.submission, look.user) == (told, reviewer)


def test_each_look_is_kept_and_listed(told: Submission, reviewer: User, second: User) -> None:
    for user in (reviewer, second, second):
        signed_in(user).post(contact(told))
    text = signed_in(reviewer).get(contact(told)).content.decode()
    assert CONTACT not in text
    tree = seen(signed_in(reviewer), contact(told))
    looks = texts(tree, "//h2[text()='Who has looked']/following-sibling::ul/li/bdi")
    assert looks == ["second", "second", "reviewer"]


def test_a_look_that_cannot_be_kept_shows_nothing(
    told: Submission, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**values: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(ContactLook.objects, "create", fail)
    client = Client(raise_request_exception=False)
    client.force_login(reviewer)
    response = client.post(contact(told))
    assert response.status_code == 500
    assert CONTACT not in response.content.decode()


def test_nothing_to_look_at(site: SmallSite, reviewer: User) -> None:
    silent = sent_in(contact="")
    assert Contact.objects.count() == 0
    for response in (signed_in(reviewer).get(contact(silent)), signed_in(reviewer).post(contact(silent))):
        assert "The sender left no contact." in response.content.decode()
        assert "Show how to reach" not in response.content.decode()
    assert ContactLook.objects.count() == 0


def test_the_editor_of_the_page_leads_there_and_shows_nothing(told: Submission, reviewer: User, editor: User) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[told.page_id])
    text = signed_in(reviewer).get(edit).content.decode()
    assert f'href="{contact(told)}"' in text
    assert "000 042" not in text
    text = signed_in(editor).get(edit).content.decode()
    assert contact(told) not in text
    assert "000 042" not in text
