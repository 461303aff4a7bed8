"""What differs between two versions: words, paragraphs, parts; nothing lost, and fast."""

from __future__ import annotations

import time

import pytest

from stories.mine.differences import ADDED, REMOVED, SAME, Paragraph, Piece, between, compared
from tests.factories import SmallSite
from tests.stories.forms import picture
from tests.stories.mine.senders import send


def shown(paragraphs: list[Paragraph]) -> list[str | int]:
    """`a {-b-} {+c+}`, or how many stayed."""
    marks = {SAME: "{}", REMOVED: "{{-{}-}}", ADDED: "{{+{}+}}"}
    return [
        one.unchanged or " ".join(marks[piece.kind].format(piece.text.strip()) for piece in one.pieces)
        for one in paragraphs
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["The same."], ["The same."], [1]),
        (["The gate is green."], ["The gate is."], ["The gate {-is green.-} {+is.+}"]),
        (["One two three four"], ["One four"], ["One {-two three-} four"]),
        (["A", "B", "C"], ["A", "C"], [1, "{-B-}", 1]),
        (["A"], ["A", "B", "C"], [1, "{+B+}", "{+C+}"]),
        ([], ["New"], ["{+New+}"]),
        (["Old"], [], ["{-Old-}"]),
        (["Nothing stays here"], ["Wholly other words"], ["{-Nothing stays here-}", "{+Wholly other words+}"]),
        (["one two three four five six"], ["one two three", "four five six"], ["one two three", "four five six"]),
        (["one two three", "four five six"], ["one two three four five six"], ["one two three four five six"]),
        (["أغلقت المحطة عند الثانية"], ["أغلقت المحطة عند الثالثة"], ["أغلقت المحطة عند {-الثانية-} {+الثالثة+}"]),
        (["我们晚上开会讨论"], ["我们白天开会讨论"], ["我们 {-晚上-} {+白天+} 开会讨论"]),
        (["हम मिलते हैं रोज़ यहाँ"], ["हम मिलते थे रोज़ यहाँ"], ["हम मिलते {-हैं-} {+थे+} रोज़ यहाँ"]),
    ],
)
def test_words_are_compared(before: list[str], after: list[str], expected: list[str | int]) -> None:
    assert shown(compared(before, after)) == expected


def test_no_word_is_lost_on_either_side() -> None:
    before = ["The bus leaves at two.", "We meet in it.", "Nobody sees us there, or so we think."]
    after = ["We meet in the bus.", "Nobody sees us, or so we think.", "It leaves at two."]
    for text, kind in ((before, REMOVED), (after, ADDED)):
        pieces = [piece for one in compared(before, after) for piece in one.pieces if piece.kind in (SAME, kind)]
        assert " ".join(piece.text.strip() for piece in pieces).split() == " ".join(text).split()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["a " * 25_000], ["a b " * 12_500]),
        (["a " * 9_000], ["a b " * 4_500]),
        (["a"] * 25_000, ["a", "b"] * 12_500),
        (["word " * 3] * 3_000, [f"{number} word word" for number in range(3_000)]),
        (["们" * 9_000], ["们开" * 4_500]),
    ],
)
def test_a_text_made_to_be_slow_is_not(before: list[str], after: list[str]) -> None:
    began = time.process_time()
    assert compared(before, after)
    assert time.process_time() - began < 5


def test_the_parts_of_a_page_that_differ(site: SmallSite) -> None:
    submission, _words = send(content_note="Mentions work", pictures=(picture(alt="A board"),))
    before = submission.agreed_revision
    assert before is not None
    page = submission.page.get_latest_revision_as_object()
    page.title = "The bus is our office"
    page.summary = "Drivers meet at night."
    page.teller = ""
    blocks = list(page.body.raw_data)
    blocks[0]["value"] = blocks[0]["value"].replace("at twenty to two", "at night")
    blocks[1]["value"]["image"]["alt_text"] = "A board with names"
    page.body = blocks
    after = page.save_revision()
    assert [(part.label, shown(part.paragraphs)) for part in between(before, after)] == [
        ("Title", ["The {-last-} bus is our office"]),
        ("Summary", ["{+Drivers meet at night.+}"]),
        ("By", ["{-Night Shift-}", "{+A member of the network+}"]),
        (
            "Text",
            [
                "The depot closes at {-twenty to two.-} {+night.+}",
                1,
                "[Picture: A {-board]-} {+board with names]+}",
            ],
        ),
    ]


def test_a_part_that_is_gone_is_shown_as_removed(site: SmallSite) -> None:
    submission, _words = send(content_note="Mentions work")
    before = submission.agreed_revision
    page = submission.page.get_latest_revision_as_object()
    page.content_note = page.region = ""
    assert [(part.label, shown(part.paragraphs)) for part in between(before, page.save_revision())] == [
        ("Warning before the story", ["{-Mentions work-}"]),
        ("Region", ["{-East and Southern Africa-}"]),
    ]


def test_another_picture_with_the_same_description_is_told(site: SmallSite) -> None:
    submission, _words = send(pictures=(picture(alt="A board"),))
    other, _more = send(pictures=(picture(alt="A board"),))
    page = submission.page.get_latest_revision_as_object()
    blocks = list(page.body.raw_data)
    blocks[1]["value"]["image"]["image"] = other.pictures.get().pk
    page.body = blocks
    (part,) = between(submission.agreed_revision, page.save_revision())
    assert part.label == "Text"
    assert shown(part.paragraphs)[1:] == ["{-[Picture: A board]-}", "{+[Picture: A board]+}"]


def test_the_same_version_differs_in_nothing(site: SmallSite) -> None:
    submission, _words = send(pictures=(picture(),))
    revision = submission.agreed_revision
    assert revision is not None
    assert between(revision, revision) == []


def test_a_piece_is_words_of_one_kind() -> None:
    assert compared(["a b c d"], ["a x c d"]) == [
        Paragraph((Piece(SAME, "a "), Piece(REMOVED, "b "), Piece(ADDED, "x "), Piece(SAME, "c d ")))
    ]
