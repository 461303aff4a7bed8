"""What reviewers are told of the queue: how many, never which."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from home.models import User
from stories import notifications
from stories.reviewing.filters import ME


def queue_of_mine() -> str:
    """The address at which each reviewer finds what they have in hand."""
    return settings.BASE_URL + reverse("stories_queue") + f"?reviewer={ME}"


def tell_given(user: Any, by: Any, count: int) -> None:
    """That somebody else has given them something to review."""
    if count and user.pk != by.pk:
        recipients = User.objects.filter(pk=user.pk, is_active=True).exclude(email="")
        notifications.tell("given", recipients, queue_of_mine(), count=count)


def tell_lost(keys: Iterable[int | None], by: Any) -> None:
    """That somebody else reviews by now what they had in hand; `keys` are theirs."""
    if lost := {key for key in keys if key is not None and key != by.pk}:
        recipients = User.objects.filter(pk__in=lost, is_active=True).exclude(email="")
        notifications.tell("lost", recipients, queue_of_mine())


def tell_late(user: Any, count: int, link: str) -> int:
    """That the time for reviews is over; how many mails went."""
    recipients = User.objects.filter(pk=user.pk, is_active=True).exclude(email="")
    return notifications.tell("late", recipients, link, count=count)
