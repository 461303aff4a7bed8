"""The PDF of a guide: what it says, in which direction, and that no text of an editor is anything but text."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pypdfium2
import pytest
from django.utils import translation
from django.utils.translation import gettext

from library.models import GuideContributor, GuidePage
from library.takeaway import pdf
from library.takeaway.handout import RENDITION, Handout
from tests.factories import SmallSite
from tests.library.helpers import LEFT_OPEN, SECRET, make_private, picture, translated

HOSTILE = [
    '#import "x"', '#read("/etc/passwd")', "<script>alert(1)</script>", "]]>", "$ x^2 $", "*bold* _it_ = no",
    "\\u{41}", "@a",
]  # fmt: skip

#: Blocks of a guide that are made of others on paper.
LATER_BLOCKS = [
    ("pitfalls", [{"title": "Do not read it aloud", "text": "<p>Ask instead.</p>"}]),
    ("worked", {"text": "<p>They came back.</p>"}),
    ("failed", {"text": "<p>It was too long.</p>"}),
    ("example", {"heading": "In a kitchen", "text": "<p>We met twice.</p>", "place": "Europe, 2025"}),
    ("accordion", [{"title": "For trainers", "text": "<p>Begin early.</p>"}]),
    ("video", {"title": "A film", "url": "https://film.example/1", "transcript": "<p>Someone knocks.</p>"}),
    ("callout", {"heading": "Careful", "text": "<p>It is loud.</p>"}),
]


def pdf_of(guide: GuidePage) -> bytes:
    """The guide's PDF."""
    content = pdf.make(Handout.of(guide))
    assert content is not None
    return content.read()


def text_of(content: bytes) -> str:
    """The text of all pages, in reading order."""
    document = pypdfium2.PdfDocument(content)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return "\n".join(pages).replace("\r\n", "\n")


def made(guide: GuidePage) -> str:
    """The text of the guide's PDF."""
    return text_of(pdf_of(guide))


def test_everything_that_a_group_needs_is_in_it(site: SmallSite) -> None:
    guide = site.guide(
        title="A know-your-rights evening",
        kind="workshop-plan",
        materials="Paper, pens",
        body=[
            ("safety", {"heading": "Is it safe?", "text": "<p>Think.</p>", "questions": ["Who sits by the door?"]}),
            ("heading", "The evening"),
            ("text", '<p>Read <a href="https://law.example/a?b=1">the law</a>.</p><ul><li>One</li></ul>'),
            ("steps", [{"title": "Hang it up", "minutes": 5, "text": "<p>In a line.</p>"}]),
            ("checklist", {"intro": "", "items": ["Pens", "A box"]}),
            ("table", {"caption": "Who", "head": ["When", "What"], "rows": [{"cells": ["Noon", "Tea"]}]}),
            ("quote", {"text": "It worked", "attribution": "A participant"}),
            ("definitions", [{"term": "If it rains", "text": "<p>Go inside.</p>"}]),
            *LATER_BLOCKS,
            ("related", [site.guide(title="Another guide"), site.guide(title=SECRET, live=False)]),
        ],
        introduction="<p>What it is for.</p>",
        audience="organiser",
        risks="Somebody may be seen.",
        risk_level="some",
        rights_holder="The Club",
        attribution="After an idea of the Club",
        alternative_title="KYR",
        law_reviewed_on=datetime.date(2026, 2, 3),
        reviewed=datetime.date(2026, 4, 5),
    )
    guide.contributors.add(GuideContributor(name="Two lawyers", role="wrote", locale=guide.locale))
    guide.contributors.add(GuideContributor(name="Traductrices", role="translated", language="fr", locale=guide.locale))
    guide.save()
    text = made(guide)
    for words in (
        f"{guide.number} Workshop plan", "A know-your-rights evening", guide.summary, "You need: Paper, pens",
        "Is it safe?", "Who sits by the door?", "The evening", "https://law.example/a?b=1", "1. Hang it up",
        "5 minutes", "In a line.",
        "What it is for.", "Do not read it aloud", "Ask instead.", "Why it worked", "They came back.", "Why it failed",
        "It was too long.", "In a kitchen", "We met twice.", "Europe, 2025", "For trainers", "Begin early.", "A film",
        "https://film.example/1", "Transcript", "Someone knocks.", "Careful", "It is loud.", "Another guide",
        "Somebody may be seen.", "The Club", "After an idea of the Club", "KYR", "3 February 2026", "5 April 2026",
        "A box", "Noon", "It worked", "A participant", "If it rains", "Go inside.", "Written by: Two lawyers",
        "Creative Commons BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/", "Pass it on.",
        f"GGSN guide {guide.number}, version 1.", f"ggsn.example/en/library/{guide.slug}/",
    ):  # fmt: skip
        assert words in text, words
    assert SECRET not in text
    assert "Traductrices" not in text  # they did not translate this version


def test_arabic_in_logical_order_and_foreign_names_within_it(site: SmallSite) -> None:
    guide = site.guide(
        "ar", title="افحصوا هواتفكم قبل السفر", summary="خطوات", body=[("text", "<p>نص مع Signal داخله</p>")]
    )
    content = pdf_of(guide)
    text = text_of(content)
    assert "افحصوا هواتفكم قبل السفر" in text
    assert "Signal" in text
    assert re.search(rb"/Lang ?\(ar", content)


def test_it_is_tagged_for_screen_readers_and_holds_no_date(site: SmallSite) -> None:
    content = pdf_of(site.guide(title="Tagged"))
    assert b"/MarkInfo" in content
    assert b"/StructTreeRoot" in content
    assert b"pdfuaid" in content
    assert b"/CreationDate" not in content
    document = pypdfium2.PdfDocument(content)
    assert document.get_metadata_dict(skip_empty=True)["Title"] == "Tagged"
    document.close()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(site: SmallSite, text: str) -> None:
    from django.utils.html import escape

    body = [("heading", text), ("text", f"<p>{escape(text)}</p>"), ("checklist", {"intro": "", "items": [text]})]
    shown = made(site.guide(title=text, materials=text, body=body))
    assert shown.count(text) >= 5
    assert "root:" not in shown


def test_controls_and_overrides_are_left_out(site: SmallSite) -> None:
    guide = site.guide(
        title="A\x01b\x0bc\u202egnp.exe", body=[("text", "<p>one\x1b two \u202dthree 🙂 four → five</p>")]
    )
    text = made(guide)
    assert "Abcgnp.exe" in text
    assert "one two three four → five" in " ".join(text.split())


def test_deep_nesting_is_flattened(site: SmallSite) -> None:
    deep = "<ul><li>" * 60 + "deepest" + "</li></ul>" * 60
    assert "deepest" in made(site.guide(body=[("text", deep)]))


def test_what_would_stop_typst_is_left_out(site: SmallSite) -> None:
    far = f"https://far.example/{'a' * 8000}"
    guide = site.guide(
        title="🙂",
        body=[
            ("heading", "🙂"),
            ("safety", {"heading": "🙂", "text": "<p>Think.</p>", "questions": []}),
            ("text", f'<h4>Deep</h4><p>Here <a href="{far}">far</a> <span lang="klingon">away</span></p>'),
            ("heading", "🙂 Seen"),
        ],
    )
    text = " ".join(made(guide).split())
    assert "Deep Here far away" in text
    assert "far.example" not in text
    assert "Seen" in text
    document = pypdfium2.PdfDocument(pdf_of(guide))
    levels = [(entry.level, entry.get_title().strip()) for entry in document.get_toc()]
    document.close()
    assert [title for _level, title in levels if title in ("Deep", "Seen")] == ["Deep", "Seen"]


@LEFT_OPEN
@pytest.mark.parametrize("content", [b"", b"garbage", "half"])
def test_a_picture_that_is_damaged_is_left_out(site: SmallSite, content: bytes | str) -> None:
    shown = picture(description="A ring of seats")
    guide = site.guide(body=[("figure", {"image": shown, "caption": "<p>Seats</p>"})])
    stored = shown.get_rendition(RENDITION).file
    with stored.open("rb") as file:
        whole = file.read()
    Path(stored.path).write_bytes(whole[: len(whole) // 2] if isinstance(content, str) else content)
    assert Handout.of(guide).pictures == {}
    assert "Seats" in made(guide)


@LEFT_OPEN
def test_pictures_whose_people_did_not_agree_are_not_in_it(site: SmallSite) -> None:
    shown, withheld = picture(description="A ring of seats"), picture(consent="unclear", description=SECRET)
    guide = site.guide(
        body=[
            ("figure", {"image": shown, "caption": "<p>Seats</p>"}),
            ("figure", {"image": withheld, "caption": f"<p>{SECRET}</p>"}),
        ]
    )
    handout = Handout.of(guide)
    assert list(handout.pictures) == [f"picture-{shown.pk}.jpg"]
    content = pdf_of(guide)
    text = text_of(content)
    assert "Seats" in text
    assert "There is a picture, and we are not showing it." in text
    assert SECRET not in text
    assert SECRET.encode() not in content


def test_projects_that_are_not_public_are_not_named(site: SmallSite) -> None:
    guide, private = site.guide(), site.project(title=SECRET)
    make_private(private)
    guide.contributors.add(GuideContributor(project=private, role="wrote", locale=guide.locale))
    guide.contributors.add(
        GuideContributor(project=site.project(title=SECRET, live=False), role="tested", locale=guide.locale)
    )
    guide.save()
    assert SECRET not in made(guide)


def test_a_writing_without_a_font_gets_no_pdf(site: SmallSite) -> None:
    assert pdf.make(Handout.of(site.guide(body=[("text", "<p>中文</p>")]))) is None


def test_a_translation_that_is_behind_says_so(site: SmallSite) -> None:
    guide = site.guide(title="The original", body=[("heading", "A section"), ("text", "<p>New.</p>")])
    translated(guide, "fr", completely=False)
    french = site.guide("fr", of=guide, title="La traduction")
    with translation.override("fr"):
        notice = gettext("The original has changed since this translation was made.")
    text = " ".join(made(french).split())
    address = f"https://ggsn.example/en/library/{guide.slug}/"
    assert [word for word in (notice, "A section", "The original", address) if word not in text] == []
    assert notice not in made(guide)


def test_a_translation_of_a_machine_says_so(site: SmallSite) -> None:
    guide = site.guide()
    french = site.guide("fr", of=guide)
    GuidePage.objects.filter(pk=french.pk).update(provenance="machine")
    with translation.override("fr"):
        notice = gettext("A machine translated this text.")
    assert notice in " ".join(made(GuidePage.objects.get(pk=french.pk)).split())
