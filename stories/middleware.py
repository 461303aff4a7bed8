"""What Wagtail's hooks and policies do not reach."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied
from wagtail.models import Page

from stories import waiting

#: Arguments of the admin's addresses that are keys of pages.
PAGE_KEYS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
#: Addresses that take keys of pages from the query, and name those as well that nothing may be done with.
ON_MANY = "wagtail_bulk_action"
WITH_A_QUERY = ("wagtailadmin_choose_page_chosen_multiple", ON_MANY)
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
        hidden = _of_the_folder(hidden, request) if ALL in asked else hidden.filter(pk__in=asked)
        return permission_denied(request) if hidden.exists() else None


def _pages_asked_for(request: HttpRequest, kwargs: dict[str, Any]) -> set[int | str]:
    """Keys of the pages that this address of the admin is about, or ALL."""
    match = request.resolver_match
    if match is None or not match.route.startswith("admin/"):
        return set()
    asked = [kwargs[name] for name in PAGE_KEYS if name in kwargs]
    if match.view_name == "wagtailadmin_pages:revisions_compare":
        asked.append(kwargs["pk"])
    elif match.view_name in WITH_A_QUERY and _is_of_pages(kwargs):
        asked += request.GET.getlist("id")
    elif match.view_name in OF_ALL_PAGES:
        asked.append(ALL)
    return {ALL} if ALL in asked else set(_keys(asked))


def _is_of_pages(kwargs: dict[str, Any]) -> bool:
    """Whether an action on many is about pages: those on pictures and the like name these by keys as well."""
    return (kwargs.get("app_label", "wagtailcore"), kwargs.get("model_name", "page")) == ("wagtailcore", "page")


def _keys(asked: list[Any]) -> Iterator[int]:
    """Those that are keys; what is none, no view takes for one either."""
    for key in asked:
        with contextlib.suppress(ValueError):
            yield min(int(key), LARGEST_KEY)


def _of_the_folder(hidden: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Those that an action on all pages of a folder is about, as Wagtail reads it; all where no folder is named.

    Otherwise whoever sends a story and takes it back would close such actions everywhere.
    """
    match = request.resolver_match
    if match is None or match.view_name != ON_MANY:
        return hidden
    folder = Page.objects.filter(pk__in=_keys([request.GET.get("childOf", "")])).first()
    if folder is None:
        return hidden
    within = Q(path__startswith=folder.path)
    if not request.GET.get("q"):  # without a search it is about no folder further down
        within &= Q(depth__lte=folder.depth + 1)
    return hidden.filter(within)
