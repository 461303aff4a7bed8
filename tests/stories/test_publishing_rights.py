"""A story that was sent in becomes public through its review and in no other way."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from home import i18n, roles
from home.models import User
from home.translators import rights
from stories.models import StoryPage
from tests import factories
from tests.factories import SmallSite
from tests.stories.review import SECRET_TITLE, publish, signed_in, stream


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
    publish(signed_in(reviewer), sent)
    assert StoryPage.objects.get(pk=sent.pk).live
    publish_in_the_list(signed_in(editor), french)
    assert not StoryPage.objects.get(pk=french.pk).live, "its language reviews it"


@pytest.mark.parametrize(
    ("group", "opens"), [(roles.EDITORS, True), (roles.REVIEWERS, True), ("Translators: en", False)]
)
def test_who_may_open_it_before(sent: StoryPage, group: str, opens: bool) -> None:
    response = signed_in(factories.user("somebody", group)).get(reverse("wagtailadmin_pages:edit", args=[sent.pk]))
    assert (response.status_code == 200) is opens
    assert (SECRET_TITLE in response.content.decode()) is opens


def test_translators_translate_it_when_it_is_public_and_never_change_it(sent: StoryPage, reviewer: User) -> None:
    somebody = factories.user("somebody", "Translators: en")
    assert not rights.may_read(somebody, StoryPage.objects.get(pk=sent.pk))
    publish(signed_in(reviewer), sent)
    assert rights.may_read(somebody, StoryPage.objects.get(pk=sent.pk))
    response = signed_in(somebody).get(reverse("wagtailadmin_pages:edit", args=[sent.pk]))
    assert (response.status_code, response.headers["Location"]) == (302, reverse("wagtailadmin_home"))


def test_a_story_that_editors_wrote_is_theirs_to_publish(site: SmallSite, editor: User) -> None:
    own = site.story(title="Ours", live=False)
    publish_in_the_list(signed_in(editor), own)
    assert StoryPage.objects.get(pk=own.pk).live


# ---------------------------------------------------------------- copies


def copy_in_the_admin(client: Client, page: Page, **more: str) -> Any:
    data = {"new_title": "A copy", "new_slug": "a-copy", "new_parent_page": str(page.get_parent().pk), **more}
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)


def alias_in_the_admin(client: Client, page: Page) -> Any:
    return copy_in_the_admin(client, page, alias="on")


def copy_with_all_below(client: Client, page: Page) -> Any:
    return copy_in_the_admin(client, page, copy_subpages="on")


def alias_with_all_below(client: Client, page: Page) -> Any:
    return copy_in_the_admin(client, page, copy_subpages="on", alias="on")


def copy_by_program(client: Client, page: Page) -> Any:
    address = reverse("wagtailadmin_api:pages:action", args=[page.pk, "copy"])
    return client.post(address, {"slug": "a-copy", "recursive": "true", "keep_live": "false"})


def alias_by_program(client: Client, page: Page) -> Any:
    address = reverse("wagtailadmin_api:pages:action", args=[page.pk, "create_alias"])
    return client.post(address, {"update_slug": "a-copy", "recursive": "true"})


WAYS_TO_COPY = [
    *(copy_in_the_admin, alias_in_the_admin, copy_with_all_below, alias_with_all_below),
    *(copy_by_program, alias_by_program),
]


@pytest.fixture(params=[roles.EDITORS, "administrator"])
def copier(request: pytest.FixtureRequest, site: SmallSite) -> Client:
    """Somebody who may copy pages."""
    is_administrator = request.param == "administrator"
    return signed_in(factories.user("copier", request.param, superuser=is_administrator))


def test_nobody_copies_it(site: SmallSite, sent: StoryPage, reviewer: User, copier: Client) -> None:
    """Neither the story nor its translation, neither before it is public nor after."""
    french = translation_of(sent, "fr")
    for is_public in (False, True):
        if is_public:
            publish(signed_in(reviewer), sent)
        assert StoryPage.objects.get(pk=sent.pk).live is is_public
        before = set(Page.objects.values_list("pk", flat=True))
        for way in WAYS_TO_COPY:
            for page in (sent, french):
                assert way(copier, page).status_code in (302, 403), (way, page.locale)
                assert set(Page.objects.values_list("pk", flat=True)) == before, (way, page.locale)


def test_nor_with_the_pages_above_it(site: SmallSite, sent: StoryPage, copier: Client) -> None:
    before = Page.objects.count()
    for way in WAYS_TO_COPY:
        for page in (sent.get_parent(), site.homes["en"]):
            way(copier, page)
            assert Page.objects.count() == before, (way, page)


def test_stories_that_editors_wrote_can_be_copied(site: SmallSite, sent: StoryPage, copier: Client) -> None:
    own = site.story(title="Ours", live=False)
    for number, way in enumerate(WAYS_TO_COPY, start=1):
        way(copier, own)
        assert StoryPage.objects.filter(slug__startswith="a-copy").count() == 1, (number, way)
        StoryPage.objects.get(slug__startswith="a-copy").delete()


@pytest.mark.parametrize("where", ["edit", "list"])
def test_the_button_to_copy_is_hidden(site: SmallSite, sent: StoryPage, copier: Client, where: str) -> None:
    own = site.story(title="Ours", live=False)
    addresses = {page: reverse("wagtailadmin_pages:copy", args=[page.pk]) for page in (sent, own)}

    def shown(page: StoryPage) -> bool:
        name, key = (
            ("wagtailadmin_pages:edit", page.pk) if where == "edit" else ("wagtailadmin_explore", own.get_parent().pk)
        )
        return addresses[page] in copier.get(reverse(name, args=[key])).content.decode()

    assert (shown(sent), shown(own)) == (False, True)
