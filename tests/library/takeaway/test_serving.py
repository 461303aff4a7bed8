"""The files for readers: current or not at all, public or not at all."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_tasks import task_backends
from wagtail.models import PageViewRestriction

from home import i18n
from library.models import Edition, GuideContributor, GuidePage
from library.takeaway import making
from library.takeaway.tasks import make_all_editions
from tests.factories import SmallSite
from tests.library.helpers import SECRET, make_private

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
KINDS = ["epub", "pdf", "zip"]
TYPES = {"pdf": "application/pdf", "epub": "application/epub+zip", "zip": "application/zip"}


def path_of(guide: GuidePage, kind: str, language: str = "en") -> str:
    """The address of a file."""
    return f"{i18n.url_in(guide, language)}guide.{kind}"


def files(folder: Path) -> list[str]:
    """The kinds of the files that are stored."""
    return sorted(path.suffix.removeprefix(".") for path in folder.glob("*"))


def status(client: Client, path: str) -> int:
    """The status of an answer, which is read to its end."""
    response = client.get(path)
    assert not response.streaming or b"".join(response)  # type: ignore[arg-type]
    return response.status_code


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    """A block whose changes are committed when it ends."""

    def block() -> Any:
        return django_capture_on_commit_callbacks(execute=True)

    return block


@pytest.mark.parametrize("kind", KINDS)
def test_a_file(site: SmallSite, client: Client, kind: str) -> None:
    guide = site.guide()
    making.make_missing(guide.pk)
    response = client.get(path_of(guide, kind))
    content = b"".join(response)  # type: ignore[arg-type]
    edition = Edition.objects.get(page=guide, format=kind)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == TYPES[kind]
    assert (
        response.headers["Content-Disposition"] == f'attachment; filename="ggsn-{guide.number}-{guide.slug}-en.{kind}"'
    )
    assert int(response.headers["Content-Length"]) == len(content) == edition.size
    assert response.headers["ETag"] == f'"{edition.key}"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-cache"  # a shared cache would hand it out while we answer 202
    assert not response.cookies
    again = client.get(path_of(guide, kind), headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_download_that_broke_off_goes_on(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    making.make_missing(guide.pk)
    whole = client.get(path_of(guide, "epub"))
    content = whole.getvalue()
    rest = client.get(path_of(guide, "epub"), headers={"Range": "bytes=100-", "If-Range": whole["ETag"]})
    assert (rest.status_code, rest.getvalue()) == (206, content[100:])
    assert (rest["Content-Range"], rest["Cache-Control"]) == (
        f"bytes 100-{len(content) - 1}/{len(content)}",
        whole["Cache-Control"],
    )


def test_a_part_that_is_not_in_it_is_not_kept(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    making.make_missing(guide.pk)
    response = client.get(path_of(guide, "epub"), headers={"Range": "bytes=99999999-"})
    assert (response.status_code, response.headers["Cache-Control"]) == (416, "private, no-store")


def test_a_file_that_is_not_made_yet(site: SmallSite, client: Client, settings: Any) -> None:
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
        "background": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
    }

    guide = site.guide()
    for _ in range(3):
        response = client.get(path_of(guide, "pdf"))
        assert (response.status_code, response.headers["Retry-After"]) == (202, "60")
        assert "This file is being made" in response.content.decode()
        assert response.headers["Cache-Control"] == "private, no-store"
    queued = task_backends["background"].results
    assert [(result.args, result.task.priority) for result in queued] == [([guide.pk], 50)]


def test_all_files_are_made_a_few_at_a_time(site: SmallSite, settings: Any) -> None:
    """So that a reader never waits for the whole library."""
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
        "background": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
    }
    guides = [site.guide() for _number in range(7)]
    Edition.objects.all().delete()
    after = 0
    for some in (guides[:5], guides[5:], []):
        task_backends["background"].clear()
        make_all_editions.func(after)
        made = [Edition.objects.filter(page=guide).count() for guide in some]
        assert made == [3] * len(some)
        queued = [(result.args, result.task.priority) for result in task_backends["background"].results]
        assert queued == ([([some[-1].pk], -10)] if some else [])
        after = some[-1].pk if some else after
    assert Edition.objects.count() == 21


def test_an_old_file_is_never_handed_out(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    making.make_missing(guide.pk)
    guide.licence = "by-nc"
    guide.save()
    assert status(client, path_of(guide, "pdf")) == 202
    assert status(client, path_of(guide, "pdf")) == 200  # the task ran


def test_a_file_that_is_being_made_is_no_error_of_the_site(
    site: SmallSite, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    guide = site.guide()
    with caplog.at_level(logging.WARNING):
        assert status(client, path_of(guide, "pdf")) == 202
        assert status(client, "/en/library/nothing/guide.pdf") == 404
    assert [(record.name, record.levelname) for record in caplog.records] == [("django.request", "WARNING")]


def test_a_file_that_was_lost_is_made_again(site: SmallSite, client: Client, stored: Path) -> None:
    guide = site.guide()
    making.make_missing(guide.pk)
    for path in stored.iterdir():
        path.unlink()
    assert status(client, path_of(guide, "pdf")) == 202
    assert status(client, path_of(guide, "pdf")) == 200


def test_publishing_makes_the_files_after_the_commit(
    site: SmallSite, committed: Callable[[], Any], stored: Path
) -> None:
    guide = site.guide()
    with committed():
        guide.save_revision().publish()
        assert files(stored) == []
    assert files(stored) == KINDS
    with committed():
        guide.title = "Another"
        guide.save_revision().publish()
    assert files(stored) == KINDS  # the old ones are gone


@pytest.mark.parametrize("kind", ["pdf", "epub", "zip"])
def test_what_is_not_public_has_no_file(site: SmallSite, client: Client, kind: str) -> None:
    draft, private = site.guide(title=SECRET, live=False), site.guide(title=SECRET)
    withdrawn, below = site.guide(title=SECRET), site.guide("fr", title=SECRET)
    withdrawn.unpublish()
    make_private(private)
    make_private(site.sections["library", "fr"])
    for guide, language in ((draft, "en"), (private, "en"), (withdrawn, "en"), (below, "fr")):
        assert making.make_missing(guide.pk) == []
        response = client.get(path_of(guide, kind, language))
        assert response.status_code == 404
        assert SECRET not in response.content.decode()
    assert not Edition.objects.exists()


def test_no_file_in_a_language_that_the_guide_is_not_in(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    making.make_missing(guide.pk)
    assert status(client, path_of(guide, "pdf", "fr")) == 404
    assert client.get("/en/library/guide.pdf").status_code == 404  # a page that is no guide
    assert client.post(path_of(guide, "pdf")).status_code == 405


def test_files_go_when_the_guide_is_withdrawn(site: SmallSite, committed: Callable[[], Any], stored: Path) -> None:
    for withdraw in (
        lambda guide: guide.unpublish(),
        lambda guide: guide.delete(),
        make_private,
        lambda guide: make_private(site.sections["library", "en"]),
    ):
        PageViewRestriction.objects.all().delete()
        guide = site.guide()
        making.make_missing(guide.pk)
        assert files(stored) == KINDS
        with committed():
            withdraw(GuidePage.objects.get(pk=guide.pk))
        assert files(stored) == []
        assert not Edition.objects.exists()


def test_a_guide_that_is_withdrawn_while_its_file_is_made(
    site: SmallSite, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = site.guide()

    def make_while_it_is_withdrawn(handout: Any) -> io.BytesIO:
        guide.unpublish()
        return io.BytesIO(b"secret")

    monkeypatch.setitem(making.MAKERS, "pdf", make_while_it_is_withdrawn)
    making.make_missing(guide.pk)
    assert files(stored) == []
    assert not Edition.objects.exists()


def test_a_project_that_is_renamed_makes_new_files(
    site: SmallSite, client: Client, committed: Callable[[], Any]
) -> None:
    guide, project = site.guide(), site.project(title="Old name")
    guide.contributors.add(GuideContributor(project=project, role="wrote", locale=guide.locale))
    with committed():
        guide.save_revision().publish()
    before = Edition.objects.get(page=guide, format="pdf").key
    with committed():
        project.title = "New name"
        project.save_revision().publish()
    assert Edition.objects.get(page=guide, format="pdf").key != before
    assert status(client, path_of(guide, "pdf")) == 200


def test_a_format_that_cannot_be_made_does_not_stop_the_others(
    site: SmallSite, client: Client, stored: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(handout: Any) -> None:
        raise failure

    guide = site.guide()
    monkeypatch.setitem(making.MAKERS, "pdf", fail)
    failure: Exception = OSError("no room")
    assert making.make_missing(guide.pk) == ["epub", "zip"]
    assert not Edition.objects.filter(format="pdf").exists()  # it is tried again
    failure = RuntimeError("not this text")
    assert making.make_missing(guide.pk) == ["pdf"]
    assert making.make_missing(guide.pk) == []
    assert files(stored) == ["epub", "zip"]
    assert [record.getMessage() for record in caplog.records if record.name == making.__name__] == [
        f"No pdf of page {guide.pk} now",
        f"No pdf of page {guide.pk}",
    ]
    assert status(client, path_of(guide, "pdf")) == 404


def test_those_that_follow_have_their_turn(site: SmallSite, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    guide = site.guide()
    Edition.objects.all().delete()
    task_backends["background"].clear()
    monkeypatch.setattr(making, "make_missing", lambda page_id: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_all_editions.func()
    assert [result.args for result in task_backends["background"].results] == [[guide.pk]]


def test_a_guide_for_which_there_is_no_font(site: SmallSite, client: Client, stored: Path) -> None:
    guide = site.guide(title="中文")
    making.make_missing(guide.pk)
    assert status(client, path_of(guide, "pdf")) == 404
