"""A story that was sent in, and a reviewer at the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from home.models import User
from tests.factories import SmallSite
from tests.stories.forms import CONTACT
from tests.stories.review import signed_in
from tests.stories.reviewing.desk import sent_in


@pytest.fixture
def fresh(site: SmallSite) -> Any:
    """A story that was just sent in."""
    return sent_in(teller="Night Shift", content_note="Mentions work", contact=CONTACT)


@pytest.fixture
def desk(reviewer: User) -> Client:
    """A reviewer's browser."""
    return signed_in(reviewer)
