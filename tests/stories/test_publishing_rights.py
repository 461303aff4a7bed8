"""A story that was sent in becomes public through its review and in no other way."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from home import i18n, roles
from home.models import User
from stories.models import StoryPage
from tests import factories
from tests.factories import SmallSite
from tests.stories.review import SECRET_TITLE, act, signed_in, stream


def publish_in_the_editor(client: Client, page: StoryPage) -> Any:
    data = {"title": SECRET_TITLE, "slug": page.slug, "action-publish": "action-publish", **stream()}
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def publish_in_the_list(client: Client, page: StoryPage) -> Any:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return client.post(f"{address}?id={page.pk}", {"include_descendants": ""})


def publish_an_old_version(client: Client, page: StoryPage) -> Any:
    """From the history: the form of an old version, with the button that a person without rights does not see."""
    data = {"title": SECRET_TITLE, "slug": page.slug, "action-publish": "action-publish", **stream()}
    data["revision"] = str(page.latest_revision_id)
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def translation_of(page: StoryPage, code: str) -> StoryPage:
    copy: StoryPage = page.copy_for_translation(i18n.locales()[code], copy_parents=True)
    copy.save_revision()
    return copy


@pytest.mark.parametrize("way", [publish_in_the_editor, publish_in_the_list, publish_an_old_version])
@pytest.mark.parametrize("group", [roles.EDITORS, roles.REVIEWERS, "Translators: en"])
def test_nobody_publishes_around_the_review(sent: StoryPage, way: Any, group: str) -> None:
    way(signed_in(factories.user("somebody", group)), sent)
    assert not StoryPage.objects.get(pk=sent.pk).live


def test_its_translation_waits_for_it(site: SmallSite, sent: StoryPage, reviewer: User, editor: User) -> None:
    french = translation_of(sent, "fr")
    publish_in_the_list(signed_in(editor), french)
    publish_in_the_list(signed_in(factories.user("translator", "Translators: fr")), french)
    assert not StoryPage.objects.get(pk=french.pk).live
    act(signed_in(reviewer), sent, "approve")
    assert StoryPage.objects.get(pk=sent.pk).live
    publish_in_the_list(signed_in(editor), french)
    assert StoryPage.objects.get(pk=french.pk).live


@pytest.mark.parametrize(
    ("group", "opens"), [(roles.EDITORS, True), (roles.REVIEWERS, True), ("Translators: en", False)]
)
def test_who_may_open_it_before(sent: StoryPage, group: str, opens: bool) -> None:
    response = signed_in(factories.user("somebody", group)).get(reverse("wagtailadmin_pages:edit", args=[sent.pk]))
    assert (response.status_code == 200) is opens
    assert (SECRET_TITLE in response.content.decode()) is opens


def test_translators_open_it_when_it_is_public(sent: StoryPage, reviewer: User) -> None:
    act(signed_in(reviewer), sent, "approve")
    somebody = signed_in(factories.user("somebody", "Translators: en"))
    assert somebody.get(reverse("wagtailadmin_pages:edit", args=[sent.pk])).status_code == 200


def test_a_story_that_editors_wrote_is_theirs_to_publish(site: SmallSite, editor: User) -> None:
    own = site.story(title="Ours", live=False)
    publish_in_the_list(signed_in(editor), own)
    assert StoryPage.objects.get(pk=own.pk).live
