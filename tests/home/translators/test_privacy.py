"""A translation is for the same people as its original, whatever an editor does to that."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction
from wagtail_localize.models import Translation

from home.models import User
from tests import factories
from tests.home.translators.conftest import signed_in
from tests.home.translators.helpers import approved, page_of


@pytest.fixture
def public(french: Translation, translator: User, reviewer: User) -> Translation:
    """Everybody may read it, in both languages."""
    approved(french, translator, reviewer, "Un guide")
    return french


@pytest.fixture
def few(public: Translation) -> Group:
    return Group.objects.create(name="Few")


def set_privacy(client: Client, page: Page, kind: str, *groups: Group) -> None:
    """As the dialog of the admin does it."""
    data = {"restriction_type": kind, "password": ""}
    address = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
    assert client.post(address, {**data, "groups": [str(group.pk) for group in groups]}).status_code == 200


def rules(page: Page) -> list[tuple[str, list[str]]]:
    found = PageViewRestriction.objects.filter(page=page.pk).order_by("pk")
    return [(one.restriction_type, sorted(one.groups.values_list("name", flat=True))) for one in found]


def test_it_follows(guide: Any, public: Translation, few: Group, editor: User) -> None:
    """Made, narrowed, given other groups, widened, lifted."""
    client, other = signed_in(editor), Group.objects.create(name="Other")
    for kind, groups in (
        ("groups", [few]), ("login", []), ("groups", [few]), ("groups", [few, other]), ("groups", [other]),
        ("login", []),
    ):  # fmt: skip
        set_privacy(client, guide, kind, *groups)
        expected = [(kind, [group.name for group in groups])]
        assert (rules(guide), rules(page_of(public))) == (expected, expected)
    set_privacy(client, guide, "none")
    assert not PageViewRestriction.objects.exists()


def test_readers(guide: Any, public: Translation, few: Group, editor: User) -> None:
    set_privacy(signed_in(editor), guide, "login")
    set_privacy(signed_in(editor), guide, "groups", few)
    member, outsider = factories.user("member", few.name), factories.user("outsider")
    for page in (guide, page_of(public)):
        seen = [signed_in(user).get(page.url).status_code for user in (member, outsider)]
        assert seen == [200, 302], page.url


def test_what_somebody_restricts_in_one_language_stays(
    guide: Any, public: Translation, few: Group, editor: User
) -> None:
    client, french = signed_in(editor), page_of(public)
    set_privacy(client, french, "groups", few)
    set_privacy(client, guide, "login")
    assert rules(french) == [("groups", ["Few"]), ("login", [])]
    public.save_target(user=editor, publish=False)
    set_privacy(client, guide, "none")
    assert (rules(guide), rules(french)) == ([], [("groups", ["Few"])])


def test_a_copy_that_somebody_changes_is_theirs(guide: Any, public: Translation, few: Group, editor: User) -> None:
    """It may be for fewer people from then on, and never for more."""
    client, french = signed_in(editor), page_of(public)
    set_privacy(client, guide, "login")
    set_privacy(client, french, "groups", few)
    assert sorted(rules(french)) == [("groups", ["Few"]), ("login", [])]
    set_privacy(client, guide, "none")
    assert rules(french) == [("groups", ["Few"])]


def test_one_whose_original_is_deleted_stays_private(guide: Any, public: Translation, editor: User) -> None:
    french = page_of(public)
    set_privacy(signed_in(editor), guide, "login")
    Page.objects.get(pk=guide.pk).delete()
    assert rules(french) == [("login", [])]
