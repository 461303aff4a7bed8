"""Files to take away: private until a page that everybody may read holds them, and again when none does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve as serve_document
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from home.ranges import resumable
from home.visibility import is_private

if TYPE_CHECKING:
    from home.models import File


def note_references(instance: Page, **kwargs: Any) -> None:
    """Write down again what a page refers to, once everything of it is stored.

    Wagtail does so while the page is saved, before the files that were taken out of its lists are gone from them.
    """
    with transaction.atomic():
        ReferenceIndex.create_or_update_for_object(instance)


def is_public(file: Model) -> bool:
    """Whether a public page, in whatever language, refers to the file or picture. Two queries."""
    references = ReferenceIndex.get_references_to(file).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    pages = [int(pk) for pk in references.values_list("object_id", flat=True).distinct()]
    return Page.objects.live().filter(~is_private(), pk__in=pages).exists()


def may_read(user: Any, file: File) -> bool:
    """Whether this person may have the file: everybody, once it is public; before, those who work with it."""
    policy = policy_registry.get(file)
    return policy.user_has_any_permission_for_instance(user, ["change", "choose"], file) or is_public(file)


def refuse_private_files(file: File, request: HttpRequest) -> None:
    """Wagtail's hook `before_serve_document`: what is not public does not exist."""
    if not may_read(request.user, file):
        raise Http404


@require_safe
def serve(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """Wagtail's view of a document, which can go on where it broke off; see home.ranges.

    A browser may keep what everybody may read, if it asks each time whether that is still so. The file is sent as it
    is: most are packed already, and only so does a browser know how much is still to come.
    """
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response = serve_document(request, document_id, document_filename)
    if response.headers.get("Content-Encoding") == "None":  # Wagtail says so of files that have none
        del response.headers["Content-Encoding"]
    if request.user.is_anonymous and response.status_code in (200, 304):
        response.headers["Cache-Control"] = "no-cache"
    return resumable(request, response) if isinstance(response, FileResponse) else response
