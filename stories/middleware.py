"""What Wagtail's hooks and policies do not reach."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied

from stories import waiting

#: Arguments of the admin's addresses that are keys of pages.
PAGE_KEYS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
#: Addresses that take keys of pages from the query, and name those as well that nothing may be done with.
WITH_A_QUERY = ("wagtailadmin_choose_page_chosen_multiple", "wagtail_bulk_action")
#: Addresses that show titles of any page.
OF_ALL_PAGES = ("wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:page_types_usage_results")
ALL = "all"
LARGEST_KEY = 2**63 - 1


class HiddenStoriesMiddleware:
    """Refuses, in the admin, pages that somebody asks for by number and may not know of (stories.waiting).

    Many of Wagtail's views name a page in the very sentence that refuses it: the chooser, actions on many pages, the
    buttons of a review.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Before the view."""
        asked = _pages_asked_for(request, kwargs)
        if not asked or not request.user.is_authenticated:
            return None
        hidden = waiting.hidden_from(request.user)
        if ALL not in asked:
            hidden = hidden.filter(pk__in=asked)
        return permission_denied(request) if hidden.exists() else None


def _pages_asked_for(request: HttpRequest, kwargs: dict[str, Any]) -> set[int | str]:
    """Keys of the pages that this address of the admin is about, or ALL."""
    match = request.resolver_match
    if match is None or not match.route.startswith("admin/"):
        return set()
    asked = [kwargs[name] for name in PAGE_KEYS if name in kwargs]
    if match.view_name == "wagtailadmin_pages:revisions_compare":
        asked.append(kwargs["pk"])
    elif match.view_name in WITH_A_QUERY:
        asked += request.GET.getlist("id")
    elif match.view_name in OF_ALL_PAGES:
        asked.append(ALL)
    if ALL in asked:
        return {ALL}
    keys: set[int | str] = set()
    for key in asked:
        with contextlib.suppress(ValueError):
            keys.add(min(int(key), LARGEST_KEY))
    return keys
