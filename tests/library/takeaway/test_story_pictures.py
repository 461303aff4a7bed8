"""A picture that came with a story is in the files of guides and kits while that story is public, and not after."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from home import i18n
from home.models import Picture
from library.blocks import GuideBlocks
from library.models import Edition, GuidePage, KitPage
from library.takeaway import making
from stories import receiving
from stories.models import StoryPage
from tests.factories import SmallSite
from tests.library.helpers import LEFT_OPEN, kit_of, make_private, warm_up
from tests.library.takeaway.test_pdf import text_of
from tests.stories.forms import picture, story
from tests.stories.review import make_public

pytestmark = [LEFT_OPEN, pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")]
TAKEN_BACK: dict[str, Callable[[StoryPage], Any]] = {
    "unpublished": lambda story: story.unpublish(),
    "for members": make_private,
    "deleted": lambda story: story.delete(),
}


def told(count: int = 1) -> tuple[StoryPage, list[Picture]]:
    """A public story with pictures."""
    sent = tuple(picture("nobody", alt="A board") for _ in range(count))
    page = make_public(receiving.submit(story(pictures=sent))[0].page)
    return page, list(Picture.objects.order_by("pk"))


def with_pictures(site: SmallSite, pictures: list[Picture]) -> tuple[GuidePage, KitPage]:
    """A guide that shows these, and a kit that holds it."""
    guide = site.guide(body=[("figure", {"image": shown, "caption": ""}) for shown in pictures])
    return guide, kit_of(site, guide)


def pictures_of(page: Any) -> list[list[str]]:
    """The pictures in the EPUB that is handed out, and in the one inside of the ZIP."""
    client, found = Client(), []
    address = f"{i18n.url_in(page, 'en')}{page.file_stem}"
    book = zipfile.ZipFile(io.BytesIO(client.get(f"{address}.epub").getvalue()))
    whole = zipfile.ZipFile(io.BytesIO(client.get(f"{address}.zip").getvalue()))
    inner = next(name for name in whole.namelist() if name.endswith(".epub"))
    for archive in (book, zipfile.ZipFile(io.BytesIO(whole.read(inner)))):
        found.append([name for name in archive.namelist() if name.endswith(".jpg")])
    return found


@pytest.mark.parametrize("how", TAKEN_BACK)
def test_it_goes_with_its_story(site: SmallSite, django_capture_on_commit_callbacks: Any, how: str) -> None:
    page, pictures = told()
    taken = with_pictures(site, pictures)
    for one in taken:
        making.make_missing(one.pk)
        assert pictures_of(one) == [[f"EPUB/picture-{pictures[0].pk}.jpg"]] * 2
    before = set(Edition.objects.values_list("key", flat=True))
    with django_capture_on_commit_callbacks() as waiting:
        TAKEN_BACK[how](page)
        assert not Edition.objects.exists()
    for callback in waiting:
        callback()
    for one in taken:
        assert pictures_of(one) == [[], []]
    assert not before & set(Edition.objects.values_list("key", flat=True))


def test_it_comes_with_its_story(site: SmallSite, django_capture_on_commit_callbacks: Any) -> None:
    page, pictures = told()
    make_private(page)
    guide, _kit = with_pictures(site, pictures)
    making.make_missing(guide.pk)
    assert pictures_of(guide) == [[], []]
    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.all().delete()
    assert pictures_of(guide) == [[f"EPUB/picture-{pictures[0].pk}.jpg"]] * 2


def test_another_story_does_not_show_it(site: SmallSite) -> None:
    """Each picture is asked of the story that it came with."""
    first, (mine,) = told()
    other, _pictures = told()
    StoryPage.objects.filter(pk=other.pk).update(body=first.body.get_prep_value())
    guide, _kit = with_pictures(site, [mine])
    first.unpublish()
    making.make_missing(guide.pk)
    assert pictures_of(guide) == [[], []]


def told_of(guide: GuidePage, kit: KitPage) -> dict[str, str]:
    """Everything that readers get of a guide, as text."""
    client, found = Client(), {}
    address = i18n.url_in(guide, "en")
    found["page"] = client.get(address).content.decode()
    found["text"] = client.get(f"{address}text").content.decode()
    found["API"] = client.get(f"/api/v2/pages/{guide.pk}/").json()["text"]
    for name, page in (("guide", guide), ("kit", kit)):
        making.make_missing(page.pk)
        stem = f"{i18n.url_in(page, 'en')}{page.file_stem}"
        book = zipfile.ZipFile(io.BytesIO(client.get(f"{stem}.epub").getvalue()))
        found[f"EPUB of the {name}"] = book.read("EPUB/guide.xhtml").decode()
        found[f"PDF of the {name}"] = text_of(client.get(f"{stem}.pdf").getvalue())
    return found


@pytest.mark.parametrize("how", [*TAKEN_BACK, "consent withdrawn"])
def test_its_caption_and_its_text_go_with_it(
    site: SmallSite, django_capture_on_commit_callbacks: Any, how: str
) -> None:
    page, (shown,) = told()
    image = {"image": shown.pk, "alt_text": "Kestrel waving", "decorative": False}
    value = [{"type": "figure", "value": {"image": image, "caption": "<p>Kestrel house</p>"}}]
    guide = site.guide(body=GuideBlocks().to_python(value))
    kit = kit_of(site, guide)
    assert [name for name, text in told_of(guide, kit).items() if "Kestrel house" not in text] == []
    with django_capture_on_commit_callbacks(execute=True):
        if how in TAKEN_BACK:
            TAKEN_BACK[how](page)
        else:
            picture_now = Picture.objects.get(pk=shown.pk)
            picture_now.consent = Picture.Consent.UNCLEAR
            picture_now.save()
    for name, text in told_of(guide, kit).items():
        assert "Kestrel" not in text, name
        if how != "deleted":  # then nobody knows any more that there was one
            assert "There is a picture, and we are not showing it." in " ".join(text.split()), name


def test_reviewers_see_it_in_the_preview(site: SmallSite) -> None:
    page = receiving.submit(story(pictures=(picture("nobody", alt="A board"),)))[0].page
    response = page.get_latest_revision_as_object().make_preview_request()
    response.render()
    assert 'alt="A board"' in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    _page, pictures = told(count)
    guide, _kit = with_pictures(site, pictures)
    making.make_missing(guide.pk)
    path = i18n.url_in(guide, "en")
    warm_up(client, path)
    with django_assert_num_queries(12):
        assert client.get(path).status_code == 200
