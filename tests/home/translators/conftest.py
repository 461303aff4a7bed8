"""A guide with translations, and the people of the languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail_localize.models import Translation

from home import i18n, memory, roles
from home.models import User
from tests import factories
from tests.factories import SmallSite
from tests.home.translators.helpers import submitted

KINDS = {
    "translator": roles.TRANSLATORS,
    "reviewer": roles.TRANSLATION_REVIEWERS,
    "coordinator": roles.COORDINATORS,
}


@pytest.fixture
def guide(site: SmallSite) -> Any:
    """A public guide in English."""
    roles.ensure_all()
    memory.forget_all()
    return site.guide(title="A guide", summary="What it is.")


@pytest.fixture
def french(guide: Any) -> Translation:
    """It was submitted into French."""
    return submitted(guide, "fr")


def member(kind: str, code: str, name: str = "") -> User:
    """Somebody of a language."""
    return factories.user(name or f"{kind}-{code}", roles.group_name(KINDS[kind], i18n.locales()[code]))


def signed_in(user: User) -> Client:
    """Their browser, which speaks English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def translator(site: SmallSite) -> User:
    """Translates into French."""
    return member("translator", "fr", "Amina")


@pytest.fixture
def second(site: SmallSite) -> User:
    """Translates into French as well."""
    return member("translator", "fr", "Bilal")


@pytest.fixture
def reviewer(site: SmallSite) -> User:
    """Reviews French."""
    return member("reviewer", "fr", "Chloé")


@pytest.fixture
def coordinator(site: SmallSite) -> User:
    """Coordinates French."""
    return member("coordinator", "fr", "Dalia")


@pytest.fixture
def editor(site: SmallSite) -> User:
    """May do everything with pages."""
    return factories.user("editor", roles.EDITORS)
