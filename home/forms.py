"""Forms of the base layer."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from home import pictures


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
