"""What a PDF says about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf

if TYPE_CHECKING:
    from home.models import File


def pages_of_pdf(file: File) -> int | None:
    """How many pages it has; None where nobody can tell: it is broken, locked, lost, or no PDF at all."""
    try:
        with file.file.open("rb") as stored, pikepdf.open(stored) as document:
            return len(document.pages)
    except (pikepdf.PdfError, OSError):
        return None
