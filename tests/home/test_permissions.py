"""What translators may do with a page, and what they may not, through the admin's own addresses."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from home import i18n, roles
from home.models import StandardPage
from tests import factories
from tests.factories import SmallSite


@pytest.fixture
def page(site: SmallSite) -> StandardPage:
    original = site.standard(title="Privacy", slug="confidentialite")
    made: StandardPage = site.standard("fr", of=original, title="Confidentialité", slug="confidentialite")
    return made


def signed_in(*groups: str) -> Client:
    client = Client()
    client.force_login(factories.user("somebody", *groups))
    return client


def translator(code: str) -> Client:
    return signed_in(roles.translators_group_name(i18n.locales()[code]))


def everything(client: Client, page: StandardPage, elsewhere: Page) -> dict[str, bool]:
    """Whether each view lets this person do it; what is done is undone by the test's transaction."""
    views = {
        "open": client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])),
        "add": client.get(reverse("wagtailadmin_pages:add", args=["home", "standardpage", page.get_parent().pk])),
        "move": client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, elsewhere.pk])),
        "hide": client.post(
            reverse("wagtailadmin_pages:set_privacy", args=[page.pk]),
            {"restriction_type": PageViewRestriction.LOGIN, "password": "", "groups": []},
        ),
        "unpublish": client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk])),
        "delete": client.post(reverse("wagtailadmin_pages:delete", args=[page.pk])),
    }
    refused = (reverse("wagtailadmin_home"), reverse("wagtailadmin_login"))
    return {
        name: response.status_code < 400 and response.headers.get("Location", "").split("?")[0] not in refused
        for name, response in views.items()
    }


def test_editors_may_do_everything(site: SmallSite, page: StandardPage) -> None:
    done = everything(signed_in(roles.EDITORS), page, site.standard("fr", slug="autour"))
    assert done == dict.fromkeys(("open", "add", "move", "hide", "unpublish", "delete"), True)
    assert not Page.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize(
    ("kind", "opens", "unpublishes"),
    [(roles.TRANSLATORS, True, False), (roles.TRANSLATION_REVIEWERS, False, True), (roles.COORDINATORS, True, True)],
)
def test_people_of_a_language_may_no_more(
    site: SmallSite, page: StandardPage, kind: str, opens: bool, unpublishes: bool
) -> None:
    above = site.standard("fr", title="Autour", slug="autour")
    client = signed_in(roles.group_name(kind, i18n.locales()["fr"]))
    assert everything(client, page, above) == {
        "open": opens,
        "add": False,
        "move": False,
        "hide": False,
        "unpublish": unpublishes,
        "delete": False,
    }
    kept = Page.objects.get(pk=page.pk)
    assert (kept.get_parent().pk, kept.live) == (site.homes["fr"].pk, not unpublishes)
    assert not PageViewRestriction.objects.exists()


@pytest.mark.parametrize("kind", [roles.TRANSLATORS, roles.TRANSLATION_REVIEWERS, roles.COORDINATORS])
def test_nothing_with_what_was_written_in_their_language(site: SmallSite, kind: str) -> None:
    original = site.standard("fr", title="Écrit en français")
    client = signed_in(roles.group_name(kind, i18n.locales()["fr"]))
    done = everything(client, original, site.homes["fr"])
    assert done == dict.fromkeys(("open", "add", "move", "hide", "unpublish", "delete"), False)
    assert Page.objects.get(pk=original.pk).live


def test_translators_of_another_language_may_do_nothing(site: SmallSite, page: StandardPage) -> None:
    done = everything(translator("ar"), page, site.homes["ar"])
    assert done == dict.fromkeys(("open", "add", "move", "hide", "unpublish", "delete"), False)
    kept = Page.objects.get(pk=page.pk)
    assert (kept.get_parent().pk, kept.live) == (site.homes["fr"].pk, True)
    assert not PageViewRestriction.objects.exists()


def test_readers_with_a_log_in_may_not_even_enter(site: SmallSite, page: StandardPage) -> None:
    done = everything(signed_in(), page, site.homes["ar"])
    assert done == dict.fromkeys(("open", "add", "move", "hide", "unpublish", "delete"), False)


@pytest.mark.parametrize("slug", ["search", "library", "42", "sitemap.xml"])
def test_addresses_of_the_site_itself_are_refused(site: SmallSite, page: StandardPage, slug: str) -> None:
    """Without harm to what was typed: the form comes back with a sentence beside the field."""
    editor = signed_in(roles.EDITORS)
    form = page.get_edit_handler().get_form_class()(instance=page, parent_page=page.get_parent(), for_user=None)
    data = {name: form.initial.get(name) or "" for name in form.fields} | {
        "slug": slug,
        "title": "Nouveau",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    refused = "This address is used by the site itself. Choose another one." in response.content.decode()
    taken = "already in use" in response.content.decode()
    assert (refused, taken) == {"search": (True, False), "42": (True, False), "library": (False, True)}.get(
        slug, (False, False)
    )
