"""What wagtail-localize offers, and what it must not."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import LocaleSynchronization

from home import i18n
from tests import factories
from tests.factories import SmallSite


@pytest.fixture
def administrator(site: SmallSite) -> Client:
    client = Client()
    client.force_login(factories.user("administrator", superuser=True))
    return client


def synchronise_from(code: str) -> dict[str, str]:
    """What the form of a language sent when it still offered to copy another one."""
    component = LocaleSynchronization._meta.db_table
    return {f"component-{component}-enabled": "on", f"component-{component}-sync_from": str(i18n.locales()[code].pk)}


def test_a_new_language_gets_no_copies(site: SmallSite, administrator: Client) -> None:
    site.guide(title="A guide")
    address, before = reverse("wagtaillocales:add"), Page.objects.count()
    offered = administrator.get(address).content.decode()
    assert "language_code" in offered
    assert "Synchronise" not in offered and "sync_from" not in offered
    administrator.post(address, {"language_code": "es", **synchronise_from("en")})
    assert Locale.objects.filter(language_code="es").exists()
    assert (Page.objects.count(), LocaleSynchronization.objects.count()) == (before, 0)


def test_nor_does_one_that_exists(site: SmallSite, administrator: Client) -> None:
    site.guide(title="A guide")
    address, before = reverse("wagtaillocales:edit", args=[i18n.locales()["fr"].pk]), Page.objects.count()
    offered = administrator.get(address).content.decode()
    assert "language_code" in offered
    assert "Synchronise" not in offered and "sync_from" not in offered
    response = administrator.post(address, {"language_code": "fr", **synchronise_from("en")})
    assert response.status_code == 302
    assert (Page.objects.count(), LocaleSynchronization.objects.count()) == (before, 0)
    assert not Page.objects.exclude(alias_of=None).exists()
