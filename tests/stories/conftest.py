"""Fixtures for the stories' tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from home import roles
from home.models import User
from stories import keys, receiving
from stories.models import StoryPage
from tests.factories import SmallSite
from tests.stories.forms import story
from tests.stories.review import SECRET_TITLE, member


@pytest.fixture(autouse=True)
def _fast_hashing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for passwords; tests/stories/test_keys.py has it as slow as it is."""
    if request.path.name != "test_keys.py":
        monkeypatch.setitem(keys.SCRYPT, "n", 2)


@pytest.fixture(autouse=True)
def _no_held_files() -> Iterator[None]:
    """No picture and no document of another test in the private storage."""
    yield
    for folder in ("held", "documents"):
        shutil.rmtree(Path(settings.STORAGES["private"]["OPTIONS"]["location"]) / folder, ignore_errors=True)


@pytest.fixture
def reviewer(site: SmallSite) -> User:
    """Somebody who reviews, with an address."""
    return member("reviewer", roles.REVIEWERS, email="reviewer@example.org")


@pytest.fixture
def second(site: SmallSite) -> User:
    """Somebody else who reviews."""
    return member("second", roles.REVIEWERS)


@pytest.fixture
def editor(site: SmallSite) -> User:
    """Somebody who edits and publishes, with an address."""
    return member("editor", roles.EDITORS, email="editor@example.org")


@pytest.fixture
def sent(site: SmallSite) -> StoryPage:
    """A story that was just sent in."""
    submission, _is_new = receiving.submit(story(title=SECRET_TITLE, teller="Night Shift", language="en"))
    return submission.page
