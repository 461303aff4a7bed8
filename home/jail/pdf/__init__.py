"""A PDF as a new PDF: its pages as one sees them, and nothing else of the file. Works in the jail.

Nothing is taken out of the old file; a new one is made, into which only what draws a page is copied, key by key from
lists of what is allowed. So what nobody thought of stays behind too: information, XMP, attachments, scripts, actions,
notes, form fields, layers that are switched off, tags, thumbnails, names of layers and pages, data of programs.
Pictures are decoded and encoded again. What is hidden under something else on a page stays: a black bar hides nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from home.jail import MAX_PAGES, Refused
from home.jail.pdf.copying import Copy, numbers, plain
from home.jail.pdf.drawing import Drawing, group

#: Bytes that one stream may unpack to.
MAX_STREAM = 128 * 1024 * 1024
#: How far up a page asks for what it has not got itself.
MAX_PARENTS = 50
#: Annotations that say nothing that the page does not show.
_SILENT = {"/Link", "/Popup", "/Widget"}


def work(content: bytes, *options: str) -> tuple[dict[str, Any], bytes]:
    """The new file; how many pages it has, and which kinds of things that one could see were left out."""
    pikepdf.settings.set_qpdf_limits(
        parser_max_nesting=100, parser_max_container_size=200_000, max_stream_filters=5, flate_max_memory=MAX_STREAM,
        run_length_max_memory=MAX_STREAM, png_max_memory=MAX_STREAM, tiff_max_memory=MAX_STREAM,
    )  # fmt: skip
    try:
        source = pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    if source.is_encrypted:
        raise Refused("locked")
    if len(source.pages) == 0:
        raise Refused("broken")
    if len(source.pages) > MAX_PAGES:
        raise Refused("pages")
    target = pikepdf.new()
    copy = Copy(source, target)
    left_out = set(_left_out(source))
    for page in source.pages:
        target.pages.append(pikepdf.Page(_page(copy, page.obj)))
        left_out |= set(_left_out_of(page.obj))
    made = io.BytesIO()
    target.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return {"pages": len(target.pages), "left_out": sorted(left_out)}, made.getvalue()


def _page(copy: Copy, page: Any) -> Dictionary:
    """One page: its size, its drawing, and what it draws with."""
    made = Dictionary(Type=Name.Page)
    for key, count in (("/MediaBox", 4), ("/CropBox", 4), ("/Rotate", None), ("/UserUnit", None)):
        value = _inherited(page, key)
        value = plain(copy, value) if count is None else numbers(value, count)
        if value is not None and not isinstance(value, Name):
            made[key] = value
    if "/MediaBox" not in made:
        made["/MediaBox"] = Array([0, 0, 612, 792])  # what readers take where a page does not say
    drawing = Drawing(copy, _inherited(page, "/Resources"))
    drawn = drawing.clean(page) if "/Contents" in page else b""
    made["/Contents"] = copy.stream(drawn)
    made["/Resources"] = drawing.resources
    transparency = group(copy, page.get("/Group"))
    if transparency is not None:
        made["/Group"] = transparency
    return copy.target.make_indirect(made)


def _inherited(page: Any, key: str) -> Any:
    """What the page says, or the nearest branch of the tree above it that does."""
    for _step in range(MAX_PARENTS):
        if not isinstance(page, Dictionary):
            return None
        if key in page:
            return page[key]
        page = page.get("/Parent")
    return None


def _left_out(source: pikepdf.Pdf) -> Iterator[str]:
    root = source.Root
    fields = root.get("/AcroForm")
    if isinstance(fields, Dictionary) and len(fields.get("/Fields", Array())) > 0:
        yield "fields"
    names = root.get("/Names")
    if (isinstance(names, Dictionary) and "/EmbeddedFiles" in names) or "/AF" in root or "/Collection" in root:
        yield "attachments"


def _left_out_of(page: Any) -> Iterator[str]:
    notes = page.get("/Annots")
    for note in notes if isinstance(notes, Array) else ():
        kind = str(note.get("/Subtype")) if isinstance(note, Dictionary) else ""
        if kind == "/FileAttachment":
            yield "attachments"
        elif kind not in _SILENT:
            yield "notes"
