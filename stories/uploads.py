"""Receiving what a form sends: in memory, within limits, without ever writing an original to the disk."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from home.pictures import MAX_BYTES

#: Bytes of one document, and how many come with a story.
MAX_DOCUMENT_BYTES, MAX_DOCUMENTS = 10 * 1024 * 1024, 3
#: Nothing is read of a request that says it is larger than this: three pictures and three documents, as large as may
#: be, and a long story.
MAX_REQUEST = 64 * 1024 * 1024


class PicturesInMemory(FileUploadHandler):
    """Keeps the files of the fields it is told, up to 10 MB each; lets others go and remembers which were too large.

    The rest of the form is read in any case, so that a picture that is too large loses nobody's words. Django's own
    handlers would write what is above 2 MB to a temporary file: an original, with the place it was taken at.
    """

    def __init__(self, request: HttpRequest, fields: frozenset[str]) -> None:
        super().__init__(request)
        self.fields = fields
        self.too_large: set[str] = set()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        if self.field_name not in self.fields:
            raise SkipFile
        self.content = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a part of it."""
        if start + len(raw_data) > MAX_BYTES:
            self.too_large.add(self.field_name)
            raise SkipFile
        self.content.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The whole file."""
        self.content.seek(0)
        return InMemoryUploadedFile(
            self.content, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
