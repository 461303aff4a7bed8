"""Pictures that know what they show and who agreed, and documents."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from home.i18n import language_choices
from home.storage import PRIVATE, is_private


class Picture(AbstractImage):
    """A picture with a default alternative text (`description`) and the consent of those it shows."""

    class Consent(models.TextChoices):
        """Whether the people who can be recognised agreed to be seen here."""

        NOBODY = "nobody", _("Nobody can be recognised in it")
        AGREED = "agreed", _("Everyone who can be recognised agreed to be shown here")
        UNCLEAR = "unclear", _("Not clear yet: do not show it")

    consent = models.CharField(
        verbose_name=_("people in the picture"),
        max_length=10,
        choices=Consent.choices,
        default=Consent.UNCLEAR,
        help_text=_("A picture whose consent is not clear is never shown to readers; a note takes its place."),
    )
    credit = models.CharField(
        verbose_name=_("credit"),
        max_length=200,
        blank=True,
        help_text=_("Who made it, by the name they chose. Leave empty if they do not want to be named."),
    )

    admin_form_fields = (*WagtailImage.admin_form_fields, "consent", "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_picture", "Can choose picture")]

    def get_upload_to(self, filename: str) -> str:
        """Where a new file goes: a private picture stays private when an editor puts another file in its place."""
        path: str = super().get_upload_to(filename)
        was_private = self.pk and Picture.objects.filter(pk=self.pk, file__startswith=PRIVATE).exists()
        return f"{PRIVATE}{path}" if was_private else path

    @property
    def may_be_shown(self) -> bool:
        """True when nobody in the picture can object to being seen."""
        return self.consent != self.Consent.UNCLEAR

    @property
    def default_alt_text(self) -> str:
        """The description; never the title, which is often a file name."""
        return self.description


class Rendition(AbstractRendition):
    """A size of a picture."""

    image: Any = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_spec"),
        ]

    def get_upload_to(self, filename: str) -> str:
        """Where its file goes: beside the other private ones when its picture is private or not to be shown."""
        path: str = super().get_upload_to(filename)
        return f"{PRIVATE}{path}" if self.belongs_to_private else path

    @property
    def belongs_to_private(self) -> bool:
        """Whether only those who work with pictures may see it, as thumbnails in the admin."""
        return is_private(self.image.file.name) or not self.image.may_be_shown


class File(AbstractDocument):
    """A file to take away, in one language or without words."""

    language = models.CharField(
        verbose_name=_("language of the file"),
        max_length=12,
        choices=language_choices,
        blank=True,
        help_text=_("Readers of other languages are told. Leave it empty for files without words."),
    )

    admin_form_fields = (*WagtailDocument.admin_form_fields, "language")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("documents")
        permissions = [("choose_file", "Can choose file")]
