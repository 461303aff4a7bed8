"""Gunicorn's settings for one process that is everything: it starts the worker of the background tasks beside itself.

    gunicorn config.wsgi --config site/with_worker.py

The worker holds one end of a pipe. However the server ends, be it killed, the other end closes, and the worker stops.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

_worker: list[subprocess.Popen[bytes]] = []


def when_ready(server: Any) -> None:
    """Start it."""
    program = [sys.executable, str(Path(__file__).with_name("worker.py"))]
    _worker.append(subprocess.Popen(program, stdin=subprocess.PIPE))  # noqa: S603 – our own file, no shell


def on_exit(server: Any) -> None:
    """Stop it, and wait for the task that it is at."""
    for process in _worker:
        if process.stdin:
            process.stdin.close()
        process.wait()
