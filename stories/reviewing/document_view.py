"""The documents that came along, for those who review them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from stories.models import SentDocument
from stories.reviewing import rights
from stories.reviewing.queue import SHOWN


@require_safe
def fetch(request: HttpRequest, pk: int, token: str) -> FileResponse:
    """One of them, to keep and open; never shown inside the admin, whose rights it would have."""
    if not rights.is_reviewer(request.user):
        raise PermissionDenied
    sent = SentDocument.objects.filter(submission=pk, submission__state__in=SHOWN)
    document = get_object_or_404(sent.select_related("submission"), token=token)
    try:
        file = document.file.open("rb")
    except OSError as error:
        raise Http404 from error
    # Never the name that its sender gave it, which may say who or where and would stay on the reviewer's disk.
    ending = document.kind if document.kind.isascii() and document.kind.isalnum() else "bin"
    name = f"{document.submission.reference}-{document.pk}.{ending}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    add_never_cache_headers(response)
    return response
