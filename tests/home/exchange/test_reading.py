"""What somebody sends is not trusted: sizes, archives, encodings, XML, headers."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from typing import Any

import pytest
from wagtail_localize.models import Translation

from home.exchange import limits, po, reading, xliff
from home.exchange.reading import UnreadableFile, members, read, shown_name
from tests.home.exchange.helpers import filled, incoming, sheet, zipped

DAMAGED = "It is damaged, or no PO or XLIFF 1.2 file."
NOT_UTF8 = "It is not in UTF-8. Save it in that encoding and send it again."
DTD = "It has a document type, which a file of texts does not need."


def refusal(content: bytes, name: str = "file.po") -> str:
    """Why a file is not read."""
    with pytest.raises(UnreadableFile) as refused:
        incoming(content, name)
    return " ".join(refused.value.messages)


def archive_refusal(content: bytes) -> str:
    """Why an archive is not opened, or its first file not read."""
    with pytest.raises(UnreadableFile) as refused:
        read(members("x.zip", io.BytesIO(content))[0])
    return " ".join(refused.value.messages)


@pytest.fixture
def good(french: Translation) -> Any:
    """A sheet with translations."""
    return filled(sheet(french.source.get_source_instance()), lambda path, text: f"{text} fr")


# ---------------------------------------------------------------- archives


def test_an_archive_is_read_without_its_paths(good: Any) -> None:
    content = po.write(good)
    files = {
        "../../etc/passwd.po": content, "/abs/b.po": content, "c\\d.po": content, "README.txt": b"x",
        "__MACOSX/._b.po": b"x", "sub/.DS_Store": b"x", "sub/": b"",
    }  # fmt: skip
    found = members("x.zip", io.BytesIO(zipped(files)))
    assert [member.name for member in found] == ["passwd.po", "b.po", "d.po"]
    assert [len(read(member).texts) for member in found] == [2, 2, 2]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a/b.po", "b.po"), ("..", ".."), ("", "?"), ("x\u202eop.exe\x00.po", "xop.exe.po"),
        ("a" * 300 + ".po", "a" * 117 + ".po"),
    ],
)  # fmt: skip
def test_names_are_shown_without_tricks(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_a_bomb_is_not_unpacked() -> None:
    assert archive_refusal(zipped({"a.po": b"0" * (3 * limits.MEGABYTE)})) == (
        "It is packed so tightly that it cannot be a text."
    )


def test_many_that_are_small_each() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(limits.MOST_FILES + 1):
            archive.writestr(f"{number}.po", b"")
    assert archive_refusal(made.getvalue()) == "The archive holds more than 10000 files."


def test_an_archive_that_unpacks_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_UNPACKED", 1000)
    assert archive_refusal(zipped({"a.po": b"a" * 600, "b.po": b"b" * 600})) == (
        "The archive unpacks to more than 200 MB."
    )


def test_an_archive_that_lies_about_its_sizes() -> None:
    import os

    made = bytearray(zipped({"a.po": os.urandom(5 * limits.MEGABYTE)}))
    at = made.rindex(b"PK\x01\x02")
    made[at + 24 : at + 28] = struct.pack("<I", 100)  # the size that the archive's index says
    assert archive_refusal(bytes(made)) in {"It is larger than 4 MB.", "It is damaged."}


def test_an_archive_in_an_archive_and_other_files() -> None:
    assert archive_refusal(zipped({"a.zip": zipped({"b.po": b"x"})})) == "Only PO and XLIFF files can be taken."
    assert archive_refusal(zipped({"a.exe": b"MZ"})) == "Only PO and XLIFF files can be taken."


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 100])
def test_a_broken_archive(content: bytes) -> None:
    assert archive_refusal(content) == "This is not a ZIP archive, or it is damaged."


def test_a_locked_archive(good: Any) -> None:
    made = bytearray(zipped({"a.po": po.write(good)}))
    at = made.rindex(b"PK\x01\x02")
    made[at + 8] |= 1
    assert archive_refusal(bytes(made)) == "It is locked with a password."


def test_a_damaged_member(good: Any) -> None:
    made = bytearray(zipped({"a.po": po.write(good) * 20}))
    made[60:80] = b"\x00" * 20
    assert archive_refusal(bytes(made)) == "It is damaged."


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_other_ways_to_pack(good: Any, method: int) -> None:
    """Their readers fail in ways of their own, and no program that translators use packs like this."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        archive.writestr("a.po", po.write(good))
    assert archive_refusal(made.getvalue()) == "It is damaged."


def test_a_name_that_is_broken_in_one_place_of_two(good: Any) -> None:
    made = bytearray(zipped({"é.po": po.write(good)}))
    made[made.find("é".encode())] = 0xFF
    assert archive_refusal(bytes(made)) == "It is damaged."


def test_too_large_at_all() -> None:
    with pytest.raises(UnreadableFile, match="larger than 20 MB"):
        members("x.po", io.BytesIO(b"x" * (limits.MOST_SENT + 1)))
    assert refusal(b"", "x.po") == DAMAGED


def test_a_large_file() -> None:
    (member,) = members("x.po", io.BytesIO(b"x" * (limits.MOST_IN_A_FILE + 1)))
    with pytest.raises(UnreadableFile, match="larger than 4 MB"):
        read(member)


# ---------------------------------------------------------------- encodings and broken files


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-32", "cp1256"])
def test_other_encodings(good: Any, encoding: str) -> None:
    text = po.write(good).decode().replace("What it is. fr", "Déjà" if encoding != "cp1256" else "مرحبا")
    assert refusal(text.encode(encoding)) == NOT_UTF8


def test_a_header_that_lies_about_the_encoding(good: Any) -> None:
    assert refusal(po.write(good).replace(b"charset=UTF-8", b"charset=ISO-8859-1")) == NOT_UTF8
    assert refusal(po.write(good).replace(b"charset=UTF-8", b"charset=utf-7")) == NOT_UTF8
    assert len(incoming(b"\xef\xbb\xbf" + po.write(good)).texts) == 2


def test_xml_in_another_encoding(good: Any) -> None:
    text = xliff.write(good).decode()
    assert refusal(text.encode("utf-16"), "a.xlf") == NOT_UTF8
    lying = text.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').encode()
    assert refusal(lying, "a.xlf") == NOT_UTF8


@pytest.mark.parametrize(
    "content",
    [
        b"", b"   \n", b"no such thing", b'msgid "a\nmsgstr "b"', b"\x00" * 50, b'msgid "a"\x00\nmsgstr "b"\n',
        b"/etc/passwd", b"<xliff/>",
    ],
)  # fmt: skip
def test_broken_files(french: Translation, content: bytes) -> None:
    for name in ("a.po", "a.xlf"):
        assert refusal(content, name) in {
            DAMAGED,
            "It does not say which work it is of. Only files from this site can be taken.",
        }


@pytest.mark.parametrize("ending", ["po", "xlf"])
def test_files_that_were_cut_off(good: Any, ending: str) -> None:
    content = {"po": po, "xlf": xliff}[ending].write(good)
    for end in range(0, len(content) - 1, 37):
        try:
            incoming(content[:end], f"a.{ending}")
        except UnreadableFile as error:
            assert error.messages


@pytest.mark.parametrize(("ending", "made"), [("po", po), ("xlf", xliff)])
def test_too_many_texts(good: Any, monkeypatch: pytest.MonkeyPatch, ending: str, made: Any) -> None:
    monkeypatch.setattr(limits, "MOST_TEXTS", 2)
    assert len(incoming(made.write(good), f"a.{ending}").texts) == 2
    monkeypatch.setattr(limits, "MOST_TEXTS", 1)
    assert refusal(made.write(good), f"a.{ending}") == "It has more than 1 texts."


def test_too_many_texts_are_not_even_read(good: Any) -> None:
    entries = b"".join(b'\nmsgctxt "%d"\nmsgid "a"\nmsgstr "b"\n' % number for number in range(60_000))
    before = time.process_time()
    assert refusal(po.write(good) + entries) == "It has more than 5000 texts."
    assert time.process_time() - before < 1


# ---------------------------------------------------------------- XML that is a weapon

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>"""


@pytest.mark.parametrize(
    "before",
    [
        LAUGHS,
        b'<!DOCTYPE x [<!ENTITY d SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE xliff SYSTEM "http://127.0.0.1:9/x.dtd">',
        b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
    ],
)
def test_document_types_are_refused(good: Any, before: bytes) -> None:
    content = xliff.write(good)
    body = content[content.index(b"<xliff") :].replace(b"What it is. fr", b"&d;")
    assert refusal(before + body, "a.xlf") == DTD


def test_xliff_2_is_not_mistaken(good: Any) -> None:
    content = xliff.write(good).replace(b'version="1.2"', b'version="2.0"').replace(b"document:1.2", b"document:2.0")
    assert refusal(content, "a.xlf") == DAMAGED


# ---------------------------------------------------------------- headers that lie


def test_only_what_the_site_made(good: Any) -> None:
    reference = good.reference.signed()
    other = reference.replace("|fr|", "|ar|")
    why = "It does not say which work it is of. Only files from this site can be taken."
    for content in (po.write(good), xliff.write(good)):
        name = "a.po" if content.startswith(b"#") else "a.xlf"
        assert refusal(content.replace(reference.encode(), other.encode()), name) == why
        assert refusal(content.replace(reference.encode(), b"x"), name) == why


def test_a_file_that_says_another_language(good: Any) -> None:
    why = "It says that it is in another language (ar) than it was made for (fr)."
    assert refusal(po.write(good).replace(b"Language: fr", b"Language: ar")) == why
    assert refusal(xliff.write(good).replace(b'target-language="fr"', b'target-language="ar"'), "a.xlf") == why
    assert len(incoming(po.write(good).replace(b"Language: fr", b"Language: ")).texts) == 2


def test_the_date_is_the_one_that_was_signed(good: Any) -> None:
    text = po.write(good).decode()
    line = next(line for line in text.splitlines() if "POT-Creation-Date" in line)
    found = incoming(text.replace(line, '"POT-Creation-Date: 2099-01-01 00:00+0000\\n"').encode())
    assert found.reference.made_at == good.reference.made_at


def test_every_member_is_read_or_named(good: Any) -> None:
    found = members("x.zip", io.BytesIO(zipped({"a.po": po.write(good), "b.po": b"x"})))
    assert [(member.name, isinstance(what, UnreadableFile)) for member, what in reading.each(found)] == [
        ("a.po", False),
        ("b.po", True),
    ]
