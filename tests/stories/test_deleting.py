"""A story that was sent in and is deleted goes in every language."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import String, StringTranslation, TranslationSource
from wagtail_localize.operations import translate_object

from home import i18n
from home.models import User
from stories import receiving
from stories.models import StoryPage, Submission
from tests.factories import SmallSite
from tests.stories.forms import story
from tests.stories.review import SECRET_TITLE, publish, signed_in


@pytest.fixture
def versions(site: SmallSite, sent: StoryPage) -> list[Page]:
    """A waiting story, its drafts in French and Arabic, and another story with a translation that stays."""
    other = receiving.submit(story(title="Another"))[0].page
    for page in (sent, other):
        translate_object(page, [i18n.locales()["fr"], i18n.locales()["ar"]])
    assert Page.objects.filter(translation_key=other.translation_key).count() == 3
    return list(Page.objects.filter(translation_key=sent.translation_key).order_by("pk"))


def delete_in_the_admin(client: Client, pages: list[Page]) -> Any:
    return client.post(reverse("wagtailadmin_pages:delete", args=[pages[0].pk]))


def delete_in_the_list(client: Client, pages: list[Page]) -> Any:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    return client.post(f"{address}?id={pages[0].pk}")


def delete_all_in_the_list(client: Client, pages: list[Page]) -> Any:
    """The list of search results has all languages in it."""
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    return client.post(f"{address}?" + "&".join(f"id={page.pk}" for page in pages))


def delete_by_program(client: Client, pages: list[Page]) -> Any:
    return client.post(reverse("wagtailadmin_api:pages:action", args=[pages[0].pk, "delete"]))


WAYS = [delete_in_the_admin, delete_in_the_list, delete_all_in_the_list, delete_by_program]


@pytest.mark.parametrize("way", WAYS)
def test_all_its_versions_go(site: SmallSite, versions: list[Page], editor: User, way: Any) -> None:
    assert len(versions) == 3
    assert way(signed_in(editor), versions).status_code < 400
    assert not Page.objects.filter(pk__in=[page.pk for page in versions]).exists()
    assert sorted(StoryPage.objects.values_list("title", flat=True)) == ["Another"] * 3
    assert TranslationSource.objects.filter(object_repr="Another").exists()
    assert not TranslationSource.objects.filter(object_id=versions[0].translation_key).exists()
    assert sorted(Submission.objects.values_list("state", "title")) == [("erased", ""), ("received", "Another")]
    assert Page.find_problems() == ([], [], [], [], [])


def test_of_a_public_one_too(site: SmallSite, versions: list[Page], reviewer: User, editor: User) -> None:
    publish(signed_in(reviewer), versions[0])
    assert Page.objects.get(pk=versions[0].pk).live
    delete_in_the_admin(signed_in(editor), versions)
    assert not Page.objects.filter(title=SECRET_TITLE).exists()


def test_a_version_can_go_alone(site: SmallSite, versions: list[Page], editor: User) -> None:
    delete_in_the_admin(signed_in(editor), versions[1:])
    left = Page.objects.filter(title=SECRET_TITLE).order_by("pk")
    assert [page.pk for page in left] == [versions[0].pk, versions[2].pk]


def test_versions_of_stories_that_editors_wrote_stay(site: SmallSite, editor: User) -> None:
    own = site.story(title="Ours")
    site.story("fr", of=own, title="La nôtre")
    delete_in_the_admin(signed_in(editor), [own])
    assert list(StoryPage.objects.values_list("title", flat=True)) == ["La nôtre"]


def test_nothing_of_its_text_is_left_for_translators(site: SmallSite, versions: list[Page], editor: User) -> None:
    delete_in_the_admin(signed_in(editor), versions)
    assert not StringTranslation.objects.filter(data=SECRET_TITLE).exists()
    assert not String.objects.filter(data=SECRET_TITLE).exists()
