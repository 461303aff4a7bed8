"""The worker of the background tasks, for as long as whoever started it lives (site/with_worker.py)."""

import os
import signal
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def stop_with_the_server() -> None:
    """Wait for the end of standard input, then finish the task at hand and stop."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """`manage.py db_worker`, politely: readers come first."""
    sys.path[0] = str(ROOT / "site")
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    os.nice(10)
    threading.Thread(target=stop_with_the_server, daemon=True).start()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("db_worker", "--backend=background", verbosity=0)


if __name__ == "__main__":
    main()
