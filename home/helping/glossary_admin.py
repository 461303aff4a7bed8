"""The glossary in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from wagtail.admin.views.generic import DeleteView, EditView, HistoryView, IndexView, UsageView
from wagtail.admin.viewsets.model import ModelViewSet

from home.models import GlossaryTerm

#: Beside the translation desk in the main menu.
MENU_ORDER = 151


class _InOnesLanguages:
    """Wagtail's views of one record ask for the right on records of its kind; here each language has its own."""

    needed = ""

    def get_object(self, *args: Any) -> GlossaryTerm:
        """The term. Raises PermissionDenied."""
        found: GlossaryTerm = super().get_object(*args)  # type: ignore[misc]
        if not self.user_has_permission_for_instance(self.needed, found):  # type: ignore[attr-defined]
            raise PermissionDenied
        return found


class TermEditView(_InOnesLanguages, EditView):
    """Changing a term."""

    needed = "change"


class TermDeleteView(_InOnesLanguages, DeleteView):
    """Deleting a term."""

    needed = "delete"


class TermHistoryView(_InOnesLanguages, HistoryView):
    """Who changed a term, and when."""

    needed = "change"


class TermUsageView(_InOnesLanguages, UsageView):
    """Where a term is used: nowhere but in the help."""

    needed = "change"


class TermIndexView(IndexView):
    """The terms of the languages that somebody translates into or reviews."""

    def get_base_queryset(self) -> Any:
        """With their languages, in one query."""
        policy = self.permission_policy
        found = policy.instances_user_has_any_permission_for(self.request.user, self.any_permission_required)
        return found.select_related("source_locale", "target_locale")

    def get_edit_url(self, instance: GlossaryTerm) -> Any:
        """For those who may change this one."""
        return super().get_edit_url(instance) if self.user_has_permission_for_instance("change", instance) else None

    def get_delete_url(self, instance: GlossaryTerm) -> Any:
        """For those who may delete this one."""
        return super().get_delete_url(instance) if self.user_has_permission_for_instance("delete", instance) else None


class GlossaryViewSet(ModelViewSet):
    """Agreed terms, for each pair of languages."""

    model = GlossaryTerm
    icon = "openquote"
    menu_order = MENU_ORDER
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = TermIndexView
    edit_view_class = TermEditView
    delete_view_class = TermDeleteView
    history_view_class = TermHistoryView
    usage_view_class = TermUsageView
    list_display: ClassVar[list[str]] = ["term", "translation", "source_locale", "target_locale"]
    list_filter: ClassVar[list[str]] = ["source_locale", "target_locale"]
    list_export: ClassVar[list[str]] = ["term", "translation", "avoid", "note", "source_locale", "target_locale"]
    search_fields: ClassVar[list[str]] = ["term", "translation"]
    panels = GlossaryTerm.panels


glossary = GlossaryViewSet("glossary", url_prefix="translations/glossary")
