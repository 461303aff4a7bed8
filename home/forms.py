"""Forms of the base layer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from home import pictures
from home.storage import is_private


class PictureField(WagtailImageField):
    """Rebuilds an upload before anything else looks at it.

    Wagtail's own field decodes first and lets the errors of a truncated or hostile file through as a fault of the site;
    it also refuses the pictures of iPhones. What it sees here is always a new WebP file, or a message was given.
    """

    def to_python(self, data: Any) -> Any:
        """The rebuilt file; an unchanged one passes."""
        if isinstance(data, UploadedFile):
            rebuilt = pictures.rebuild(data)
            data = SimpleUploadedFile(str(rebuilt.name), rebuilt.read(), "image/webp")
        return super().to_python(data)


class PictureForm(BaseImageForm):
    """Editors' uploads go through the same cleaning as everybody's; the description is asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            wagtails = self.fields["file"]
            self.fields["file"] = PictureField(label=wagtails.label, required=wagtails.required, widget=wagtails.widget)
        if "description" in self.fields:
            self.fields["description"].help_text = _(
                "What the picture shows, for people who cannot see it. Used wherever no other text is given."
            )

    @property
    def _is_of_a_sender(self) -> bool:
        """Whether it came with what somebody sent in: what they agreed to, and what reviewers have seen, stays so."""
        return bool(self.instance.pk) and is_private(self.instance.file.name)

    def clean_file(self) -> Any:
        """Not another file in the place of a sender's."""
        file = self.cleaned_data["file"]
        if self._is_of_a_sender and isinstance(file, UploadedFile):
            raise ValidationError(
                _("It belongs to what was sent in, so it stays as it is. Put another picture into the text instead.")
            )
        return file

    def clean_consent(self) -> str:
        """Editors may hide a sender's picture. That it is shown, and what its people agreed to, its sender says."""
        consent: str = self.cleaned_data["consent"]
        if self._is_of_a_sender and consent not in (self.instance.consent, self.instance.Consent.UNCLEAR):
            raise ValidationError(
                _("It belongs to what was sent in: you can hide it. To show one, put another picture into the text.")
            )
        return consent

    def clean_credit(self) -> str:
        """A name beside a sender's picture can be taken away: nobody would review a new one."""
        credit: str = self.cleaned_data["credit"]
        if self._is_of_a_sender and credit not in (self.instance.credit, ""):
            raise ValidationError(_("It belongs to what was sent in: nobody can be named here."))
        return credit
