"""What a browser posts, read within limits, with the answers for what cannot be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.datastructures import MultiValueDict

from stories.steps.files import fields
from stories.uploads import MAX_REQUEST, PicturesInMemory

UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class TooLargeError(Exception):
    """Nothing was read: the request says that it is larger than anything we take."""


@dataclass(frozen=True)
class Posted:
    """What was sent."""

    data: QueryDict
    files: MultiValueDict[str, Any]
    #: Fields whose file was too large.
    too_large: frozenset[str]
    #: Whether it comes from a form that this browser got from us.
    is_ours: bool


class _CsrfCheck(CsrfViewMiddleware):
    """Says what is wrong instead of answering, so that the form can be shown again with all that was typed."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def read(request: HttpRequest) -> Posted:
    """Everything that came along; files stay in memory. Raises TooLargeError before it reads anything."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_REQUEST:
        raise TooLargeError
    handler = PicturesInMemory(request, fields())
    request.upload_handlers = [handler]
    try:
        data = _storable(request.POST)
    except RequestDataTooBig as error:
        raise TooLargeError from error
    refused = _CsrfCheck(_nothing).process_view(request, _nothing, (), {})
    return Posted(data, request.FILES, frozenset(handler.too_large), is_ours=refused is None)


def _nothing(request: HttpRequest) -> HttpResponse:
    """A view that is not exempt from the check."""
    return HttpResponse()


def _storable(sent: QueryDict) -> QueryDict:
    """A copy that can be changed, without what neither databases nor HTML can hold: NUL, and halves of characters."""
    data = sent.copy()
    for name, values in sent.lists():
        data.setlist(name, [UNSTORABLE.sub("", str(value)) for value in values])
    return data
