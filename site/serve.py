"""`make run`: prepare the site, load the demo, say where it is, serve it.

Runs what production runs (gunicorn, hashed and compressed static files, DEBUG off), on this machine only.
"""

import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def refuse_a_taken_port(port: int) -> None:
    """One clear sentence instead of gunicorn's five retries."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise SystemExit(f"Port {port} is taken. Choose another one: make run PORT={port + 1}") from None


def main(port: int) -> None:
    """Prepare, load, print, serve."""
    refuse_a_taken_port(port)
    sys.path[0] = str(ROOT / "site")
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from home.demo import people

    call_command("prepare")
    call_command("load_demo")
    call_command("queue_editions")
    base = f"http://127.0.0.1:{port}"
    print(f"\n  {base}/\n")
    for code, name in settings.LANGUAGES:
        print(f"    {base}/{code}/   {name}")
    print(f"\n  {base}/admin/   password of all: {people.PASSWORD}")
    for name, work in people.PEOPLE.items():
        print(f"    {name:<14} {work}")
    print("\n  Stop with Ctrl-C.\n", flush=True)
    serve(port)


def serve(port: int) -> None:
    """Start gunicorn in this process, which has imported everything already, and let it fork its workers."""
    from django.db import connections
    from gunicorn.app.wsgiapp import run

    from home import memory

    connections.close_all()  # each worker opens its own
    memory.forget_all()
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "site")])
    os.chdir(ROOT)
    options = f"--bind 127.0.0.1:{port} --workers 2 --threads 2 --preload --log-level warning"
    sys.argv = ["gunicorn", "config.wsgi", *options.split(), "--config", str(ROOT / "site" / "with_worker.py")]
    run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
