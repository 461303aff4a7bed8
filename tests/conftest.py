"""Fixtures for all tests: a small real site on a real database."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

from home import catalogues, memory
from home.helping import likeness
from home.models import HomePage
from tests import factories


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues once, before Django reads them and before workers start."""
    if not hasattr(config, "workerinput"):
        catalogues.compile_all(Path(__file__).resolve().parent.parent / "locale")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks a database: a fifth of the tests would say the same once more."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return
    asking = [item for item in items if _asks_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
    items[:] = asking


def _asks_a_database(item: pytest.Item) -> bool:
    names = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or "db" in names or "transactional_db" in names


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    """No language, no cached locale and no cached value of another test."""
    memory.forget_all()
    likeness.all_texts.forget()
    cache.clear()
    with translation.override("en"):
        yield
    memory.forget_all()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> factories.SmallSite:
    """A new database that holds the small site, made once: making it takes longer than most tests."""
    with django_db_blocker.unblock(), translation.override("en"), transaction.atomic():
        return factories.SmallSite.build()


@pytest.fixture
def site(db: None, django_db_setup: factories.SmallSite) -> factories.SmallSite:
    """English, French and Arabic home pages with their sections, and three topics. See factories.SmallSite."""
    if HomePage.objects.exists():
        return copy.deepcopy(django_db_setup)
    return factories.SmallSite.build()  # a test with real transactions emptied the database


@pytest.fixture
def no_site(db: None) -> None:
    """A database as it is after migrating."""
    factories.remove_site()
