"""Pictures: bombs, halves, files that are two things at once, and words in every corner."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from functools import partial

from PIL import Image

from tests.home import planted
from tests.stories.hostile.sample import CLEAN, Sample, mark

UNREADABLE = "We could not read this picture. It may be damaged, or not a picture at all."
TOO_MANY_PIXELS = "This picture has too many pixels. Please send a smaller one."


def chunk(kind: bytes, body: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def zeros(count: int) -> bytes:
    """So many zero bytes, packed."""
    packed = zlib.compressobj(9)
    block = bytes(1_000_000)
    made = [packed.compress(block) for _i in range(count // len(block))] + [packed.compress(bytes(count % len(block)))]
    return b"".join(made) + packed.flush()


def png_of(width: int, height: int, bits: int = 1, colour: int = 0) -> bytes:
    """A PNG of one colour that really has all its pixels."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    line = (width * bits * channels + 7) // 8 + 1
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zeros(line * height)) + chunk(b"IEND", b"")


def profile_bomb() -> bytes:
    """A PNG whose colour profile unpacks to 300 MB."""
    whole = png_of(8, 8)
    return whole[:33] + chunk(b"iCCP", b"x\0\0" + zeros(300_000_000)) + whole[33:]


def large(kind: str, size: tuple[int, int], **options: object) -> bytes:
    """A picture of one colour."""
    made = io.BytesIO()
    Image.new("L" if kind == "JPEG" else "RGB", size, 0).save(made, kind, **options)
    return made.getvalue()


def heic_that_says(width: int, height: int) -> bytes:
    """A HEIC whose head says another size than its pixels have."""
    content = bytearray(planted.heic())
    at = content.index(b"ispe") + 8
    content[at : at + 8] = struct.pack(">II", width, height)
    return bytes(content)


def webp_that_says(width: int, height: int) -> bytes:
    """A WebP whose head says another size than its pixels have."""
    content = bytearray(planted.webp())
    at = content.index(b"VP8X") + 12
    content[at : at + 6] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(content)


def half(make: Callable[..., bytes]) -> bytes:
    """The first half of a picture that cannot be packed well."""
    content = make(Image.effect_noise((256, 256), 90).convert("RGB"))
    return content[: len(content) // 2]


def script_and_gif() -> bytes:
    """A GIF that a browser would also run: GIF89a is the name of a variable, its pixels stand in a remark."""
    content = bytearray(planted.gif())
    return bytes(content).replace(b"GIF89a", b"GIF89a", 1) + f"*/=1;fetch('//x/{mark('script')}')//".encode()


def jpeg_in_a_comment() -> bytes:
    """A JPEG with a page and a second JPEG in its comment."""
    inner = io.BytesIO()
    Image.new("RGB", (8, 8)).save(inner, "JPEG", comment=mark("inner").encode())
    page = f"<html><script>/*{mark('page')}*/</script>".encode() + inner.getvalue()
    whole = planted.jpeg()
    return whole[:2] + b"\xff\xfe" + struct.pack(">H", len(page) + 2) + page + whole[2:]


def many_frames() -> bytes:
    """A small GIF that shows 5,000 pictures."""
    made = io.BytesIO()
    frames = [Image.new("P", (600, 600), number % 200) for number in range(40)]
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    content = made.getvalue()
    end = content.rindex(b";")
    start = content.index(b"\x21\xf9")
    return content[:start] + content[start:end] * 125 + b";"


_TAIL = {"zip", "tail"}
_EXIF = {"artist", "camera", "comment", "serial", "gps"}
_OF_FORMAT = {
    "jpg": _EXIF | _TAIL | {"xmp", "profile", "comment", "thumbnail", "iptc"},
    "png": _EXIF | _TAIL | {"xmp", "profile", "text", "ztxt"},
    "webp": _EXIF | _TAIL | {"xmp", "profile"},
    "avif": _EXIF | _TAIL | {"xmp"},
    "heic": _EXIF | _TAIL | {"xmp"},
    "gif": _TAIL | {"comment"},
}

SAMPLES = [
    *(
        Sample(f"{ending} with words in every corner", make, CLEAN, frozenset(_OF_FORMAT[ending]))
        for ending, make in planted.FORMATS.items()
    ),
    Sample("jpg with a page in its comment", jpeg_in_a_comment, CLEAN, frozenset({"inner", "page", "gps", "zip"})),
    Sample("gif that is a script", script_and_gif, CLEAN, frozenset({"script", "comment", "zip"})),
    Sample("gif with 5,000 frames", many_frames, CLEAN),
    Sample("heic that says it is small", partial(heic_that_says, 8, 8), UNREADABLE),
    *(Sample(f"half of a {ending}", partial(half, make), UNREADABLE) for ending, make in planted.FORMATS.items()),
    Sample("png of 400 megapixels", partial(png_of, 20_000, 20_000), TOO_MANY_PIXELS),
    Sample("png of 36 megapixels with 8 bytes each", partial(png_of, 6_000, 6_000, 16, 6), TOO_MANY_PIXELS),
    Sample("png as wide as can be", partial(png_of, 2_000_000_000, 1), TOO_MANY_PIXELS),
    Sample("webp of 100 megapixels", partial(large, "WEBP", (10_000, 10_000), lossless=True), TOO_MANY_PIXELS),
    Sample("webp that says it is huge", partial(webp_that_says, 16_000, 16_000), TOO_MANY_PIXELS),
    Sample("heic that says it is huge", partial(heic_that_says, 30_000, 30_000), UNREADABLE),
    Sample(
        "gif of a billion pixels",
        lambda: planted.gif().replace(b"\x28\0\x14\0", b"\xff\x7f\xff\x7f", 1),
        TOO_MANY_PIXELS,
    ),
    Sample("jpg of 80 megapixels", partial(large, "JPEG", (10_000, 8_000)), TOO_MANY_PIXELS),
    Sample("jpg that goes over itself for ever", planted.scan_bomb, TOO_MANY_PIXELS),
    Sample("png with an endless comment", planted.text_bomb, UNREADABLE),
    Sample("png with an endless profile", profile_bomb, UNREADABLE),
    Sample("tiff", partial(large, "TIFF", (8, 8)), UNREADABLE),
    Sample(
        "svg with a script",
        lambda: f"<svg xmlns='http://www.w3.org/2000/svg'><script>/*{mark('svg')}*/</script></svg>".encode(),
        UNREADABLE,
        frozenset({"svg"}),
    ),
    Sample(
        "script that begins like a gif",
        lambda: f"GIF89a/*{mark('js')}*/=1;alert(1)".encode(),
        UNREADABLE,
        frozenset({"js"}),
    ),
]
