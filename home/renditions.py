"""Pictures for readers, served by the site itself: a small server may have nothing else in front of it.

Only sizes that Wagtail made (`images/`); what editors uploaded (`original_images/`) has no address.
"""

from __future__ import annotations

from pathlib import PurePath

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

#: What a browser may get; never anything that can hold a script, such as SVG.
TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
A_YEAR = 365 * 24 * 60 * 60


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A size of a picture. Its name changes when its pixels do, so that it can be kept for a year."""
    kind = TYPES.get(PurePath(name).suffix.lower())
    if kind is None or "/" in name or "\0" in name or not default_storage.exists(f"images/{name}"):
        raise Http404
    with default_storage.open(f"images/{name}") as file:
        response = HttpResponse(file.read(), content_type=kind)
    patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    response["X-Content-Type-Options"] = "nosniff"
    return response
