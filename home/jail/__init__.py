"""Strangers' files are taken apart by a process of their own, which has little memory and time, and then ends.

The libraries that read PDF and DOCX are large and old; a small file can keep them busy for minutes or fill the memory.
What happens to the process happens to nobody else, and the answer is a refusal. It gets the file through a pipe,
because originals are never written to a disk, and nothing of ours in its environment. It is no wall against somebody
who takes the process over: it still runs as the same user.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Literal, cast

logger = logging.getLogger(__name__)

#: Bytes of memory and seconds of computing time that a process has, and how many seconds more by the clock: on a server
#: that is busy it waits for its turn.
MEMORY, SECONDS = 1024 * 1024 * 1024, 20
GRACE = 15
#: Bytes and number of the parts that a DOCX may unpack to (safety.md).
MAX_UNPACKED, MAX_PARTS = 50 * 1024 * 1024, 500
#: How many elements they may have; mammoth takes seconds for as many.
MAX_ELEMENTS = 300_000
#: Pages of a PDF.
MAX_PAGES = 300
#: Most bytes that it may answer with.
LONGEST = 128 * 1024 * 1024
INSIDE = Path(__file__).with_name("inside.py")

#: Why a file was refused: damaged or no such file; locked with a password; it holds programs; too many pages; too
#: many parts; unpacks to too much; too many pixels; pictures that nobody here can decode; takes too long or too much
#: memory; and, no fault of the file, that the server is too busy.
Reason = Literal["broken", "locked", "macros", "pages", "parts", "unpacked", "pixels", "pictures", "greedy", "busy"]


class Refused(Exception):  # noqa: N818 – what happened, not that it went wrong
    """The file could not be taken apart, for this reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Answer:
    """What the process made of the file: what it says about it, and the bytes."""

    facts: dict[str, Any] = field(default_factory=dict)
    content: bytes = b""


def run(
    task: Literal["word", "pdf"],
    content: bytes,
    *options: str,
    memory: int = MEMORY,
    seconds: int = SECONDS,
    longest: int = LONGEST,
) -> Answer:
    """Give the content to `home.jail.<task>` in a new process. Raises Refused.

    `memory` in bytes, `seconds` of computing time, `longest` answer in bytes.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 – our own program, and nothing of the file in its arguments
            [sys.executable, "-I", "-B", str(INSIDE), task, str(memory), str(seconds), *options],
            env={"PATH": os.defpath},
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        logger.error("No process could be started for a file: %s", error.strerror)
        raise Refused("busy") from error
    late = threading.Event()
    end = threading.Timer(seconds + GRACE, _too_late, args=(process, late))
    feed = threading.Thread(target=_feed, args=(process, content))
    end.start()
    feed.start()
    exit_ = cast("IO[bytes]", process.stdout)
    try:
        said = exit_.read(longest + 1)
        if len(said) > longest:
            raise Refused("greedy")
        status = process.wait()
    finally:
        end.cancel()
        process.kill()
        feed.join()
        process.wait()
        exit_.close()
    if late.is_set():
        logger.warning("A file was not taken apart in time.")
        raise Refused("busy")
    if status != 0:
        # Ended by the kernel, or for want of memory: what goes wrong otherwise, it says itself.
        raise Refused("greedy")
    first, _end, rest = said.partition(b"\n")
    try:
        facts = json.loads(first)
    except ValueError as error:
        raise Refused("broken") from error
    if "refused" in facts:
        raise Refused(facts["refused"])
    return Answer(facts, rest)


def _too_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    """Its time is over by the clock, which is no fault of the file."""
    late.set()
    process.kill()


def _feed(process: subprocess.Popen[bytes], content: bytes) -> None:
    """Write all of it; a process that has ended does not want the rest."""
    with contextlib.suppress(OSError, ValueError), cast("IO[bytes]", process.stdin) as entrance:
        entrance.write(content)
