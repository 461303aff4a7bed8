"""Files to take away: who gets them, and when nobody does."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home import roles
from home.models import File
from library.models import GuideContributor, GuideDownload, GuidePage
from tests import factories
from tests.factories import SmallSite

SECRET = b"The march starts at the depot."


@pytest.fixture
def file(site: SmallSite) -> File:
    made = File.objects.create(title="March", file=ContentFile(SECRET, name="march.txt"))
    made.get_file_hash()
    return made


def holding(site: SmallSite, file: File, code: str = "en", **values: Any) -> GuidePage:
    """A guide that offers the file."""
    guide = site.guide(code, risk_level="low", **values)
    guide.contributors = [GuideContributor(name="Night Shift", locale=guide.locale)]
    guide.downloads = [GuideDownload(document=file, label="The march", locale=guide.locale)]
    guide.save()
    return guide


def status(file: File, client: Client | None = None) -> int:
    response = (client or Client()).get(file.url)
    assert (SECRET in response.getvalue()) is (response.status_code == 200)
    return int(response.status_code)


def test_nobody_gets_a_file_that_no_page_offers(file: File) -> None:
    assert status(file) == 404


def test_a_draft_keeps_it(site: SmallSite, file: File) -> None:
    guide = holding(site, file, live=False)
    assert status(file) == 404
    guide.save_revision().publish()
    assert status(file) == 200


@pytest.mark.parametrize("way", ["unpublished", "restricted", "restricted above", "deleted", "taken out", "expired"])
def test_it_goes_with_its_page(site: SmallSite, file: File, way: str) -> None:
    guide = holding(site, file)
    assert status(file) == 200
    if way == "unpublished":
        guide.unpublish()
    elif way == "restricted":
        PageViewRestriction.objects.create(page=guide, restriction_type=PageViewRestriction.LOGIN)
    elif way == "restricted above":
        PageViewRestriction.objects.create(
            page=site.sections["library", "en"], restriction_type=PageViewRestriction.LOGIN
        )
    elif way == "deleted":
        guide.delete()
    elif way == "taken out":
        guide.downloads = []
        guide.save_revision().publish()
    else:
        GuidePage.objects.update(expire_at=timezone.now() - datetime.timedelta(minutes=1))
        call_command("publish_scheduled")
    assert status(file) == 404


def test_one_public_page_is_enough(site: SmallSite, file: File) -> None:
    english = holding(site, file)
    holding(site, file, "fr", of=english)
    english.unpublish()
    assert status(file) == 200


def test_those_who_work_with_files_get_it_before(site: SmallSite, file: File) -> None:
    people = {name: Client() for name in (roles.EDITORS, roles.REVIEWERS, "Translators: fr")}
    for name, client in people.items():
        client.force_login(factories.user(name, name))
    assert {name: status(file, client) for name, client in people.items()} == {
        roles.EDITORS: 200,
        roles.REVIEWERS: 404,
        "Translators: fr": 404,
    }


def test_how_it_comes(site: SmallSite, file: File) -> None:
    holding(site, file)
    client = Client()
    response = client.get(file.url)
    response.getvalue()
    assert "Content-Encoding" not in response.headers
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["ETag"] == f'"{file.file_hash}"'
    assert client.get(file.url, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    assert client.post(file.url).status_code == 405


@pytest.mark.parametrize("name", ["other.txt", "march.pdf", "../march.txt", "march.txt/"])
def test_only_by_its_own_name(site: SmallSite, file: File, name: str) -> None:
    holding(site, file)
    assert Client().get(f"/documents/{file.pk}/{name}").status_code == 404
    assert Client().get(f"/media/documents/{name}").status_code == 404
    assert Client().get("/media/documents/march.txt").status_code == 404
