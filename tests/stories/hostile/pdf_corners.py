"""The corners of a PDF in which words can stand, and what a PDF can do when it is opened."""

from __future__ import annotations

import io

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String

from tests.home import planted
from tests.stories.hostile.sample import mark

READABLE = "The depot closes early."


def text(place: str) -> String:
    """A planted string."""
    return String(mark(place))


def plain() -> pikepdf.Pdf:
    """A page with a sentence."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 200))
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    page.Resources = Dictionary(Font=Dictionary(F1=font), XObject=Dictionary())
    page.Contents = pdf.make_stream(f"BT /F1 12 Tf 20 100 Td ({READABLE}) Tj ET\n".encode())
    return pdf


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    """The bytes of a file."""
    made = io.BytesIO()
    pdf.save(made, **{"compress_streams": True, **options})
    return made.getvalue()


def add(pdf: pikepdf.Pdf, steps: bytes) -> None:
    """More steps on the first page."""
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + steps)


def jpeg_in(pdf: pikepdf.Pdf, name: str, content: bytes) -> None:
    """A photograph on the first page, as its camera wrote it."""
    profile = pdf.make_stream(planted.profile(), N=3, Alternate=Name.DeviceRGB)
    pdf.pages[0].Resources.XObject[name] = pdf.make_stream(
        content,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=40,
        Height=20,
        BitsPerComponent=8,
        ColorSpace=Array([Name.ICCBased, profile]),
        Filter=Name.DCTDecode,
        Metadata=pdf.make_stream(planted.XMP),
    )


def font_file() -> bytes:
    """A TrueType file with one letter, whose names say whose it is."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 0))
    pen.lineTo((500, 700))
    pen.closePath()
    made = FontBuilder(1000)
    made.setupGlyphOrder([".notdef", "A"])
    made.setupCharacterMap({65: "A"})
    made.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "A": pen.glyph()})
    made.setupHorizontalMetrics({".notdef": (500, 0), "A": (600, 0)})
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": mark("typeface"), "styleName": "Regular"})
    made.setupOS2()
    made.setupPost()
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def information(pdf: pikepdf.Pdf) -> None:
    """What every program writes: author, XMP, data of its own; pages with labels and thumbnails."""
    pdf.docinfo["/Author"] = text("author")
    pdf.docinfo["/Custom"] = String("þÿ")
    pdf.docinfo["/Title"] = String(f"{mark('title')} ü →")
    pdf.Root.Metadata = pdf.make_stream(planted.XMP, Type=Name.Metadata, Subtype=Name.XML)
    private = Dictionary(LastModified=text("modified"), Private=pdf.make_stream(mark("private").encode()))
    pdf.Root.PieceInfo = Dictionary(Illustrator=private)
    page = pdf.pages[0]
    page.PieceInfo = Dictionary(Photoshop=private)
    page.LastModified = text("pagedate")
    page.Thumb = pdf.make_stream(
        mark("thumb").encode().ljust(48), Width=4, Height=4, BitsPerComponent=8, ColorSpace=Name.DeviceRGB
    )
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=text("label"))]))
    pdf.Root.Lang = text("lang")
    pdf.trailer.ID = Array([text("id"), text("id")])
    pdf.Root["/Ours"] = pdf.make_indirect(Dictionary(Secret=text("own")))
    page.obj["/Ours"] = text("ownofpage")
    pdf.Root.SpiderInfo = Dictionary(C=text("spider"))
    pdf.Root.Perms = Dictionary(DocMDP=Dictionary(Name=text("signature")))


def actions(pdf: pikepdf.Pdf) -> None:
    """What is done when the file is opened or somebody clicks."""
    script = Dictionary(S=Name.JavaScript, JS=text("script"))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    launch = Dictionary(S=Name.Launch, F=text("launch"), Win=Dictionary(F=String("cmd.exe"), P=text("cmd")))
    pdf.pages[0].AA = Dictionary(O=launch)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([text("jsname"), script])))
    form = Dictionary(S=Name.SubmitForm, F=Dictionary(FS=Name.URL, F=text("submit")))
    pdf.pages[0].Annots = Array(
        [
            pdf.make_indirect(
                Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action, NM=text("nm"))
            )
            for action in (
                launch,
                form,
                Dictionary(S=Name.URI, URI=text("uri")),
                Dictionary(S=Name.GoToR, F=text("remote"), D=Array([0])),
            )
        ]
    )


def notes(pdf: pikepdf.Pdf) -> None:
    """Remarks, form fields, files inside, bookmarks."""
    look = pdf.make_stream(
        f"BT /F1 9 Tf ({mark('look')}) Tj ET".encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 9, 9]),
        Resources=pdf.pages[0].Resources,
    )
    attached = AttachedFileSpec(
        pdf, mark("attached").encode(), filename=mark("filename"), description=mark("described")
    )
    pdf.attachments["plan.txt"] = attached
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=text("field"),
            V=text("value"),
            DV=text("default"),
            Rect=Array([0, 0, 9, 9]),
            AP=Dictionary(N=look),
        )
    )
    kinds = (Name.Text, Name.FreeText, Name.Highlight, Name.FileAttachment, Name.Stamp, Name.Popup)
    pdf.pages[0].Annots = Array(
        [
            field,
            *(
                pdf.make_indirect(
                    Dictionary(
                        Type=Name.Annot,
                        Subtype=kind,
                        Rect=Array([0, 0, 9, 9]),
                        T=text("annotator"),
                        Contents=text("remark"),
                        RC=text("rich"),
                        Subj=text("subject"),
                        AP=Dictionary(N=look),
                        FS=attached.obj,
                    )
                )
                for kind in kinds
            ),
        ]
    )
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), XFA=pdf.make_stream(f"<xdp>{mark('xfa')}</xdp>".encode()))
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(mark("bookmark"), 0))
    pdf.Root.Dests = Dictionary({f"/{mark('dest')}": Array([pdf.pages[0].obj, Name.Fit])})


def inside(pdf: pikepdf.Pdf) -> None:
    """Words in what draws: tags, layers, remarks, names, things that nothing calls, pictures, typefaces, functions."""
    page = pdf.pages[0]
    layers = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=text("layer"))) for _i in range(2)]
    pdf.Root.OCProperties = Dictionary(OCGs=Array(layers), D=Dictionary(OFF=Array([layers[1]]), Name=text("layers")))
    page.Resources.Properties = Dictionary(On=layers[0], Off=layers[1])
    pdf.Root.StructTreeRoot = pdf.make_indirect(
        Dictionary(Type=Name.StructTreeRoot, K=Dictionary(S=Name.Figure, Alt=text("alt"), ActualText=text("actual")))
    )
    jpeg_in(pdf, f"/{mark('resource')}", planted.jpeg())
    jpeg_in(pdf, "/Unused", planted.jpeg())
    form = pdf.make_stream(
        b"0 0 5 5 re f",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 9, 9]),
        LastModified=text("formdate"),
        Name=Name(f"/{mark('formname')}"),
    )
    form.PieceInfo = Dictionary(App=Dictionary(Private=text("formprivate")))
    page.Resources.XObject.Fm = form
    page.Resources.XObject.Layer = pdf.make_stream(
        f"BT /F1 9 Tf ({mark('offform')}) Tj ET".encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 9, 9]),
        OC=layers[1],
    )
    map_ = (
        f"%{mark('cmapremark')}\n/CMapName /{mark('cmapname')} def 1 begincodespacerange <00> <ff> endcodespacerange "
    )
    map_ += "1 beginbfchar <41> <0041> endbfchar"
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name.Own,
        FirstChar=65,
        LastChar=65,
        Widths=Array([600]),
        ToUnicode=pdf.make_stream(map_.encode()),
        Encoding=Name.WinAnsiEncoding,
        FontDescriptor=Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name.Own,
            Flags=32,
            FontFamily=text("family"),
            FontBBox=Array([0, 0, 600, 800]),
            ItalicAngle=0,
            Ascent=800,
            Descent=-200,
            CapHeight=700,
            StemV=80,
            FontFile2=pdf.make_stream(font_file(), Length1=len(font_file())),
        ),
    )
    page.Resources.Font.F2 = font
    tint = pdf.make_stream(
        f"{{ %{mark('tint')}\n dup 0 exch }}".encode(), FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1] * 3)
    )
    ink = Array([Name.Separation, Name(f"/{mark('ink')}"), Name.DeviceRGB, tint])
    page.Resources.ColorSpace = Dictionary(Cs=ink)
    inline = planted.jpeg()
    add(
        pdf,
        f"%{mark('remark2')}\n/Span <</ActualText ({mark('span')}) /E ({mark('expansion')})>> BDC\n"
        f"BT /F2 12 Tf 20 60 Td (A) Tj ET EMC\n({mark('operand')}) 1 0 0 rg\n({mark('stray')}) Bogus\n"
        f"q 40 0 0 20 20 20 cm /{mark('resource')} Do Q\n/Fm Do /Layer Do /Cs cs 0.5 scn 1 1 3 3 re f\n"
        f"/OC /Off BDC BT /F1 9 Tf ({mark('hidden')}) Tj ET EMC /OC /On BDC 0 0 1 1 re f EMC\n"
        f"/{mark('tag')} MP\nq 40 0 0 20 80 20 cm BI /W 40 /H 20 /BPC 8 /CS /RGB /F /DCT ID ".encode()
        + inline
        + b"\nEI Q\n",
    )
