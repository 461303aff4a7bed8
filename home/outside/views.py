"""The report of broken links in the admin."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Case, F, Prefetch, Q, Value, When
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from home.models import OutsideLink
from home.permissions import pages_with_right, works_with_pages

#: What nobody has tried comes last.
NOT_TRIED = Case(When(problem=OutsideLink.Problem.ROBOTS, then=Value(1)), default=Value(0))


class BrokenLinksReport(ReportView):
    """Addresses that failed on three days in a row, with the pages that this person can mend.

    After them those whose server asks programs to stay away: nobody has tried them.
    """

    model = OutsideLink
    template_name = "wagtailadmin/reports/base_report.html"
    results_template_name = "home/admin/broken_links_results.html"
    page_title = _("Broken links")
    header_icon = "link-external"
    index_url_name = "broken_links"
    index_results_url_name = "broken_links_results"
    any_permission_required = ["add", "change", "publish"]
    list_export = ["url", "said", "checked_at", "ok_at", "titles"]
    export_headings = {"said": _("Problem"), "titles": _("Pages")}
    export_filename = "broken-links"

    @cached_property
    def permission_policy(self) -> Any:
        """Asked of pages: the links themselves belong to nobody."""
        return policy_registry.get_by_type(Page)

    def get_queryset(self) -> Any:
        """Those on pages that this person may edit."""
        editable = Page.objects.filter(pk__in=pages_with_right(self.request.user, "change")).select_related("locale")
        told = Q(failures__gte=OutsideLink.BROKEN_AFTER) | Q(problem=OutsideLink.Problem.ROBOTS)
        broken = OutsideLink.objects.filter(told, pages__in=editable.values("pk"))
        mine = Prefetch("pages", editable.order_by("pk"), to_attr="to_mend")
        self.queryset = (
            broken.distinct().order_by(NOT_TRIED, F("ok_at").asc(nulls_first=True), "url").prefetch_related(mine)
        )
        return super().get_queryset()

    def to_row_dict(self, item: Any) -> Any:
        """With the titles of the pages in one cell."""
        item.titles = [page.get_admin_display_title() for page in item.to_mend]
        return super().to_row_dict(item)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Whether anything is asked at all."""
        return {**super().get_context_data(*args, **kwargs), "is_on": settings.CHECK_LINKS}


class BrokenLinksMenuItem(MenuItem):
    """Shown to those who work with pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asked for each page of the admin."""
        return works_with_pages(request.user)


def menu_item() -> MenuItem:
    """In the menu of reports."""
    return BrokenLinksMenuItem(_("Broken links"), reverse_lazy("broken_links"), icon_name="link-external", order=650)


def addresses() -> list[URLPattern]:
    """Below /admin/."""
    report = "reports/broken-links/"
    return [
        path(report, BrokenLinksReport.as_view(), name="broken_links"),
        path(
            "reports/broken-links/results/", BrokenLinksReport.as_view(results_only=True), name="broken_links_results"
        ),
    ]
