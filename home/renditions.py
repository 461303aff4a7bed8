"""Pictures for readers, served by the site itself: a small server may have nothing else in front of it.

Only sizes that Wagtail made (`images/`); what editors uploaded (`original_images/`) has no address.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from home import purging
from home.storage import is_private

if TYPE_CHECKING:
    from home.models import Picture

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
    if "/" in name:
        raise Http404
    response = pixels_of(f"images/{name}")
    patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    return response


def pixels_of(file: str) -> HttpResponse:
    """An answer with this picture. Raises Http404 for what is no picture or does not exist."""
    kind = TYPES.get(PurePath(file).suffix.lower())
    if kind is None or "\0" in file or not default_storage.exists(file):
        raise Http404
    with default_storage.open(file) as opened:
        response = HttpResponse(opened.read(), content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def on_picture_saved(instance: Picture, created: bool, **kwargs: Any) -> None:
    """Consent was given or withdrawn: sizes that lie in the wrong place go, and are made anew in the right one.

    Nobody but the admin makes any while the picture may not be shown, and those are private.
    """
    if created:
        return
    with transaction.atomic():
        sizes = list(instance.renditions.select_related("image"))
        wrong = [size for size in sizes if is_private(size.file.name) != size.belongs_to_private]
        purging.on_picture_saved(instance, [] if instance.may_be_shown else sizes)
        for size in wrong:
            size.delete()
