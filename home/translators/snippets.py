"""Who may open terms and the other records that are kept in every language and are no pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from modelcluster.fields import ParentalKey
from wagtail.models import Page, get_translatable_models
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from home.models import LanguageRules

#: What the people of a language may do with such a record at all; home.translators.editor asks for its language.
OPENING = {"change", "view"}


class LanguagePolicy(ModelPermissionPolicy):
    """The rights on the model, as ever; besides, whoever translates into a language or reviews it opens its records."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether somebody may do something with some record of this kind."""
        may: bool = super().user_has_permission(user, action)
        return may or (action in OPENING and bool(self._languages(user)))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Whether somebody may do one of these things with some record of this kind."""
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether somebody may do something with this record."""
        may: bool = super().user_has_permission(user, action)
        return may or (action in OPENING and instance.locale_id in self._languages(user))

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        """Whether somebody may do one of these things with this record."""
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        """The records with which somebody may do one of these things."""
        if any(ModelPermissionPolicy.user_has_permission(self, user, action) for action in actions):
            return self.model._default_manager.all()
        if OPENING & set(actions):
            return self.model._default_manager.filter(locale__in=self._languages(user))
        return self.model._default_manager.none()

    def instances_user_has_permission_for(self, user: Any, action: str) -> Any:
        """The records with which somebody may do something."""
        return self.instances_user_has_any_permission_for(user, [action])

    @staticmethod
    def _languages(user: Any) -> set[int]:
        from home.translators import rights  # the models are not ready when this is registered

        return rights.languages(user, "change", "publish") if user.is_authenticated else set()


class RulesPolicy(ModelPermissionPolicy):
    """The rules of a language come with it and go with it: nobody adds or deletes them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """As ever, less adding and deleting."""
        may: bool = super().user_has_permission(user, action)
        return may and action not in ("add", "delete")


def vocabularies() -> list[Any]:
    """Every kind of record that has a version in each language and is no part of a page."""
    return [
        model
        for model in get_translatable_models()
        if not issubclass(model, Page) and not any(isinstance(field, ParentalKey) for field in model._meta.get_fields())
    ]


def register() -> None:
    """For these records, and for the rules."""
    register_permission_policy(LanguageRules, RulesPolicy(LanguageRules))
    for model in vocabularies():
        register_permission_policy(model, LanguagePolicy(model))
