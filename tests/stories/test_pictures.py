"""Pictures of a story: nobody but those who work with it can fetch them before it is public, or after."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail_localize.operations import translate_object

from home import i18n, roles
from home.models import Picture, User
from stories import receiving
from stories.models import StoryPage, Submission
from tests import factories
from tests.factories import SmallSite
from tests.home import planted
from tests.stories.forms import files_in, picture, public_files, story
from tests.stories.helpers import make_private
from tests.stories.review import agree, approve, member, publish, signed_in

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures

SHOWN = "public, max-age=60, s-maxage=60"
A_CACHE = {"default": {"BACKEND": "wagtail.contrib.frontend_cache.backends.BaseBackend"}}


@pytest.fixture
def before(site: SmallSite) -> set[Path]:
    """What other tests left in the public folder."""
    return public_files()


@pytest.fixture
def waiting(before: set[Path]) -> StoryPage:
    """A story with two pictures, one of people who were not asked."""
    sent = (picture("nobody", alt="A board"), picture("unclear", alt="Faces"))
    return receiving.submit(story(pictures=sent))[0].page


def addresses(text: str) -> list[str]:
    """The pictures in a page, each size once."""
    found = re.findall(r"/media/[^\s\"',]+", text)
    return list(dict.fromkeys(found))


def preview(user: User, page: StoryPage) -> list[str]:
    """The pictures that somebody sees before the story is public."""
    response = signed_in(user).get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert response.status_code == 200
    return addresses(response.content.decode())


def sizes() -> list[str]:
    """The addresses of all sizes of all pictures, and of the pictures themselves."""
    made = list(Picture.objects.all())
    return [default_storage.url(one.file.name) for picture in made for one in (picture, *picture.renditions.all())]


def status(address: str, user: User | None = None) -> int:
    """What somebody gets who asks for an address."""
    return int((signed_in(user) if user else Client()).get(address).status_code)


def read(page: StoryPage, code: str = "en") -> list[str]:
    """The pictures that readers of a published story see."""
    response = Client().get(f"/{code}/stories/{page.slug}/")
    assert response.status_code == 200
    return addresses(response.content.decode())


# ---------------------------------------------------------------- before it is public


def test_nothing_lies_where_a_web_server_may_serve_it(
    waiting: StoryPage, before: set[Path], reviewer: User, editor: User
) -> None:
    assert preview(reviewer, waiting)
    for page in (reverse("wagtailadmin_pages:edit", args=[waiting.pk]), reverse("wagtailimages:index")):
        assert signed_in(editor).get(page).status_code == 200
    assert sum(one.renditions.count() for one in Picture.objects.all()) >= 4
    assert public_files() == before
    assert all(name.startswith("private/") for name in Picture.objects.values_list("file", flat=True))
    assert all(name.startswith("private/") for name in Picture.objects.values_list("renditions__file", flat=True))


def test_a_reviewer_and_an_editor_see_them_and_nobody_else(
    site: SmallSite, waiting: StoryPage, reviewer: User, editor: User
) -> None:
    shown = preview(reviewer, waiting)
    assert {re.sub(r"[0-9a-f]{16,32}", "X", address).split(".")[0] for address in shown} == {"/media/private/images/X"}
    assert len(shown) == 2
    for address in shown:
        for user in (reviewer, editor):
            response = signed_in(user).get(address)
            assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
            assert response["Cache-Control"] == "private, no-store"
            assert planted.chunks(response.content)[0].startswith("VP8")
    translator = member("translator", roles.translators_group_name(i18n.locales()["en"]))
    outsider = member("outsider")
    for address in (*shown, *sizes()):
        assert [status(address, user) for user in (None, translator, outsider)] == [404, 404, 404], address


def test_no_other_address_leads_there(waiting: StoryPage, reviewer: User) -> None:
    preview(reviewer, waiting)
    for address in sizes():
        name, folder = address.rsplit("/", 1)[1], address.split("/")[3]
        for attempt in (
            f"/media/{folder}/{name}",
            f"/media/images/../private/{folder}/{name}",
            f"/media/images/..%2fprivate%2f{folder}%2f{name}",
            f"/media/images/private/{folder}/{name}",
            f"/media/private/images/../{folder}/{name}",
            f"/media/private//{folder}/{name}",
            f"/media/private/{folder}/{name}/",
            f"/documents/1/{name}",
            f"/static/{folder}/{name}",
            f"/images/{name}",
        ):
            assert status(attempt) == 404, attempt


@pytest.mark.parametrize("name", ["", "nothing.webp", "images/%00.webp", "../ggsn.sqlite3", "images/x.svg", "a" * 300])
def test_what_does_not_exist_is_not_found(waiting: StoryPage, editor: User, name: str) -> None:
    assert [status(f"/media/private/{name}", user) for user in (None, editor)] == [404, 404]


def test_held_pictures_of_a_form_have_no_address(site: SmallSite, editor: User) -> None:
    default_storage.save("private/held/kept.webp", ContentFile(b"RIFF"))
    assert [status("/media/private/held/kept.webp", user) for user in (None, editor)] == [404, 404]


def test_other_ways_to_ask_are_refused(waiting: StoryPage, editor: User) -> None:
    address = sizes()[0]
    assert signed_in(editor).head(address).status_code == 200
    assert signed_in(editor).post(address).status_code == 405


# ---------------------------------------------------------------- while it is public


def test_readers_see_them_on_the_published_page(
    waiting: StoryPage, before: set[Path], reviewer: User, settings: Any
) -> None:
    publish(signed_in(reviewer), waiting)
    shown = read(waiting)
    assert len(shown) == 2
    for address in shown:
        response = Client().get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
        assert (response["Cache-Control"], response["X-Content-Type-Options"]) == (SHOWN, "nosniff")
        assert response.cookies == {}
        settings.WAGTAILFRONTENDCACHE = A_CACHE
        assert Client().get(address)["Cache-Control"] == "public, max-age=60, s-maxage=300"
        del settings.WAGTAILFRONTENDCACHE
        assert Client().get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert public_files() == before


def test_originals_and_people_who_were_not_asked_stay_hidden(waiting: StoryPage, reviewer: User) -> None:
    for one in Picture.objects.all():
        one.get_rendition("width-20")
    publish(signed_in(reviewer), waiting)
    shown, hidden = Picture.objects.order_by("pk")
    assert status(shown.get_rendition("width-20").url) == 200
    assert status(hidden.get_rendition("width-20").url) == 404
    assert [status(default_storage.url(one.file.name)) for one in (shown, hidden)] == [404, 404]
    Picture.objects.filter(pk=shown.pk).update(consent="unclear")
    assert status(shown.get_rendition("width-20").url) == 404


def test_a_picture_that_was_taken_out_is_not_shown(waiting: StoryPage, reviewer: User, second: User) -> None:
    """Its sizes exist, because the reviewers have looked at it."""
    (address, *_others) = preview(reviewer, waiting)
    draft = StoryPage.objects.get(pk=waiting.pk)
    draft.body = [(block.block_type, block.value) for block in draft.body if block.block_type != "figure"]
    draft.save_revision(user=reviewer)
    approve(signed_in(second), waiting)  # the review begins again with the new version
    publish(signed_in(second), waiting)
    agree(waiting)
    assert StoryPage.objects.get(pk=waiting.pk).live
    assert read(waiting) == []
    assert (status(address), status(address, second)) == (404, 200), "only those who review it see it still"


def test_a_story_for_members_has_no_public_pictures(waiting: StoryPage, reviewer: User) -> None:
    publish(signed_in(reviewer), waiting)
    (address, *_others) = read(waiting)
    make_private(waiting)
    assert status(address) == 404


def test_three_queries_for_a_reader(waiting: StoryPage, reviewer: User, django_assert_num_queries: Any) -> None:
    publish(signed_in(reviewer), waiting)
    (address, *_others) = read(waiting)
    with django_assert_num_queries(3):
        assert status(address) == 200


# ---------------------------------------------------------------- afterwards


def test_when_it_is_taken_back_nothing_is_left_for_readers(
    waiting: StoryPage, reviewer: User, django_capture_on_commit_callbacks: Any
) -> None:
    publish(signed_in(reviewer), waiting)
    shown = read(waiting)
    originals, made = files_in("original_images"), files_in("images")
    assert made
    with django_capture_on_commit_callbacks(execute=True):
        StoryPage.objects.get(pk=waiting.pk).unpublish()
    assert [status(address) for address in shown] == [404, 404]
    assert Picture.objects.filter(renditions__isnull=False).count() == 0
    gone = {path.name for path in made - files_in("images")}
    assert {Path(address).name for address in shown} <= gone
    assert files_in("original_images") == originals
    publish(signed_in(reviewer), waiting)
    assert [status(address) for address in read(waiting)] == [200, 200]


def test_they_go_with_the_original_and_not_with_a_translation(waiting: StoryPage, reviewer: User) -> None:
    publish(signed_in(reviewer), waiting)
    page = StoryPage.objects.get(pk=waiting.pk)
    translate_object(page, [i18n.locales()["fr"]])
    french = page.get_translation(i18n.locales()["fr"])
    french.get_latest_revision().publish()
    assert [status(address) for address in read(french, "fr")] == [200, 200]
    shown = read(page)
    StoryPage.objects.get(pk=french.pk).unpublish()
    assert [status(address) for address in shown] == [200, 200]
    StoryPage.objects.get(pk=french.pk).get_latest_revision().publish()
    page.unpublish()
    assert [status(address) for address in shown] == [404, 404]


def test_when_it_is_deleted_its_pictures_are(
    site: SmallSite, waiting: StoryPage, reviewer: User, django_capture_on_commit_callbacks: Any
) -> None:
    other = receiving.submit(story(pictures=(picture(),)))[0]
    preview(reviewer, waiting)
    names = {Path(one.file.name).stem for one in Submission.objects.get(page=waiting).pictures.all()}
    with django_capture_on_commit_callbacks(execute=True):
        StoryPage.objects.get(pk=waiting.pk).delete()
    assert list(Picture.objects.all()) == list(other.pictures.all())
    left = {path.name.split(".")[0] for path in files_in("")}
    assert not names & left
    assert default_storage.exists(other.pictures.get().file.name)


def test_another_file_in_its_place_stays_private(waiting: StoryPage, before: set[Path], reviewer: User) -> None:
    """Whoever puts it there: editors cannot (tests/stories/test_sent_picture_form.py)."""
    one = Picture.objects.order_by("pk").first()
    assert one is not None
    was, one.title = one.file.name, "Blurred"
    one.file = SimpleUploadedFile("blurred.webp", picture().content, "image/webp")
    one.save()
    one.refresh_from_db()
    assert (one.title, one.file.name != was) == ("Blurred", True)
    assert re.fullmatch(r"private/original_images/blurred\.webp", one.file.name)
    assert [status(address) for address in preview(reviewer, waiting)] == [404, 404]
    assert public_files() == before


def test_editors_pictures_are_public_as_before(site: SmallSite, before: set[Path]) -> None:
    content = picture().content
    one = Picture.objects.create(title="Ours", file=SimpleUploadedFile("ours.webp", content), consent="nobody")
    size = one.get_rendition("width-20")
    assert (one.file.name.split("/")[0], size.url.rsplit("/", 1)[0]) == ("original_images", "/media/images")
    assert len(public_files() - before) == 2
    response = Client().get(size.url)
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


def test_administrators_see_all_of_them(site: SmallSite, waiting: StoryPage) -> None:
    administrator = factories.user("administrator", superuser=True)
    assert [status(address, administrator) for address in sizes()] == [200] * len(sizes())
