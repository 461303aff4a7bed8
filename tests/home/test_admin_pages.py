"""Titles of pages that somebody may not know of, in the choosers and by number."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from home import i18n, memory, roles
from home.translators import submitting
from tests import factories
from tests.factories import SmallSite
from tests.home.translators.conftest import member, signed_in


@pytest.fixture
def works(site: SmallSite) -> dict[str, Any]:
    """One that everybody may read, one for some people, a draft; and a draft in French."""
    roles.ensure_all()
    memory.forget_all()
    made = {
        "public": site.guide(title="Known guide"),
        "restricted": site.guide(title="Known to some"),
        "draft": site.guide(title="Known to nobody", live=False),
        "french": site.guide("fr", title="Known in French", live=False),
    }
    PageViewRestriction.objects.create(page=made["restricted"], restriction_type="groups")
    return made


TITLES = ("Known guide", "Known to some", "Known to nobody", "Known in French")


def shown(response: Any) -> list[str]:
    assert response.status_code == 200
    body = response.content.decode()
    return [title for title in TITLES if title in body]


@pytest.fixture
def amina(works: dict[str, Any]) -> Client:
    """Translates into French."""
    return signed_in(member("translator", "fr"))


@pytest.fixture
def editor(works: dict[str, Any]) -> Client:
    return signed_in(factories.user("editor", roles.EDITORS))


def test_searching_in_the_chooser(amina: Client, editor: Client) -> None:
    address = reverse("wagtailadmin_choose_page_search")
    assert shown(amina.get(address, {"q": "known"})) == ["Known guide", "Known in French"]
    assert shown(editor.get(address, {"q": "known"})) == list(TITLES)
    reviewer = signed_in(factories.user("of stories", roles.REVIEWERS))
    assert shown(reviewer.get(address, {"q": "known"})) == ["Known guide"]


def test_going_through_the_chooser(site: SmallSite, works: dict[str, Any], amina: Client, editor: Client) -> None:
    """As for a link in a text: down to the list, and what stands in it."""
    for client, english in ((amina, ["Known guide"]), (editor, list(TITLES[:3]))):
        for above in (None, site.homes["en"], site.homes["fr"]):
            assert client.get(chooser(above)).status_code == 200
        assert shown(client.get(chooser(site.sections["library", "en"]))) == english
        assert shown(client.get(chooser(site.sections["library", "fr"]))) == ["Known in French"]


def chooser(above: Page | None) -> str:
    if above is None:
        return reverse("wagtailadmin_choose_page")
    return reverse("wagtailadmin_choose_page_child", args=[above.pk])


def test_below_a_page_in_the_chooser(works: dict[str, Any], amina: Client, editor: Client) -> None:
    for name, status in (("public", 200), ("restricted", 404), ("draft", 404), ("french", 200)):
        assert (name, amina.get(chooser(works[name])).status_code) == (name, status)
        assert editor.get(chooser(works[name])).status_code == 200


def test_several_that_were_chosen(works: dict[str, Any], amina: Client, editor: Client) -> None:
    address = reverse("wagtailadmin_choose_page_chosen_multiple")
    both = [works["public"].pk, works["french"].pk]
    assert shown(amina.get(address, {"id": both})) == ["Known guide", "Known in French"]
    for name in ("restricted", "draft"):
        assert amina.get(address, {"id": [*both, works[name].pk]}).status_code == 404
    assert amina.get(address, {"id": "x"}).status_code == 404
    assert shown(editor.get(address, {"id": [page.pk for page in works.values()]})) == list(TITLES)


def test_moving_by_number(site: SmallSite, works: dict[str, Any], amina: Client, editor: Client) -> None:
    above = site.sections["library", "en"]
    for name in ("public", "draft"):
        for page, destination in ((works[name], above), (works["french"], works[name])):
            address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, destination.pk])
            response = amina.get(address)
            assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home"))
            assert editor.get(address).status_code == 200


def test_a_title_that_is_not_public_yet(works: dict[str, Any], amina: Client, editor: Client) -> None:
    page, french = works["public"], i18n.locales()["fr"]
    page.title = "Secret title"
    page.save_revision()
    submit = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    elsewhere = f"{reverse('exchange')}?page={page.pk}"
    for address in (submit, elsewhere):
        for client, own, others in ((amina, "Known guide", "Secret title"), (editor, "Secret title", "")):
            body = client.get(address).content.decode()
            assert own in body, address
            assert not others or others not in body, address
    response = amina.post(submit, {"locales": [str(french.pk)]}, follow=True)
    said = "".join(str(message) for message in response.context["messages"])
    assert "Known guide" in said and "Secret title" not in response.content.decode()


def test_a_copy_becomes_a_page_only_by_submitting_it(works: dict[str, Any], amina: Client, editor: Client) -> None:
    french = i18n.locales()["fr"]
    copy = works["public"].copy_for_translation(french, alias=True)
    address = reverse("wagtailadmin_pages:convert_alias", args=[copy.pk])
    for asked in (amina.get, amina.post):
        response = asked(address)
        assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home"))
    assert Page.objects.get(pk=copy.pk).alias_of_id == works["public"].pk
    submitting.submit(works["public"], [french], None, member("translator", "fr", "Bilal"))
    assert Page.objects.get(pk=copy.pk).alias_of_id is None


def test_editors_make_a_copy_a_page(works: dict[str, Any], editor: Client) -> None:
    copy = works["public"].copy_for_translation(i18n.locales()["fr"], alias=True)
    assert editor.post(reverse("wagtailadmin_pages:convert_alias", args=[copy.pk])).status_code == 302
    assert Page.objects.get(pk=copy.pk).alias_of_id is None
