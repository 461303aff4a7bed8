"""PDFs that never end, or grow beyond all bounds."""

from __future__ import annotations

import zlib
from functools import partial

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.stories.hostile.pdf_corners import READABLE, add, plain, saved
from tests.stories.hostile.pdfs import BROKEN
from tests.stories.hostile.pictures import zeros
from tests.stories.hostile.sample import CLEAN, Sample

GREEDY = "This file is too complicated for us to clean. Print it to a new PDF and send that one."
PAGES = "This file has more than 300 pages. Please send the pages that matter."
PIXELS = "A picture in this file has too many pixels. Make it smaller, then we can take the file."
LARGE = "This file is larger than 10 MB. Please send a smaller one."
ANNOUNCED = {"stream_decode_level": pikepdf.StreamDecodeLevel.none, "compress_streams": False}


def form_in(pdf: pikepdf.Pdf, steps: bytes, **forms: object) -> object:
    """A form that draws others."""
    return pdf.make_stream(
        steps,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 300, 200]),
        Resources=Dictionary(XObject=Dictionary({f"/{name}": form for name, form in forms.items()})),
    )


def draws_itself() -> bytes:
    """A form that draws itself, twice."""
    pdf = plain()
    form = form_in(pdf, b"0 0 1 1 re f /Me Do /Me Do")
    form.Resources.XObject.Me = form  # type: ignore[attr-defined]
    pdf.pages[0].Resources.XObject.Fm = form
    add(pdf, b"/Fm Do")
    return saved(pdf)


def draws_ten_that_draw_ten() -> bytes:
    """Twelve forms, each of which draws the next ten times: a million million rectangles in 3 KB."""
    pdf = plain()
    form = form_in(pdf, b"0 0 1 1 re f")
    for _level in range(12):
        form = form_in(pdf, b"/A Do " * 10, A=form)
    pdf.pages[0].Resources.XObject.Fm = form
    add(pdf, b"/Fm Do")
    return saved(pdf)


def forms_in_forms(depth: int = 5000) -> bytes:
    """A form in a form in a form."""
    pdf = plain()
    form = form_in(pdf, b"0 0 1 1 re f")
    for _level in range(depth):
        form = form_in(pdf, b"/A Do", A=form)
    pdf.pages[0].Resources.XObject.Fm = form
    add(pdf, b"/Fm Do")
    return saved(pdf)


def packed_page(content: bytes, times: int = 1) -> bytes:
    """A page whose steps are packed so many times."""
    pdf = plain()
    stream = pdf.make_stream(content)
    stream.Filter = Array([Name.FlateDecode] * times)
    pdf.pages[0].Contents = stream
    return saved(pdf, **ANNOUNCED)


def packed_twice(count: int) -> bytes:
    """Zeros, packed and packed again: 200 MB in a few hundred bytes."""
    return packed_page(zlib.compress(zeros(count), 9), 2)


def steps_without_end() -> bytes:
    """4 million steps in 8 KB."""
    return packed_page(zlib.compress(b"q Q " * 2_000_000, 9))


def tree(pages: str) -> bytes:
    """Pages that are a circle, or one page many times."""
    pdf = plain()
    first = pdf.pages[0].obj
    if pages == "circle":
        branch = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=10_000, Kids=Array([])))
        branch.Kids = Array([branch, first] * 5_000)
        pdf.Root.Pages = branch
    elif pages == "same":
        pdf.Root.Pages.Kids = Array([first] * 10_000)
        pdf.Root.Pages.Count = 10_000
    else:
        parent = pdf.make_indirect(Dictionary(Type=Name.Pages))
        parent.Parent = parent
        first.Parent = parent
        del first["/MediaBox"]
    return saved(pdf)


def many_pages() -> bytes:
    """One more than is taken."""
    pdf = plain()
    for _number in range(300):
        pdf.add_blank_page()
    return saved(pdf)


def tables_in_a_circle() -> bytes:
    """A table of objects whose earlier version is itself."""
    content = saved(plain(), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    at = content[content.rindex(b"startxref") :].split()[1]
    return content.replace(b"/Root", b"/Prev " + at + b" /Root")


def brackets() -> bytes:
    """Lists in lists in lists."""
    pdf = plain()
    add(pdf, b"[" * 2_000_000)
    return saved(pdf)


def huge_picture(width: int, height: int) -> bytes:
    """A picture of one colour, larger than any screen."""
    pdf = plain()
    stream = pdf.make_stream(
        zeros(width * height // 8),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        BitsPerComponent=1,
        ColorSpace=Name.DeviceGray,
    )
    stream.Filter = Name.FlateDecode
    pdf.pages[0].Resources.XObject.Im = stream
    add(pdf, b"/Im Do")
    return saved(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def many_objects() -> bytes:
    """A page that draws with 30,000 states."""
    pdf = plain()
    states = {f"/S{number}": pdf.make_indirect(Dictionary(LW=number)) for number in range(30_000)}
    pdf.pages[0].Resources.ExtGState = Dictionary(states)
    add(pdf, " ".join(f"{name} gs" for name in states).encode())
    return saved(pdf)


def object_bomb() -> bytes:
    """Objects packed together, which unpack to 200 MB."""
    body = b"1 0 <</Type/Catalog/Pages 2 0 R>>"
    packed = zlib.compressobj(9)
    content = packed.compress(body) + b"".join(packed.compress(b" " * 1_000_000) for _i in range(200)) + packed.flush()
    made = b"%PDF-1.5\n"
    holder = len(made)
    made += b"3 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(content)
    made += content + b"\nendstream\nendobj\n"
    table = len(made)
    rows = b"\0\0\0\0\0" + b"\2\0\0\3\0" + b"\1" + table.to_bytes(3) + b"\0" + b"\1" + holder.to_bytes(3) + b"\0"
    made += b"2 0 obj\n<</Type/XRef/W[1 3 1]/Size 4/Root 1 0 R/Length %d>>\nstream\n" % len(rows)
    return made + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % table


_READABLE = (READABLE,)

SAMPLES = [
    Sample("pdf with a form that draws itself", draws_itself, CLEAN, readable=_READABLE),
    Sample("pdf with ten that draw ten that draw ten", draws_ten_that_draw_ten, GREEDY),
    Sample("pdf with 5,000 forms in each other", forms_in_forms, GREEDY),
    Sample("pdf that unpacks to 200 MB", partial(packed_twice, 200_000_000), BROKEN),
    Sample("pdf with 4 million steps", steps_without_end, GREEDY),
    Sample("pdf with pages in a circle", partial(tree, "circle"), BROKEN),
    Sample("pdf with one page 10,000 times", partial(tree, "same"), PAGES),
    Sample("pdf with parents in a circle", partial(tree, "parents"), CLEAN, readable=_READABLE),
    Sample("pdf with 301 pages", many_pages, PAGES),
    Sample("pdf with tables in a circle", tables_in_a_circle, BROKEN),
    Sample("pdf with two million brackets", brackets, CLEAN, readable=_READABLE),
    Sample("pdf with 400 megapixels", partial(huge_picture, 20_000, 20_000), PIXELS),
    Sample("pdf with 30,000 states", many_objects, GREEDY),
    Sample("pdf whose objects unpack to 200 MB", object_bomb, BROKEN),
    Sample("pdf of more than 10 MB", lambda: saved(plain()) + bytes(10 * 1024 * 1024), LARGE),
]
