"""One submission in the admin: what was sent, what it may be used for, what happened so far, and what to do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from home.permissions import works_with_pages
from stories.models import SentDocument, Submission
from stories.panels import VIEW_CONTACT
from stories.reviewing import acting, queue, rights
from stories.reviewing.queue_view import crumbs
from stories.reviewing.reading import Case
from stories.states import IllegalMoveError, State


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The page, or one of its forms. What cannot be done any more is said beside what was typed."""
    if not rights.is_reviewer(request.user):
        raise PermissionDenied
    name = request.POST.get("what", "") if request.method == "POST" else ""
    case = _case(request, pk)
    typed: Any = None
    status = 200
    if name in acting.ACTIONS:
        action = acting.ACTIONS[name]
        typed = action.form(request.POST, case=case, auto_id=f"{name}-%s")
        if typed.is_valid():
            try:
                messages.success(request, acting.perform(case, action, dict(typed.cleaned_data)))
                return redirect("stories_submission", pk=pk)
            except (IllegalMoveError, PermissionDenied, Submission.DoesNotExist) as error:
                said: dict[type[Exception], Any] = {
                    acting.ReadAgainError: acting.READ_AGAIN,
                    acting.TakenError: acting.TAKEN,
                }
                typed.add_error(None, said.get(type(error), acting.TOO_LATE))
                case, status = _case(request, pk), 409
    response = TemplateResponse(
        request, "stories/admin/submission.html", _context(request, case, name, typed), status=status
    )
    add_never_cache_headers(response)
    return response


def _case(request: HttpRequest, pk: int) -> Case:
    """As it is now. What was begun and never sent is not there."""
    known = Submission.objects.exclude(state=State.DRAFT).select_related(
        "page__latest_revision", "agreed_revision", "reviewer", "entered_by"
    )
    return Case(get_object_or_404(known, pk=pk), request.user)


def _context(request: HttpRequest, case: Case, name: str, typed: Any) -> dict[str, Any]:
    sent = case.submission
    made = {}
    for offered, action in acting.offered(case).items():
        more = {"block": request.GET.get("about", "")} if offered == "ask" else {}
        made[offered] = action.form(case=case, auto_id=f"{offered}-%s", **more)
    if typed is not None:
        if name in made and typed.non_field_errors():
            _read_now(typed, made[name])
        made[name] = typed
    page = case.page
    return {
        "case": case,
        "submission": sent,
        "turn": queue.row(sent),
        "forms": made,
        "failed": name if typed is not None else "",
        "documents": [] if case.is_gone else SentDocument.objects.filter(submission=sent),
        "alike": 0 if case.is_gone else queue.of_groups(queue.everything(), [queue.group_of(sent)]).count() - 1,
        "group": queue.group_of(sent),
        "may_edit": bool(page and page.permissions_for_user(request.user).can_edit()),
        "may_compare": page is not None and works_with_pages(request.user),
        "may_see_contact": not case.is_gone and request.user.has_perm(VIEW_CONTACT),
        "header_title": sent.reference,
        "header_icon": "mail",
        "breadcrumbs_items": crumbs(sent.reference),
    }


def _read_now(typed: Any, fresh: Any) -> None:
    """The next press is about what stands on the page by then."""
    typed.data = typed.data.copy()
    for field in ("revision", "task", "seen", "holder"):
        if field in typed.fields:
            initial = fresh.fields[field].initial
            typed.data[field] = "" if initial is None else initial
