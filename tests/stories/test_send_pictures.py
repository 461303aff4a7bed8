"""Pictures in the form: rebuilt at once, kept through errors, gone after a day."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image

from home.models import Picture
from home.pictures import MAX_BYTES
from stories import held
from stories.models import HeldPicture, StoryPage
from tests.factories import SmallSite
from tests.home import planted
from tests.stories.forms import (
    TEXT,
    complete,
    faults,
    files_in,
    page_of,
    photo,
    post,
    select,
    typed,
)

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures


# ---------------------------------------------------------------- pictures


def test_a_picture_with_a_place_in_it(site: SmallSite, client: Client) -> None:
    post(client, complete(f1_file=photo("Maria at the depot.jpg"), f1_alt="A notice board", f1_nobody="on"))
    picture = Picture.objects.get()
    assert (picture.description, picture.consent) == ("A notice board", "nobody")
    picture.get_rendition("width-20")
    stored = files_in("original_images") | files_in("images")
    assert len([path for path in stored if path.stem == Path(picture.file.name).stem]) == 1
    for path in stored | files_in("held"):
        assert planted.MARKER.encode() not in path.read_bytes()
        assert "aria" not in path.name
    assert "Maria" not in str(StoryPage.objects.get().latest_revision.content)
    assert HeldPicture.objects.count() == 0
    assert files_in("held") == set()


@pytest.mark.parametrize("ending", planted.FORMATS)
def test_each_format_is_taken(site: SmallSite, client: Client, ending: str) -> None:
    sample = photo(f"x.{ending}", planted.FORMATS[ending]())
    assert post(client, complete(f1_file=sample, f1_alt="A board")).status_code == 303
    with Picture.objects.get().file.open("rb") as file:
        assert planted.chunks(file.read()) == ["VP8 "]


@pytest.mark.parametrize(
    ("nobody", "people", "expected"),
    [
        ("on", "unsure", "nobody"),
        ("on", "agreed", "nobody"),
        (None, "agreed", "agreed"),
        (None, "changed", "unclear"),
        (None, "unsure", "unclear"),
    ],
)
def test_consent_for_a_picture(site: SmallSite, client: Client, nobody: str | None, people: str, expected: str) -> None:
    post(client, complete(people=people, f1_file=photo(), f1_alt="A board", f1_nobody=nobody))
    picture = Picture.objects.get()
    assert (picture.consent, picture.may_be_shown) == (expected, expected != "unclear")


def test_a_decorative_picture_needs_no_description(site: SmallSite, client: Client) -> None:
    post(client, complete(f2_file=photo(), f2_decorative="on", f2_alt="Something"))
    figure = StoryPage.objects.get().body.raw_data[1]
    assert figure["value"]["image"] == {"image": Picture.objects.get().pk, "decorative": True, "alt_text": ""}


def test_three_pictures_in_their_order(site: SmallSite, client: Client) -> None:
    changes = {f"f{n}_{part}": value for n in (1, 2, 3) for part, value in (("file", photo()), ("alt", f"Number {n}"))}
    post(client, complete(**changes))
    assert list(Picture.objects.order_by("pk").values_list("description", flat=True)) == [
        "Number 1",
        "Number 2",
        "Number 3",
    ]


def test_a_picture_outlives_an_error_elsewhere(site: SmallSite, client: Client) -> None:
    response = post(client, complete(title="", f1_file=photo("depot board.jpg"), f1_alt="A board", f1_nobody="on"))
    kept = HeldPicture.objects.get()
    box = select(page_of(response), ".filebox")[0]
    assert "depot board.jpg" in box.text_content()
    assert typed(response)["f1-held"] == kept.token
    assert "Your picture is still attached." in select(page_of(response), ".errsum")[0].text_content()
    (stored,) = files_in("held")
    assert planted.MARKER.encode() not in stored.read_bytes()
    assert planted.chunks(stored.read_bytes()) == ["VP8 "]

    again = {**typed(response), "title": "Now with a title"}
    assert post(client, again).status_code == 303
    assert Picture.objects.get().description == "A board"
    assert HeldPicture.objects.count() == 0
    assert files_in("held") == set()


def test_a_picture_without_description(site: SmallSite, client: Client) -> None:
    response = post(client, complete(f1_file=photo()))
    assert faults(response) == [("f1-alt", "Picture 1: Describe the picture in a sentence, or tick the box below it.")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "We could not read this picture. It may be damaged, or not a picture at all."),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "We could not read this picture. It may be damaged, or not a picture at all.",
        ),
        (planted.jpeg()[:400], "We could not read this picture. It may be damaged, or not a picture at all."),
        (planted.scan_bomb(), "This picture has too many pixels. Please send a smaller one."),
        (planted.jpeg() + bytes(MAX_BYTES), "This picture is larger than 10 MB. Please send a smaller one."),
    ],
    ids=["empty", "svg", "truncated", "bomb", "large"],
)
def test_a_picture_that_cannot_be_taken(site: SmallSite, client: Client, content: bytes, message: str) -> None:
    data = complete(f2_file=photo(content=content), f2_alt="A board", f2_nobody="on")
    response = post(client, data)
    assert faults(response) == [("f2-file", f"Picture 2: {message}")]
    kept = typed(response)
    assert (kept["f2-alt"], kept["f2-nobody"], kept["title"]) == ("A board", "on", data["title"])
    assert HeldPicture.objects.count() == StoryPage.objects.count() == 0
    assert files_in("held") == set()


def test_an_original_never_touches_the_disk(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django would write what is above 2 MB to a temporary file, with its place and its names."""

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a temporary file was opened")

    large = planted.png(Image.effect_noise((2000, 2000), 200).convert("L"))
    assert len(large) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    assert post(client, complete(title="", f1_file=photo(content=large))).status_code == 200
    assert HeldPicture.objects.count() == 1


def test_remove_takes_the_picture_away_and_judges_nothing(site: SmallSite, client: Client) -> None:
    first = typed(
        post(client, complete(title="", f1_file=photo(), f1_alt="One", f2_file=photo("two.jpg"), f2_alt="Two"))
    )
    response = post(client, {**first, "remove": "f1"})
    assert response.status_code == 200
    assert faults(response) == []
    assert select(page_of(response), ".errsum") == []
    kept = typed(response)
    assert (kept["f1-alt"], kept.get("f1-held")) == ("", None)
    assert (kept["f2-alt"], kept["f2-held"]) == ("Two", first["f2-held"])
    assert (kept["body"], kept["people"], kept["publish"]) == (first["body"], "agreed", "on")
    assert kept["client_token"] == first["client_token"]
    assert HeldPicture.objects.get().token == first["f2-held"]
    assert len(files_in("held")) == 1


def test_remove_keeps_a_picture_that_was_chosen_meanwhile(site: SmallSite, client: Client) -> None:
    first = typed(post(client, complete(title="", f1_file=photo(), f1_alt="One")))
    response = post(client, {**first, "remove": "f1", "f2-file": photo("two.jpg"), "f2-alt": "Two"})
    assert select(page_of(response), ".filebox b")[0].text_content() == "two.jpg"


def test_the_enter_key_sends_and_does_not_remove(site: SmallSite, client: Client) -> None:
    response = post(client, complete(title="", f1_file=photo()))
    form = page_of(response).forms[0]
    buttons = form.xpath(".//button")
    assert [button.get("name") for button in buttons] == [None, "remove", None]


def test_a_new_file_takes_the_place_of_the_old_one(site: SmallSite, client: Client) -> None:
    first = typed(post(client, complete(title="", f1_file=photo(), f1_alt="One")))
    post(client, {**first, "f1-file": photo("new.jpg")})
    held_now = HeldPicture.objects.get()
    assert (held_now.name, held_now.token != first["f1-held"]) == ("new.jpg", True)
    assert len(files_in("held")) == 1


def test_a_held_picture_lasts_a_day(site: SmallSite, client: Client) -> None:
    data = typed(post(client, complete(title="", f1_file=photo(), f1_alt="One")))
    HeldPicture.objects.update(created_at=timezone.now() - datetime.timedelta(hours=25))
    response = post(client, {**data, "title": "A title"})
    assert faults(response) == [
        ("f1-file", "Picture 1: This picture was kept for a day and is gone now. Please attach it again.")
    ]
    assert typed(response)["f1-alt"] == "One"
    assert (HeldPicture.objects.count(), files_in("held")) == (0, set())


def test_old_pictures_go_when_anyone_opens_the_form(site: SmallSite, client: Client) -> None:
    for name in ("old.jpg", "older.jpg", "new.jpg"):
        held.hold(photo(name))
    HeldPicture.objects.exclude(name="new.jpg").update(created_at=timezone.now() - datetime.timedelta(days=2))
    client.get("/en/stories/send/")
    assert [one.name for one in HeldPicture.objects.all()] == ["new.jpg"]
    assert len(files_in("held")) == 1
    held.release(HeldPicture.objects.all())


def test_a_held_picture_whose_file_is_gone_asks_for_it_again(site: SmallSite, client: Client) -> None:
    data = typed(post(client, complete(title="", f1_file=photo(), f1_alt="One")))
    for path in files_in("held"):
        path.unlink()
    response = post(client, {**data, "title": "A title"})
    assert [anchor for anchor, _message in faults(response)] == ["f1-file"]


def test_a_full_disk_costs_the_picture_and_not_the_words(
    site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Any, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
    response = post(client, complete(f1_file=photo(), f1_alt="A board"))
    assert faults(response) == [
        (
            "f1-file",
            "Picture 1: We cannot keep pictures just now. Try again in a few minutes, or send the story without it.",
        )
    ]
    assert (HeldPicture.objects.count(), files_in("held")) == (0, set())
    assert typed(response)["body"] == TEXT


def test_a_file_of_a_field_that_does_not_exist_is_ignored(site: SmallSite, client: Client) -> None:
    assert post(client, {**complete(), "f4-file": photo(), "title-file": photo()}).status_code == 303
    assert Picture.objects.count() == 0
