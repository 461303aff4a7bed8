"""What can happen to a story that was sent in: every change of its state, its log and its mail in one transaction."""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.text import slugify
from PIL import Image
from wagtail.models import Collection

from home import i18n
from home.models import Picture
from home.storage import PRIVATE
from library.vocabulary import Licence
from network.models import ProjectPage
from stories import sanitise
from stories.models import StoryIndexPage, StoryPage, Submission
from stories.models.submission import new_reference
from stories.workflow import review_of

#: Another try costs little; two collisions of random names in a row do not happen.
ATTEMPTS = 3
LONGEST_SLUG = 60
#: Addresses below the stories that are not stories.
RESERVED_SLUGS = {"feed", "send"}


@dataclass(frozen=True)
class StoredFile:
    """A picture's file, written before the transaction."""

    path: str
    width: int
    height: int


class NowhereToFileError(LookupError):
    """The site has no list of stories yet."""


@dataclass(frozen=True)
class SentPicture:
    """A picture that home.pictures has rebuilt, and what its sender said of it."""

    content: bytes
    alt: str
    is_decorative: bool
    consent: str


@dataclass(frozen=True)
class SentStory:
    """What a sender told us. `key` is the same when the same thing is sent again."""

    key: uuid.UUID
    title: str
    text: str
    language: str
    people: str
    may_translate: bool
    may_reprint: bool
    #: A value of Submission.Byline, and the name that goes with it: that of `project`, or `teller`.
    byline: str
    region: str = ""
    content_note: str = ""
    project: ProjectPage | None = None
    teller: str = ""
    contact: str = field(default="", repr=False)
    pictures: tuple[SentPicture, ...] = ()


def received(key: uuid.UUID) -> Submission | None:
    """What was stored for this key, if it was."""
    return Submission.objects.filter(client_token=key).first()


def submit(sent: SentStory) -> tuple[Submission, bool]:
    """Store a story as a draft and start its review; answers with it and whether it is new.

    All in one transaction, with the mail to the reviewers: either everything is stored or nothing. However often and
    however many at a time the same thing is sent, it is stored once and everybody gets the first one's reference.
    """
    files = _write(sent.pictures)
    try:
        submission, is_new = _store_once(sent, files)
    except BaseException:
        # A connection may break after the story was stored and before we hear of it. Then its pictures must stay.
        with contextlib.suppress(DatabaseError):
            if received(sent.key) is None:
                _delete(files)
        raise
    if not is_new:
        _delete(files)
    return submission, is_new


def _store_once(sent: SentStory, files: list[StoredFile]) -> tuple[Submission, bool]:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _insist_on_disk()
            with transaction.atomic():
                return _store(sent, files)
        except IntegrityError:
            first = received(sent.key)
            if first is not None:
                return first, False
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("every attempt returns or raises")


def _store(sent: SentStory, files: list[StoredFile]) -> tuple[Submission, bool]:
    index = _index_for(sent.language)
    # One story at a time is filed below an index, so that two never get the same place in the tree.
    index = StoryIndexPage.objects.select_for_update().get(pk=index.pk)
    if (first := received(sent.key)) is not None:
        return first, False
    reference = new_reference()
    pictures = _pictures(sent.pictures, files, reference)
    page = StoryPage(
        title=sent.title,
        slug=slug_for(sent.title),
        locale=index.locale,
        live=False,
        owner=None,
        project=sent.project,
        teller=sent.teller,
        region=sent.region,
        content_note=sent.content_note,
        licence=Licence.BY_SA if sent.may_reprint else Licence.ALL_RIGHTS,
        body=[_block("text", sanitise.paragraphs(sent.text)), *_figures(sent.pictures, pictures)],
    )
    index.add_child(instance=page)
    submission = Submission.objects.create(
        page=page,
        reference=reference,
        client_token=sent.key,
        language=sent.language,
        people=sent.people,
        may_translate=sent.may_translate,
        may_reprint=sent.may_reprint,
        byline=sent.byline,
        byline_name=sent.project.title if sent.project else sent.teller,
        contact=sent.contact,
    )
    submission.pictures.set(pictures)
    page.save_revision(user=None, log_action=True)
    review_of(page).start(page, None)
    return submission, True


def _index_for(language: str) -> StoryIndexPage:
    """The list of the story's language, else that of the site's first language, else any."""
    indexes = {index.locale_id: index for index in StoryIndexPage.objects.order_by("-pk")}
    known = i18n.locales()
    for code in (language, settings.LANGUAGE_CODE, *known):
        if code in known and known[code].pk in indexes:
            return indexes[known[code].pk]
    raise NowhereToFileError


def slug_for(title: str) -> str:
    """A slug that no story of any language has: readers of one language may read the stories of the others.

    A title that is not written in Latin letters gets a random one; transliterating it would only guess.
    """
    plain = slugify(title)
    if _letters(plain) * 2 < _letters(title) or len(plain) < 3:
        plain = f"story-{secrets.token_hex(4)}"
    plain = re.sub(r"-[^-]*$", "", plain[: LONGEST_SLUG + 1]) if len(plain) > LONGEST_SLUG else plain
    plain = plain[:LONGEST_SLUG].strip("-_")
    if plain in RESERVED_SLUGS or StoryPage.objects.filter(slug=plain).exists():
        return f"{plain}-{secrets.token_hex(4)}"
    return plain


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def _block(kind: str, value: object) -> dict[str, object]:
    """A block as StreamField stores it; without an id it could not be translated."""
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _pictures(pictures: tuple[SentPicture, ...], files: list[StoredFile], reference: str) -> list[Picture]:
    return [
        Picture.objects.create(
            # Never the name of the file, which often says who or where.
            title=f"{reference} {number}",
            file=file.path,
            width=file.width,
            height=file.height,
            file_size=len(sent.content),
            file_hash=hashlib.sha1(sent.content, usedforsecurity=False).hexdigest(),
            collection=Collection.get_first_root_node(),
            description=sent.alt,
            consent=sent.consent,
        )
        for number, (sent, file) in enumerate(zip(pictures, files, strict=True), start=1)
    ]


def _figures(pictures: tuple[SentPicture, ...], stored: list[Picture]) -> Iterator[dict[str, object]]:
    for sent, picture in zip(pictures, stored, strict=True):
        image = {"image": picture.pk, "decorative": sent.is_decorative, "alt_text": sent.alt}
        yield _block("figure", {"image": image, "caption": ""})


def _write(pictures: tuple[SentPicture, ...]) -> list[StoredFile]:
    """The pictures in the storage, before the transaction begins; none of them when one cannot be written."""
    files: list[StoredFile] = []
    try:
        for picture in pictures:
            with Image.open(io.BytesIO(picture.content)) as opened:
                width, height = opened.size
            files.append(StoredFile(f"{PRIVATE}original_images/{secrets.token_hex(16)}.webp", width, height))
            default_storage.save(files[-1].path, ContentFile(picture.content))
    except BaseException:
        _delete(files)
        raise
    return files


def _delete(files: list[StoredFile]) -> None:
    for file in files:
        default_storage.delete(file.path)


def _insist_on_disk() -> None:
    """A receipt promises that the story is stored: SQLite must not answer before the disk has it (elsewhere it may)."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
