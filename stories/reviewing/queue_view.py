"""The queue in the admin: what was sent in and waits, for those who review it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.utils import get_valid_next_url_from_request

from stories.reviewing import bulk, queue, rights
from stories.reviewing.filters import QueueFilter

A_PAGE = 25
#: How many are named before somebody declines many at once.
NAMED = 20
TITLE = _("Stories sent in")


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The list, and what is done with many of it at once."""
    if not rights.is_reviewer(request.user):
        raise PermissionDenied
    response = _change(request) if request.method == "POST" else _list(request)
    add_never_cache_headers(response)
    return response


def _list(request: HttpRequest) -> HttpResponse:
    asked = QueueFilter(request.GET, user=request.user)
    found = asked.found()
    listed = queue.firsts(found) if asked.is_grouped else found
    page = WagtailPaginator(listed.defer("text", "typed").order_by(*asked.ordering), A_PAGE).get_page(
        request.GET.get("p")
    )
    context = {
        "asked": asked,
        "page_obj": page,
        "rows": queue.rows(list(page.object_list), found, asked.is_grouped),
        "reviewers": [one for one in asked.reviewers if one.pk != request.user.pk],
        "here": request.get_full_path(),
        "header_title": TITLE,
        "header_icon": "mail",
        "breadcrumbs_items": crumbs(),
    }
    return TemplateResponse(request, "stories/admin/queue.html", context)


def crumbs(*more: str, of: int | None = None) -> list[dict[str, str]]:
    """Where one is: below the queue, or below one submission, whose label comes first then."""
    home = {"url": reverse("wagtailadmin_home"), "label": gettext("Home")}
    below = [{"url": "", "label": label} for label in more]
    if of is not None:
        below[0]["url"] = reverse("stories_submission", args=[of])
    return [home, {"url": reverse("stories_queue") if more else "", "label": str(TITLE)}, *below]


# ---------------------------------------------------------------- many at once


def _change(request: HttpRequest) -> HttpResponse:
    """Give the ticked ones to somebody, or decline them, after asking once more."""
    back = get_valid_next_url_from_request(request) or reverse("stories_queue")
    form = bulk.ChosenForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Tick at least one."))
        return redirect(back)
    if request.POST.get("what") == "give":
        return _give(request, form, back)
    if request.POST.get("what") == "decline":
        return _decline(request, form, back)
    return redirect(back)


def _give(request: HttpRequest, form: bulk.ChosenForm, back: str) -> HttpResponse:
    whom: Any = request.user
    if (asked := request.POST.get("whom", "")) and asked != str(request.user.pk):
        whom = next((one for one in rights.reviewers() if str(one.pk) == asked), None)
    if whom is None:
        messages.error(request, gettext("This person does not review stories."))
        return redirect(back)
    meant = form.submissions.filter(~Q(reviewer=whom.pk) | Q(reviewer=None))
    done, failed = bulk.give(meant[: bulk.AT_ONCE], whom, request.user)
    said = ngettext("%(n)s is now reviewed by %(who)s.", "%(n)s are now reviewed by %(who)s.", done)
    _say(request, said % {"n": done, "who": whom}, failed, meant.count())
    return redirect(back)


def _decline(request: HttpRequest, form: bulk.ChosenForm, back: str) -> HttpResponse:
    sure = bulk.UnwantedForm(request.POST if "sure" in request.POST else None)
    meant = form.submissions
    if sure.is_bound:  # those that were named and counted, and not what came meanwhile
        meant = meant.filter(pk__in=bulk.numbers(request.POST.get("shown", "")))
    if sure.is_valid():
        done, failed = bulk.decline(list(meant[: bulk.AT_ONCE]), request.user, sure.cleaned_data["reason"])
        said = ngettext("%(n)s was declined.", "%(n)s were declined.", done) % {"n": done}
        _say(request, said, failed, meant.count())
        return redirect(back)
    shown = list(meant.values_list("pk", flat=True))
    context = {
        "form": sure,
        "chosen": form.cleaned_data["chosen"],
        "with_alike": form.cleaned_data["with_alike"],
        "named": meant.defer("text", "typed")[:NAMED],
        "count": len(shown),
        "shown": ",".join(map(str, shown)),
        "back": back,
        "header_title": gettext("Decline"),
        "header_icon": "mail",
        "breadcrumbs_items": crumbs(gettext("Decline")),
    }
    return TemplateResponse(request, "stories/admin/queue_decline.html", context)


def _say(request: HttpRequest, said: str, failed: int, left: int) -> None:
    messages.success(request, said)
    if failed:
        text = ngettext("%(n)s could not be changed any more.", "%(n)s could not be changed any more.", failed)
        messages.warning(request, text % {"n": failed})
    if left:
        text = ngettext("%(n)s is left: do the same again.", "%(n)s are left: do the same again.", left)
        messages.warning(request, text % {"n": left})
