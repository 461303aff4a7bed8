"""Where uploaded files are kept: what everybody may see in one place, what only some may in another."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.utils.deconstruct import deconstructible
from django.utils.encoding import filepath_to_uri

#: Names that begin with this are kept in the storage `private`, which no web server serves; the others in `public`.
PRIVATE = "private/"


def is_private(name: str | None) -> bool:
    """Whether a file of this name has no address that a web server answers by itself."""
    return (name or "").startswith(PRIVATE)


@deconstructible
class SiteStorage(Storage):
    """Two storages that look like one: the name of a file says in which it is."""

    def _place(self, name: str) -> tuple[Any, str]:
        return (storages["private"], name.removeprefix(PRIVATE)) if is_private(name) else (storages["public"], name)

    def _open(self, name: str, mode: str = "rb") -> Any:
        storage, inner = self._place(name)
        return storage.open(inner, mode)

    def _save(self, name: str, content: Any) -> str:
        storage, inner = self._place(name)
        saved: str = storage.save(inner, content)
        return f"{PRIVATE}{saved}" if is_private(name) else saved

    def delete(self, name: str) -> None:
        """Delete a file; no error where there is none."""
        storage, inner = self._place(name)
        storage.delete(inner)

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        storage, inner = self._place(name)
        return bool(storage.exists(inner))

    def size(self, name: str) -> int:
        """Its size in bytes."""
        storage, inner = self._place(name)
        return int(storage.size(inner))

    def path(self, name: str) -> str:
        """Its place on the disk."""
        storage, inner = self._place(name)
        return str(storage.path(inner))

    def url(self, name: str | None) -> str:
        """Its address. Those of private files are answered by views that know who may see them."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name or ""))

    def get_modified_time(self, name: str) -> datetime.datetime:
        """When it was last written."""
        storage, inner = self._place(name)
        modified: datetime.datetime = storage.get_modified_time(inner)
        return modified
