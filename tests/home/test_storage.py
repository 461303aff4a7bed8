"""Two storages that look like one."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from home.storage import SiteStorage, is_private

PRIVATE = Path(settings.STORAGES["private"]["OPTIONS"]["location"])


@pytest.mark.parametrize(("prefix", "place"), [("private/", PRIVATE), ("", Path(settings.MEDIA_ROOT))])
def test_the_name_says_where_a_file_is(prefix: str, place: Path) -> None:
    name = default_storage.save(f"{prefix}test/a file.txt", ContentFile(b"words"))
    assert (name, is_private(name)) == (f"{prefix}test/a file.txt", bool(prefix))
    assert (place / "test" / "a file.txt").read_bytes() == b"words"
    assert Path(default_storage.path(name)) == place / "test" / "a file.txt"
    with default_storage.open(name) as file:
        assert file.read() == b"words"
    assert (default_storage.exists(name), default_storage.size(name)) == (True, 5)
    assert default_storage.get_modified_time(name).tzinfo is not None
    assert default_storage.url(name) == f"/media/{prefix}test/a%20file.txt"
    other = default_storage.save(name, ContentFile(b"others"))
    assert (other != name, other.startswith(f"{prefix}test/a_file"[: len(prefix) + 5])) == (True, True)
    for saved in (name, other):
        default_storage.delete(saved)
        default_storage.delete(saved)
        assert not default_storage.exists(saved)


@pytest.mark.parametrize("name", ["private/../public.txt", "../private.txt", "private/../../etc/passwd", "/etc/passwd"])
def test_no_name_leads_out_of_its_place(name: str) -> None:
    with pytest.raises(SuspiciousFileOperation):
        default_storage.save(name, ContentFile(b"words"))
    with pytest.raises(SuspiciousFileOperation):
        default_storage.open(name)


def test_it_is_the_storage_in_use_and_can_be_made_anew_from_its_name() -> None:
    """Wagtail deletes files in a task that gets the storage's name."""
    assert isinstance(default_storage._wrapped, SiteStorage)  # type: ignore[attr-defined]
    assert default_storage.deconstruct() == ("home.storage.SiteStorage", (), {})  # type: ignore[attr-defined]


@pytest.mark.parametrize(("name", "expected"), [("private/a", True), ("privates/a", False), ("", False), (None, False)])
def test_what_is_private(name: str | None, expected: bool) -> None:
    assert is_private(name) is expected
