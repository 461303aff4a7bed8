"""Documents and a list of records become drafts, again and again, and what is hostile in them does not."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.management import CommandError, call_command
from PIL import Image
from wagtail.models import Page

from home.models import Picture
from library.importing import documents, records
from library.importing.body import Body
from library.importing.drafts import Import, Outcome
from library.models import GuidePage
from tests.factories import SmallSite

LANGUAGES = ("en", "fr", "ar")


def photo(color: str = "#8ed8d2") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(made, "JPEG")
    return made.getvalue()


def rows(text: str) -> list[Any]:
    return list(records.read(text.encode(), LANGUAGES))


def run(content: str, folder: Path, **options: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(o.name, o.what, o.notes) for o in Import(content.encode(), folder, **options).run()]


def draft(title: str) -> GuidePage:
    page: GuidePage = GuidePage.objects.get(title=title).get_latest_revision_as_object()
    return page


def shape(page: GuidePage) -> list[tuple[str, Any]]:
    """Types and values of the blocks, without ids and keys."""
    return [(block["type"], plain(block["value"])) for block in page.body.raw_data]


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return (
            plain(value["value"]) if set(value) == {"type", "value", "id"} else {k: plain(v) for k, v in value.items()}
        )
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, str):
        return re.sub(r' data-block-key="\w{5}"', "", value)
    return value


# ---------------------------------------------------------------- the list


def test_a_line_in_the_types_of_a_guide() -> None:
    (record,) = rows(
        "\ufeffID;Language;Title;minutes;topics;kind;contributors;regions\n"
        "7;EN; Stop  here ;90;rights; workshop-plan;Night Shift (tested); ea\n"
    )
    assert (record.line, record.work, record.language, record.title) == (2, "7", "en", "Stop here")
    assert record.values == {
        "minutes": 90,
        "topics": ["rights"],
        "kind": "workshop-plan",
        "contributors": [("Night Shift", "tested")],
        "regions": ["ea"],
    }


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("1,xx,T,,", "The site does not have the language “xx”."),
        (",en,T,,", "“id” is empty."),
        ("1,en,,,", "“title” is empty."),
        ("1,en,T,soon,", "“minutes” must be a whole number."),
        ("1,en,T,-5,", "“minutes” must be a whole number."),
        ("1,en,T,,poem", "“poem” is no kind. Known are: guide, toolkit, workshop-plan, training, coaching, template, "
         "case-study, tactic, report, round-up, media"),
        ("1,en,T,,,more", "The line has more cells than the list has columns."),
        (",,,,", "The line is empty."),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_taken(line: str, why: str) -> None:
    (refused,) = rows(f"id,language,title,minutes,kind\n{line}\n")
    assert (refused.line, refused.why) == (2, why)


def test_the_same_work_twice() -> None:
    first, second = rows("id,language,title\n1,en,One\n1,en,Another\n")
    assert (first.title, second.why) == ("One", "The same work in the same language stands further up.")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The list lacks these columns: id, language, title"),
        (b"id,language\n1,en\n", "The list lacks these columns: title"),
        (b"id,language,title,password\n", "The list has columns that nobody knows: password"),
        (b"id,language,title,title\n", "The list has the same column twice."),
        (b"id,language,title\n1,en,\xff\n", "The list is not in UTF-8. Save it as “CSV UTF-8”."),
        (b"PK\x03\x04\0\0", "This is not a CSV file."),
    ],
)
def test_a_list_that_cannot_be_read(content: bytes, why: str) -> None:
    with pytest.raises(records.UnreadableList) as refused:
        list(records.read(content, LANGUAGES))
    assert refused.value.messages == [why]


# ---------------------------------------------------------------- documents


def test_markdown_becomes_blocks(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# Know your rights\n\nFirst *words*.\n\n- one\n- two\n\n## What to do\n\n"
        "1. **Hang the drawings (15 min).** In a line.\n2. **Read them out.**\n\n> Keep calm.\n\n"
        "| Box | What |\n|---|---|\n| In | Dues |\n\nSee [us](https://ggsn.example) or [this](javascript:alert(1)).\n"
    )
    body = Body(documents.read(tmp_path, "a.md").html, "seed", lambda source, alt: None)
    assert [(block["type"], plain(block["value"])) for block in body.blocks] == [
        ("text", "<p>First <i>words</i>.</p><ul><li>one</li><li>two</li></ul>"),
        ("heading", "What to do"),
        (
            "steps",
            [
                {"title": "Hang the drawings", "minutes": 15, "text": "<p>In a line.</p>"},
                {"title": "Read them out", "minutes": None, "text": ""},
            ],
        ),
        ("quote", {"text": "Keep calm.", "attribution": ""}),
        ("table", {"caption": "", "head": ["Box", "What"], "rows": [{"cells": ["In", "Dues"]}]}),
        ("text", '<p>See <a href="https://ggsn.example">us</a> or [this](javascript:alert(1)).</p>'),
    ]


def test_what_is_hostile_in_html_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<title>x</title><script>alert(1)</script><style>p{}</style><p onclick=x()>A<svg onload=x()></svg> "
        "<a href='javascript:x()'>b</a><iframe src=//evil></iframe></p><img src='https://evil.example/t.gif' alt=spy>"
    )
    body = Body(documents.read(tmp_path, "a.html").html, "seed", lambda source, alt: None)
    assert [plain(block["value"]) for block in body.blocks] == ["<p>A b</p>"]


def test_headings_of_a_word_document_are_kept_but_for_its_title(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Reading a  lease", level=0)
    made.add_heading("Before", level=1)
    made.add_paragraph("Read it aloud.")
    made.add_heading("After", level=1)
    made.save(str(tmp_path / "lease.docx"))
    html = documents.read(tmp_path, "lease.docx").html
    titles = ("reading a lease", "Leases")
    headings = [
        [
            block["value"]
            for block in Body(html, "seed", lambda source, alt: None, title).blocks
            if block["type"] != "text"
        ]
        for title in titles
    ]
    assert headings == [["Before", "After"], ["Reading a lease", "Before", "After"]]


def test_no_words_are_lost_or_run_together(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "Loose <b>and</b> bold <i>words</i>.<ul><li><p>one</p><p>two</p></li></ul>"
        "<table><tr><td><p>Box</p><p>Size</p></td><td>What</td></tr><tr><td>In</td><td>Dues<br>Fees</td></tr></table>"
        "<blockquote><p>Keep</p><p>calm.</p></blockquote>"
        "<ol><li><p><b>Draw (5 min)</b> a map.</p><table><tr><td>Red</td><td>Stop</td></tr></table>"
        "<blockquote>Slowly</blockquote>and <i>again</i></li></ol>"
    )
    body = Body(documents.read(tmp_path, "a.html").html, "seed", lambda source, alt: None)
    found = [(block["type"], plain(block["value"])) for block in body.blocks]
    assert found[0] == ("text", "<p>Loose <b>and</b> bold <i>words</i>.</p><ul><li>one  two</li></ul>")
    assert found[1] == (
        "table",
        {"caption": "", "head": ["Box Size", "What"], "rows": [{"cells": ["In", "Dues Fees"]}]},
    )
    assert found[2] == ("quote", {"text": "Keep calm.", "attribution": ""})
    (step,) = found[3][1]
    assert (step["title"], step["minutes"]) == ("Draw", 5)
    assert step["text"] == "<p>a map.</p><p>Red | Stop</p><p>Slowly</p><p>and <i>again</i></p>"
    assert len(found) == 4


def test_pictures_with_names_that_addresses_must_write_otherwise(tmp_path: Path) -> None:
    (tmp_path / "Bild ä.jpg").write_bytes(photo())
    (tmp_path / "a.md").write_text("![one](<Bild ä.jpg>)\n")
    assert list(documents.read(tmp_path, "a.md").pictures) == ["Bild%20%C3%A4.jpg"]


def test_one_document_that_nobody_foresaw_does_not_end_the_import(
    site: SmallSite, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("odd", "good"):
        (tmp_path / f"{name}.md").write_text("Words.\n")
    read = documents.read

    def fail(folder: Path, name: str) -> documents.Document:
        if name == "odd.md":
            raise ZeroDivisionError
        return read(folder, name)

    monkeypatch.setattr(documents, "read", fail)
    outcomes = run("id,language,title,file\n1,en,Odd,odd.md\n2,en,Good,good.md\n", tmp_path)
    assert [(name, what) for name, what, _notes in outcomes] == [
        ("1 (en)", Outcome.REFUSED),
        ("2 (en)", Outcome.NEW),
    ]
    assert "Line 2 of an import" in caplog.text


def test_a_word_file_that_asks_for_a_newer_zip(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    data = bytearray(made.getvalue())
    place = data.index(b"PK\x01\x02")
    data[place + 6] = 99  # version needed to extract
    (tmp_path / "new.docx").write_bytes(data)
    with pytest.raises(documents.UnreadableDocument) as refused:
        documents.read(tmp_path, "new.docx")
    assert refused.value.messages == ["This is not a DOCX file, or it is damaged."]


def test_what_spreadsheets_add_and_people_write_twice() -> None:
    (record,) = rows("id,language,title,topics,materials,,\n1,en,One,rights; safety;rights,Pens; Paper,,\n")
    assert record.values == {"topics": ["rights", "safety"], "materials": "Pens\nPaper"}
    (refused,) = rows("id,language,title,contributors\n1,en,One,Rosa; rosa@example.org (tested)\n")
    assert refused.why == "Write a name or a pseudonym, never an e-mail address."


@pytest.mark.parametrize("name", ["../secret.md", "/etc/passwd", "gone.md", "link.md", "a.pdf", "b.docx", "\0.md"])
def test_files_that_are_not_taken(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.md").write_text("secret")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    (folder / "a.pdf").write_bytes(b"%PDF")
    (folder / "b.docx").write_bytes(b"no zip")
    with pytest.raises(documents.UnreadableDocument):
        documents.read(folder, name)


def test_a_word_document(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Reading a lease", level=1)
    made.add_heading("Before you sign", level=2)
    made.add_paragraph("Read it aloud.")
    made.add_picture(io.BytesIO(photo()))
    made.save(str(tmp_path / "lease.docx"))
    document = documents.read(tmp_path, "lease.docx")
    assert list(document.pictures) == ["docx:0"]
    body = Body(document.html, "seed", lambda source, alt: 7)
    assert [(block["type"], plain(block["value"])) for block in body.blocks] == [
        ("heading", "Before you sign"),
        ("text", "<p>Read it aloud.</p>"),
        ("figure", {"image": {"image": 7, "decorative": False, "alt_text": ""}, "caption": ""}),
    ]


def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (60 * 1024 * 1024))
    with pytest.raises(documents.UnreadableDocument, match="unpacks to more than 50 MB"):
        documents.read(tmp_path, "bomb.docx")


def test_a_document_that_takes_too_long_ends_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = docx.Document()
    made.add_paragraph("x")
    made.save(str(tmp_path / "slow.docx"))
    monkeypatch.setattr(documents, "MEMORY", 1024 * 1024)
    with pytest.raises(documents.UnreadableDocument, match="could not be read"):
        documents.read(tmp_path, "slow.docx")


# ---------------------------------------------------------------- drafts


LIST = """id,language,title,file,summary,kind,topics,risk,contributors
7,en,Know your rights,a.md,In short.,toolkit,rights;safety,some,Night Shift; Ana (tested)
7,fr,Connaître ses droits,a.fr.md,En bref.,toolkit,rights,some,
8,en,Broken,none.md,,,,,
9,en,Nowhere,,,,nonsense,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "gate.jpg").write_bytes(photo())
    (tmp_path / "a.md").write_text("## First\n\nWords.\n\n![A drawn gate](pictures/gate.jpg)\n\n![](gone.jpg)\n")
    (tmp_path / "a.fr.md").write_text("## D’abord\n\nDes mots.\n")
    return tmp_path


def test_records_become_drafts(site: SmallSite, folder: Path) -> None:
    assert run(LIST, folder) == [
        ("7 (en)", Outcome.NEW, ("A picture is missing: gone.jpg",)),
        ("7 (fr)", Outcome.NEW, ()),
        ("8 (en)", Outcome.REFUSED, ("There is no file “none.md”.",)),
        ("9 (en)", Outcome.REFUSED, ("There is no topic “nonsense” in this language.",)),
    ]
    english, french = draft("Know your rights"), draft("Connaître ses droits")
    assert (english.live, french.live) == (False, False)
    assert (english.slug, french.slug) == ("know-your-rights", "know-your-rights")
    assert english.translation_key == french.translation_key
    assert french.original_locale_id == english.locale_id
    assert [topic.key for topic in english.topic_list] == ["rights", "safety"]
    assert [(one.name, one.role) for one in english.contributors.all()] == [("Night Shift", "wrote"), ("Ana", "tested")]
    picture = Picture.objects.get()
    assert (picture.description, picture.consent) == ("A drawn gate", Picture.Consent.UNCLEAR)
    assert shape(english) == [
        ("heading", "First"),
        ("text", "<p>Words.</p>"),
        ("figure", {"image": {"image": picture.pk, "decorative": False, "alt_text": "A drawn gate"}, "caption": ""}),
    ]
    assert not GuidePage.objects.filter(title__in=["Broken", "Nowhere"]).exists()


def test_a_check_writes_nothing(site: SmallSite, folder: Path) -> None:
    before = set(Page.objects.values_list("pk", flat=True))
    assert [what for _name, what, _notes in run(LIST, folder, only_check=True)] == ["new", "new", "refused", "refused"]
    assert set(Page.objects.values_list("pk", flat=True)) == before
    assert not Picture.objects.exists()


def test_a_second_run_updates_and_duplicates_nothing(site: SmallSite, folder: Path) -> None:
    run(LIST, folder)
    pages = set(Page.objects.values_list("pk", flat=True))
    assert [what for _name, what, _notes in run(LIST, folder)] == ["same", "same", "refused", "refused"]
    (folder / "a.md").write_text("## First\n\nOther words.\n\n![A drawn gate](pictures/gate.jpg)\n")
    assert [what for _name, what, _notes in run(LIST, folder)] == ["updated", "same", "refused", "refused"]
    assert set(Page.objects.values_list("pk", flat=True)) == pages
    assert Picture.objects.count() == 1
    assert shape(draft("Know your rights"))[1] == ("text", "<p>Other words.</p>")


def test_what_somebody_has_changed_since_is_left_alone(site: SmallSite, folder: Path) -> None:
    run(LIST, folder)
    page = draft("Know your rights")
    page.summary = "Better."
    page.save_revision()
    (folder / "a.md").write_text("Other words.\n")
    assert run(LIST, folder)[0] == (
        "7 (en)",
        Outcome.REFUSED,
        ("Somebody has changed it in the admin since. It was left as it is.",),
    )
    assert draft("Know your rights").summary == "Better."


def test_the_command(site: SmallSite, folder: Path, tmp_path: Path, capsys: Any) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(LIST)
    with pytest.raises(SystemExit):
        call_command("import_guides", listed, folder, "--check")
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Would make 2 new drafts, updated 0, left 0 as they are, refused 2."
    )
    with pytest.raises(CommandError, match="lacks these columns"):
        listed.write_text("title\n")
        call_command("import_guides", listed, folder)


def test_ids_stay_the_same(tmp_path: Path) -> None:
    html = "<h2>A</h2><p>b</p><ol><li><b>c</b> d</li></ol>"
    first, second = (json.dumps(Body(html, "seed", lambda s, a: None).blocks) for _i in range(2))
    assert first == second
