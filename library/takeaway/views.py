"""`/en/library/phone-check-up/guide.pdf`: the files, for everybody who may read the page and for nobody else."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from home import i18n
from home.ranges import resumable
from library.models import Edition
from library.takeaway import making
from library.takeaway.handout import file_name
from library.takeaway.tasks import asked_by_a_reader

#: Seconds after which a browser or a script may ask again for a file that is being made.
RETRY_AFTER = 60


@require_safe
def edition(request: HttpRequest, path: str, name: str, kind: str) -> HttpResponseBase:
    """A file of the guide or kit in the language of the address; 404 where that is not public in it.

    202 with Retry-After while it is being made: an old file is never handed out.
    """
    page = _page(path, name)
    found = making.current(page, kind)
    if found is None:
        return _being_made(request, page, kind)
    if not found.file:
        raise Http404
    etag = f'"{found.key}"'
    # Asked here: the middleware would leave the opened file to the garbage collector.
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            opened = found.file.open("rb")
        except OSError:  # the folder was restored without it
            found.delete()
            return _being_made(request, page, kind)
        # It is packed already; compressing it again would only hide its length from the reader's browser.
        request.META.pop("HTTP_ACCEPT_ENCODING", None)
        response = FileResponse(
            opened, as_attachment=True, filename=file_name(page, kind), content_type=found.media_type
        )
        response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    # Shared caches that keep a file hand it out while we answer 202, which is when it must not be handed out.
    response["Cache-Control"] = "no-cache"
    return resumable(request, response) if isinstance(response, FileResponse) else response


def _page(path: str, name: str) -> making.Taken:
    """The public guide or kit under this path in the language of the address, without a fallback to another one."""
    locale = i18n.active_locale()
    home = i18n.homes().get(locale.pk)
    if home is None:
        raise Http404
    found = making.find(url_path=f"{home.url_path}{path}/", locale=locale)
    if found is None or found.file_stem != name:
        raise Http404
    return found


def _being_made(request: HttpRequest, page: making.Taken, kind: str) -> HttpResponse:
    making.ask_for(page, kind, asked_by_a_reader.enqueue)
    context = {
        "guide": page,
        "format": Edition.Format(kind).label,
        "reading": i18n.ViewReading(i18n.address(page), i18n.active_locale().language_code),
        "noindex": True,
    }
    response = render(request, "library/being_made.html", context, status=202)
    response["Retry-After"] = str(RETRY_AFTER)
    return response
