"""The pictures and documents of a draft: rebuilt at once, stored under it, taken away again."""

from __future__ import annotations

import itertools
import logging
import math
from collections.abc import Container, Mapping
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from home.models import Picture
from home.pictures import UnsafePicture
from stories import documents, held
from stories.documents import UnsafeDocument
from stories.forms import Line
from stories.models import Consent, HeldPicture, SentDocument, Submission
from stories.states import locked
from stories.storage import private_storage
from stories.uploads import MAX_DOCUMENTS

logger = logging.getLogger(__name__)

#: Prefixes of the picture fields: as many as a story may have.
SLOTS = ("f1", "f2", "f3")
#: Fields for documents.
DOCUMENTS = tuple(f"d{number}" for number in range(1, MAX_DOCUMENTS + 1))
TOO_LARGE = _("This picture is larger than 10 MB. Please send a smaller one.")
DOCUMENT_TOO_LARGE = _("This file is larger than 10 MB. Please send a smaller one.")
TOO_MANY = _("A story can have three documents. Remove one of them first.")
NO_ROOM = _("We cannot keep files just now. Try again in a few minutes, or send the story without it.")
TOO_OFTEN = _(
    "Many files have come from your network in the last hour. Add this one later, or send the story without it."
)


class PictureForm(forms.Form):
    """One picture: a file, or one that is kept, with what it shows and who can be recognised in it."""

    file = forms.FileField(
        label=_("Picture"),
        required=False,
        allow_empty_file=True,
        help_text=_("JPEG, PNG, WebP, AVIF or HEIC, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": "image/*,.heic,.heif"}),
    )
    alt = Line(
        label=_("Describe this picture for someone who cannot see it"),
        max_length=300,
        required=False,
        error_messages={
            "max_length": _("This description has %(show_value)d characters. The most is %(limit_value)d.")
        },
    )
    decorative = forms.BooleanField(label=_("It is only decoration"), required=False)
    consent = forms.ChoiceField(
        label=_("Who can be recognised in it?"),
        choices=[
            (Picture.Consent.NOBODY, _("No face, number plate or house number can be made out")),
            (Picture.Consent.AGREED, _("Everyone who can be recognised agreed to be shown here")),
            (Picture.Consent.UNCLEAR, _("I am not sure. Do not show it before it is clear")),
        ],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Say who can be recognised in this picture.")},
    )

    use_required_attribute = False
    #: The picture that is attached: a new one, or one that the story has already; why one could not be attached.
    kept: HeldPicture | Picture | None = None
    is_gone = False
    problem: Any = None

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="%s", **kwargs)

    def clean(self) -> dict[str, Any]:
        """A picture needs a description and its consent, a description needs a picture."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.problem:
            self.add_error("file", self.problem)
        elif self.kept:
            if not (cleaned.get("alt") or cleaned.get("decorative") or "alt" in self.errors):
                self.add_error("alt", _("Describe the picture in a sentence, or tick the box below it."))
            if not cleaned.get("consent") and "consent" not in self.errors:
                self.add_error("consent", _("Say who can be recognised in this picture."))
        elif self.is_gone:
            self.add_error("file", _("This picture is gone. Please attach it again, or empty its description."))
        elif cleaned.get("alt"):
            self.add_error("file", _("Choose the picture that you described, or empty its description."))
        return cleaned

    @property
    def number(self) -> str:
        """The place of the picture in the form, from 1."""
        return str(self.prefix).lstrip("f")

    @property
    def size(self) -> SafeString:
        """The size of what is kept: “380 KB”, which runs from left to right in every language."""
        return format_html('<bdi dir="ltr">{} KB</bdi>', math.ceil(self.kept.file.size / 1024) if self.kept else 0)

    def consent_with(self, faces: str) -> str:
        """What we may conclude: where no face may be shown, a picture with people who agreed is not shown either."""
        said = str(self.cleaned_data["consent"])
        if said == Picture.Consent.AGREED and faces != Consent.Faces.AGREED:
            return Picture.Consent.UNCLEAR
        return said or Picture.Consent.UNCLEAR


def fields() -> frozenset[str]:
    """The names of all fields that take a file."""
    return frozenset((*(f"{slot}-file" for slot in SLOTS), *DOCUMENTS))


def count(files: MultiValueDict[str, Any]) -> int:
    """How many of the files that came along would have to be rebuilt."""
    return sum(1 for name in fields() if files.get(name) is not None)


def hold_pictures(
    files: MultiValueDict[str, Any], too_large: Container[str]
) -> tuple[dict[str, HeldPicture], dict[str, Any]]:
    """Rebuild and keep every picture that came along; answers with them and with what was wrong, by slot.

    They belong to no draft before it says so (stories.steps.drafts.keep), and go after a day if none ever does.
    """
    new: dict[str, HeldPicture] = {}
    problems: dict[str, Any] = {}
    for slot in SLOTS:
        upload = files.get(f"{slot}-file")
        if f"{slot}-file" in too_large:
            problems[slot] = TOO_LARGE
        elif upload is not None:
            try:
                new[slot] = held.hold(upload)
            except UnsafePicture as refusal:
                problems[slot] = refusal.message
    return new, problems


def keep_documents(
    submission: Submission, files: MultiValueDict[str, Any], too_large: Container[str]
) -> dict[str, Any]:
    """Rebuild and store every document that came along; answers with what was wrong, by field."""
    problems: dict[str, Any] = {}
    for name in DOCUMENTS:
        upload = files.get(name)
        if name in too_large:
            problems[name] = DOCUMENT_TOO_LARGE
        elif upload is not None:
            try:
                _keep_document(submission, upload)
            except UnsafeDocument as refusal:
                problems[name] = refusal.message
    return problems


def _keep_document(submission: Submission, upload: UploadedFile) -> None:
    """Store one. Raises UnsafeDocument, also when there is no room for it."""
    clean = documents.rebuild(upload)
    made = SentDocument(submission=submission, kind=clean.kind, left_out=list(clean.left_out))
    try:
        made.file.save(f"{made.token}.{clean.extension}", ContentFile(clean.content), save=False)
    except OSError as error:
        logger.error("A document could not be kept: %s", error.strerror)
        private_storage().delete(f"documents/{made.token}.{clean.extension}")
        raise UnsafeDocument(NO_ROOM) from error
    try:
        with transaction.atomic():
            names = set(locked(submission).documents.values_list("name", flat=True))
            if len(names) >= MAX_DOCUMENTS:
                raise UnsafeDocument(TOO_MANY)
            # Never the name that its sender gave it, which may say who or where.
            numbered = (gettext("File %(number)s") % {"number": number} for number in itertools.count(1))
            made.name = next(name for name in numbered if name not in names)
            made.save()
    except BaseException:
        private_storage().delete(str(made.file.name))
        raise


def remove_document(submission: Submission, token: str) -> None:
    """Delete a document of this submission, the file first."""
    for document in submission.documents.filter(token=token):
        private_storage().delete(str(document.file.name))
        document.delete()
