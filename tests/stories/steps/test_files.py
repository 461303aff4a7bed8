"""Pictures and documents of a draft: rebuilt at once, kept with it, taken away again."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from home.models import Picture, User
from home.pictures import MAX_BYTES
from stories import documents, held
from stories.models import HeldPicture, SentDocument, StoryPage, Submission
from tests.factories import SmallSite
from tests.home import planted
from tests.stories.forms import (
    address,
    answer,
    begun,
    faults,
    files_in,
    filled,
    page_of,
    photo,
    select,
    sent_story,
    typed,
)
from tests.stories.review import signed_in

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures
BOARD = {"f1_alt": "A board", "f1_consent": "nobody"}
NOBODY = {"faces": "nobody"}


def leaflet(name: str = "leaflet.pdf", content: bytes = b"%PDF-1.7 leaflet") -> SimpleUploadedFile:
    """A document."""
    return SimpleUploadedFile(name, content, "application/pdf")


@pytest.fixture
def rebuilt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are taken apart elsewhere (test_documents); here they only have to be kept."""

    def rebuild(upload: Any) -> documents.CleanDocument:
        content = upload.read()
        if b"unsafe" in content:
            raise documents.UnsafeDocument("This cannot be taken.")
        return documents.CleanDocument(b"clean " + content[5:8], "pdf", "pdf", "application/pdf", None, 1)

    monkeypatch.setattr(documents, "rebuild", rebuild)


# ---------------------------------------------------------------- pictures


def test_a_picture_with_a_place_in_it(site: SmallSite, client: Client) -> None:
    sent_story(client, pictures={**BOARD, "f1_file": photo("Maria at the depot.jpg")}, consent=NOBODY)
    picture = Picture.objects.get()
    assert (picture.description, picture.consent) == ("A board", "nobody")
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
    sent_story(client, pictures={**BOARD, "f1_file": sample}, consent=NOBODY)
    with Picture.objects.get().file.open("rb") as file:
        assert planted.chunks(file.read()) == ["VP8 "]


@pytest.mark.parametrize(
    ("said", "faces", "expected"),
    [
        ("nobody", "nobody", "nobody"),
        ("nobody", "agreed", "nobody"),
        ("agreed", "agreed", "agreed"),
        ("agreed", "nobody", "unclear"),
        ("unclear", "agreed", "unclear"),
        ("unclear", "nobody", "unclear"),
    ],
)
def test_consent_for_a_picture(site: SmallSite, client: Client, said: str, faces: str, expected: str) -> None:
    picture = {"f1_file": photo(), "f1_alt": "A board", "f1_consent": said}
    submission = sent_story(client, pictures=picture, consent={"faces": faces})
    stored = Picture.objects.get()
    assert (stored.consent, stored.may_be_shown) == (expected, expected != "unclear")
    assert submission.consent.faces == faces


def test_a_decorative_picture_needs_no_description(site: SmallSite, client: Client) -> None:
    picture = {"f2_file": photo(), "f2_decorative": "on", "f2_alt": "Something", "f2_consent": "nobody"}
    sent_story(client, pictures=picture, consent=NOBODY)
    figure = StoryPage.objects.get().body.raw_data[1]
    assert figure["value"]["image"] == {"image": Picture.objects.get().pk, "decorative": True, "alt_text": ""}


def test_three_pictures_in_their_order(site: SmallSite, client: Client) -> None:
    parts = (("file", None), ("alt", "Number"), ("consent", "nobody"))
    changes = {f"f{n}_{part}": photo() if part == "file" else value for n in (1, 2, 3) for part, value in parts}
    changes |= {f"f{n}_alt": f"Number {n}" for n in (1, 2, 3)}
    sent_story(client, pictures=changes, consent=NOBODY)
    assert list(Picture.objects.order_by("pk").values_list("description", flat=True)) == [
        "Number 1",
        "Number 2",
        "Number 3",
    ]


def test_pictures_ask_for_faces(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    assert not select(page_of(client.get(address("consent"))), "[name=faces]")
    answer(client, draft, "pictures", **BOARD, f1_file=photo())
    assert faults(answer(client, draft, "consent")) == [("s-faces_0", "Say who may be recognised in the pictures.")]


def test_a_picture_outlives_an_error_in_what_is_said_of_it(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    response = answer(client, draft, "pictures", f1_file=photo("depot board.jpg"), f1_alt="A board")
    assert faults(response) == [("f1-consent_0", "Picture 1: Say who can be recognised in this picture.")]
    kept = HeldPicture.objects.get()
    assert kept.submission == draft
    box = select(page_of(response), ".filebox")[0]
    assert "Picture 1" in box.text_content()
    assert "depot" not in response.content.decode().lower()
    assert kept.name == ""
    assert "Your picture is still attached." in select(page_of(response), ".errsum")[0].text_content()
    (stored,) = files_in("held")
    assert planted.MARKER.encode() not in stored.read_bytes()
    assert planted.chunks(stored.read_bytes()) == ["VP8 "]
    assert kept.token not in response.content.decode()
    assert answer(client, draft, "pictures", **BOARD).status_code == 303
    assert HeldPicture.objects.get() == kept


def test_a_picture_without_description(site: SmallSite, client: Client) -> None:
    response = answer(client, begun(client), "pictures", f1_file=photo(), f1_consent="nobody")
    assert faults(response) == [("f1-alt", "Picture 1: Describe the picture in a sentence, or tick the box below it.")]


UNREADABLE = "We could not read this picture. It may be damaged, or not a picture at all."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", UNREADABLE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", UNREADABLE),
        (planted.jpeg()[:400], UNREADABLE),
        (planted.scan_bomb(), "This picture has too many pixels. Please send a smaller one."),
        (planted.jpeg() + bytes(MAX_BYTES), "This picture is larger than 10 MB. Please send a smaller one."),
    ],
    ids=["empty", "svg", "truncated", "bomb", "large"],
)
def test_a_picture_that_cannot_be_taken(site: SmallSite, client: Client, content: bytes, message: str) -> None:
    data = {"f2_file": photo(content=content), "f2_alt": "A board", "f2_consent": "nobody"}
    response = answer(client, begun(client), "pictures", **data)
    assert faults(response) == [("f2-file", f"Picture 2: {message}")]
    kept = typed(response)
    assert (kept["f2-alt"], kept["f2-consent"]) == ("A board", "nobody")
    assert HeldPicture.objects.count() == StoryPage.objects.count() == 0
    assert files_in("held") == set()


def test_an_original_never_touches_the_disk(site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django would write what is above 2 MB to a temporary file, with its place and its names."""

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a temporary file was opened")

    draft = begun(client)
    large = planted.png(Image.effect_noise((2000, 2000), 200).convert("L"))
    assert len(large) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    assert answer(client, draft, "pictures", f1_file=photo(content=large)).status_code == 200
    assert HeldPicture.objects.count() == 1


def test_remove_takes_the_picture_away_and_judges_nothing(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    answer(client, draft, "pictures", f1_file=photo(), f1_alt="One", f2_file=photo("two.jpg"), attach="1")
    response = answer(client, draft, "pictures", f1_alt="One", f2_alt="Two", remove="f1")
    assert response["Location"] == "/en/stories/send/pictures/#main"
    shown = client.get(address("pictures"))
    assert select(page_of(shown), ".errsum") == []
    assert (typed(shown)["f1-alt"], typed(shown)["f2-alt"]) == ("", "Two")
    assert HeldPicture.objects.get().token == shown.context["filled"].attached[0].kept.token
    assert len(files_in("held")) == 1


def test_the_enter_key_goes_on_and_does_not_remove(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    response = answer(client, draft, "pictures", f1_file=photo())
    buttons = page_of(response).forms[0].xpath(".//button")
    assert [button.get("name") for button in buttons] == [None, "remove", "attach", None, "later"]


def test_a_new_file_takes_the_place_of_the_old_one(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    answer(client, draft, "pictures", **BOARD, f1_file=photo())
    old = HeldPicture.objects.get()
    answer(client, draft, "pictures", **BOARD, f1_file=photo("new.jpg"))
    assert HeldPicture.objects.get() != old
    assert len(files_in("held")) == 1


def test_a_picture_stays_as_long_as_its_draft(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    answer(client, draft, "pictures", **BOARD, f1_file=photo())
    HeldPicture.objects.update(created_at=timezone.now() - datetime.timedelta(days=60))
    client.get(address())
    assert select(page_of(client.get(address("pictures"))), ".filebox")


def test_what_belongs_to_no_draft_goes_after_a_day(site: SmallSite, client: Client) -> None:
    submission = sent_story(client)
    _old, _older, left, new = (held.hold(photo()) for _number in range(4))
    HeldPicture.objects.filter(pk=left.pk).update(submission=submission)
    HeldPicture.objects.exclude(pk=new.pk).update(created_at=timezone.now() - datetime.timedelta(days=2))
    client.get("/en/stories/send/")
    assert list(HeldPicture.objects.all()) == [new]
    assert len(files_in("held")) == 1
    held.release(HeldPicture.objects.all())


def test_a_picture_whose_file_is_gone_asks_for_it_again(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    answer(client, draft, "pictures", **BOARD, f1_file=photo())
    for path in files_in("held"):
        path.unlink()
    response = answer(client, draft, "check", send="1")
    assert "en/stories/send/pictures/#f1-file" in [anchor for anchor, _message in faults(response)]
    assert Submission.objects.get().state == "draft"


def test_the_picture_of_another_draft_cannot_be_taken(site: SmallSite, client: Client) -> None:
    other = begun(Client())
    kept = held.hold(photo())
    HeldPicture.objects.update(submission=other)
    draft = begun(client)
    answer(client, draft, "pictures", **{"f1-held": kept.token, "f1-stored": "1"}, **BOARD)
    Submission.objects.filter(pk=draft.pk).update(typed={**draft.typed, "f1-held": kept.token})
    assert select(page_of(client.get(address("pictures"))), ".filebox") == []


def test_a_full_disk_costs_the_picture_and_not_the_words(
    site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch, rebuilt: None
) -> None:
    def full(self: Any, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    draft = begun(client)
    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
    response = answer(client, draft, "pictures", **BOARD, f1_file=photo(), d1=leaflet())
    assert [anchor for anchor, _message in faults(response)] == ["f1-file", "d1"]
    assert (HeldPicture.objects.count(), files_in("held"), files_in("documents")) == (0, set(), set())
    assert typed(response)["f1-alt"] == "A board"


def test_a_file_of_a_field_that_does_not_exist_is_ignored(site: SmallSite, client: Client) -> None:
    draft = begun(client)
    assert answer(client, draft, "pictures", **{"f4-file": photo(), "title-file": photo(), "d4": leaflet()})
    assert (HeldPicture.objects.count(), SentDocument.objects.count()) == (0, 0)


# ---------------------------------------------------------------- documents


def test_a_document_is_rebuilt_and_kept(site: SmallSite, client: Client, rebuilt: None) -> None:
    submission = sent_story(client, pictures={"d1": leaflet("Maria Lopez 4 Mill Street.pdf"), "d2": leaflet()})
    document, other = submission.documents.all()
    assert (document.name, document.kind, other.name) == ("File 1", "pdf", "File 2")
    assert "Maria" not in str(SentDocument.objects.values())
    with document.file.open("rb") as file:
        assert file.read() == b"clean 1.7"
    assert "leaflet" not in document.file.name


def test_a_file_number_is_given_once(site: SmallSite, client: Client, rebuilt: None) -> None:
    draft = begun(client)
    answer(client, draft, "pictures", d1=leaflet(), d2=leaflet(), attach="1")
    answer(client, draft, "pictures", remove=f"d:{draft.documents.first().token}")
    answer(client, draft, "pictures", d1=leaflet(), attach="1")
    assert sorted(draft.documents.values_list("name", flat=True)) == ["File 1", "File 2"]


def test_what_was_left_out_is_said_to_its_sender_and_to_reviewers(
    site: SmallSite, client: Client, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = documents.CleanDocument(b"x", "pdf", "pdf", "application/pdf", None, 1, left_out=("pictures", "notes"))
    monkeypatch.setattr(documents, "rebuild", lambda upload: made)
    draft = filled(client, pictures={"d1": leaflet()})
    said = [documents.LEFT_OUT["pictures"], documents.LEFT_OUT["notes"]]
    assert draft.documents.get().warnings == said
    shown = [p.text_content() for p in select(page_of(client.get(address("pictures"))), ".filebox p")[1:]]
    assert shown == said
    answer(client, draft, "check", send="1")
    desk = signed_in(reviewer).get(reverse("stories_submission", args=[draft.pk])).content.decode()
    assert [str(sentence) in desk for sentence in documents.LEFT_OUT.values()] == [True, True, False, False]


def test_a_document_that_cannot_be_taken(site: SmallSite, client: Client, rebuilt: None) -> None:
    draft = begun(client)
    response = answer(client, draft, "pictures", **BOARD, d2=leaflet(content=b"unsafe"), d1=leaflet())
    assert ("d2", "This cannot be taken.") in faults(response)
    assert page_of(response).get_element_by_id("d2_error").text_content() == "Error: This cannot be taken."
    assert SentDocument.objects.count() == 1
    too_large = answer(client, draft, "pictures", d3=leaflet(content=bytes(MAX_BYTES + 1)))
    assert ("d3", "This file is larger than 10 MB. Please send a smaller one.") in faults(too_large)


def test_three_documents_and_no_more(site: SmallSite, client: Client, rebuilt: None) -> None:
    draft = begun(client)
    answer(client, draft, "pictures", d1=leaflet(), d2=leaflet(), d3=leaflet(), attach="1")
    assert not select(page_of(client.get(address("pictures"))), "#d1")
    response = answer(client, draft, "pictures", d1=leaflet())
    assert faults(response) == [("d1", "A story can have three documents. Remove one of them first.")]
    assert (SentDocument.objects.count(), len(files_in("documents"))) == (3, 3)


def test_a_document_is_removed_by_its_sender_alone(site: SmallSite, client: Client, rebuilt: None) -> None:
    other, draft = begun(Client()), begun(client)
    answer(client, draft, "pictures", d1=leaflet(), attach="1")
    foreign = SentDocument.objects.create(submission=other, kind="pdf", name="x.pdf", file="documents/x.pdf")
    own = draft.documents.get()
    for document in (foreign, own):
        assert answer(client, draft, "pictures", remove=f"d:{document.token}").status_code == 303
    assert SentDocument.objects.get() == foreign
    assert files_in("documents") == set()


def test_while_one_is_taken_apart_others_are_answered_at_once(
    site: SmallSite, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock of this machine: threads of one process and processes exclude one another alike."""
    monkeypatch.setattr(documents, "_pdf", lambda content: pytest.fail("taken apart at the same time"))
    draft = begun(client)
    with documents._alone():
        response = answer(client, draft, "pictures", attach="1", f1_alt="A board", d1=leaflet())
    assert dict(faults(response))["d1"].startswith("We cannot keep files just now. Try again in a few minutes")
    assert typed(response)["f1-alt"] == "A board"
    assert not SentDocument.objects.exists()
    clean = documents.CleanDocument(b"clean", "pdf", "pdf", "application/pdf", None, 1)
    monkeypatch.setattr(documents, "_pdf", lambda content: clean)
    assert answer(client, draft, "pictures", attach="1", d1=leaflet()).status_code == 303
    assert SentDocument.objects.count() == 1
