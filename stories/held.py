"""Pictures of a story that is not sent yet: rebuilt at once, in private storage, for as long as there is its draft.

A browser cannot send a file again by itself, so without this an error elsewhere in the form would lose it.
"""

from __future__ import annotations

import datetime
import logging
import re
from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home import pictures
from stories.models import HeldPicture, Submission
from stories.storage import private_storage

logger = logging.getLogger(__name__)

KEPT_FOR = datetime.timedelta(days=1)
FOLDER = "held"
#: How many old ones a request clears away.
SWEPT_AT_ONCE = 20
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def hold(upload: UploadedFile) -> HeldPicture:
    """Rebuild an uploaded picture and keep it. Raises home.pictures.UnsafePicture."""
    rebuilt = pictures.rebuild(upload)
    held = HeldPicture()  # without the name that its sender gave it, which may say who or where
    storage, name = private_storage(), str(rebuilt.name)
    path = f"{FOLDER}/{name}"
    try:
        held.file.save(name, rebuilt, save=False)
    except OSError as error:
        logger.error("A picture could not be kept: %s", error.strerror)
        storage.delete(path)  # a full disk leaves half a file behind
        raise pictures.UnsafePicture(
            _("We cannot keep pictures just now. Try again in a few minutes, or send the story without it.")
        ) from error
    try:
        held.save()
    except BaseException:
        storage.delete(path)
        raise
    return held


def find(tokens: Iterable[str]) -> dict[str, HeldPicture]:
    """The pictures that still exist for these tokens; one query, none for no token."""
    wanted = [token for token in tokens if _TOKEN.fullmatch(token)]
    if not wanted:
        return {}
    oldest = timezone.now() - KEPT_FOR
    kept = Q(created_at__gt=oldest) | Q(submission__isnull=False)
    found = HeldPicture.objects.filter(kept, token__in=wanted)
    return {held.token: held for held in found if private_storage().exists(str(held.file.name))}


def content_of(held: HeldPicture) -> bytes:
    """The bytes of a picture that is kept."""
    with held.file.open("rb") as file:
        content: bytes = file.read()
    return content


def release(held: Iterable[HeldPicture | None]) -> None:
    """Delete pictures, the file first: a row without a file can be deleted again, a file without a row is lost.

    What cannot be deleted now is left to `sweep`; nobody's story or form may fail because of it.
    """
    for picture in held:
        try:
            if picture is not None:
                private_storage().delete(str(picture.file.name))
                picture.delete()
        except (OSError, DatabaseError) as error:
            logger.warning("A held picture was not deleted: %s", type(error).__name__)


def sweep() -> None:
    """Delete some of those that are older than a day and belong to no draft, or to one that was sent with them."""
    is_sent = Q(submission__typed={}) & ~Q(submission__state=Submission.State.DRAFT)
    old = HeldPicture.objects.filter(Q(submission=None) | is_sent, created_at__lte=timezone.now() - KEPT_FOR)
    release(list(old.order_by("created_at")[:SWEPT_AT_ONCE]))
