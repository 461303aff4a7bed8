"""The program that takes a file apart. Run by home.jail and by nobody else; it knows nothing of the site.

In: the file. Out: a line of JSON, what it says about the file or why it is refused, then bytes.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys


def main(task: str, memory: int, seconds: int, *options: str) -> None:
    """Do one task within limits. `memory` in bytes, `seconds` of computing time."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    # No file is written, not even what the system keeps of a process that broke down; no process is started.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    os.nice(5)
    # Started by its path and apart from everything, so it has to be told where the project is.
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))  # noqa: PTH100, PTH120
    from home.jail import Refused

    try:
        facts, made = importlib.import_module(f"home.jail.{task}").work(sys.stdin.buffer.read(), *options)
    except Refused as refused:
        facts, made = {"refused": refused.reason}, b""
    except (MemoryError, RecursionError):
        facts, made = {"refused": "greedy"}, b""
    # Whatever a damaged file makes a parser raise means the same here.
    except Exception:
        facts, made = {"refused": "broken"}, b""
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + made)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
