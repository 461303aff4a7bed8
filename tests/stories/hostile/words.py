"""Word files that give somebody away, and those that never end."""

from __future__ import annotations

import io
import struct
import zipfile
from functools import partial

import docx

from tests.home import planted
from tests.stories.hostile.sample import CLEAN, Sample, mark

READABLE = "The depot closes early."
BROKEN = "We could not read this file. It may be damaged. Save it again as PDF or DOCX and send the new file."
MACROS = "This Word file has programs (macros) in it. Save it as a plain DOCX, then we can take it."
PARTS = "This file has too many parts. Save it again as PDF and send the new file."
UNPACKED = "This file unpacks to far more than it seems. Save it again as PDF and send the new file."
GREEDY = "This file is too complicated for us to clean. Print it to a new PDF and send that one."
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
BODY = f"<w:p><w:r><w:t>{READABLE}</w:t></w:r></w:p>"
TYPES = (
    HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
    f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def document(body: str = BODY, doctype: str = "") -> str:
    """The main part."""
    return f'{HEAD}{doctype}<w:document xmlns:w="{W}" xmlns:r="{RELATIONS}"><w:body>{body}</w:body></w:document>'


def packed(parts: dict[str, str | bytes]) -> bytes:
    """An archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def word(body: str = BODY, doctype: str = "", **more: str | bytes) -> bytes:
    """A small Word file, with more parts (`/` is written `__`, `.` is written `_0_`)."""
    named = {name.replace("__", "/").replace("_0_", "."): content for name, content in more.items()}
    return packed(
        {"[Content_Types].xml": TYPES, "_rels/.rels": RELS, "word/document.xml": document(body, doctype), **named}
    )


def related(*relations: tuple[str, str, str]) -> str:
    """Addresses elsewhere, by key and kind."""
    inside = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="External"/>'
        for key, kind, target in relations
    )
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'


def every_corner() -> bytes:
    """Properties, comments, deletions, hidden text, things of other programs, links to a disk, a photograph."""
    made = docx.Document()
    made.core_properties.author, made.core_properties.comments = mark("author"), mark("property")
    made.core_properties.last_modified_by = mark("modifier")
    paragraph = made.add_paragraph(READABLE)
    made.add_comment(paragraph.runs, text=mark("remark"), author=mark("annotator"), initials="M")
    made.sections[0].header.paragraphs[0].text = mark("header")
    photo = io.BytesIO()
    planted.halves().save(photo, "JPEG")
    made.add_picture(photo)
    picture = made.element.body.xpath(".//pic:cNvPr | .//wp:docPr")
    for element in picture:
        element.set("descr", mark("descr"))
    file = io.BytesIO()
    made.save(file)
    hidden = (
        f'<w:p w:rsidR="{mark("rsid")}"><w:del w:author="{mark("deleter")}"><w:r><w:delText>'
        f"{mark('deleted')}</w:delText></w:r></w:del>"
        f'<w:ins w:author="{mark("inserter")}"><w:r><w:t>In.</w:t></w:r></w:ins>'
        f"<w:moveFrom><w:r><w:t>{mark('moved')}</w:t></w:r></w:moveFrom>"
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{mark('hidden')}</w:t></w:r>"
        f'<w:r><w:rPr><w:rStyle w:val="Unseen"/></w:rPr><w:t>{mark("unseen")}</w:t></w:r>'
        f'<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>AUTHOR {mark("field")}</w:instrText>'
        '<w:fldChar w:fldCharType="end"/></w:r>'
        f'<w:bookmarkStart w:id="1" w:name="{mark("bookmark")}"/><w:bookmarkEnd w:id="1"/>'
        '<w:hyperlink r:id="disk"><w:r><w:t>file</w:t></w:r></w:hyperlink>'
        '<w:hyperlink r:id="mail"><w:r><w:t>mail</w:t></w:r></w:hyperlink></w:p>'
        f"<!--{mark('remarkinxml')}--><?{mark('instruction')} x?>"
        f'<w:sdt><w:sdtPr><w:tag w:val="{mark("tag")}"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>'
    )
    style = (
        '<w:style w:type="character" w:styleId="Unseen"><w:name w:val="Unseen"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    links = (
        f'<Relationship Id="disk" Type="{RELATIONS}/hyperlink" Target="file:///C:/Users/{mark("disk")}/a" TargetMode='
        f'"External"/><Relationship Id="mail" Type="{RELATIONS}/hyperlink" Target="mailto:{mark("mail")}@example.org" '
        'TargetMode="External"/>'
    )
    parts: dict[str, str | bytes] = {}
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:sectPr", hidden.encode() + b"<w:sectPr", 1)
            elif name.startswith("word/media/"):
                content = planted.jpeg()
            elif name == "word/styles.xml":
                content = content.replace(b"</w:styles>", style.encode() + b"</w:styles>")
            elif name == "word/_rels/document.xml.rels":
                content = content.replace(b"</Relationships>", links.encode() + b"</Relationships>")
            parts[name] = content
    parts |= {
        "customXml/item1.xml": f"<a>{mark('custom')}</a>",
        "docProps/custom.xml": f"<a>{mark('ownproperty')}</a>",
        "word/people.xml": f"<a>{mark('people')}</a>",
        "word/embeddings/oleObject1.bin": mark("ole"),
        "word/glossary/document.xml": f"<a>{mark('glossary')}</a>",
        "docProps/thumbnail.jpeg": planted.jpeg(),
        "word/settings.xml": f'<w:settings xmlns:w="{W}"><w:rsid w:val="{mark("rsids")}"/></w:settings>',
        f"word/{mark('partname')}.txt": "x",
    }
    return packed(parts) + f"<script>{mark('tail')}</script>".encode()


def from_elsewhere() -> bytes:
    """Pictures, templates and text that are to be fetched."""
    blip = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic='
        '"http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="a"/></pic:blipFill>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    rels = related(
        ("a", "image", f"http://127.0.0.1:9/{mark('fetched')}"), ("b", "attachedTemplate", "http://127.0.0.1:9/t")
    )
    return word(BODY + blip + '<w:altChunk r:id="b"/>', word___rels__document_0_xml_0_rels=rels)


def with_links() -> bytes:
    """A link to a page, which stays, and one that runs a script."""
    rels = related(("a", "hyperlink", "https://example.org/"), ("b", "hyperlink", f"javascript:alert('{mark('js')}')"))
    links = "".join(f'<w:hyperlink r:id="{key}"><w:r><w:t>link {key}</w:t></w:r></w:hyperlink>' for key in "ab")
    return word(f"{BODY}<w:p>{links}</w:p>", word___rels__document_0_xml_0_rels=rels)


def zip_that_lies() -> bytes:
    """A part that says it has ten bytes and unpacks to 200 MB."""
    content = bytearray(word(word__media__a_0_xml=b" " * 200_000_000))
    size = struct.pack("<I", 200_000_000)
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = struct.pack("<I", 10)
    return bytes(content)


def one_part_many_times() -> bytes:
    """A directory whose 400 entries all name the same megabytes."""
    made = bytearray(word(word__big_0_xml=b" " * 10_000_000))
    start = made.index(b"PK\x01\x02")
    end = made.index(b"PK\x05\x06")
    entry = bytes(made[made.rindex(b"PK\x01\x02") : end])
    body = bytes(made[:start])
    directory = bytes(made[start:end])
    directory += b"".join(entry.replace(b"word/big.xml", b"word/%03d.xml" % number) for number in range(400))
    return body + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 404, 404, len(directory), len(body), 0)


def entities(kind: str) -> bytes:
    """Definitions in which each is ten of the one before; or one that is a file of the server."""
    if kind == "file":
        return word("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    lines = '<!ENTITY x0 "ha">' + "".join(f'<!ENTITY x{level} "{f"&x{level - 1};" * 10}">' for level in range(1, 12))
    doctype, body = f"<!DOCTYPE a [{lines}]>", "<w:p><w:r><w:t>&x11;</w:t></w:r></w:p>"
    if kind == "utf-16":
        whole = document(body, doctype).replace("UTF-8", "UTF-16").encode("utf-16")
        return word(word__document_0_xml=whole)
    return word(body, doctype)


def tables_in_tables(depth: int = 4000) -> bytes:
    """A table in a cell of a table, and so on."""
    opened = "<w:tbl><w:tr><w:tc>" * depth
    return word(opened + BODY + "</w:tc></w:tr></w:tbl>" * depth)


def slow() -> bytes:
    """A small file with so many runs that it would be read for minutes."""
    return word("<w:p>" + "<w:r><w:t>a</w:t></w:r>" * 1_500_000 + "</w:p>")


def locked() -> bytes:
    """A Word file with a password is an old Office file that holds a packed one."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")


_JPEG = {"artist", "camera", "comment", "serial", "gps", "xmp", "profile", "thumbnail", "iptc", "zip", "tail"}
_EVERY_CORNER = _JPEG | {
    "author",
    "property",
    "modifier",
    "remark",
    "annotator",
    "header",
    "descr",
    "rsid",
    "deleter",
    "deleted",
    "inserter",
    "moved",
    "hidden",
    "unseen",
    "field",
    "bookmark",
    "disk",
    "mail",
    "remarkinxml",
    "instruction",
    "tag",
    "custom",
    "ownproperty",
    "people",
    "ole",
    "glossary",
    "rsids",
    "partname",
}
_READABLE = (READABLE,)
OFFICE = "This is an old Office file, or one with a password. Save it as DOCX or PDF without a password."
PAGE = "This is a web page or a drawing with code in it. Save it as PDF, then we can take it."

SAMPLES = [
    Sample(
        "word with something in every corner", every_corner, CLEAN, frozenset(_EVERY_CORNER), (READABLE, "In.", "file")
    ),
    Sample("word that wants things from elsewhere", from_elsewhere, CLEAN, frozenset({"fetched"}), _READABLE),
    Sample("word with links", with_links, CLEAN, frozenset({"js"}), (READABLE, "link a", "link b")),
    Sample(
        "word with names that lead out of the folder",
        lambda: word(**{".." + "__" * 3 + "etc__passwd": mark("path")}),
        CLEAN,
        frozenset({"path"}),
        _READABLE,
    ),
    Sample(
        "word with markup as text",
        lambda: word("<w:p><w:r><w:t>&lt;script&gt;alert(1)&lt;/script&gt;</w:t></w:r></w:p>"),
        CLEAN,
        readable=("&lt;script&gt;alert(1)&lt;/script&gt;",),
    ),
    Sample("word with macros", lambda: word(word__vbaProject_0_bin=mark("macro")), MACROS, frozenset({"macro"})),
    Sample(
        "word that says it has macros",
        lambda: packed(
            {
                "[Content_Types].xml": TYPES.replace(
                    "openxmlformats-officedocument.wordprocessingml.document", "ms-word.document.macroEnabled"
                ),
                "_rels/.rels": RELS,
                "word/document.xml": document(),
            }
        ),
        MACROS,
    ),
    Sample("word that unpacks to 200 MB", lambda: word(word__big_0_xml=b" " * 200_000_000), UNPACKED),
    Sample("word with a part that lies about its size", zip_that_lies, BROKEN),
    Sample("word with one part 400 times", one_part_many_times, UNPACKED),
    Sample("word with 600 parts", lambda: word(**{f"word__{number}_0_xml": "<a/>" for number in range(600)}), PARTS),
    *(Sample(f"word with entities ({kind})", partial(entities, kind), BROKEN) for kind in ("laughs", "utf-16", "file")),
    Sample("word with tables in tables", tables_in_tables, BROKEN),
    Sample("word with a million runs", slow, GREEDY),
    Sample("half of a word file", lambda: every_corner()[:9000], BROKEN),
    Sample("word with a password", locked, OFFICE),
    Sample("word without a document", lambda: packed({"[Content_Types].xml": TYPES, "word/a": b"x"}), BROKEN),
    Sample(
        "page that is a word file too", lambda: f"<html>{mark('page')}".encode() + word(), PAGE, frozenset({"page"})
    ),
]
