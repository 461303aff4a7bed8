"""The report of what goes, and the button: for reviewers and administrators, and without a word of a story."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from home import roles
from home.models import User
from stories import domain, keys, receiving
from stories.models import Consent, Contact, SentDocument, Step, StoryPage, Submission
from stories.states import Reason, State
from tests import factories
from tests.factories import SmallSite
from tests.stories.forms import CONTACT, story
from tests.stories.helpers import seen, texts
from tests.stories.review import SECRET_TITLE, member, publish, signed_in

REPORT = "/admin/stories/forgetting/"


def day(days: int) -> str:
    from django.utils.formats import date_format

    return date_format(timezone.now().date() + datetime.timedelta(days=days), "DATE_FORMAT")


def rows(client: Client) -> list[list[str]]:
    tree = seen(client, REPORT)
    return [texts(row, "./th | ./td") for row in tree.xpath("//main//tbody/tr")]


def test_it_says_what_goes_when_and_why(site: SmallSite, reviewer: User, settings: Any) -> None:
    settings.STORY_DAYS, settings.CONTACT_DAYS = 50, 20
    draft, _is_new = receiving.begin(keys.new_token(), typed={"title": SECRET_TITLE})
    waiting, declined, withdrawn, public, ending = (
        receiving.submit(story(title=SECRET_TITLE, contact=CONTACT))[0] for _number in range(5)
    )
    domain.decline(declined, reviewer, Reason.DANGEROUS)
    domain.withdraw(withdrawn)
    publish(signed_in(reviewer), public.page)
    Contact.objects.filter(submission=public).update(given_at=timezone.now() + datetime.timedelta(days=5))
    SentDocument.objects.create(submission=public, name="File 1", file="documents/x.pdf")
    until = int((timezone.now() + datetime.timedelta(days=60)).timestamp())
    Submission.objects.filter(pk=public.pk).update(typed={"title": SECRET_TITLE, "until": until})
    in_ten = timezone.localdate() + datetime.timedelta(days=10)
    Consent.objects.filter(submission=ending).update(ends_on=in_ten)
    client = signed_in(reviewer)
    assert rows(client) == [
        [withdrawn.reference, "Withdrawn", "It is erased", "Its sender took it back", day(1)],
        [ending.reference, "Received", "It ends, and is erased a day later", Reason.CONSENT_ENDED.label, day(10)],
        [declined.reference, "Declined", "Its contact is erased", "It is decided", day(20)],
        [public.reference, "Published", "Its files are erased", "It is decided", day(20)],
        [public.reference, "Published", "Its contact is erased", "It is decided", day(25)],
        [declined.reference, "Declined", "It is erased", "It could endanger somebody", day(30)],
        [draft.reference, "Draft", "It expires, and is erased a day later", Reason.TOO_OLD.label, day(50)],
        [waiting.reference, "Received", "It expires, and is erased a day later", Reason.TOO_OLD.label, day(50)],
        [public.reference, "Published", "A change that was not sent is erased", Reason.TOO_OLD.label, day(60)],
    ]
    answer = client.get(REPORT)
    assert SECRET_TITLE not in answer.content.decode()
    assert CONTACT not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    domain.erase(withdrawn)
    assert withdrawn.reference not in client.get(REPORT).content.decode()


@pytest.mark.parametrize("group", [roles.EDITORS, roles.REVIEWERS, None])
@pytest.mark.parametrize("where", ["report", "erase", "erase it"])
def test_who_may(site: SmallSite, sent: StoryPage, group: str | None, where: str) -> None:
    submission = Submission.objects.get()
    person = member("somebody", group) if group else factories.user("boss", superuser=True)
    client = signed_in(person)
    if where == "report":
        answer = client.get(REPORT)
    elif where == "erase":
        answer = client.get(reverse("stories_erase", args=[submission.pk]))
    else:
        answer = client.post(reverse("stories_erase", args=[submission.pk]), {"reference": submission.reference})
    submission.refresh_from_db()
    if group == roles.EDITORS:
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")
        assert submission.state == State.RECEIVED
    else:
        assert answer.status_code == (302 if where == "erase it" else 200)
        assert submission.state == (State.ERASED if where == "erase it" else State.RECEIVED)


def test_the_reports_lead_there_for_those_alone(site: SmallSite, reviewer: User, editor: User) -> None:
    found = [REPORT in signed_in(one).get("/admin/").content.decode() for one in (reviewer, editor)]
    assert found == [True, False]


@pytest.mark.parametrize("typed", ["", "ST-222222", SECRET_TITLE])
def test_nothing_is_erased_by_accident(sent: StoryPage, reviewer: User, typed: str) -> None:
    submission = Submission.objects.get()
    answer = signed_in(reviewer).post(reverse("stories_erase", args=[submission.pk]), {"reference": typed})
    assert answer.status_code == 422
    assert "This is not its reference. Nothing was erased." in answer.content.decode()
    submission.refresh_from_db()
    assert (submission.state, submission.page) == (State.RECEIVED, sent)


def test_a_draft_is_nobodys_to_see(site: SmallSite, reviewer: User) -> None:
    draft, _is_new = receiving.begin(keys.new_token(), typed={"title": SECRET_TITLE})
    address = reverse("stories_erase", args=[draft.pk])
    client = signed_in(reviewer)
    assert client.get(address).status_code == 404
    assert client.post(address, {"reference": draft.reference}).status_code == 404
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_it_is_erased_and_logged(sent: StoryPage, reviewer: User) -> None:
    submission = Submission.objects.get()
    address = reverse("stories_erase", args=[submission.pk])
    client = signed_in(reviewer)
    assert address in client.get(reverse("stories_submission", args=[submission.pk])).content.decode()
    answer = client.post(address, {"reference": f" {submission.reference.lower()}"}, follow=True)
    assert f"{submission.reference} is erased." in answer.content.decode()
    step = Step.objects.latest("pk")
    assert (step.move, step.after, step.user, step.by_sender) == ("erase", State.ERASED, reviewer, False)
    assert not StoryPage.objects.exists()
    assert client.get(address).status_code == 404
    assert address not in client.get(reverse("stories_submission", args=[submission.pk])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(site: SmallSite, reviewer: User, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        domain.decline(receiving.submit(story(title=f"Number {number}"))[0], reviewer, Reason.TWICE)
        receiving.submit(story(title=f"Waiting {number}"))
    client = signed_in(reviewer)
    client.get(REPORT)
    with django_assert_num_queries(13):
        client.get(REPORT)
