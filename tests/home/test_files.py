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
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["ETag"] == f'"{file.file_hash}"'
    assert client.get(file.url, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    assert client.post(file.url).status_code == 405


def test_nothing_is_kept_of_a_file_that_only_editors_may_read(site: SmallSite, file: File) -> None:
    client = Client()
    client.force_login(factories.user("editor", roles.EDITORS))
    response = client.get(file.url)
    assert response.getvalue() == SECRET
    assert response.headers["Cache-Control"] == "private, no-store"
    refused = Client().get(file.url, headers={"Range": "bytes=0-5"})
    assert (refused.status_code, refused.headers["Cache-Control"]) == (404, "private, no-store")


@pytest.mark.parametrize(
    ("wanted", "status", "part", "told"),
    [
        ("bytes=10-", 206, SECRET[10:], "bytes 10-29/30"),
        ("bytes=0-0", 206, SECRET[:1], "bytes 0-0/30"),
        ("bytes=4-8", 206, SECRET[4:9], "bytes 4-8/30"),
        ("bytes=-6", 206, SECRET[-6:], "bytes 24-29/30"),
        ("bytes=-900", 206, SECRET, "bytes 0-29/30"),
        ("bytes=20-900", 206, SECRET[20:], "bytes 20-29/30"),
        ("bytes=30-", 416, b"", "bytes */30"),
        ("bytes=-0", 416, b"", "bytes */30"),
        ("bytes=8-4", 200, SECRET, None),
        ("bytes=-", 200, SECRET, None),
        ("bytes=--5", 200, SECRET, None),
        ("bytes=1_0-2_0", 200, SECRET, None),
        ("bytes=0-1,4-5", 200, SECRET, None),
        ("lines=0-1", 200, SECRET, None),
        ("bytes", 200, SECRET, None),
    ],
)
def test_a_broken_download_goes_on(
    site: SmallSite, file: File, wanted: str, status: int, part: bytes, told: str | None
) -> None:
    holding(site, file)
    response = Client().get(file.url, headers={"Range": wanted, "Accept-Encoding": "gzip"})
    assert (response.status_code, response.getvalue()) == (status, part)
    assert response.headers.get("Content-Range") == told
    assert response.headers["Content-Length"] == str(len(part))
    assert "Content-Encoding" not in response.headers


def test_a_part_of_another_file_is_never_sent(site: SmallSite, file: File) -> None:
    holding(site, file)
    same = {"Range": "bytes=10-", "If-Range": f'"{file.file_hash}"'}
    other = {"Range": "bytes=10-", "If-Range": '"another"'}
    assert [Client().get(file.url, headers=headers).getvalue() for headers in (same, other)] == [SECRET[10:], SECRET]


def test_a_head_has_no_parts(site: SmallSite, file: File) -> None:
    holding(site, file)
    response = Client().head(file.url, headers={"Range": "bytes=10-"})
    response.close()
    assert (response.status_code, response.headers["Content-Length"]) == (200, "30")
    assert response.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("name", ["other.txt", "march.pdf", "../march.txt", "march.txt/"])
def test_only_by_its_own_name(site: SmallSite, file: File, name: str) -> None:
    holding(site, file)
    assert Client().get(f"/documents/{file.pk}/{name}").status_code == 404
    assert Client().get(f"/media/documents/{name}").status_code == 404
    assert Client().get("/media/documents/march.txt").status_code == 404
