"""Pictures made safe: new pixels in a new file, and nothing else of what was sent.

Saving a picture again is not enough: Wagtail's renditions keep the place and the camera, Pillow's `save` keeps comments.
So the picture is decoded, turned upright, converted to sRGB and pasted on a fresh canvas; the canvas is what is stored.
That drops EXIF, XMP, IPTC, colour profiles, thumbnails, comments and anything appended after the picture.
"""

from __future__ import annotations

import io
import secrets
import warnings
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps
from pillow_heif import register_heif_opener

register_heif_opener(thumbnails=False)

#: Largest file taken, in bytes.
MAX_BYTES = 10 * 1024 * 1024
#: Largest picture decoded, in pixels. Pillow only warns between one and two times its own limit, so half goes there.
MAX_PIXELS = 50_000_000
#: Longest side of what is stored, in pixels: enough for print at 15 cm, a tenth of what phones send.
MAX_SIDE = 2000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")

Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2


class UnsafePicture(ValidationError):
    """The file cannot be taken; the message says why in plain language."""


def rebuild(file: IO[bytes]) -> ContentFile:
    """A new WebP file with the pixels of `file`, upright, in sRGB, at most 2000 px a side, under a random name.

    Raises UnsafePicture for anything that is not a picture we can decode in full.
    """
    file.seek(0, io.SEEK_END)
    if file.tell() > MAX_BYTES:
        raise UnsafePicture(_("This picture is larger than 10 MB. Please send a smaller one."))
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            pixels = _pixels(file)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnsafePicture(_("This picture has too many pixels. Please send a smaller one.")) from error
    except UnsafePicture:
        raise
    except (
        Exception
    ) as error:  # decoders raise OSError, ValueError, SyntaxError, struct.error …: all mean the same here
        raise UnsafePicture(_("We could not read this picture. It may be damaged, or not a picture at all.")) from error
    stored = io.BytesIO()
    pixels.save(stored, "WEBP", quality=82, method=4)
    return ContentFile(stored.getvalue(), name=f"{secrets.token_hex(16)}.webp")


def _pixels(file: IO[bytes]) -> Image.Image:
    with Image.open(file, formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        mode = "RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB"
        profile = upright.info.get("icc_profile")
        if profile and upright.mode in ("RGB", "RGBA", "CMYK"):
            upright = _to_srgb(upright, profile, mode)
        upright = upright.convert(mode)
        upright.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
        canvas = Image.new(mode, upright.size)
        canvas.paste(upright)
        return canvas


def _to_srgb(picture: Image.Image, profile: bytes, mode: str) -> Image.Image:
    """Colours as they were meant; a broken profile is ignored, it only shifts them a little."""
    try:
        converted = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted or picture
