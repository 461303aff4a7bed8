"""`/en/library/phone-check-up/guide.pdf`: the files, for everybody who may read the page and for nobody else."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from home import i18n
from library.models import Edition, GuidePage
from library.takeaway import making
from library.takeaway.handout import file_name
from library.takeaway.tasks import make_editions

#: Seconds after which a browser or a script may ask again for a file that is being made.
RETRY_AFTER = 60


@require_safe
def edition(request: HttpRequest, path: str, kind: str) -> HttpResponseBase:
    """A file of the guide in the language of the address; 404 where the guide is not public in it.

    503 with Retry-After while it is being made: an old file is never handed out.
    """
    page = _guide(path)
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
        name = file_name(page, kind)
        response = FileResponse(opened, as_attachment=True, filename=name, content_type=found.media_type)
        response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    response.is_public = True  # type: ignore[attr-defined]
    return response


def _guide(path: str) -> GuidePage:
    """The public guide under this path in the language of the address, without a fallback to another language."""
    locale = i18n.active_locale()
    home = i18n.homes().get(locale.pk)
    if home is None:
        raise Http404
    found = GuidePage.objects.published().filter(url_path=f"{home.url_path}{path}/", locale=locale).first()
    if found is None:
        raise Http404
    return found


def _being_made(request: HttpRequest, page: GuidePage, kind: str) -> HttpResponse:
    making.ask_for(page, kind, make_editions.enqueue)
    context = {
        "guide": page,
        "format": Edition.Format(kind).label,
        "reading": i18n.ViewReading(i18n.address(page), i18n.active_locale().language_code),
        "noindex": True,
    }
    response = render(request, "library/being_made.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response
