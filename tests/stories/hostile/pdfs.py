"""PDFs that give somebody away, or do something when they are opened."""

from __future__ import annotations

import io
import zipfile

import pikepdf
from pikepdf import Name

from tests.home import planted
from tests.stories.hostile.pdf_corners import READABLE, actions, add, information, inside, notes, plain, saved
from tests.stories.hostile.sample import CLEAN, Sample, mark

BROKEN = "We could not read this file. It may be damaged. Save it again as PDF or DOCX and send the new file."
LOCKED = "This file is locked with a password. Save it without one, then we can take it."
PAGE = "This is a web page or a drawing with code in it. Save it as PDF, then we can take it."
IS_PICTURE = "This is a picture. Please add it where the form asks for pictures."
PICTURES = "This file has a picture in it that we cannot clean. Photograph the pages and send the pictures."


def after_the_end(content: bytes) -> bytes:
    """An archive and a script behind the file."""
    return content + planted.tail()


def of(*changes: object) -> bytes:
    """A plain file with such changes."""
    pdf = plain()
    for change in changes:
        change(pdf)  # type: ignore[operator]
    return saved(pdf)


def changed_later() -> bytes:
    """What was deleted in a later version of the file, which was only appended, still stands in it."""
    first = plain()
    first.pages[0].obj["/Old"] = first.make_indirect(first.make_stream(mark("earlier").encode()))
    content = saved(first, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    number = first.pages[0].obj.objgen[0]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[0].obj
        number = page.objgen[0]
        del page["/Old"]
        body = b"%d 0 obj\n%s\nendobj\n" % (number, page.unparse(resolved=True))
        root, size = pdf.Root.objgen[0], len(pdf.objects) + 1
    before = int(content[content.rindex(b"startxref") :].split()[1])
    at = len(content)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d /Root %d 0 R /Prev %d>>\n" % (
        number,
        at,
        size,
        root,
        before,
    )
    return content + body + table + b"startxref\n%d\n%%%%EOF\n" % (at + len(body))


def locked(**passwords: str) -> bytes:
    """Encrypted, with Info that is readable to whoever knows the password."""
    return saved(plain(), encryption=pikepdf.Encryption(**{"owner": "owner", **passwords}))


def unknown_picture() -> bytes:
    """A scan in a format that has room for words, and that nobody here can decode."""
    pdf = plain()
    pdf.pages[0].Resources.XObject.Scan = pdf.make_stream(
        mark("jbig").encode(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=8,
        Height=8,
        BitsPerComponent=1,
        ColorSpace=Name.DeviceGray,
        Filter=Name.JBIG2Decode,
    )
    add(pdf, b"/Scan Do")
    return saved(pdf)


def jpeg_2000() -> bytes:
    """A picture whose format has boxes for XML."""
    made = io.BytesIO()
    planted.halves().save(made, "JPEG2000")
    content = made.getvalue()
    box = planted.XMP
    content += (len(box) + 8).to_bytes(4) + b"xml " + box
    pdf = plain()
    pdf.pages[0].Resources.XObject.Im = pdf.make_stream(
        content, Type=Name.XObject, Subtype=Name.Image, Width=40, Height=20, Filter=Name.JPXDecode
    )
    add(pdf, b"q 40 0 0 20 20 20 cm /Im Do Q")
    return saved(pdf)


def archive_and_pdf() -> bytes:
    """One that opens as both, with the archive's parts between the objects."""
    made = io.BytesIO(of())
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(mark("zipname"), mark("zip"))
    return made.getvalue()


_INFORMATION = {
    "author",
    "title",
    "xmp",
    "modified",
    "private",
    "pagedate",
    "thumb",
    "label",
    "lang",
    "id",
    "own",
    "ownofpage",
    "spider",
    "signature",
}
_ACTIONS = {"script", "launch", "cmd", "jsname", "submit", "uri", "remote", "nm"}
_NOTES = {
    "look",
    "attached",
    "filename",
    "described",
    "field",
    "value",
    "default",
    "annotator",
    "remark",
    "rich",
    "subject",
    "xfa",
    "bookmark",
    "dest",
}
_JPEG = {"artist", "camera", "comment", "serial", "gps", "xmp", "profile", "thumbnail", "iptc", "zip", "tail"}
_INSIDE = _JPEG | {
    "layer",
    "layers",
    "alt",
    "actual",
    "resource",
    "formdate",
    "formname",
    "formprivate",
    "offform",
    "cmapremark",
    "cmapname",
    "typeface",
    "family",
    "tint",
    "ink",
    "remark2",
    "span",
    "expansion",
    "operand",
    "stray",
    "hidden",
    "tag",
}
_READABLE = (READABLE,)

SAMPLES = [
    Sample("pdf with information in every corner", lambda: of(information), CLEAN, frozenset(_INFORMATION), _READABLE),
    Sample("pdf with actions", lambda: of(actions), CLEAN, frozenset(_ACTIONS), _READABLE),
    Sample("pdf with notes, fields and files", lambda: of(notes), CLEAN, frozenset(_NOTES), _READABLE),
    Sample("pdf with words in what draws", lambda: of(inside), CLEAN, frozenset(_INSIDE), _READABLE),
    Sample("pdf with an earlier version", changed_later, CLEAN, frozenset({"earlier"}), _READABLE),
    Sample("pdf with jpeg 2000", jpeg_2000, CLEAN, frozenset({"xmp"}), _READABLE),
    Sample("pdf that is an archive too", archive_and_pdf, CLEAN, frozenset({"zip", "zipname"}), _READABLE),
    Sample("pdf with jbig2", unknown_picture, PICTURES, frozenset({"jbig"})),
    Sample("pdf with a password", lambda: locked(user="user"), LOCKED),
    Sample("pdf with an owner's password", lambda: locked(), LOCKED),
    Sample("half of a pdf", lambda: of(inside)[:8000], BROKEN, frozenset({"layer", "layers"})),
    Sample(
        "pdf with a script and an archive behind it",
        lambda: after_the_end(of()),
        CLEAN,
        frozenset({"zip", "tail"}),
        _READABLE,
    ),
    Sample(
        "page that is a pdf too",
        lambda: f"<html><script>/*{mark('page')}*/</script>".encode() + of(),
        PAGE,
        frozenset({"page"}),
    ),
    Sample(
        "picture that is a pdf too", lambda: planted.gif() + of(), IS_PICTURE, frozenset({"comment", "zip", "tail"})
    ),
    Sample("pdf with nothing in it", lambda: b"%PDF-1.7\n%%EOF", BROKEN),
    Sample("pdf without pages", lambda: saved(pikepdf.new()), BROKEN),
]
