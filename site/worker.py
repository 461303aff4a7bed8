"""The worker of the background tasks, for as long as whoever started it lives (site/with_worker.py).

Beside them it runs `manage.py keep_stories` every minute, in a process of its own: whatever happens to one, the other
goes on.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Seconds between two runs of the clock of the stories, and how long one may take.
EVERY, LONGEST = 60, 600


def stop_with_the_server() -> None:
    """Wait for the end of standard input, then finish the task at hand and stop."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def keep_stories(stopped: threading.Event) -> None:
    """Run the clock of the stories until the worker stops. What goes wrong stands in the log, and is tried again."""
    command = [sys.executable, str(ROOT / "manage.py"), "keep_stories", "--verbosity", "0"]
    while not stopped.wait(EVERY):
        try:
            subprocess.run(command, stdin=subprocess.DEVNULL, timeout=LONGEST, check=False)  # noqa: S603 – our own file
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"keep_stories: {type(error).__name__}", file=sys.stderr, flush=True)


def main() -> None:
    """`manage.py db_worker`, politely: readers come first."""
    sys.path[0] = str(ROOT / "site")
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    os.nice(10)
    threading.Thread(target=stop_with_the_server, daemon=True).start()
    stopped = threading.Event()
    threading.Thread(target=keep_stories, args=(stopped,), daemon=True).start()
    import django
    from django.core.management import call_command

    django.setup()
    try:
        call_command("db_worker", "--backend=background", verbosity=0)
    finally:
        stopped.set()


if __name__ == "__main__":
    main()
