"""The one address of the repository."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from library.oai import answers, protocol


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """OAI-PMH 2.0. Harvesters may ask with POST; nothing is changed by it, and no cookie is read or set."""
    query = request.POST if request.method == "POST" else request.GET
    try:
        body = answers.document(protocol.read(query))
    except protocol.ProtocolError as error:
        body = answers.refusal(error, query.dict())
    response = HttpResponse(body, content_type="text/xml; charset=utf-8")
    response.is_public = True  # type: ignore[attr-defined]
    return response
