"""Forms of the base layer."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from home import pictures


class PictureForm(BaseImageForm):
    """Editors' uploads go through the same cleaning as everybody's; the description is asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            self.fields["description"].help_text = _(
                "What the picture shows, for people who cannot see it. Used wherever no other text is given."
            )

    def clean_file(self) -> Any:
        """Rebuild a new upload from its pixels; an unchanged file passes."""
        file = self.cleaned_data.get("file")
        if isinstance(file, UploadedFile):
            return pictures.rebuild(file)
        return file
