"""How a sender can be reached: shown when somebody with the right asks for it, and each look is kept."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from stories.models import Contact, ContactLook, Submission
from stories.panels import VIEW_CONTACT
from stories.reviewing.queue import SHOWN
from stories.reviewing.queue_view import crumbs


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has looked; the contact itself only after the button was pressed, and the look is stored before."""
    if not request.user.has_perm(VIEW_CONTACT):
        raise PermissionDenied
    submission = get_object_or_404(Submission.objects.filter(state__in=SHOWN).only("pk", "reference"), pk=pk)
    contact = None
    if request.method == "POST":
        with transaction.atomic():
            contact = Contact.objects.filter(submission=submission).first()
            if contact is not None:
                user: Any = request.user
                ContactLook.objects.create(submission=submission, user=user)
    context = {
        "submission": submission,
        "contact": contact,
        "has_contact": contact is not None or Contact.objects.filter(submission=submission).exists(),
        "looks": ContactLook.objects.filter(submission=submission).select_related("user"),
        "header_title": gettext("How the sender can be reached"),
        "header_icon": "mail",
        "breadcrumbs_items": crumbs(submission.reference, gettext("How the sender can be reached"), of=submission.pk),
    }
    response = TemplateResponse(request, "stories/admin/contact_page.html", context)
    add_never_cache_headers(response)
    return response
