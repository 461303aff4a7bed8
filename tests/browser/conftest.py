"""A real server with the demo site, and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from home.demo import people

#: Seconds before which the form for stories takes nobody for a person (stories.steps.beginning).
FASTEST = 3
ROOT = Path(__file__).resolve().parents[2]
#: Chromium looks for its maker's hosts otherwise; nothing here may leave the machine.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@dataclass(frozen=True)
class Server:
    """A running demo site."""

    base: str
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command against the same site; its output."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True).stdout


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Gunicorn with hashed static files, DEBUG off and the demo site, as `make run` starts it.

    DEMO_VAR may name the folder of a site that `make run` has made, to start from a copy of it and save a minute.
    """
    port = free_port()
    folder = tmp_path_factory.mktemp("site") / "var"
    if loaded := os.environ.get("DEMO_VAR"):
        shutil.copytree(loaded, folder)
    base = f"http://127.0.0.1:{port}"
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("GGSN_", "DATABASE_URL", "DJANGO_"))},
        "GGSN_VAR": str(folder),
        "GGSN_BASE_URL": base,
        "GGSN_DEMO": "1",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
    }
    running = Server(base, environment)
    log = (tmp_path_factory.mktemp("log") / "server.log").open("w+")
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "site" / "serve.py"), str(port)], env=environment, stdout=log, stderr=log, cwd=ROOT
    )
    try:
        _wait_until_it_answers(base, process)
        yield running
    finally:
        process.terminate()
        process.wait(20)
        log.seek(0)
        print(log.read()[-4000:])  # shown by pytest when a test failed
        log.close()


def _wait_until_it_answers(base: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("The server stopped while it started.")
        try:
            with urllib.request.urlopen(f"{base}/en/", timeout=5):  # noqa: S310 – our own address
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise RuntimeError("The server did not answer within ten minutes.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; another one where CHROMIUM names it."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "Install chromium (tests/browser/install.sh) or name it in CHROMIUM."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def reader(browser: Browser, server: Server) -> Iterator[Page]:
    """A page in a browser without JavaScript, as readers may have."""
    context = browser.new_context(java_script_enabled=False, base_url=server.base, locale="en")
    yield context.new_page()
    context.close()


@pytest.fixture
def staff(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A browser for the admin; a trace is kept when the test fails."""
    context = browser.new_context(base_url=server.base, locale="en", viewport={"width": 1280, "height": 900})
    context.tracing.start(screenshots=True, snapshots=True)
    yield context
    failed = getattr(request.node, "failed", False)
    folder = ROOT / "var" / "traces"
    context.tracing.stop(path=folder / f"{request.node.name}.zip") if failed else context.tracing.stop()
    context.close()


def log_in(context: BrowserContext, name: str) -> Page:
    """Somebody who works in the admin."""
    context.clear_cookies()
    page = context.new_page()
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    return page


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Let fixtures know that their test failed."""
    outcome = yield
    if call.when == "call" and outcome.get_result().failed:  # type: ignore[attr-defined]
        item.failed = True  # type: ignore[attr-defined]
