"""Pages by number and by title in the admin, where Wagtail asks nobody whether they may know of them.

What everybody may read is named to everybody who may sign in, the rest to those who find it in the page tree.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.views.chooser import ChosenMultipleView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from home.visibility import is_private

_NUMBER = re.compile(r"[0-9]{1,9}")


def known_to(user: Any) -> QuerySet[Page]:
    """The pages whose titles somebody may see."""
    found = policy_registry.get_by_type(Page).explorable_instances(user).order_by().values("pk")
    public = Page.objects.order_by().filter(~is_private(), live=True).values("pk")
    return Page.objects.filter(Q(pk__in=found) | Q(pk__in=public))


def title_for(user: Any, page: Page) -> str:
    """The title that is not public yet for those who may edit the page, the public one for everybody else."""
    if page.specific_deferred.permissions_for_user(user).can_edit():
        return str(page.get_admin_display_title())
    return page.title


def offer_known_pages(pages: Any, request: HttpRequest) -> Any:
    """Wagtail's hook `construct_page_chooser_queryset`. Raises Http404 below a page that is not known."""
    known, match = known_to(request.user), request.resolver_match
    above = match.kwargs.get("parent_page_id") if match else None
    if above is not None and not known.filter(pk=above).exists():
        raise Http404
    return pages.filter(pk__in=known.values("pk"))


def name_known_pages() -> None:
    """Let Wagtail's view of several pages that were chosen name no others; it has no hook. Raises Http404."""
    theirs = ChosenMultipleView.get

    def get(view: ChosenMultipleView, request: HttpRequest) -> HttpResponse:
        keys = set(request.GET.getlist("id"))
        if not all(_NUMBER.fullmatch(key) for key in keys) or known_to(request.user).filter(pk__in=keys).count() < len(
            keys
        ):
            raise Http404
        response: HttpResponse = theirs(view, request)
        return response

    ChosenMultipleView.get = get


def before_move_page(request: HttpRequest, page: Page, destination: Page) -> None:
    """Before Wagtail asks whether to move it, which it asks everybody, naming both. Raises PermissionDenied."""
    keys = {page.pk, destination.pk}
    found = policy_registry.get_by_type(Page).explorable_instances(request.user).order_by().filter(pk__in=keys)
    if found.count() != len(keys) or not page.permissions_for_user(request.user).can_move():
        raise PermissionDenied


def before_convert_alias_page(request: HttpRequest, page: Page) -> None:
    """A page of its own in the place of a copy stays public when the original is withdrawn: for editors alone.

    Submitting a translation in its place does not come here. Raises PermissionDenied.
    """
    if not getattr(page.permissions_for_user(request.user), "may_add", False):
        raise PermissionDenied
