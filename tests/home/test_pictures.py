"""What is kept of a picture: its pixels, upright, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, ImageOps
from wagtail.images.forms import get_image_form

from home import pictures
from home.models import Picture
from tests.home import planted

BY_FORMAT = pytest.mark.parametrize("make", planted.FORMATS.values(), ids=planted.FORMATS)
#: Wagtail leaves the temporary files of uploads and renditions to the garbage collector.
LEFT_OPEN = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
RED, BLUE, GREEN = (255, 0, 0), (0, 0, 255), (0, 255, 0)


def opened(content: ContentFile) -> Image.Image:
    content.seek(0)
    return Image.open(io.BytesIO(content.read()))


def is_near(pixel: tuple[int, ...], colour: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= 12 for one, other in zip(pixel[:3], colour, strict=True))


def refusal(content: bytes) -> str:
    with pytest.raises(pictures.UnsafePicture) as caught:
        pictures.rebuild(io.BytesIO(content))
    return str(caught.value.message)


UNREADABLE = "We could not read this picture. It may be damaged, or not a picture at all."
TOO_MANY_PIXELS = "This picture has too many pixels. Please send a smaller one."


@BY_FORMAT
def test_the_samples_really_carry_what_must_go(make: Callable[..., bytes]) -> None:
    assert planted.MARKER.encode() in make()


@BY_FORMAT
def test_nothing_but_pixels_is_kept(make: Callable[..., bytes]) -> None:
    content = pictures.rebuild(io.BytesIO(make()))
    kept = content.read()
    assert planted.MARKER.encode() not in kept
    assert planted.chunks(kept) == ["VP8 "]
    picture = Image.open(io.BytesIO(kept))
    assert (picture.format, picture.mode, dict(picture.getexif())) == ("WEBP", "RGB", {})
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(picture.info)


@BY_FORMAT
def test_a_transparent_picture_keeps_its_alpha_and_nothing_else(make: Callable[..., bytes]) -> None:
    if make in (planted.jpeg,):
        return
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    clear.paste((0, 0, 255, 255), (0, 0, 64, 32))
    kept = pictures.rebuild(io.BytesIO(make(clear))).read()
    assert planted.MARKER.encode() not in kept
    assert planted.chunks(kept) == ["VP8X", "ALPH", "VP8 "]
    alpha = Image.open(io.BytesIO(kept)).getchannel("A")
    assert (alpha.getpixel((32, 10)), alpha.getpixel((32, 50))) == (255, 0)


@LEFT_OPEN
@pytest.mark.django_db
@BY_FORMAT
def test_renditions_carry_nothing_either(make: Callable[..., bytes]) -> None:
    picture = Picture.objects.create(title="A picture", file=pictures.rebuild(io.BytesIO(make())))
    for spec in ("original", "width-20", "width-20|format-jpeg", "max-30x30|format-png"):
        rendition = picture.get_rendition(spec)
        with rendition.file.open("rb") as file:
            assert planted.MARKER.encode() not in file.read()
    with picture.file.open("rb") as file:
        assert planted.MARKER.encode() not in file.read()


def editors_form(content: bytes, name: str) -> Any:
    """The form in which editors add a picture."""
    return get_image_form(Picture)(
        data={"title": "A picture", "description": "Two colours", "consent": "nobody", "tags": "", "collection": 1},
        files={"file": SimpleUploadedFile(name, content, "image/jpeg")},
    )


@LEFT_OPEN
@pytest.mark.django_db
@pytest.mark.parametrize("ending", planted.FORMATS)
def test_the_editors_form_cleans_as_well(ending: str) -> None:
    form = editors_form(planted.FORMATS[ending](), f"{planted.MARKER}.{ending}")
    assert form.errors == {}
    picture = form.save()
    assert re.fullmatch(r"original_images/[0-9a-f]{32}\.webp", picture.file.name)
    with picture.file.open("rb") as file:
        assert planted.chunks(file.read()) == ["VP8 "]


@pytest.mark.django_db
def test_the_editors_form_says_what_is_wrong_with_a_file() -> None:
    """Wagtail's own field answers some of these with a fault of the site."""
    whole = planted.jpeg(Image.effect_noise((256, 256), 90).convert("RGB"))
    for content, message in (
        (whole[: len(whole) // 2], UNREADABLE),
        (planted.webp()[:100], UNREADABLE),
        (planted.text_bomb(), UNREADABLE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", UNREADABLE),
        (planted.scan_bomb(), TOO_MANY_PIXELS),
    ):
        assert editors_form(content, "picture.jpg").errors == {"file": [message]}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("make", [planted.jpeg, planted.png, planted.webp], ids=["jpg", "png", "webp"])
def test_a_picture_stands_upright(make: Callable[..., bytes], orientation: int) -> None:
    sample = planted.halves((40, 20))
    sample.info.clear()
    plain = io.BytesIO()
    sample.save(plain, "PNG", exif=planted.exif(orientation))
    expected = ImageOps.exif_transpose(Image.open(plain))
    kept = opened(pictures.rebuild(io.BytesIO(make(sample, orientation)))).convert("RGB")
    assert kept.size == expected.size
    for place in ((2, 2), (kept.width - 3, kept.height - 3), (2, kept.height - 3)):
        # The planted profile changes red and green over.
        assert is_near(kept.getpixel(place), GREEN if expected.getpixel(place) == RED else BLUE), place


def test_a_heic_picture_is_turned_once() -> None:
    """The decoder turns it already; turning it by its EXIF note as well would lay it on its side again."""
    kept = opened(pictures.rebuild(io.BytesIO(planted.heic(planted.halves((64, 32)), 6)))).convert("RGB")
    assert kept.size == (32, 64)
    assert is_near(kept.getpixel((16, 4)), RED)
    assert is_near(kept.getpixel((16, 60)), BLUE)


def test_colours_are_brought_to_srgb() -> None:
    kept = opened(pictures.rebuild(io.BytesIO(planted.png(Image.new("RGB", (8, 8), RED)))))
    assert is_near(kept.getpixel((4, 4)), GREEN)


def test_colours_of_a_transparent_picture_are_brought_to_srgb() -> None:
    kept = opened(pictures.rebuild(io.BytesIO(planted.png(Image.new("RGBA", (8, 8), (255, 0, 0, 255))))))
    assert is_near(kept.getpixel((4, 4)), GREEN)


def test_a_broken_profile_is_ignored() -> None:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), RED).save(made, "PNG", icc_profile=b"not a profile " * 20)
    assert is_near(opened(pictures.rebuild(made)).getpixel((4, 4)), RED)


def test_a_broken_exif_note_is_ignored() -> None:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), RED).save(made, "JPEG", quality=95, exif=b"Exif\0\0II*\0\xff\xff\xff\xffrubbish")
    assert is_near(opened(pictures.rebuild(made)).getpixel((4, 4)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png(mode: str) -> None:
    source = Image.new("L", (8, 8), 255)
    source.paste(0, (0, 0, 4, 8))
    if mode == "I;16":
        source = source.convert("I").point(lambda value: value * 257)
    source = source.convert(mode)
    made = io.BytesIO()
    source.save(made, "PNG")
    kept = opened(pictures.rebuild(made)).convert("RGB")
    assert is_near(kept.getpixel((1, 4)), (0, 0, 0))
    assert is_near(kept.getpixel((6, 4)), (255, 255, 255))


def test_sixteen_bits_of_grey_keep_their_middle() -> None:
    made = io.BytesIO()
    Image.new("I;16", (8, 8), 0x8080).save(made, "PNG")
    assert is_near(opened(pictures.rebuild(made)).getpixel((4, 4)), (128, 128, 128))


def test_a_palette_with_a_hole() -> None:
    source = Image.new("P", (16, 16), 0)
    source.putpalette([255, 0, 0, 0, 0, 255])
    source.paste(1, (0, 0, 16, 8))
    made = io.BytesIO()
    source.save(made, "PNG", transparency=0)
    kept = opened(pictures.rebuild(made))
    assert (kept.mode, kept.getpixel((8, 14))[3], kept.getpixel((8, 2))[3]) == ("RGBA", 0, 255)
    assert is_near(kept.getpixel((8, 2)), BLUE)


def test_a_printers_jpeg() -> None:
    made = io.BytesIO()
    Image.new("CMYK", (16, 16), (0, 255, 255, 0)).save(made, "JPEG", quality=95)
    assert is_near(opened(pictures.rebuild(made)).getpixel((8, 8)), RED)


def test_a_telephones_double_picture() -> None:
    """MPO, as telephones write depth and wide-angle pictures: the first is kept."""
    made = io.BytesIO()
    Image.new("RGB", (16, 16), RED).save(
        made, "MPO", quality=95, save_all=True, append_images=[Image.new("RGB", (16, 16), BLUE)]
    )
    assert is_near(opened(pictures.rebuild(made)).getpixel((8, 8)), RED)


def test_a_large_picture_becomes_2000_pixels_wide() -> None:
    made = io.BytesIO()
    Image.new("RGB", (4000, 3000), RED).save(made, "JPEG")
    assert opened(pictures.rebuild(made)).size == (2000, 1500)


def test_a_small_picture_is_not_blown_up() -> None:
    assert opened(pictures.rebuild(io.BytesIO(planted.png(planted.halves((1, 1)))))).size == (1, 1)


def test_a_very_thin_picture() -> None:
    made = io.BytesIO()
    Image.new("RGB", (9000, 2), RED).save(made, "PNG")
    assert opened(pictures.rebuild(made)).size == (2000, 1)


def test_names_are_random() -> None:
    names = {pictures.rebuild(io.BytesIO(planted.png())).name for _i in range(5)}
    assert len(names) == 5
    assert all(re.fullmatch(r"[0-9a-f]{32}\.webp", name) for name in names)


# ---------------------------------------------------------------- what is refused


@BY_FORMAT
def test_a_truncated_file_is_refused(make: Callable[..., bytes]) -> None:
    noise = Image.effect_noise((256, 256), 90).convert("RGB")
    content = make(noise)
    assert refusal(content[: len(content) // 2]) == UNREADABLE


def other_format(name: str) -> bytes:
    made = io.BytesIO()
    planted.halves().save(made, name)
    return made.getvalue()


def office_file() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        b"hello",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<?xml version='1.0'?><svg/>",
        b"<html><script>alert(1)</script>",
        b"%PDF-1.7\n%%EOF",
        b"GIF89a/*\x00\x00*/=1;alert(1)",
        b"\xff\xd8\xff\xe0",
        b"RIFF\x10\0\0\0WEBPVP8 ",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        office_file(),
        *(other_format(name) for name in ("TIFF", "BMP", "ICO", "PDF", "EPS", "PPM", "TGA", "PCX")),
    ],
)
def test_what_is_not_a_picture_of_ours_is_refused(content: bytes) -> None:
    assert refusal(content) == UNREADABLE


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    header = io.BytesIO()
    Image.new("1", (8, 8)).save(header, "PNG")
    lying = bytearray(header.getvalue())
    lying[16:24] = (40_000).to_bytes(4) + (40_000).to_bytes(4)
    import zlib

    lying[29:33] = zlib.crc32(lying[12:29]).to_bytes(4)
    assert refusal(bytes(lying)) == TOO_MANY_PIXELS


def test_a_picture_just_above_the_limit_is_refused() -> None:
    """Pillow itself only warns up to twice its limit."""
    made = io.BytesIO()
    Image.new("1", (5001, 5000)).save(made, "PNG")
    assert refusal(made.getvalue()) == TOO_MANY_PIXELS
    made = io.BytesIO()
    Image.new("L", (7072, 7071)).save(made, "JPEG")
    assert refusal(made.getvalue()) == TOO_MANY_PIXELS


def test_a_telephones_48_megapixels_are_taken() -> None:
    made = io.BytesIO()
    Image.new("L", (8064, 6048), 128).save(made, "JPEG")
    assert opened(pictures.rebuild(made)).size == (2000, 1500)


def test_a_jpeg_that_goes_over_itself_for_ever_is_refused() -> None:
    assert refusal(planted.scan_bomb()) == TOO_MANY_PIXELS


def test_a_jpeg_with_the_usual_scans_is_taken() -> None:
    assert opened(pictures.rebuild(io.BytesIO(planted.scan_bomb(20)))).size == (640, 640)


def test_a_comment_that_unpacks_without_end_is_refused() -> None:
    assert refusal(planted.text_bomb()) == UNREADABLE


def test_a_file_above_ten_megabytes_is_refused() -> None:
    content = planted.jpeg() + bytes(pictures.MAX_BYTES)
    assert refusal(content) == "This picture is larger than 10 MB. Please send a smaller one."


def test_the_message_is_in_the_readers_language_when_it_is_read() -> None:
    """A lazy string: the form that catches it speaks the language of its own request."""
    with pytest.raises(pictures.UnsafePicture) as caught:
        pictures.rebuild(io.BytesIO(b""))
    assert type(caught.value.message).__name__ == "__proxy__"


def test_the_srgb_profile_itself_changes_nothing() -> None:
    made = io.BytesIO()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (8, 8), (200, 100, 50)).save(made, "PNG", icc_profile=srgb)
    assert is_near(opened(pictures.rebuild(made)).getpixel((4, 4)), (200, 100, 50))
