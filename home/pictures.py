"""Pictures made safe: new pixels in a new file, and nothing else of what was sent.

Saving a picture again is not enough: Wagtail's renditions keep the place and the camera, Pillow's `save` keeps
comments. So the picture is decoded, made smaller, turned upright, converted to sRGB and pasted on a fresh canvas; the
canvas is what is stored. That drops EXIF, XMP, IPTC, colour profiles, thumbnails, comments and anything appended.
"""

from __future__ import annotations

import io
import re
import secrets
import warnings
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageCms
from pillow_heif import register_heif_opener

register_heif_opener(thumbnails=False)

#: Largest file taken, in bytes.
MAX_BYTES = 10 * 1024 * 1024
#: Largest picture decoded, in pixels: what good telephones take. Pillow refuses above twice its own limit and only
#: warns below that, so half goes there; it guards Wagtail's own decoding too.
MAX_PIXELS = 50_000_000
#: The same for formats that no camera writes: a small file of them can ask for 20 bytes of memory a pixel.
MAX_PIXELS_WHOLE = MAX_PIXELS // 2
FROM_CAMERAS = ("JPEG", "MPO", "HEIF")
#: Longest side of what is stored, in pixels: enough for print at 15 cm, a tenth of what phones send.
MAX_SIDE = 2000
#: Most scans of a JPEG; cameras and editors write about ten.
MAX_SCANS = 100
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")
#: Markers that start a segment or end the file; the others stand alone or inside a scan.
JPEG_MARKER = re.compile(rb"\xff[\xc0-\xcf\xd9-\xfe]")
JPEG_SCAN, JPEG_END = b"\xff\xda", b"\xff\xd9"
#: What undoes each EXIF orientation.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2


class UnsafePicture(ValidationError):  # noqa: N818 – what it is, not that it went wrong
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
            # What Pillow warns of is either within our limits or refused below.
            warnings.simplefilter("ignore")
            pixels = _pixels(file)
    except Image.DecompressionBombError as error:
        raise UnsafePicture(_("This picture has too many pixels. Please send a smaller one.")) from error
    # Decoders raise OSError, ValueError, SyntaxError, struct.error and more: all mean the same here.
    except Exception as error:
        raise UnsafePicture(_("We could not read this picture. It may be damaged, or not a picture at all.")) from error
    stored = io.BytesIO()
    pixels.save(stored, "WEBP", quality=82, method=4)
    return ContentFile(stored.getvalue(), name=f"{secrets.token_hex(16)}.webp")


def _pixels(file: IO[bytes]) -> Image.Image:
    """The picture on a canvas of its own, without anything that was beside it in the file."""
    with Image.open(file, formats=FORMATS) as opened:
        if opened.width * opened.height > (MAX_PIXELS if opened.format in FROM_CAMERAS else MAX_PIXELS_WHOLE):
            raise Image.DecompressionBombError
        if opened.format in ("JPEG", "MPO") and _scans(file) > MAX_SCANS:
            raise Image.DecompressionBombError
        opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
        opened.load()
        profile = opened.info.get("icc_profile", b"")
        mode = "RGBA" if "A" in opened.getbands() or "transparency" in opened.info else "RGB"
        # To its final size first: everything after that makes copies.
        picture = _upright(_no_larger(_eight_bits(opened, mode)), opened)
        picture = _in_srgb(picture, profile, mode)
        canvas = Image.new(mode, picture.size)
        canvas.paste(picture)
        return canvas


def _scans(file: IO[bytes]) -> int:
    """How often a JPEG goes over its area; each time costs as much as a whole picture, for as little as 75 bytes."""
    place = file.tell()
    file.seek(0)
    content = file.read()
    file.seek(place)
    scans, at = 0, 2
    while (found := JPEG_MARKER.search(content, at)) is not None and found[0] != JPEG_END:
        at = found.end()
        if found[0] == JPEG_SCAN:
            scans += 1
        else:
            # A segment with its length: what is inside, such as a thumbnail, is not part of the picture.
            at += int.from_bytes(content[at : at + 2])
    return scans


def _eight_bits(picture: Image.Image, mode: str) -> Image.Image:
    """Pictures with a palette, one bit or sixteen bits as plain colours; others as they are."""
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value / 256).convert("L")
    return picture if picture.mode in ("RGB", "RGBA", "CMYK", "L") and mode != "RGBA" else picture.convert(mode)


def _no_larger(picture: Image.Image) -> Image.Image:
    """At most MAX_SIDE a side."""
    scale = MAX_SIDE / max(picture.size)
    if scale >= 1:
        return picture
    width, height = (max(1, round(side * scale)) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _upright(picture: Image.Image, opened: Image.Image) -> Image.Image:
    """Turned the way the camera was held; a broken note of it is ignored."""
    try:
        turn = TURNS.get(opened.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # whatever a broken EXIF block makes a parser raise
        turn = None
    return picture if turn is None else picture.transpose(turn)


def _in_srgb(picture: Image.Image, profile: bytes, mode: str) -> Image.Image:
    """Colours as they were meant; a broken profile, or one for another kind of picture, only shifts them a little."""
    if profile:
        try:
            converted = ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None
        picture = converted or picture
    return picture.convert(mode)
