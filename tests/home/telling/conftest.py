"""People of the languages who get mail, and the mails that are written."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.users.models import UserProfile

from home import memory, roles
from home.models import NewsChoice, User
from home.telling.sending import send_news
from tests import factories
from tests.factories import SmallSite
from tests.home.translators.conftest import french, guide, member

__all__ = ["french", "guide"]

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_mail(site: SmallSite) -> None:
    roles.ensure_all()
    memory.forget_all()
    mail.outbox.clear()


def reached(user: User, language: str = "en", **values: Any) -> User:
    """Somebody with an address."""
    User.objects.filter(pk=user.pk).update(email=f"{user.username.lower()}@example.org")
    user.refresh_from_db()
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language, **values})
    return user


def choose(user: User, **frequencies: str) -> None:
    """Their choice, made two weeks ago."""
    for news, frequency in frequencies.items():
        NewsChoice.objects.update_or_create(
            user=user, news=news, defaults={"frequency": frequency, "looked_at": timezone.now() - 14 * DAY}
        )


def listening(user: User) -> User:
    """They have heard nothing for two weeks and chose nothing."""
    choose(user, waiting="", outdated="", wanted="")
    return user


def mails(now: datetime.datetime | None = None) -> list[tuple[str, str]]:
    """Whom a run tells, and the subject."""
    mail.outbox.clear()
    send_news(now)
    return [(message.to[0].partition("@")[0], message.subject) for message in mail.outbox]


def body(place: int = 0) -> str:
    """What one of the mails of the last run says."""
    return str(mail.outbox[place].body)


@pytest.fixture
def translator(site: SmallSite) -> User:
    """Translates into French."""
    return listening(reached(member("translator", "fr", "Amina")))


@pytest.fixture
def reviewer(site: SmallSite) -> User:
    """Reviews French."""
    return listening(reached(member("reviewer", "fr", "Chloe")))


@pytest.fixture
def coordinator(site: SmallSite) -> User:
    """Coordinates French."""
    return listening(reached(member("coordinator", "fr", "Dalia")))


@pytest.fixture
def arab(site: SmallSite) -> User:
    """Coordinates Arabic."""
    return listening(reached(member("coordinator", "ar", "Hadi")))


@pytest.fixture
def editor(site: SmallSite) -> User:
    """Works in all languages."""
    return listening(reached(factories.user("editor", roles.EDITORS)))
