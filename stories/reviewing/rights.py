"""Who reviews what is sent in, and so may know of it at all."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from home.models import User
from stories.models import SafetyReviewTask, StoryReviewTask


def is_reviewer(user: Any) -> bool:
    """Whether this person is in a group of a task of the review, or an administrator.

    One query for others, once for each user object as Django's own permissions: the admin's menu asks for each page.
    """
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    if not hasattr(user, "_is_reviewer"):
        user._is_reviewer = _is_in_a_group_of_a_task(user)
    return bool(user._is_reviewer)


def _is_in_a_group_of_a_task(user: Any) -> bool:
    tasks = (task.objects.filter(active=True, groups__user=user.pk).order_by() for task in _TASKS)
    first, second = (found.values("pk") for found in tasks)
    return bool(first.union(second).exists())


def reviewers() -> QuerySet[User]:
    """Those who are in such a group, by name; administrators only where they are."""
    asked = Q()
    for task in _TASKS:
        asked |= Q(groups__in=task.objects.filter(active=True).order_by().values("groups"))
    return User.objects.filter(asked, is_active=True).distinct().order_by("username")


_TASKS = (SafetyReviewTask, StoryReviewTask)
