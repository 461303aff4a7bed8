"""Where the translation desk is in the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from home.desk import queue_view, version_view
from home.desk.coverage_view import DeskView
from home.permissions import works_with_pages


class DeskMenuItem(MenuItem):
    """Shown to those who work with pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asked for each page of the admin."""
        return works_with_pages(request.user)


def menu_item() -> MenuItem:
    """In the main menu: translators come for nothing else."""
    return DeskMenuItem(_("Translation desk"), reverse_lazy("desk"), name="desk", icon_name="globe", order=150)


def stylesheet() -> SafeString:
    """For Wagtail's hook `insert_global_admin_css`."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/desk.css"))


def addresses() -> list[URLPattern]:
    """Below /admin/."""
    one = "desk/<uuid:key>/<slug:code>/"
    return [
        path("desk/", DeskView.as_view(), name="desk"),
        path("desk/results/", DeskView.as_view(results_only=True), name="desk_results"),
        path("desk/queue/<slug:code>/", queue_view.show, name="desk_queue"),
        path(one, version_view.show, name="desk_version"),
        path(f"{one}still-right/", version_view.still_right, name="desk_still_right"),
    ]
