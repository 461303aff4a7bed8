"""How what was sent becomes a page with pictures, and how a sender's change becomes another version of it."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import io
import re
import secrets
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils.text import slugify
from PIL import Image
from wagtail.models import Collection, Revision

from home import i18n
from home.models import Picture
from home.storage import PRIVATE
from library.vocabulary import Licence
from network.models import ProjectPage
from stories import sanitise
from stories.models import Consent, StoryIndexPage, StoryPage, Submission

LONGEST_SLUG = 60
UNCLEAR = Picture.Consent.UNCLEAR
#: Addresses below the stories that are not stories.
RESERVED_SLUGS = {"feed", "send", "mine", "suggest", "ask", "questions", "what-happens"}


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
    """A picture that home.pictures has rebuilt, or that a story has already, and what its sender says of it."""

    content: bytes
    alt: str
    is_decorative: bool
    consent: str
    #: The key of the Picture, where it is stored already; then there is no content.
    stored: int | None = None
    #: Who made it, where an editor wrote that of the picture that this is a copy of.
    credit: str = ""


@dataclass(frozen=True)
class SentConsent:
    """What the sender agrees to; values of Consent's choices."""

    people: str
    names: str = Consent.Names.NOBODY
    faces: str = Consent.Faces.NOBODY
    places: str = Consent.Places.REGION
    translation: str = Consent.Languages.NONE
    languages: tuple[str, ...] = ()
    may_reprint: bool = False
    may_share: bool = False
    ends_on: datetime.date | None = None


@dataclass(frozen=True)
class SentStory:
    """What a sender told us. `key` is the token of the form: the same when the same thing is sent again."""

    key: str
    title: str
    text: str
    language: str
    consent: SentConsent
    #: A value of Submission.Byline, and the name that goes with it: that of `project`, or `teller`.
    byline: str
    #: The language in which the sender uses the site.
    speaks: str = "en"
    region: str = ""
    content_note: str = ""
    link: str = ""
    project: ProjectPage | None = None
    teller: str = ""
    contact: str = field(default="", repr=False)
    #: Whether the contact is an e-mail address that wants to be told of each change.
    is_told: bool = False
    pictures: tuple[SentPicture, ...] = ()

    @property
    def licence(self) -> str:
        """As its sender agreed; when they did not say, nobody may reprint it."""
        return Licence.BY_SA if self.consent.may_reprint else Licence.ALL_RIGHTS

    @property
    def byline_name(self) -> str:
        """The name as it is now."""
        return self.project.title if self.project else self.teller


@dataclass(frozen=True)
class SentText:
    """What comes without a page: a guide suggested for the library, a question, or an answer to one.

    Of a guide there is no consent: nothing of it is published before an editor has made a guide of it.
    """

    title: str
    text: str
    language: str
    speaks: str = "en"
    region: str = ""
    link: str = ""
    consent: SentConsent | None = None
    #: The name that is shown with it; nobody's where it is empty.
    name: str = ""
    contact: str = field(default="", repr=False)
    is_told: bool = False

    @property
    def byline(self) -> str:
        """A value of Submission.Byline."""
        return Submission.Byline.CHOSEN if self.name else Submission.Byline.NOBODY


# ---------------------------------------------------------------- a page


def file(sent: SentStory, files: list[StoredFile], reference: str) -> tuple[StoryPage, list[Picture]]:
    """A draft of nobody below the list of its language, with its first version. Inside a transaction.

    Raises NowhereToFileError.
    """
    index = _index_for(sent.language)
    # One story at a time is filed below an index, so that two never get the same place in the tree.
    index = StoryIndexPage.objects.select_for_update().get(pk=index.pk)
    pictures = _pictures(sent.pictures, files, reference)
    page = StoryPage(slug=slug_for(sent.title), locale=index.locale, live=False, owner=None)
    _write_on(page, sent, pictures)
    index.add_child(instance=page)
    page.save_revision(user=None, log_action=True)
    return page, pictures


def revise(submission: Submission, sent: SentStory, files: list[StoredFile]) -> tuple[Revision, list[Picture]]:
    """Another version of a story's page, with what its sender changed.

    What editors added beside the text stays, and their pictures come after it.

    Its address follows the title, once the version is public: a name that was taken out of that goes.
    """
    row: StoryPage = submission.page  # type: ignore[assignment]
    pictures = _pictures(sent.pictures, files, submission.reference, is_public=row.live)
    page = row.get_latest_revision_as_object()
    if page.first_published_at is None:
        page.slug = row.slug = slug_for(sent.title, but=row)
        row.save(clean=False, update_fields=["slug", "url_path"])
    elif page.title != sent.title:
        page.slug = slug_for(sent.title, but=row)
    added = _added_figures(page, submission)
    _write_on(page, sent, pictures, added)
    return page.save_revision(user=None, log_action=True), pictures


def _added_figures(page: StoryPage, submission: Submission) -> list[dict[str, object]]:
    """The pictures in a version that editors put there."""
    added = {picture.pk for picture in submission.added_pictures.all()}
    figures = [block for block in page.body.raw_data if block["type"] == "figure"]
    return [dict(block) for block in figures if block["value"]["image"]["image"] in added]


def _write_on(
    page: StoryPage, sent: SentStory, pictures: list[Picture], added: Iterable[dict[str, object]] = ()
) -> None:
    page.title = sent.title
    page.project = sent.project
    page.teller = sent.teller
    page.region = sent.region
    page.content_note = sent.content_note
    page.licence = sent.licence
    page.body = [_block("text", sanitise.paragraphs(sent.text)), *_figures(sent.pictures, pictures), *added]


def _index_for(language: str) -> StoryIndexPage:
    """The list of the story's language, else that of the site's first language, else any."""
    indexes = {index.locale_id: index for index in StoryIndexPage.objects.order_by("-pk")}
    known = i18n.locales()
    for code in (language, settings.LANGUAGE_CODE, *known):
        if code in known and known[code].pk in indexes:
            return indexes[known[code].pk]
    raise NowhereToFileError


def slug_for(title: str, *, but: StoryPage | None = None) -> str:
    """A slug that no story of any language has, `but` this one: readers of one language may read those of the others.

    A title that is not written in Latin letters gets a random one; transliterating it would only guess.
    """
    plain = slugify(title)
    if _letters(plain) * 2 < _letters(title) or len(plain) < 3:
        plain = f"story-{secrets.token_hex(4)}"
    plain = re.sub(r"-[^-]*$", "", plain[: LONGEST_SLUG + 1]) if len(plain) > LONGEST_SLUG else plain
    plain = plain[:LONGEST_SLUG].strip("-_")
    others = StoryPage.objects.exclude(pk=but.pk if but else None)
    # A change that waits for its review has a slug as well, which no page has yet.
    is_taken = others.filter(Q(slug=plain) | Q(latest_revision__content__slug=plain)).exists()
    if plain in RESERVED_SLUGS or is_taken:
        return f"{plain}-{secrets.token_hex(4)}"
    return plain


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def _block(kind: str, value: object) -> dict[str, object]:
    """A block as StreamField stores it; without an id it could not be translated."""
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def with_copies(sent: SentStory) -> SentStory:
    """The same with a new picture for each that was withheld and may be shown now, for a story that is public.

    The version that readers see has the old one, which stays withheld; the new one is seen when the change is public.
    """
    asked = [picture.stored for picture in sent.pictures if picture.stored and picture.consent != UNCLEAR]
    withheld = Picture.objects.filter(consent=UNCLEAR).in_bulk(asked)
    pictures = [_copy(one, withheld[one.stored]) if one.stored in withheld else one for one in sent.pictures]
    return dataclasses.replace(sent, pictures=tuple(pictures))


def _copy(sent: SentPicture, picture: Picture) -> SentPicture:
    with default_storage.open(picture.file.name) as file:
        return dataclasses.replace(sent, content=file.read(), stored=None, credit=picture.credit)


def _pictures(
    pictures: tuple[SentPicture, ...], files: list[StoredFile], reference: str, *, is_public: bool = False
) -> list[Picture]:
    """The rows, in their order; those that are stored already get what is said of them now."""
    new = iter(zip(range(1, len(files) + 1), files, strict=True))
    return [_again(sent, is_public) if sent.stored else _picture(sent, *next(new), reference) for sent in pictures]


def _again(sent: SentPicture, is_public: bool) -> Picture:
    """What is said of it now; what readers could see at once is never shown by that (`with_copies`)."""
    picture: Picture = Picture.objects.get(pk=sent.stored)
    picture.description = sent.alt
    if picture.may_be_shown or not is_public:
        picture.consent = sent.consent
    picture.save(update_fields=["description", "consent"])
    return picture


def _picture(sent: SentPicture, number: int, file: StoredFile, reference: str) -> Picture:
    made: Picture = Picture.objects.create(
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
        credit=sent.credit,
    )
    return made


def _figures(pictures: tuple[SentPicture, ...], stored: list[Picture]) -> Iterator[dict[str, object]]:
    for sent, picture in zip(pictures, stored, strict=True):
        image = {"image": picture.pk, "decorative": sent.is_decorative, "alt_text": sent.alt}
        yield _block("figure", {"image": image, "caption": ""})


def hide(pictures: set[int]) -> None:
    """Show these nowhere any more, also where a public version still has them: their sender took them out."""
    for picture in Picture.objects.filter(pk__in=pictures):
        picture.consent = UNCLEAR
        picture.save(update_fields=["consent"])


# ---------------------------------------------------------------- files


def write(pictures: Iterable[SentPicture]) -> list[StoredFile]:
    """The pictures in the storage, before the transaction begins; none of them when one cannot be written."""
    files: list[StoredFile] = []
    try:
        for picture in pictures:
            if picture.stored:
                continue
            with Image.open(io.BytesIO(picture.content)) as opened:
                width, height = opened.size
            files.append(StoredFile(f"{PRIVATE}original_images/{secrets.token_hex(16)}.webp", width, height))
            default_storage.save(files[-1].path, ContentFile(picture.content))
    except BaseException:
        delete(files)
        raise
    return files


def delete(files: list[StoredFile]) -> None:
    """Take the files back: nothing refers to them."""
    for file in files:
        default_storage.delete(file.path)
