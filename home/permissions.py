"""Who may do what with a page, where Wagtail's own rules are too wide for us."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, PagePermissionTester
from wagtail.permissions import policy_registry

#: How deep in Wagtail's tree the home pages are.
DEPTH_OF_HOME = 2


def pages_with_right(user: Any, action: str) -> Any:
    """The keys of the pages with which somebody may do something (`change`, `publish`): a condition for a query.

    Without the originals in languages in which they only translate.
    """
    from home.models.desk import Work  # the models import this module

    policy = policy_registry.get_by_type(Page)
    allowed = policy.instances_user_has_permission_for(user, action).order_by()
    if user.is_superuser:
        return allowed.values("pk")
    of_others = Work.objects.all()
    for granted in policy.get_cached_permissions_for_user(user):
        if granted.permission.codename == "add_page":
            of_others = of_others.exclude(page__path__startswith=granted.page.path)
    return allowed.exclude(pk__in=of_others.values("page")).values("pk")


def works_with_pages(user: Any) -> bool:
    """Whether somebody has anything to do with pages, as Wagtail asks for its own reports."""
    allowed: bool = policy_registry.get_by_type(Page).user_has_any_permission(user, ["add", "change", "publish"])
    return allowed


class BasePagePermissionTester(PagePermissionTester):
    """Originals, and deleting, moving and hiding any page, are for those who may also add pages there.

    Wagtail lets whoever may change and publish do all of it; the people of a language may do both with translations,
    and no more.
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

    @property
    def _holds_others(self) -> bool:
        """Whether it is a home page or a list: there is one of them in each language, and other pages stand below."""
        return bool(self.page.depth <= DEPTH_OF_HOME or self.page.is_list)

    def can_edit(self) -> bool:
        """Originals not for translators; whoever is asked to review one still may, as Wagtail says."""
        if not super().can_edit():
            return False
        return self.may_add or not self.page.is_original or self._is_asked_to_review()

    def _is_asked_to_review(self) -> bool:
        task = self.page.current_workflow_task
        return bool(task and task.user_can_access_editor(self.page, self.user))

    def can_publish(self) -> bool:
        """Editors publish at once. The people of a language publish translations alone, and by approval where the
        language asks for a second person (home.translators).

        Nobody publishes a translation whose original is there and not public, as nobody approves one.
        """
        from home.models.translators import rules_of  # the models import this module

        if not super().can_publish() or self._has_hidden_original:
            return False
        return self.may_add or not (self.page.is_original or rules_of(self.page.locale_id).second_person)

    @property
    def _has_hidden_original(self) -> bool:
        if self.page.is_original:
            return False
        versions = Page.objects.filter(translation_key=self.page.translation_key, live=False)
        return bool(versions.filter(locale=self.page.original_locale_id).exists())

    def can_unpublish(self) -> bool:
        """Reviewers of translations withdraw single translations: no originals, and nothing that holds other pages."""
        return super().can_unpublish() and (self.may_add or not (self.page.is_original or self._holds_others))

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
        """Single pages, not home pages and lists.

        Copies of all pages below would come along, of stories too that wait for their review.
        """
        return super().can_copy() and not self._holds_others
