"""Files that somebody sent, between the look at them and the taking: in private storage, for a day, for them alone."""

from __future__ import annotations

import datetime
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from home.exchange.reading import UnreadableFile

FOLDER = "exchange/sent"
KEPT_FOR = datetime.timedelta(days=1)
#: Files of one person.
KEPT = 5
_TOKEN = re.compile(r"(\d+)-(\d{10})-[A-Za-z0-9_-]{22}")


def keep(file: UploadedFile, user: Any) -> str:
    """Store it; the token with which this person finds it again."""
    _sweep(user)
    token = f"{user.pk}-{int(timezone.now().timestamp()):010d}-{secrets.token_urlsafe(16)}"
    storages["private"].save(f"{FOLDER}/{token}", file)
    return token


@contextmanager
def opened(token: str, user: Any) -> Iterator[IO[bytes]]:
    """What this person sent, as a file that can be read from any place. Raises UnreadableFile."""
    found, storage = _TOKEN.fullmatch(token), storages["private"]
    if not found or found[1] != str(user.pk) or _is_old(found[2]) or not storage.exists(f"{FOLDER}/{token}"):
        raise UnreadableFile(_("Files are kept for a day only. Please send it again."))
    with tempfile.TemporaryFile() as copy:
        with storage.open(f"{FOLDER}/{token}") as stored:
            shutil.copyfileobj(stored, copy)
        copy.seek(0)
        yield copy


def forget(token: str) -> None:
    """It was taken."""
    if _TOKEN.fullmatch(token):
        storages["private"].delete(f"{FOLDER}/{token}")


def _is_old(moment: str) -> bool:
    return int(moment) < (timezone.now() - KEPT_FOR).timestamp()


def _sweep(user: Any) -> None:
    """Forget what was sent and never taken; of one person, all but the last few."""
    storage = storages["private"]
    names = storage.listdir(FOLDER)[1] if storage.exists(FOLDER) else []
    for name in names:
        found = _TOKEN.fullmatch(name)
        if found and _is_old(found[2]):
            storage.delete(f"{FOLDER}/{name}")
    own = sorted(name for name in names if name.startswith(f"{user.pk}-"))
    for name in own[: 1 - KEPT]:
        storage.delete(f"{FOLDER}/{name}")
