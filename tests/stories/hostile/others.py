"""Files of other kinds, whatever they are called."""

from __future__ import annotations

import gzip
import io
import zipfile
from functools import partial

from tests.home import planted
from tests.stories.hostile.sample import Sample, mark
from tests.stories.hostile.words import packed

PICTURE = "This is a picture. Please add it where the form asks for pictures."
RECORDING = "We cannot take recordings: they give away too much. You can write down what is said."
OFFICE = "This is an old Office file, or one with a password. Save it as DOCX or PDF without a password."
OPEN = "This is an OpenDocument file. Save it as DOCX or PDF, then we can take it."
SHEET = "We cannot take spreadsheets and slides. Save it as PDF, then we can take it."
ARCHIVE = "This is an archive with files in it. Send them one by one, as PDF or Word files (DOCX)."
PAGE = "This is a web page or a drawing with code in it. Save it as PDF, then we can take it."
PROGRAM = "This is a program, and we never take programs. We take PDF and Word files (DOCX)."
OTHER = "We cannot take this kind of file. We take PDF and Word files (DOCX)."
EMPTY = "This file is empty. Please choose another one."


def svg(encoding: str = "utf-8") -> bytes:
    """A drawing with a script."""
    text = f"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'><script>/*{mark('svg')}*/</script></svg>"
    return text.encode(encoding)


def open_document() -> bytes:
    """A text of LibreOffice: its kind stands first, not packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("meta.xml", f"<a>{mark('meta')}</a>")
    return made.getvalue()


_SHEET = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}

SAMPLES = [
    Sample("nothing", lambda: b"", EMPTY),
    Sample("svg", svg, PAGE, frozenset({"svg"})),
    Sample("svg in utf-16", partial(svg, "utf-16"), PAGE, frozenset({"svg"})),
    Sample(
        "page", lambda: f"\n <!DOCTYPE html><script>/*{mark('page')}*/</script>".encode(), PAGE, frozenset({"page"})
    ),
    Sample("page with a byte order mark", lambda: b"\xef\xbb\xbf<html onload=alert(1)>", PAGE),
    Sample("archive", lambda: packed({"story.pdf": mark("zipped")}), ARCHIVE, frozenset({"zipped"})),
    Sample("empty archive", lambda: packed({}), ARCHIVE),
    Sample("gzip", lambda: gzip.compress(b"x"), ARCHIVE),
    Sample("old word", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + mark("ole").encode(), OFFICE, frozenset({"ole"})),
    Sample("open document", open_document, OPEN, frozenset({"meta"})),
    Sample("spreadsheet", lambda: packed(_SHEET), SHEET),
    Sample("program for windows", lambda: b"MZ\x90\0" + bytes(60), PROGRAM),
    Sample("program for linux", lambda: b"\x7fELF\2\1\1", PROGRAM),
    Sample("shell script", lambda: b"#!/bin/sh\nrm -rf ~\n", PROGRAM),
    Sample("mp3", lambda: b"ID3\4\0\0\0\0\0\x23" + mark("id3").encode(), RECORDING, frozenset({"id3"})),
    Sample("voice message", lambda: b"OggS\0\2" + mark("ogg").encode(), RECORDING, frozenset({"ogg"})),
    Sample("film", lambda: b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", RECORDING),
    Sample("wave", lambda: b"RIFF\x24\0\0\0WAVEfmt ", RECORDING),
    *(
        Sample(f"{ending} among the documents", planted.FORMATS[ending], PICTURE, frozenset({"gps"}))
        for ending in ("jpg", "png", "heic", "webp", "avif")
    ),
    Sample("text", lambda: b"hello", OTHER),
    Sample("pdf behind other bytes", lambda: b"\n\n%PDF-1.7\n" + bytes(100), OTHER),
    Sample("rich text", lambda: b"{\\rtf1 {\\*\\author " + mark("rtf").encode() + b"}}", OTHER, frozenset({"rtf"})),
]
