"""Who may do what on the desk: every role, every address, every state, with the exact answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from home import i18n, roles
from home.models import User
from stories import domain
from stories.models import ContactLook, Message, SafetyReviewTask, StoryReviewTask, Submission
from stories.reviewing import rights
from tests import factories
from tests.factories import SmallSite
from tests.stories.forms import CONTACT
from tests.stories.review import SECRET_TITLE, member, signed_in
from tests.stories.reviewing.desk import QUEUE, SECRET_LINK, document, sent_in, update

ROLES = ("anonymous", "translator", "translation_reviewer", "coordinator", "editor", "reviewer", "administrator")
MAY = ("reviewer", "administrator")
SHOWN = ("received", "in_review", "changes_requested", "approved", "published", "declined")
REDUCED = ("withdrawn", "expired", "erased")
SECRETS = (SECRET_TITLE, CONTACT, "000 042", SECRET_LINK, "The depot closes", "What did you see at the gate?")


@pytest.fixture
def people(site: SmallSite) -> dict[str, Client]:
    """Somebody of each role."""
    french = i18n.locales()["fr"]
    made = {
        "translator": member("translator", roles.group_name(roles.TRANSLATORS, french)),
        "translation_reviewer": member("approver", roles.group_name(roles.TRANSLATION_REVIEWERS, french)),
        "coordinator": member("coordinator", roles.group_name(roles.COORDINATORS, french)),
        "editor": member("editor", roles.EDITORS),
        "reviewer": member("reviewer", roles.REVIEWERS),
        "administrator": factories.user("administrator", superuser=True),
    }
    return {"anonymous": Client(), **{name: signed_in(user) for name, user in made.items()}}


@pytest.fixture
def secret(site: SmallSite) -> Submission:
    """A story with everything that must not leak."""
    made = update(sent_in(title=SECRET_TITLE, language="fr", contact=CONTACT), link=SECRET_LINK)
    domain.say(made, Message.Kind.ANSWER, "What did you see at the gate?")
    document(made)
    return made


def requests(one: Submission) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Everything that can be asked of the desk: what it is, method, address, data."""
    page = reverse("stories_submission", args=[one.pk])
    contact = reverse("stories_contact", args=[one.pk])
    yield "queue", "get", QUEUE, {}
    yield "bulk", "post", QUEUE, {"what": "give", "chosen": [one.pk]}
    yield "page", "get", page, {}
    yield "note", "post", page, {"what": "note", "text": "Seen"}
    yield "contact", "get", contact, {}
    yield "look", "post", contact, {}
    token = one.documents.values_list("token", flat=True).first()
    yield "document", "get", reverse("stories_document", args=[one.pk, token or "a" * 43]), {}


def expected(role: str, state: str, what: str) -> int:
    """The answer. Who may not know of it is sent away, whether it is there or not."""
    if role not in MAY or what in ("bulk",):
        return 302
    if what == "queue":
        return 200
    if state == "draft":
        return 404
    if what == "page":
        return 200
    if what == "note":
        return 409 if state in REDUCED else 302
    return 404 if state in REDUCED else 200


@pytest.mark.parametrize("role", ROLES)
def test_every_address_in_every_state(people: dict[str, Client], secret: Submission, role: str) -> None:
    client, wrong, leaks = people[role], [], []
    for state in Submission.State.values:
        Submission.objects.filter(pk=secret.pk).update(state=state)
        for what, method, address, data in requests(secret):
            response = getattr(client, method)(address, data)
            if response.status_code != expected(role, state, what):
                wrong.append((state, what, response.status_code))
            content = b"".join(response.streaming_content) if response.streaming else response.content
            is_hidden = role not in MAY or (what == "page" and state in REDUCED)
            leaks += [(state, what, secret) for secret in SECRETS if is_hidden and secret in content.decode("latin-1")]
    assert wrong == []
    assert leaks == []
    assert Message.objects.filter(kind="note").count() == (len(SHOWN) if role in MAY else 0)
    assert ContactLook.objects.count() == (len(SHOWN) if role in MAY else 0)


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_there_answers_like_what_is_hidden(
    people: dict[str, Client], secret: Submission, role: str
) -> None:
    missing = reverse("stories_submission", args=[secret.pk + 1000])
    assert people[role].get(missing).status_code == (404 if role in MAY else 302)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
def test_the_menu(people: dict[str, Client], secret: Submission, role: str) -> None:
    text = people[role].get(reverse("wagtailadmin_home")).content.decode()
    assert ('"/admin/stories/queue/"' in text) is (role in MAY)
    if role not in (*MAY, "editor"):
        assert SECRET_TITLE not in text


@pytest.mark.parametrize("task", [SafetyReviewTask, StoryReviewTask])
def test_a_group_of_either_task_is_enough(site: SmallSite, task: Any) -> None:
    user = member("helper")
    group = Group.objects.create(name="Helpers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    assert signed_in(user).get(QUEUE).status_code == 302
    one = task.objects.get()
    one.groups.add(group)
    assert signed_in(user).get(QUEUE).status_code == 200
    assert list(rights.reviewers()) == [user]
    task.objects.update(active=False)
    assert signed_in(user).get(QUEUE).status_code == 302
    assert list(rights.reviewers()) == []


def test_somebody_who_left_reviews_nothing(site: SmallSite) -> None:
    gone = member("gone", roles.REVIEWERS, is_active=False)
    assert (rights.is_reviewer(gone), list(rights.reviewers())) == (False, [])


def test_the_right_to_see_contacts_opens_nothing_else(site: SmallSite, secret: Submission) -> None:
    user = member("caller", roles.EDITORS)
    user.user_permissions.add(*Permission.objects.filter(codename="view_contact"))
    client = signed_in(user)
    page = client.get(reverse("stories_contact", args=[secret.pk]))
    assert page.status_code == 200
    assert SECRET_TITLE not in page.content.decode()
    assert client.get(reverse("stories_submission", args=[secret.pk])).status_code == 302


def test_a_reviewer_without_the_right_sees_no_contact(site: SmallSite, secret: Submission) -> None:
    Group.objects.get(name=roles.REVIEWERS).permissions.remove(*Permission.objects.filter(codename="view_contact"))
    user = member("reader", roles.REVIEWERS)
    client = signed_in(user)
    address = reverse("stories_contact", args=[secret.pk])
    assert (client.get(address).status_code, client.post(address).status_code) == (302, 302)
    page = client.get(reverse("stories_submission", args=[secret.pk])).content.decode()
    assert address not in page
    assert CONTACT not in page
    assert User.objects.get(pk=user.pk).has_perm("stories.view_contact") is False
