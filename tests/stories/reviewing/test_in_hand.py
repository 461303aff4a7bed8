"""Who has a submission in hand, by when, and what reviewers note for one another."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from home import roles
from home.models import User
from stories.models import Message, StoryPage, Submission
from tests.stories.forms import page_of
from tests.stories.helpers import texts
from tests.stories.review import CHECKED, member, published_title, signed_in, state_of
from tests.stories.reviewing.desk import (
    address,
    days_ago,
    press,
    said,
    seen,
    update,
)

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures


def offered(client: Client, submission: Submission) -> list[str]:
    return [button.get("value") for button in seen(client, address(submission)).xpath("//button[@name='what']")]


def test_handing_over(fresh: Any, desk: Client, reviewer: User, second: User, editor: User) -> None:
    assert press(desk, fresh, "hand_over", reviewer=editor.pk).status_code == 200
    assert press(desk, fresh, "hand_over", reviewer=second.pk).status_code == 302
    fresh.refresh_from_db()
    assert (fresh.reviewer, fresh.state, fresh.steps.last().user) == (second, "in_review", reviewer)
    assert "Take it over from second" in texts(seen(desk, address(fresh)), "//button")


def test_two_press_at_once_and_one_has_it(
    fresh: Any, desk: Client, reviewer: User, second: User, mailoutbox: Any
) -> None:
    User.objects.filter(pk=second.pk).update(email="second@example.org")
    other = signed_in(second)
    opened = {"what": "take", "holder": ""}
    assert seen(desk, address(fresh)).xpath("//form[.//button[@value='take']]//input[@name='holder']/@value") == []
    mailoutbox.clear()
    assert other.post(address(fresh), opened).status_code == 302
    late = desk.post(address(fresh), opened)
    fresh.refresh_from_db()
    assert (late.status_code, fresh.reviewer, mailoutbox) == (409, second, [])
    assert said(late) == ["Somebody else reviews it by now. Press again if you want to take it over from them."]
    form = page_of(late).xpath("//form[.//button[@value='take']]")[0]
    assert "Take it over from second" in texts(form, ".//button")
    again = {"what": "take", "holder": form.xpath(".//input[@name='holder']/@value")[0]}
    assert desk.post(address(fresh), again).status_code == 302
    fresh.refresh_from_db()
    assert (fresh.reviewer, fresh.state, fresh.steps.last().user) == (reviewer, "in_review", reviewer)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["second@example.org"], "Somebody else reviews now what you had in hand")
    assert fresh.reference not in mail.body
    assert fresh.title not in mail.body


def test_who_loses_it_when_it_is_given_to_another_one_is_told(
    fresh: Any, desk: Client, second: User, editor: User, mailoutbox: Any
) -> None:
    third = member("third", roles.REVIEWERS, email="third@example.org")
    update(fresh, reviewer=third, state="in_review")
    mailoutbox.clear()
    assert press(desk, fresh, "hand_over", reviewer=second.pk).status_code == 302
    told = {mail.to[0]: mail.subject for mail in mailoutbox}
    assert told.get(third.email) == "Somebody else reviews now what you had in hand"


def test_the_day_by_which_it_is_decided(fresh: Any, desk: Client) -> None:
    update(fresh, reminded_at=days_ago(1))
    assert press(desk, fresh, "due", due="2020-01-01").status_code == 200
    day = timezone.localdate() + (days_ago(0) - days_ago(3))
    assert press(desk, fresh, "due", due=day.isoformat()).status_code == 302
    fresh.refresh_from_db()
    assert (timezone.localtime(fresh.due_at).date(), fresh.reminded_at) == (day, None)


def test_a_note_stays_among_reviewers(fresh: Any, desk: Client, mailoutbox: Any) -> None:
    mailoutbox.clear()
    assert press(desk, fresh, "note", text="I know them").status_code == 302
    assert (fresh.messages.get().kind, mailoutbox) == ("note", [])


def test_too_long_a_word_is_refused_and_kept(fresh: Any, desk: Client) -> None:
    response = press(desk, fresh, "note", text="a" * 5001)
    assert response.status_code == 200
    assert page_of(response).xpath("//details[@id='note' and @open]//textarea")[0].value.strip() == "a" * 5001
    assert Message.objects.count() == 0


def test_an_address_that_means_nothing(fresh: Any, desk: Client, reviewer: User) -> None:
    assert desk.post(address(fresh), {"what": "erase"}).status_code == 200
    assert desk.put(address(fresh)).status_code == 405
    assert StoryPage.objects.filter(pk=fresh.page_id).exists()


def test_a_reviewer_of_safety_alone_cannot_approve_the_editing(fresh: Any, desk: Client) -> None:
    from django.contrib.auth.models import Group, Permission

    from stories.models import SafetyReviewTask

    group = Group.objects.create(name="Guards")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    SafetyReviewTask.objects.get().groups.add(group)
    guard = signed_in(member("guard", "Guards"))
    assert press(guard, fresh, "safe", **CHECKED).status_code == 302
    assert "approve" not in offered(guard, fresh)
    read = {"task": state_of(fresh.page).pk, "revision": fresh.page.latest_revision_id}
    assert guard.post(address(fresh), {"what": "approve", **read, "comment": ""}).status_code == 409
    assert published_title(fresh.page) is None
    assert roles.REVIEWERS not in [one.name for one in group.user_set.get().groups.all()]
