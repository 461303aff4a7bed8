"""No file stays that nobody may have, or that nobody can."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage

from library.models import Edition, GuideDownload, LibraryIndexPage
from library.takeaway import making
from library.takeaway.markup import parse
from library.takeaway.tasks import make_all_editions
from tests.factories import SmallSite
from tests.library.helpers import LEFT_OPEN, file, kit_of, make_private

pytestmark = LEFT_OPEN


def test_what_is_moved_below_a_closed_page_goes(site: SmallSite, settings: Any) -> None:
    guide, stays = site.guide(), site.guide()
    kit, other = kit_of(site, guide), kit_of(site, stays)
    closed = site.add(LibraryIndexPage, "library", slug="closed")
    make_private(closed)
    for page in (guide, stays, kit, other):
        making.make_missing(page.pk)
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    guide.move(closed, "last-child")
    assert sorted(set(Edition.objects.values_list("page", flat=True))) == [stays.pk, other.pk]


def test_files_with_a_file_that_is_deleted_go(site: SmallSite) -> None:
    guide, document = site.guide(), file("sheet.pdf")
    guide.downloads = [GuideDownload(document=document, label="Sheet")]
    guide.save()
    kit = kit_of(site, guide)
    for page in (guide, kit):
        making.make_missing(page.pk)
    document.delete()
    assert not Edition.objects.exists()


def test_the_night_removes_what_no_row_names(site: SmallSite, stored: Path) -> None:
    guide = site.guide()
    making.make_missing(guide.pk)
    named = {path.name for path in stored.iterdir()}
    for name, age in (("lost.pdf", 90_000), ("young.pdf", 60)):
        (stored / name).write_bytes(b"x")
        os.utime(stored / name, (time.time() - age, time.time() - age))
    make_all_editions.func()
    assert {path.name for path in stored.iterdir()} == named | {"young.pdf"}


def test_a_full_disk_leaves_nothing(site: SmallSite, stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(storage: FileSystemStorage, name: str, content: Any) -> str:
        path = Path(storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read(10))
        raise OSError("No space left on device")

    guide = site.guide()
    monkeypatch.setattr(FileSystemStorage, "_save", half)
    assert making.make_missing(guide.pk) == []
    assert list(stored.iterdir()) == []
    monkeypatch.undo()
    assert making.make_missing(guide.pk) == ["pdf", "epub", "zip"]


def test_what_epubcheck_does_not_forgive() -> None:
    def nothing(address: str, alternative: str) -> None:
        return None

    found = parse('<p><a href="https://ex.org/%zz?a=%20%">x</a></p><dl><dt>A</dt></dl>', nothing)
    assert [node.as_json() for node in found] == [
        {"tag": "p", "children": [{"tag": "a", "href": "https://ex.org/%25zz?a=%20%25", "children": ["x"]}]}
    ]
    (terms,) = parse("<dl><dt>A</dt><dd>B</dd><dt>C</dt><dd></dd></dl>", nothing)
    assert [child.text() for child in terms.children if not isinstance(child, str)] == ["A", "B"]
