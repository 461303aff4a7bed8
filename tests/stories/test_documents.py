"""What is kept of a document: what one can read in it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, get_args

import docx
import pikepdf
import pypdfium2
import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from fontTools.ttLib import TTFont
from lxml import html
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from home import jail
from stories import documents, uploads
from tests.home import planted
from tests.stories.hostile import pdf_corners as corners
from tests.stories.hostile import pdfs, words
from tests.stories.hostile.sample import mark
from tests.stories.hostile.traces import found_in

#: Typefaces, formulas, links, colours that run, patterns, things one looks through, pictures, two pages.
TYPST = """
#set document(title: "PLANTED-7781-title", author: "PLANTED-7781-author")
= Before the depot closes
Hello *world*, ünïcode, $sum_(i=0)^n x^2$ and #link("https://example.org/PLANTED-7781-uri")[a link].
#rect(fill: gradient.linear(red, blue), width: 100%)
#rect(fill: tiling(size: (20pt, 20pt))[#circle(radius: 5pt, fill: red)], width: 80pt, height: 80pt)
#circle(fill: red.transparentize(50%))
#image("clear.png", width: 40pt, alt: "PLANTED-7781-alt")
#pagebreak()
#lorem(300)
"""


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which much else runs is no reason to refuse a file here."""
    monkeypatch.setattr(jail, "GRACE", 200)


def rebuilt(content: bytes, name: str = "a.pdf") -> documents.CleanDocument:
    return documents.rebuild(SimpleUploadedFile(name, content, "application/octet-stream"))


def refusal(content: bytes) -> str:
    with pytest.raises(documents.UnsafeDocument) as caught:
        rebuilt(content)
    return str(caught.value.message)


def seen(content: bytes) -> list[tuple[str, Image.Image]]:
    """The text and the look of each page."""
    return [
        (page.get_textpage().get_text_range(), page.render(scale=1).to_pil().convert("RGB"))
        for page in pypdfium2.PdfDocument(content)
    ]


def assert_same_look(before: bytes, after: bytes, most: int) -> None:
    """The same text, and no channel of any point further off than `most`."""
    for (text, look), (text_after, look_after) in zip(seen(before), seen(after), strict=True):
        assert text_after == text
        assert max(high for _low, high in ImageChops.difference(look, look_after).getextrema()) <= most


def test_a_pdf_looks_the_same(tmp_path: Any) -> None:
    clear = Image.effect_noise((60, 60), 20).convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize((60, 60)))
    clear.save(tmp_path / "clear.png")
    (tmp_path / "a.typ").write_text(TYPST)
    content = typst.compile(tmp_path / "a.typ")
    assert found_in(content) >= {"title", "author", "uri", "alt"}
    kept = rebuilt(content)
    assert (kept.kind, kept.extension, kept.content_type) == ("pdf", "pdf", "application/pdf")
    assert (kept.pages, kept.words, kept.left_out) == (2, None, ())
    assert found_in(kept.content) == set()
    assert_same_look(content, kept.content, 24)


@pytest.mark.parametrize(("mode", "most"), [("L", 12), ("RGB", 24), ("CMYK", 24), ("1", 0), ("P", 0)])
def test_pictures_in_a_pdf_look_the_same(mode: str, most: int) -> None:
    """JPEG of one, three and four colours, fax, a palette; a smooth picture, because JPEG changes noise each time."""
    picture = Image.merge("RGB", [Image.linear_gradient("L").rotate(turn) for turn in (0, 90, 180)]).convert(mode)
    made = io.BytesIO()
    picture.save(made, "PDF", author=mark("author"))
    kept = rebuilt(made.getvalue())
    assert found_in(kept.content) == set()
    assert_same_look(made.getvalue(), kept.content, most)


def test_a_picture_among_the_steps_looks_the_same() -> None:
    pdf = corners.plain()
    pixels = bytes(range(0, 250, 10)) * 3
    corners.add(pdf, b"q 50 0 0 50 20 20 cm BI /W 5 /H 5 /BPC 8 /CS /RGB ID " + pixels + b"\nEI Q\n")
    content = corners.saved(pdf)
    assert_same_look(content, rebuilt(content).content, 0)


def test_letters_that_are_drawn_and_typefaces_in_the_file_look_the_same() -> None:
    pdf = corners.plain()
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 9, 9]),
        FontMatrix=Array([0.1, 0, 0, 0.1, 0, 0]),
        FirstChar=97,
        LastChar=97,
        Widths=Array([10]),
        Encoding=Dictionary(Differences=Array([97, Name.box])),
        CharProcs=Dictionary(box=pdf.make_stream(b"10 0 0 0 8 8 d1 0 0 8 8 re f")),
    )
    pdf.pages[0].Resources.Font.F3 = pdf.make_indirect(font)
    corners.add(pdf, b"BT /F3 30 Tf 20 20 Td (aaa) Tj ET\n")
    corners.inside(pdf)
    content = corners.saved(pdf)
    with pikepdf.open(io.BytesIO(content)) as opened:
        steps = opened.pages[0].Contents.read_bytes()
        # The words that are switched off or planted are not shown in the first place.
        opened.pages[0].Contents = opened.make_stream(steps[: steps.index(b"q 40 0 0 20")])
        content = corners.saved(opened)
    kept = rebuilt(content).content
    assert ImageChops.difference(seen(content)[0][1], seen(kept)[0][1]).getbbox() is None
    # The tag says that the letter means something else.
    assert seen(content)[0][0].split() == ["The", "depot", "closes", "early.", "aaa", mark("span")]
    assert seen(kept)[0][0].split() == ["The", "depot", "closes", "early.", "aaa", "A"]


def dictionaries(value: Any, inside: bool = False) -> Iterator[Any]:
    """It and those that lie in it; those that stand by themselves come by themselves."""
    if inside and getattr(value, "is_indirect", False):
        return
    if isinstance(value, (Dictionary, pikepdf.Stream)):
        yield value
        for _key, member in value.items():
            yield from dictionaries(member, True)
    elif isinstance(value, Array):
        for member in value:
            yield from dictionaries(member, True)


def keys_of(content: bytes) -> tuple[set[str], set[str], set[str]]:
    """The keys of the trailer, of the root, and of everything else."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        others = {
            key
            for one in pdf.objects
            if getattr(one, "objgen", None) != pdf.Root.objgen
            for each in dictionaries(one)
            for key in each.keys()  # noqa: SIM118 – a dictionary of a PDF
        }
        return set(pdf.trailer.keys()), set(pdf.Root.keys()), others


def test_a_clean_pdf_has_no_other_keys_than_those_that_draw() -> None:
    content = pdfs.of(corners.information, corners.actions, corners.inside, corners.notes)
    trailer, root, others = keys_of(rebuilt(content).content)
    assert trailer - {"/Root", "/Size", "/ID", "/Type", "/W", "/Length", "/Filter", "/Index", "/DecodeParms"} == set()
    assert root == {"/Type", "/Pages"}
    assert {"/MediaBox", "/Contents", "/Resources", "/FontFile2"} - others == set()
    assert (
        others
        & {
            "/Annots",
            "/AA",
            "/A",
            "/JS",
            "/Metadata",
            "/PieceInfo",
            "/LastModified",
            "/Thumb",
            "/OC",
            "/Alt",
            "/StructParents",
            "/Info",
            "/Author",
            "/FS",
            "/F",
            "/EF",
            "/Names",
            "/FontFamily",
            "/Ours",
            "/Name",
            "/AcroForm",
            "/URI",
            "/Outlines",
        }
        == set()
    )


def test_a_typeface_keeps_its_shapes_and_loses_its_names() -> None:
    content = pdfs.of(corners.inside)
    with pikepdf.open(io.BytesIO(rebuilt(content).content)) as pdf:
        each = [one for whole in pdf.objects for one in dictionaries(whole)]
        (file,) = [one["/FontFile2"] for one in each if "/FontFile2" in one]
        with TTFont(io.BytesIO(file.read_bytes())) as font:
            assert sorted(font.keys()) == [
                "GlyphOrder",
                "OS/2",
                "cmap",
                "glyf",
                "head",
                "hhea",
                "hmtx",
                "loca",
                "maxp",
                "post",
            ]
            assert font["cmap"].getBestCmap() == {65: "A"}


def test_what_is_left_out_is_said() -> None:
    assert rebuilt(pdfs.of(corners.notes)).left_out == ("attachments", "fields", "notes")
    assert set(documents.LEFT_OUT) == {"pictures", "notes", "fields", "attachments"}


def test_a_word_file_becomes_a_page() -> None:
    made = docx.Document()
    made.add_heading("Reading a lease", level=1)
    paragraph = made.add_paragraph("Read it ")
    paragraph.add_run("aloud").bold = True
    made.add_paragraph("Then <sleep>.", style="List Bullet")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "اقرأ", "3 & 4"
    photo = io.BytesIO()
    planted.halves().save(photo, "JPEG")
    made.add_picture(photo)
    file = io.BytesIO()
    made.save(file)
    kept = rebuilt(file.getvalue(), "Marias lease.pdf")
    assert (kept.kind, kept.extension, kept.content_type) == ("html", "html", "text/html; charset=utf-8")
    assert (kept.pages, kept.words, kept.left_out) == (None, 11, ("pictures",))
    body = kept.content.decode().split('<body dir="auto">\n')[1].split("\n</body>")[0]
    assert body == (
        "<h1>Reading a lease</h1><p>Read it <strong>aloud</strong></p><ul><li>Then &lt;sleep&gt;.</li></ul>"
        "<table><tbody><tr><td><p>اقرأ</p></td><td><p>3 &amp; 4</p></td></tr></tbody></table><p></p>"
    )


def test_a_page_made_of_a_word_file_loads_nothing_and_runs_nothing() -> None:
    tree = html.document_fromstring(rebuilt(words.with_links()).content.decode())
    names = {element.tag for element in tree.iter()}
    assert names == {"html", "head", "meta", "title", "body", "p", "a"}
    assert [dict(link.attrib) for link in tree.iter("a")] == [
        {"href": "https://example.org/", "rel": "noopener noreferrer nofollow"},
        {"rel": "noopener noreferrer nofollow"},
    ]
    (policy,) = [meta.get("content") for meta in tree.iter("meta") if meta.get("http-equiv")]
    assert policy == "default-src 'none'"


def test_percent_signs_in_a_word_file() -> None:
    assert "100% of %s" in rebuilt(words.word("<w:p><w:r><w:t>100% of %s</w:t></w:r></w:p>")).content.decode()


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.svg", "a", "a.pdf\0.exe"])
def test_the_name_says_nothing(name: str) -> None:
    assert documents.rebuild(SimpleUploadedFile(name, pdfs.of(), "image/svg+xml")).kind == "pdf"
    with pytest.raises(documents.UnsafeDocument):
        documents.rebuild(SimpleUploadedFile(name, b"<svg/>", "application/pdf"))


def test_as_large_as_may_be_and_a_byte_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (uploads.MAX_DOCUMENT_BYTES, uploads.MAX_DOCUMENTS) == (10 * 1024 * 1024, 3)
    content = pdfs.of()
    monkeypatch.setattr(documents, "MAX_DOCUMENT_BYTES", len(content))
    assert rebuilt(content).kind == "pdf"
    assert refusal(content + b"\n") == "This file is larger than 10 MB. Please send a smaller one."


def test_three_hundred_pages_are_taken() -> None:
    pdf = corners.plain()
    for _number in range(299):
        pdf.add_blank_page()
    assert rebuilt(corners.saved(pdf)).pages == 300


@pytest.mark.parametrize("limit", ["MAX_PDF", "MAX_HTML"])
def test_what_comes_out_too_large_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(documents, limit, 10)
    content = pdfs.of() if limit == "MAX_PDF" else words.word()
    assert refusal(content) == "This file is too complicated for us to clean. Print it to a new PDF and send that one."


def test_a_server_that_can_start_no_process_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*args: Any, **kwargs: Any) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("subprocess.Popen", none)
    assert refusal(pdfs.of()) == (
        "We cannot keep files just now. Try again in a few minutes, or send the story without it."
    )


def test_every_reason_has_a_sentence_in_the_readers_language() -> None:
    assert set(get_args(jail.Reason)) - set(documents._REFUSALS) == set()
    for sentence in [*documents._REFUSALS.values(), *documents.LEFT_OUT.values()]:
        assert type(sentence).__name__ == "__proxy__"
        with translation.override("en"):
            assert str(sentence)[0].isupper()
            assert str(sentence).endswith(".")


def test_the_original_never_touches_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a temporary file was opened")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(f"tempfile.{name}", refuse)
    assert rebuilt(pdfs.of()).kind == "pdf"
    assert rebuilt(words.word()).kind == "html"
