"""Files that were made to harm or to give somebody away: what becomes of each, and that nothing planted is kept."""

from __future__ import annotations

import base64
import io
import re
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.models import model_to_dict

from home import jail
from home.pictures import UnsafePicture
from stories import documents, held
from stories.models import HeldPicture
from tests.home.planted import MARKER
from tests.stories import hostile
from tests.stories.forms import files_in
from tests.stories.hostile.sample import CLEAN, Sample
from tests.stories.hostile.traces import found_in

#: What our own process may grow by, in bytes, while a file is dealt with; the seconds of computing that it may take,
#: and those of the process in which it is taken apart.
GROWTH, OURS, THEIRS = 40 * 1024 * 1024, 5, documents.SECONDS + 1


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which much else runs is no reason to refuse a file here."""
    monkeypatch.setattr(jail, "GRACE", 200)


def computing(whose: int) -> float:
    """Seconds that have been computed so far."""
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def most_memory() -> int:
    """The most bytes that this process had since `forget_most`."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def watched(work: Callable[[], Any]) -> Any:
    """The result of some work, within limits of memory and time."""
    Path("/proc/self/clear_refs").write_text("5")
    before, ours, theirs = most_memory(), computing(resource.RUSAGE_SELF), computing(resource.RUSAGE_CHILDREN)
    try:
        return work()
    finally:
        assert computing(resource.RUSAGE_SELF) - ours < OURS
        assert computing(resource.RUSAGE_CHILDREN) - theirs < THEIRS
        assert most_memory() - before < GROWTH


def sent(sample: Sample, content: bytes) -> SimpleUploadedFile:
    """As a browser sends it, under a name and a kind that say nothing true."""
    return SimpleUploadedFile(f"{sample.name}.pdf.jpg", content, "text/plain")


def test_the_watch_sees_memory() -> None:
    with pytest.raises(AssertionError):
        watched(lambda: len(b"x" * (2 * GROWTH)))


@pytest.mark.parametrize("sample", hostile.DOCUMENTS, ids=str)
def test_a_document(sample: Sample) -> None:
    content = sample.make()
    if sample.planted:
        assert sample.planted - found_in(content) == set()
    if sample.outcome != CLEAN:
        with pytest.raises(documents.UnsafeDocument) as refused:
            watched(lambda: documents.rebuild(sent(sample, content)))
        assert refused.value.messages == [sample.outcome]
        return
    kept = watched(lambda: documents.rebuild(sent(sample, content)))
    assert found_in(kept.content) == set()
    for sentence in sample.readable:
        assert sentence in text_of(kept)


def text_of(kept: documents.CleanDocument) -> str:
    """What a reader sees."""
    if kept.kind == "html":
        return kept.content.decode()
    pdf = pypdfium2.PdfDocument(kept.content)
    return "\n".join(page.get_textpage().get_text_range() for page in pdf)


@pytest.mark.django_db
@pytest.mark.parametrize("sample", hostile.PICTURES, ids=str)
def test_a_picture(sample: Sample) -> None:
    content = sample.make()
    if sample.planted:
        assert sample.planted - found_in(content) == set()
    if sample.outcome != CLEAN:
        with pytest.raises(UnsafePicture) as refused:
            watched(lambda: held.hold(sent(sample, content)))
        assert refused.value.messages == [sample.outcome]
        assert (HeldPicture.objects.count(), files_in("held")) == (0, set())
        return
    row = watched(lambda: held.hold(sent(sample, content)))
    (stored,) = files_in("held")
    assert re.fullmatch(r"[0-9a-f]{32}\.webp", stored.name)
    assert found_in(stored.read_bytes()) == set()
    assert found_in(held.content_of(row)) == set()
    assert found_in(str(model_to_dict(row)).encode()) == set()


def test_there_are_as_many_as_we_think() -> None:
    """A list that was emptied by mistake would pass all tests."""
    names = [sample.name for sample in [*hostile.DOCUMENTS, *hostile.PICTURES]]
    assert len(set(names)) == len(names)
    assert (len(hostile.DOCUMENTS), len(hostile.PICTURES)) == (77, 30)


def test_traces_are_found_in_every_dress() -> None:
    """The search itself: in alphabets, packed, wrapped, at odd places."""
    word = f"{MARKER}-x"
    dresses = [word.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be")]
    dresses += [b"\0" + dresses[1], b"\0" + dresses[2], word.encode().hex().encode()]
    for dress in dresses:
        assert "x" in found_in(b"(" + dress + b")"), dress
    for shift in range(3):
        assert found_in(b"(" + base64.b64encode(b"a" * shift + word.encode()) + b")"), shift
    assert found_in(io.BytesIO(b"nothing").read()) == set()
