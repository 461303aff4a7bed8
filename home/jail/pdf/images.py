"""Pictures in a PDF: their pixels, encoded again, and nothing of the files that they were."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Stream
from PIL import Image

from home.jail import Refused
from home.jail.pdf.colours import DEVICE, colour_space, components
from home.jail.pdf.copying import Copy, Rule, like, pick, plain

#: Most pixels of one picture.
MAX_PIXELS = 50_000_000
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2


def image(copy: Copy, value: Any) -> Any:
    """One picture."""
    return copy.once(value, _image, "image") if isinstance(value, Stream) else None


def _mask(copy: Copy, value: Any) -> Any:
    """Another picture, or the range of colours that one looks through."""
    return image(copy, value) if isinstance(value, Stream) else plain(copy, value)


_KEYS: dict[str, Rule] = {
    **like("/Width", "/Height", "/BitsPerComponent", "/Decode", "/ImageMask", "/Interpolate", "/Matte"),
    "/ColorSpace": colour_space, "/SMask": image, "/Mask": _mask,
}  # fmt: skip


def _image(copy: Copy, value: Any) -> Any:
    width, height = value.get("/Width"), value.get("/Height")
    if not (isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0):
        raise Refused("broken")
    if width * height > MAX_PIXELS:
        raise Refused("pixels")
    content, packed, settings = copy.read_picture(value)
    keys = pick(copy, value, _KEYS)
    keys["/Type"], keys["/Subtype"] = Name.XObject, Name.Image
    if packed == "/JBIG2Decode":
        raise Refused("pictures")
    if packed in ("/DCTDecode", "/JPXDecode"):
        content = _jpeg(content, "JPEG" if packed == "/DCTDecode" else "JPEG2000", keys)
    elif packed == "/CCITTFaxDecode":
        content = _fax(copy, content, settings, width, height)
    else:
        content = content[: _length(value, width, height)]
    return copy.stream(content, dict(keys.items()))


def _length(value: Any, width: int, height: int) -> int | None:
    """Bytes of its pixels; what comes after them is none of ours. None where that cannot be told."""
    if value.get("/ImageMask") is True:
        return (width + 7) // 8 * height
    bits, count = value.get("/BitsPerComponent"), components(value.get("/ColorSpace"))
    if count is None or bits not in (1, 2, 4, 8, 16):
        raise Refused("broken")
    return (width * count * bits + 7) // 8 * height


def _jpeg(content: bytes, kind: str, keys: Dictionary) -> bytes:
    """Decoded, and encoded as JPEG."""
    try:
        with Image.open(io.BytesIO(content), formats=(kind,)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise Refused("pixels")
            opened.load()
            mode = opened.mode if opened.mode in ("L", "RGB", "CMYK") else "L" if opened.mode in ("LA", "1") else "RGB"
            pixels = Image.new(mode, opened.size)
            pixels.paste(opened.convert(mode))
    except Image.DecompressionBombError as error:
        raise Refused("pixels") from error
    if kind == "JPEG2000" or components(keys.get("/ColorSpace")) != len(mode):
        keys["/ColorSpace"] = DEVICE[len(mode)]
    keys["/Width"], keys["/Height"] = pixels.size
    keys["/BitsPerComponent"] = 8
    keys["/Filter"] = Name.DCTDecode
    made = io.BytesIO()
    pixels.save(made, "JPEG", quality=85)
    return made.getvalue()


def _fax(copy: Copy, content: bytes, settings: Any, width: int, height: int) -> bytes:
    """Black and white, as it comes out of the filter: what a bit means is said beside it."""
    single = copy.source.make_stream(content)
    single["/Type"], single["/Subtype"] = Name.XObject, Name.Image
    single["/Width"], single["/Height"], single["/BitsPerComponent"] = width, height, 1
    single["/ColorSpace"], single["/Filter"] = Name.DeviceGray, Name.CCITTFaxDecode
    known = ("/K", "/Columns", "/Rows", "/BlackIs1", "/EncodedByteAlign", "/EndOfLine", "/EndOfBlock")
    if isinstance(settings, Dictionary):
        single["/DecodeParms"] = pick(copy, settings, like(*known))
    pixels = pikepdf.PdfImage(single).as_pil_image()
    if pixels.size != (width, height):
        raise Refused("broken")
    return pixels.convert("1", dither=Image.Dither.NONE).tobytes()
