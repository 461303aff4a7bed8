"""Pictures that editors add to a story that was sent in are hidden, withdrawn and erased with it."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from home.models import Picture, User
from network.models import ProjectPage
from stories import domain, receiving
from stories.models import StoryPage, Submission
from stories.steps import drafts
from tests.factories import SmallSite
from tests.stories.forms import picture, public_files, story
from tests.stories.review import agree, publish, signed_in

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures


@pytest.fixture
def before(site: SmallSite) -> set[Path]:
    """What other tests left in the public folder."""
    return public_files()


def uploaded() -> Picture:
    """A picture as editors upload it, and a size of it as the editor shows it."""
    file = SimpleUploadedFile("maria-at-the-depot.webp", picture().content)
    made: Picture = Picture.objects.create(title="Depot", file=file, consent="agreed")
    made.get_rendition("width-20")
    return made


def add(page: StoryPage, picture: Picture, user: User, *, first: bool = False) -> None:
    """Another version of the story, with the picture at its end, or before everything."""
    newest = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    image = {"image": picture.pk, "decorative": False, "alt_text": "A depot"}
    block = {"type": "figure", "value": {"image": image, "caption": ""}, "id": str(uuid.uuid4())}
    others = [dict(one) for one in newest.body.raw_data]
    body = json.dumps([block, *others] if first else [*others, block])
    newest.body = StoryPage._meta.get_field("body").to_python(body)
    newest.save_revision(user=user, log_action=True)


def sizes(one: Picture) -> list[str]:
    return [default_storage.url(size.file.name) for size in one.renditions.order_by("pk")]


def answers(addresses: list[str]) -> set[int]:
    return {Client().get(address).status_code for address in addresses}


@pytest.mark.django_db(transaction=True)
def test_it_goes_with_the_story(before: set[Path], editor: User, reviewer: User) -> None:
    submission, _is_new = receiving.submit(story())
    page = submission.page
    added = uploaded()
    public = sizes(added)
    assert (answers(public), len(public_files() - before)) == ({200}, 2)
    add(page, added, editor)
    assert list(submission.pictures.all()) == [added]
    added.refresh_from_db()
    assert added.file.name.startswith("private/original_images/")
    assert "maria" not in added.file.name
    assert (answers(public), public_files() - before) == ({404}, set())
    added.get_rendition("width-20")
    assert answers(sizes(added)) == {404}, "it is not public yet"
    page.refresh_from_db()
    page.current_workflow_state.cancel(user=editor)
    publish(signed_in(reviewer), page)
    agree(page)
    shown = Client().get(f"/en/stories/{page.slug}/").content.decode()
    while_public = sizes(added)
    assert any(address in shown for address in while_public)
    assert answers(while_public) == {200}
    assert public_files() == before
    domain.withdraw(submission)
    assert answers([*public, *while_public, *sizes(added)]) == {404}
    file = added.file.name
    assert default_storage.exists(file)
    domain.erase(submission)
    assert not Picture.objects.filter(pk=added.pk).exists()
    assert not default_storage.exists(file)
    assert answers([*public, *while_public]) == {404}


def test_art_of_the_whole_site_stays_as_it_is(before: set[Path], site: SmallSite, editor: User) -> None:
    submission, _is_new = receiving.submit(story())
    art = uploaded()
    image = {"image": art.pk, "decorative": True, "alt_text": ""}
    block = {"type": "figure", "value": {"image": image, "caption": ""}, "id": str(uuid.uuid4())}
    project = ProjectPage(title="Depot", slug="depot", region="ea", body=json.dumps([block]))
    site.sections["network", "en"].add_child(instance=project)
    (address,) = sizes(art)
    add(submission.page, art, editor)
    assert not submission.pictures.exists()
    assert answers([address]) == {200}
    domain.erase(submission)
    assert Picture.objects.filter(pk=art.pk).exists()
    assert answers([address]) == {200}


def test_what_was_there_before_the_story_stays_as_it_is(before: set[Path], site: SmallSite, editor: User) -> None:
    """Also where nothing shows it just now: an editor tries it in the text, and takes it out again."""
    art = uploaded()
    submission, _is_new = receiving.submit(story())
    add(submission.page, art, editor)
    assert answers(sizes(art)) == {200}
    assert not submission.pictures.exists()
    domain.erase(submission)
    assert Picture.objects.filter(pk=art.pk).exists()


def test_the_senders_own_stay_in_their_form_and_in_their_story(site: SmallSite, editor: User, reviewer: User) -> None:
    """As many as a form holds, and one of an editor before them."""
    submission, _is_new = receiving.submit(story(pictures=(picture(), picture(), picture())))
    page = submission.page
    own = list(submission.pictures.order_by("pk"))
    added = uploaded()
    add(page, added, editor, first=True)
    assert list(submission.added_pictures.all()) == [added]
    page.refresh_from_db()
    page.current_workflow_state.cancel(user=editor)
    publish(signed_in(reviewer), page)
    agree(page)
    submission.refresh_from_db()
    typed = drafts.typed_of(submission)
    assert [typed[f"{slot}-stored"] for slot in ("f1", "f2", "f3")] == [one.pk for one in own]
    kept = tuple(picture(stored=one.pk, content=b"") for one in own)
    receiving.revise(submission, story(title="Another title", pictures=kept))
    publish(signed_in(reviewer), page)
    shown = StoryPage.objects.get(pk=page.pk)
    figures = [block.value["image"].pk for block in shown.body if block.block_type == "figure"]
    assert (shown.title, figures) == ("Another title", [*(one.pk for one in own), added.pk])
    assert [one.consent for one in Picture.objects.order_by("pk")] == ["nobody"] * 3 + ["agreed"]
    assert set(submission.pictures.all()) == {*own, added}


def test_a_picture_of_another_sender_stays_theirs(site: SmallSite, editor: User) -> None:
    theirs, _is_new = receiving.submit(story(title="Heron", pictures=(picture(),)))
    submission, _is_new = receiving.submit(story(title="Kestrel"))
    add(submission.page, theirs.pictures.get(), editor)
    assert not submission.pictures.exists()
    assert theirs.pictures.count() == 1


def test_a_story_written_here_takes_no_picture(before: set[Path], site: SmallSite, editor: User) -> None:
    page = StoryPage(title="Ours", slug="ours", live=True)
    site.sections["stories", "en"].add_child(instance=page)
    added = uploaded()
    add(page, added, editor)
    assert answers(sizes(added)) == {200}
    assert not Submission.objects.exists()


def test_a_missing_file_does_not_stop_an_editor(site: SmallSite, editor: User) -> None:
    submission, _is_new = receiving.submit(story())
    added = uploaded()
    default_storage.delete(added.file.name)
    add(submission.page, added, editor)
    assert list(submission.pictures.all()) == [added]
