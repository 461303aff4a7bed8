"""The process in which strangers' files are taken apart: what it may not do."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from home import jail

#: A task that does as it is told, beside the real ones.
TASK = """
import os, time
def work(content, *options):
    word = content.decode()
    if word == "environment":
        import sys
        return {"names": sorted(os.environ), "folder": os.getcwd(), "modules": "django" in sys.modules}, b""
    if word == "spin":
        while True: pass
    if word == "sleep":
        time.sleep(60)
    if word == "memory":
        return {}, bytes(2_000_000_000)
    if word == "deep":
        def again(n): return again(n + 1)
        again(0)
    if word == "die":
        os.abort()
    if word == "leave":
        os._exit(3)
    if word == "talk":
        os.write(1, b"no json\\n"); os._exit(0)
    if word == "write":
        with open(options[0], "wb") as file: file.write(b"x")
    if word == "fork":
        import subprocess; subprocess.run(["true"])
    if word == "raise":
        raise KeyError("secret")
    return {"options": options, "length": len(content)}, content
"""


@pytest.fixture(autouse=True)
def _task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project of its own with the program, its package and the task."""
    folder = tmp_path / "home" / "jail"
    folder.mkdir(parents=True)
    (tmp_path / "home" / "__init__.py").touch()
    source = Path(jail.INSIDE).parent
    for name in ("__init__.py", "inside.py"):
        (folder / name).write_text((source / name).read_text())
    (folder / "word.py").write_text(TASK)
    monkeypatch.setattr(jail, "INSIDE", folder / "inside.py")
    # A machine on which much else runs is no reason to end it here.
    monkeypatch.setattr(jail, "GRACE", 200)


def reason(word: str, *options: str, seconds: int = 20, longest: int = jail.LONGEST) -> str:
    with pytest.raises(jail.Refused) as refused:
        jail.run("word", word.encode(), *options, memory=500_000_000, seconds=seconds, longest=longest)
    return refused.value.reason


def test_content_goes_in_and_comes_out() -> None:
    content = b"a\nb\n\xc3\xa9" * 300_000
    answer = jail.run("word", content, "one", "two")
    assert answer == jail.Answer({"options": ["one", "two"], "length": len(content)}, content)


def test_it_has_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "secret")
    facts = jail.run("word", b"environment").facts
    assert set(facts["names"]) <= {"PATH", "LC_CTYPE"}
    assert (facts["folder"], facts["modules"]) == ("/", False)


def test_its_time_ends() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert reason("spin", seconds=1) == "greedy"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


def test_waiting_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jail, "GRACE", 1)
    assert reason("sleep", seconds=1) == "busy"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("memory", "greedy"), ("deep", "greedy"), ("die", "greedy"), ("leave", "greedy"), ("talk", "broken"),
     ("raise", "broken")],
)  # fmt: skip
def test_what_goes_wrong_inside_is_a_refusal(word: str, expected: str) -> None:
    assert reason(word) == expected


def test_it_writes_no_file(tmp_path: Path) -> None:
    place = tmp_path / "written"
    assert reason("write", str(place)) == "broken"
    assert not place.exists() or place.read_bytes() == b""


def test_it_may_start_no_process() -> None:
    """The system lets root start processes all the same, so it is the limit that is asked for."""
    program = (
        "import resource, runpy, sys; sys.argv = ['x', 'nothing', '500000000', '5']\n"
        f"try: runpy.run_path({str(jail.INSIDE)!r}, run_name='__main__')\n"
        "except ModuleNotFoundError: pass\n"
        "names = ('NPROC', 'FSIZE', 'CORE', 'CPU')\n"
        "print([resource.getrlimit(getattr(resource, 'RLIMIT_' + name))[1] for name in names])"
    )
    done = subprocess.run([sys.executable, "-c", program], input=b"", capture_output=True, check=True)
    assert done.stdout.splitlines()[-1] == b"[0, 0, 0, 5]"
    assert resource.getrlimit(resource.RLIMIT_CPU)[0] != 5


def test_an_answer_that_is_too_long() -> None:
    assert reason("x" * 2000, longest=1000) == "greedy"


def test_nothing_is_left_running() -> None:
    before = children()
    for word in ("sleep", "x" * 2_000_000):
        with pytest.raises(jail.Refused):
            jail.run("word", word.encode(), seconds=0 if word == "sleep" else 5, longest=10)
    assert children() == before


def children() -> set[str]:
    """The processes that this one started."""
    return set(Path("/proc/thread-self/children").read_text().split())
