"""Pictures whose consent is withdrawn: no size of them stays at a public address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from wagtail.models import ReferenceIndex

from home.models import Picture
from tests import factories
from tests.factories import SmallSite
from tests.home import planted
from tests.home.test_purging import purged

__all__ = ["purged"]

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures


@pytest.fixture
def picture(site: SmallSite) -> Picture:
    made: Picture = Picture.objects.create(
        title="Faces", file=ContentFile(planted.jpeg(), "faces.jpg"), consent=Picture.Consent.AGREED
    )
    return made


def set_consent(picture: Picture, consent: str, on_commit: Any) -> None:
    with on_commit(execute=True):
        picture.consent = consent
        picture.save()


def public_sizes() -> set[str]:
    return {one.name for one in Path(default_storage.path("images")).glob("*faces*")}


def test_its_sizes_are_gone_and_come_back_with_the_consent(
    picture: Picture, django_capture_on_commit_callbacks: Any
) -> None:
    before = picture.get_rendition("width-20")
    assert Client().get(before.url).status_code == 200
    set_consent(picture, "unclear", django_capture_on_commit_callbacks)
    assert (picture.renditions.count(), public_sizes()) == (0, set())
    assert Client().get(before.url).status_code == 404
    # The admin makes sizes for its lists all the same: nobody else can fetch those.
    editor = Client()
    editor.force_login(factories.user("editor", superuser=True))
    assert editor.get(reverse("wagtailimages:index")).status_code == 200
    thumbnail = picture.renditions.get()
    assert (thumbnail.url.startswith("/media/private/images/"), public_sizes()) == (True, set())
    assert [client.get(thumbnail.url).status_code for client in (Client(), editor)] == [404, 200]
    set_consent(picture, "agreed", django_capture_on_commit_callbacks)
    assert picture.renditions.count() == 0
    again = picture.get_rendition("width-20")
    assert Client().get(again.url).status_code == 200


def test_what_was_there_stays_while_the_consent_does(picture: Picture, django_capture_on_commit_callbacks: Any) -> None:
    before = picture.get_rendition("width-20")
    set_consent(picture, "nobody", django_capture_on_commit_callbacks)
    assert list(picture.renditions.all()) == [before]
    assert Client().get(before.url).status_code == 200


def test_shared_caches_are_told_of_its_sizes_and_its_pages(
    site: SmallSite, picture: Picture, purged: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    figure = {"image": {"image": picture.pk, "decorative": False, "alt_text": "Faces"}, "caption": ""}
    article = site.article(slug="faces")
    article.body = article.body.stream_block.to_python([{"type": "figure", "value": figure}])
    article.save()
    ReferenceIndex.create_or_update_for_object(article)
    other = site.article(slug="other")
    size = picture.get_rendition("width-20")
    purged.clear()
    set_consent(picture, "unclear", django_capture_on_commit_callbacks)
    assert f"ggsn.example{size.url}" in purged
    assert any(path.startswith("ggsn.example/en/") and path.endswith("/faces/") for path in purged)
    assert not any(path.endswith(f"/{other.slug}/") for path in purged)
