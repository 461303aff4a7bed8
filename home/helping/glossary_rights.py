"""Who may change the glossary of a language: who approves translations into it, and editors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from home.models import GlossaryTerm

#: What reviewers and coordinators of a language do with its terms, and what its translators do.
CHANGING, LOOKING = frozenset({"add", "change", "delete", "view"}), frozenset({"view"})


def locales_for(user: Any, action: str = "add") -> set[int]:
    """The keys of the languages into which agreed translations are this person's to add, change, delete or view."""
    from home.translators import rights  # the models are not ready when the policy is registered

    if not user.is_authenticated:
        return set()
    needed = ("publish", "change") if action in LOOKING else ("publish",)
    return rights.languages(user, *needed) if action in CHANGING else set()


class GlossaryPolicy(ModelPermissionPolicy):
    """The rights in a language (home.translators.rights) and no others: nothing has to be granted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether somebody may do something with the terms of some language."""
        return bool(locales_for(user, action))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Whether somebody may do one of these things with the terms of some language."""
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether somebody may do something with this term."""
        return instance.target_locale_id in locales_for(user, action)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        """Whether somebody may do one of these things with this term."""
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        """The terms with which somebody may do one of these things."""
        allowed = {pk for action in actions for pk in locales_for(user, action)}
        return self.model._default_manager.filter(target_locale__in=allowed)

    def instances_user_has_permission_for(self, user: Any, action: str) -> Any:
        """The terms with which somebody may do something."""
        return self.instances_user_has_any_permission_for(user, [action])


def register() -> None:
    """Let Wagtail ask it."""
    register_permission_policy(GlossaryTerm, GlossaryPolicy(GlossaryTerm))
