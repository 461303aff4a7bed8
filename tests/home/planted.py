"""Pictures as telephones and editors write them: with places, names, comments and thumbnails in every corner."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import ExifTags, Image, ImageCms, PngImagePlugin

#: Planted wherever a format has room for words; no byte of it may be in anything that the site keeps.
MARKER = "PLANTED-7781"

XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    f'dc:creator="{MARKER}-xmp"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
).encode()


def halves(size: tuple[int, int] = (40, 20), mode: str = "RGB") -> Image.Image:
    """Red on one side, blue on the other, so that one sees how it was turned."""
    picture = Image.new("RGB", size, (255, 0, 0))
    picture.paste((0, 0, 255), (size[0] // 2, 0, *size))
    return picture.convert(mode)


def exif(orientation: int = 1) -> bytes:
    """Who, with what, where, and which way up."""
    made = Image.Exif()
    made[ExifTags.Base.Artist] = f"{MARKER}-artist"
    made[ExifTags.Base.Make] = f"{MARKER}-camera"
    made[ExifTags.Base.Orientation] = orientation
    details = made.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.UserComment] = f"{MARKER}-comment".encode()
    details[ExifTags.Base.BodySerialNumber] = f"{MARKER}-serial"
    place = made.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (43.21, 0.0, 0.0)
    place[ExifTags.GPS.GPSProcessingMethod] = f"{MARKER}-gps".encode()
    return made.tobytes()


def profile() -> bytes:
    """sRGB with red and green changed over, and a planted word."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = made.replace(b"rXYZ", b"\0tmp", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"\0tmp", b"gXYZ", 1)
    grown = swapped + f"{MARKER}-profile".encode().ljust(32)
    return struct.pack(">I", len(grown)) + grown[4:]


def tail() -> bytes:
    """What a polyglot appends: an archive that opens, and a script."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("hidden.txt", f"{MARKER}-zip")
    return archive.getvalue() + f"<script>{MARKER}-tail</script>".encode()


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg(picture: Image.Image | None = None, orientation: int = 1) -> bytes:
    """EXIF, XMP, ICC, IPTC, a comment, a thumbnail in a vendor's segment, a tail."""
    plain = io.BytesIO()
    (picture or halves()).save(
        plain,
        "JPEG",
        quality=95,
        subsampling=0,
        exif=exif(orientation),
        xmp=XMP,
        icc_profile=profile(),
        comment=f"{MARKER}-comment",
    )
    thumbnail = io.BytesIO()
    Image.new("RGB", (8, 8)).save(thumbnail, "JPEG", comment=f"{MARKER}-thumbnail")
    caption = f"{MARKER}-iptc".encode()
    iptc = b"\x1c\x02\x78" + struct.pack(">H", len(caption)) + caption
    photoshop = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(iptc)) + iptc
    content = plain.getvalue()
    extra = _segment(0xED, photoshop) + _segment(0xE5, b"VENDOR\0" + thumbnail.getvalue())
    return content[:2] + extra + content[2:] + tail()


def png(picture: Image.Image | None = None, orientation: int = 1) -> bytes:
    """EXIF, XMP, ICC, plain, compressed and international text, a tail."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", f"{MARKER}-text")
    notes.add_text("Comment", f"{MARKER}-ztxt" * 50, zip=True)
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    made = io.BytesIO()
    (picture or halves()).save(made, "PNG", pnginfo=notes, exif=exif(orientation), icc_profile=profile())
    return made.getvalue() + tail()


def webp(picture: Image.Image | None = None, orientation: int = 1) -> bytes:
    """EXIF, XMP, ICC, a tail."""
    made = io.BytesIO()
    (picture or halves()).save(made, "WEBP", lossless=True, exif=exif(orientation), xmp=XMP, icc_profile=profile())
    return made.getvalue() + tail()


def avif(picture: Image.Image | None = None, orientation: int = 1) -> bytes:
    """EXIF and XMP, a tail."""
    made = io.BytesIO()
    (picture or halves()).save(made, "AVIF", quality=95, subsampling="4:4:4", exif=exif(orientation), xmp=XMP)
    return made.getvalue() + tail()


def heic(picture: Image.Image | None = None, orientation: int = 1) -> bytes:
    """As iPhones write it: EXIF and XMP, a tail."""
    import pillow_heif

    made = io.BytesIO()
    pillow_heif.from_pillow(picture or halves((64, 32))).save(
        made, quality=95, chroma=444, exif=exif(orientation), xmp=XMP
    )
    return made.getvalue() + tail()


def gif(picture: Image.Image | None = None, orientation: int = 1) -> bytes:
    """Two frames and a comment, a tail; the format has no orientation."""
    made = io.BytesIO()
    first = picture or halves()
    first.save(
        made, "GIF", save_all=True, append_images=[Image.new("RGB", first.size)], comment=f"{MARKER}-comment".encode()
    )
    return made.getvalue() + tail()


#: A file of each kind, by its ending.
FORMATS = {"jpg": jpeg, "png": png, "webp": webp, "avif": avif, "heic": heic, "gif": gif}


def scan_bomb(scans: int = 200) -> bytes:
    """A progressive JPEG that goes over its area again and again; 75 bytes each time."""
    plain = io.BytesIO()
    Image.new("RGB", (640, 640), (120, 130, 140)).save(plain, "JPEG", progressive=True)
    content = plain.getvalue()
    last = content[content.rfind(b"\xff\xda") : -2]
    return content[:-2] + last * scans + content[-2:]


def text_bomb() -> bytes:
    """A PNG whose comment unpacks to 200 MB."""
    made = io.BytesIO()
    halves().save(made, "PNG")
    content = made.getvalue()
    packed = zlib.compressobj(9)
    body = b"Comment\0\0" + b"".join(packed.compress(b"x" * 1_000_000) for _i in range(200)) + packed.flush()
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    return content[:33] + chunk + content[33:]


def chunks(webp: bytes) -> list[str]:
    """The parts of a WebP file by name; also proves that nothing stands after them."""
    assert webp[:4] == b"RIFF"
    assert webp[8:12] == b"WEBP"
    assert struct.unpack("<I", webp[4:8])[0] + 8 == len(webp)
    found, at = [], 12
    while at < len(webp):
        found.append(webp[at : at + 4].decode())
        length = struct.unpack("<I", webp[at + 4 : at + 8])[0]
        at += 8 + length + length % 2
    return found
