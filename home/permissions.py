"""Who may do what with a page, where Wagtail's own rules are too wide for us."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, PagePermissionTester
from wagtail.permissions import policy_registry

#: How deep in Wagtail's tree the home pages are.
DEPTH_OF_HOME = 2


def pages_with_right(user: Any, action: str) -> Any:
    """The keys of the pages with which somebody may do something (`change`, `publish`): a condition for a query."""
    return policy_registry.get_by_type(Page).instances_user_has_permission_for(user, action).order_by().values("pk")


def works_with_pages(user: Any) -> bool:
    """Whether somebody has anything to do with pages, as Wagtail asks for its own reports."""
    allowed: bool = policy_registry.get_by_type(Page).user_has_any_permission(user, ["add", "change", "publish"])
    return allowed


class BasePagePermissionTester(PagePermissionTester):
    """Deleting, moving and hiding a page are for those who may also add pages there.

    Wagtail lets whoever may change and publish do all three; coordinators of translations may do both, and no more.
    """

    @property
    def may_add(self) -> bool:
        """Whether this person may add pages beside this one."""
        return bool(self.user.is_active and (self.user.is_superuser or "add" in self.permissions))

    @property
    def may_translate(self) -> bool:
        """Whether this person may write here; not a reviewer, whom Wagtail lets into the editor during a review."""
        return bool(self.user.is_superuser or "change" in self.permissions) and self.can_edit()

    @property
    def may_review(self) -> bool:
        """Whether this person may approve what others wrote here."""
        return bool(self.user.is_active and (self.user.is_superuser or "publish" in self.permissions))

    def can_publish(self) -> bool:
        """A translation into a language that asks for a second person becomes public by approval (home.translators).

        Editors, who publish originals too, may still publish it at once.
        """
        from home.models.translators import rules_of  # the models import this module

        if not super().can_publish():
            return False
        is_reviewed = not self.page.is_original and rules_of(self.page.locale_id).second_person
        return self.may_add or not is_reviewed

    def can_reorder_children(self) -> bool:
        """Not for translators and their reviewers: the order is public at once."""
        return self.may_add and super().can_reorder_children()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Not for translators."""
        return self.may_add and super().can_delete(ignore_bulk)

    def can_set_view_restrictions(self) -> bool:
        """Not for translators."""
        return self.may_add and super().can_set_view_restrictions()

    def can_copy(self) -> bool:
        """Single pages, not home pages and lists: there is one of them in each language.

        Copies of all pages below would come along, of stories too that wait for their review.
        """
        is_root_of_others = self.page.depth <= DEPTH_OF_HOME or self.page.is_list
        return super().can_copy() and not is_root_of_others
