"""In the admin: what will be erased and when, and the button that erases one story now."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator

from stories import domain
from stories.forgetting import clock
from stories.models import SentDocument, Step, Submission
from stories.reviewing import rights
from stories.states import ENDED, MOVES, IllegalMoveError, Reason, State
from stories.steps import drafts

TITLE = _("What will be erased, and when")
A_PAGE = 50
SOONEST = datetime.date.max


@dataclass(frozen=True)
class Row:
    """One submission: what happens to it by itself, why, and when. Nothing that it says."""

    submission: Submission
    what: Any
    why: Any
    on: datetime.date | None


# ---------------------------------------------------------------- the report


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """All that will go, the soonest first; what is public and agreed to without an end is not among it."""
    if not rights.is_reviewer(request.user):
        raise PermissionDenied
    rows = sorted(coming(), key=lambda row: (row.on or SOONEST, row.submission.pk))
    page = WagtailPaginator(rows, A_PAGE).get_page(request.GET.get("p"))
    response = TemplateResponse(
        request,
        "stories/admin/forgetting.html",
        {
            "rows": page.object_list,
            "page_obj": page,
            "header_title": TITLE,
            "header_icon": "history",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
                {"url": "", "label": TITLE},
            ],
        },
    )
    add_never_cache_headers(response)
    return response


def coming() -> list[Row]:
    """What happens to each by itself next. Three queries."""
    files = SentDocument.objects.order_by("created_at")
    later = Q(expires_at__isnull=False) | Q(consent__ends_on__isnull=False) | Q(contact__isnull=False)
    later |= Q(state__in=list(MOVES["keep"]), page__live=True)
    later |= Q(pk__in=files.order_by().values("submission")) | Q(**{f"typed__{drafts.KEPT_UNTIL}__isnull": False})
    found = Submission.objects.filter(later).exclude(state=State.ERASED).select_related("consent", "contact")
    found = found.prefetch_related(Prefetch("documents", files)).annotate(until=KT(f"typed__{drafts.KEPT_UNTIL}"))
    known = list(found.defer("text", "title", "typed", "link", "byline_name"))
    ended = Step.objects.filter(submission__in=known, after__in=ENDED).order_by("pk")
    reasons = {step.submission_id: step.reason for step in ended if step.reason}
    return [row for submission in known for row in _rows(submission, reasons)]


def _rows(submission: Submission, reasons: dict[int, str]) -> list[Row]:
    """What comes next for this one: its end, and what goes before."""
    rows = []
    consent = getattr(submission, "consent", None)
    if submission.state in ENDED:
        why = Reason(reasons[submission.pk]).label if submission.pk in reasons else submission.get_state_display()
        rows.append(Row(submission, _("It is erased"), why, _day(submission.expires_at)))
    elif consent is not None and consent.ends_on is not None:
        on = consent.ends_on
        if submission.expires_at is None or on <= submission.expires_at.date():
            rows.append(Row(submission, _("It ends, and is erased a day later"), Reason.CONSENT_ENDED.label, on))
    if not rows and submission.expires_at is not None:
        on_day = _day(submission.expires_at)
        rows.append(Row(submission, _("It expires, and is erased a day later"), Reason.TOO_OLD.label, on_day))
    return [*rows, *(row for row in _parts(submission) if not rows or (row.on or SOONEST) < (rows[0].on or SOONEST))]


def _parts(submission: Submission) -> Iterator[Row]:
    """What goes while the rest stays."""
    if submission.state in clock.DECIDED:
        if hasattr(submission, "contact"):
            on = max(submission.moved_at, submission.contact.given_at) + clock.contact_days()
            yield Row(submission, _("Its contact is erased"), _("It is decided"), on.date())
        for first in submission.documents.all()[:1]:
            on = max(submission.moved_at, first.created_at) + clock.contact_days()
            yield Row(submission, _("Its files are erased"), _("It is decided"), on.date())
    elif submission.state in MOVES["keep"] and submission.expires_at is None:
        on = submission.moved_at + clock.story_days()
        yield Row(submission, _("Its change ends, and what is public stays"), Reason.TOO_OLD.label, on.date())
    if until := getattr(submission, "until", None):
        on = datetime.datetime.fromtimestamp(int(until), datetime.UTC)
        yield Row(submission, _("A change that was not sent is erased"), Reason.TOO_OLD.label, on.date())


def _day(moment: datetime.datetime | None) -> datetime.date | None:
    return moment.date() if moment is not None else None


# ---------------------------------------------------------------- the button


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then erase one submission now. The reference is typed once more: there is no way back."""
    if not rights.is_reviewer(request.user):
        raise PermissionDenied
    submission = get_object_or_404(Submission.objects.exclude(state__in=(State.DRAFT, State.ERASED)), pk=pk)
    typed = request.POST.get("reference", "").strip().upper()
    is_wrong = request.method == "POST" and typed != submission.reference
    if request.method == "POST" and not is_wrong:
        try:
            domain.erase(submission, request.user)
        except (IllegalMoveError, Submission.DoesNotExist):
            messages.warning(request, gettext("Somebody else was faster: it is erased already."))
        else:
            said = gettext("%(reference)s is erased. Backups that were made before still have it.")
            messages.success(request, said % {"reference": submission.reference})
        return redirect("stories_queue")
    context = {
        "submission": submission,
        "is_wrong": is_wrong,
        "header_title": gettext("Erase %(reference)s") % {"reference": submission.reference},
        "header_icon": "bin",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
            {"url": reverse("stories_queue"), "label": gettext("Stories sent in")},
            {"url": "", "label": submission.reference},
        ],
    }
    status = 422 if is_wrong else 200
    response = TemplateResponse(request, "stories/admin/erase.html", context, status=status)
    add_never_cache_headers(response)
    return response


# ---------------------------------------------------------------- where it is


class ForgettingMenuItem(MenuItem):
    """Among the reports, for reviewers and administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asked where the reports are listed."""
        return rights.is_reviewer(request.user)


def menu_item() -> MenuItem:
    """For Wagtail's hook `register_reports_menu_item`."""
    return ForgettingMenuItem(TITLE, reverse_lazy("stories_forgetting"), icon_name="history", order=1200)


def addresses() -> list[URLPattern]:
    """Below /admin/."""
    return [
        path("stories/forgetting/", report, name="stories_forgetting"),
        path("stories/queue/<int:pk>/erase/", erase, name="stories_erase"),
    ]
