"""A download that broke off goes on where it stopped: single byte ranges, as in RFC 9110, section 14."""

from __future__ import annotations

import re

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from whitenoise.responders import SlicedFile

#: One range: from a byte to another, from a byte to the end, or so many bytes of the end.
RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


def resumable(request: HttpRequest, response: FileResponse) -> HttpResponseBase:
    """The part of the file that the browser asks for with `Range`: 206, 416 beyond its end; otherwise all of it, 200.

    The answer must know its ETag and Content-Length. A part of a file that has changed since (`If-Range`) is never
    sent, nor several parts at once.
    """
    response.headers["Accept-Ranges"] = "bytes"
    wanted = request.headers.get("Range")
    if request.method != "GET" or not wanted:
        return response
    if request.headers.get("If-Range", response.headers["ETag"]) != response.headers["ETag"]:
        return response
    asked = RANGE.fullmatch(wanted.strip())
    if asked is None or not any(asked.groups()):
        return response
    size = int(response.headers["Content-Length"])
    first, last = asked[1], asked[2]
    if first and last and int(last) < int(first):
        return response
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        response.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = SlicedFile(response.file_to_stream, start, end)
    response.streaming_content = iter(lambda: part.read(response.block_size), b"")
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    response.headers["Content-Length"] = str(end - start + 1)
    return response
