"""The review in Wagtail's own pages: the editor's menu, the start page, the reports, what the sender hears."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from home.models import User
from stories.filing import RESERVED_SLUGS
from stories.models import SafetyCheck, StoryPage, Submission
from tests.factories import SmallSite
from tests.stories.review import CHECKED, SECRET_TITLE, act, approve, published_title, signed_in, state_of, stream
from tests.stories.reviewing.desk import sent_in

AJAX = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


def modal(client: Client, page: StoryPage, action: str, view: str = "workflow_action", data: Any = None) -> Any:
    """What Wagtail's dialog gets."""
    address = reverse(f"wagtailadmin_pages:{view}", args=[page.pk, action, state_of(page).pk])
    response = client.get(address, **AJAX) if data is None else client.post(address, data, **AJAX)  # type: ignore[arg-type]
    assert response.status_code == 200
    return json.loads(response.content)


def test_the_dialog_is_the_checklist(sent: StoryPage, reviewer: User) -> None:
    html = modal(signed_in(reviewer), sent, "approve")["html"]
    for name in (*SafetyCheck.POINTS, "risk", "comment"):
        assert f'name="{name}"' in html
    assert "Safe to go on" in html


def test_the_dialog_says_what_is_missing(sent: StoryPage, reviewer: User) -> None:
    answer = modal(signed_in(reviewer), sent, "approve", data={"comment": "What I saw", "consent": "on", "risk": "low"})
    assert answer["html"].count("Tick this, or go back and ask for changes.") == 5
    assert "What I saw" in answer["html"]
    assert SafetyCheck.objects.count() == 0


def test_the_dialog_of_the_start_page(sent: StoryPage, reviewer: User) -> None:
    client = signed_in(reviewer)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Awaiting your review" in home
    address = reverse("wagtailadmin_pages:workflow_action", args=[sent.pk, "approve", state_of(sent).pk])
    assert address in home
    assert modal(client, sent, "approve", data={**CHECKED, "comment": ""})["step"] == "success"
    assert SafetyCheck.objects.get().user == reviewer


def test_the_checklist_travels_through_the_editor(sent: StoryPage, reviewer: User) -> None:
    """Wagtail's editor collects the form first, and sends it with the page."""
    client = signed_in(reviewer)
    collected = modal(client, sent, "approve", "collect_workflow_action_data", {**CHECKED, "comment": "Seen"})
    assert collected["step"] == "success"
    form = {
        "title": sent.title,
        "slug": sent.slug,
        **stream(),
        "body-count": "1",
        "body-0-type": "text",
        "body-0-value": json.dumps(rich(sent)),
        "body-0-id": sent.body.raw_data[0]["id"],
        "body-0-order": "0",
        "body-0-deleted": "",
        "teller": "Night Shift",
        "date": sent.date.isoformat(),
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps(collected["cleaned_data"]),
    }
    client.post(reverse("wagtailadmin_pages:edit", args=[sent.pk]), form)
    check = SafetyCheck.objects.get()
    assert (check.user, check.risk, check.note, check.is_passed) == (reviewer, "low", "Seen", True)
    assert state_of(sent).task.specific.__class__.__name__ == "StoryReviewTask"


def rich(page: StoryPage) -> Any:
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

    converter = ContentstateConverter(features=["bold", "italic", "link", "ol", "ul"])
    return json.loads(converter.from_database_format(page.body.raw_data[0]["value"]))


def test_the_editor_offers_it(sent: StoryPage, reviewer: User) -> None:
    text = signed_in(reviewer).get(reverse("wagtailadmin_pages:edit", args=[sent.pk])).content.decode()
    assert text.count("Safe to go on") == 1
    assert "Approve with comment" not in text


def test_the_sender_reads_what_was_asked_in_wagtails_pages(sent: StoryPage, reviewer: User, mailoutbox: Any) -> None:
    Submission.objects.get().contact.delete()
    act(signed_in(reviewer), sent, "reject", comment="Could the gate go?")
    submission = Submission.objects.get()
    message = submission.messages.get()
    assert submission.state == "changes_requested"
    assert (message.kind, message.text, message.user, message.by_sender) == (
        "request",
        "Could the gate go?",
        reviewer,
        False,
    )


def test_asking_for_changes_without_saying_which(sent: StoryPage, reviewer: User) -> None:
    act(signed_in(reviewer), sent, "reject", comment="")
    assert Submission.objects.get().state == "received"
    answer = modal(signed_in(reviewer), sent, "reject", data={"comment": " "})
    assert "Say what should be changed." in answer["html"]


@pytest.mark.parametrize("name", ["workflow", "workflow_tasks"])
def test_the_reports_know_stories_of_nobody(sent: StoryPage, editor: User, name: str) -> None:
    assert (sent.owner, sent.latest_revision.user) == (None, None)
    response = signed_in(editor).get(reverse(f"wagtailadmin_reports:{name}"))
    assert response.status_code == 200
    assert SECRET_TITLE in response.content.decode()


def test_both_ways_lead_to_the_same(sent: StoryPage, reviewer: User) -> None:
    approve(signed_in(reviewer), sent)
    approve(signed_in(reviewer), sent)
    assert (published_title(sent), Submission.objects.get().state) == (SECRET_TITLE, "published")


# ---------------------------------------------------------------- addresses that are taken


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_a_story_cannot_stand_at_an_address_of_the_site(site: SmallSite, slug: str) -> None:
    page = site.story(live=False)
    page.slug = slug
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    assert caught.value.message_dict == {"slug": ["This address is used by the site itself. Choose another one."]}
    page.slug = f"{slug}-2"
    page.full_clean()


def test_whoever_edits_is_told_so(site: SmallSite, reviewer: User) -> None:
    page = sent_in().page
    form = {"title": "Mine", "slug": "mine", **stream()}
    response = signed_in(reviewer).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    assert "This address is used by the site itself." in response.content.decode()
    assert StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object().slug == page.slug
