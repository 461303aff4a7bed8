"""Nobody publishes the translation of an original that is not public, also where no second person is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Page
from wagtail_localize.models import Translation

from home import i18n
from home.models import StandardPage, TranslationOrder, User
from home.translators import orders
from tests import factories
from tests.factories import SmallSite
from tests.home.translators.conftest import signed_in
from tests.home.translators.helpers import edit_url, page_of, submitted, write
from tests.home.translators.test_review import let_one_person_do


@pytest.fixture
def prose(site: SmallSite, guide: Any, translator: User) -> Translation:
    """The French version of a page of prose, which one person may publish; its original was withdrawn."""
    let_one_person_do("fr")
    made = submitted(site.standard(title="About us"), "fr")
    for path in made.source.stringsegment_set.values_list("context__path", flat=True):
        write(made, path, "À propos", translator)
    Page.objects.get(pk=made.source.get_source_instance().pk).specific.unpublish()
    return made


@pytest.fixture(params=["coordinator", "editor", "administrator"])
def person(request: pytest.FixtureRequest, coordinator: User, editor: User) -> User:
    """Who may publish French translations at once."""
    people = {"coordinator": coordinator, "editor": editor}
    return people.get(request.param) or factories.user("root", superuser=True)


def publish(user: User, translation: Translation, capture: DjangoCaptureOnCommitCallbacks) -> list[str]:
    """Try every way; those that made it public."""
    page, client, done = page_of(translation), signed_in(user), []
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    update = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    ways = {
        "editor": lambda: client.post(edit_url(translation), {"action": "publish"}),
        "list": lambda: client.post(f"{bulk}?id={page.pk}&next=/admin/pages/"),
        "update": lambda: client.post(update, {"publish_translations": "on"}),
        "order": lambda: order(user, translation),
    }
    for name, way in ways.items():
        with capture(execute=True):
            way()
        if page_of(translation).live:
            done.append(name)
            Page.objects.filter(pk=page.pk).update(live=False)
    return done


def order(user: User, translation: Translation) -> TranslationOrder:
    original = StandardPage.objects.get(translation_key=translation.source.object_id, locale=translation.source.locale)
    return orders.place(user, TranslationOrder.What.PUBLISH, original, [i18n.locales()["fr"]])


def test_no_way_leads_there(
    prose: Translation, person: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    assert page_of(prose).permissions_for_user(person).can_publish() is False
    assert publish(person, prose, django_capture_on_commit_callbacks) == []
    assert order(person, prose).failed == [0]


def test_all_ways_do_while_it_is_public(
    prose: Translation, person: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    Page.objects.filter(pk=prose.source.get_source_instance().pk).update(live=True)
    assert page_of(prose).permissions_for_user(person).can_publish() is True
    assert publish(person, prose, django_capture_on_commit_callbacks) == ["editor", "list", "update", "order"]


def test_one_whose_original_was_deleted(prose: Translation, editor: User) -> None:
    """It is the only one there is, and somebody decides to keep it."""
    page = page_of(prose)
    Page.objects.get(pk=prose.source.get_source_instance().pk).delete()
    assert Page.objects.get(pk=page.pk).specific.permissions_for_user(editor).can_publish() is True


def test_it_may_still_be_withdrawn(prose: Translation, person: User) -> None:
    page = page_of(prose)
    Page.objects.filter(pk=page.pk).update(live=True)
    assert signed_in(person).post(reverse("wagtailadmin_pages:unpublish", args=[page.pk])).status_code == 302
    assert not page_of(prose).live
