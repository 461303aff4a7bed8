"""Put uv into the project's environment, with nothing but Python.

Debian's Python has neither pip nor ensurepip, and PEP 668 systems refuse `pip install`. A wheel is a ZIP archive, and
uv.lock names the one for this machine with its address and its hash: fetch it, check it, unpack the program.

    python3 .ci/install_uv.py .venv
"""

import hashlib
import io
import platform
import sys
import tomllib
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MACHINES = {"arm64": "aarch64", "amd64": "x86_64"}


def wheel_for_this_machine() -> dict[str, str]:
    """The lock file's entry of uv's wheel for this system: `url` and `hash`."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    uv = next(package for package in lock["package"] if package["name"] == "uv")
    machine = platform.machine().lower()
    if sys.platform == "darwin":
        wanted = ("macosx", "arm64" if machine == "arm64" else "x86_64")
    else:
        libc = "manylinux" if platform.libc_ver()[0] else "musllinux"
        wanted = (libc, MACHINES.get(machine, machine))
    for wheel in uv["wheels"]:
        if all(part in wheel["url"].rsplit("/", 1)[1] for part in wanted):
            return wheel
    raise SystemExit(f"uv has no wheel for {sys.platform} on {machine}; put the program uv into .venv/bin yourself.")


def main(environment: Path) -> None:
    """Fetch, check, unpack."""
    wheel = wheel_for_this_machine()
    try:
        with urllib.request.urlopen(wheel["url"], timeout=120) as answer:  # noqa: S310 – an https address of uv.lock
            content = answer.read()
    except urllib.error.URLError as error:
        raise SystemExit(f"{wheel['url']} could not be fetched: {error.reason}") from None
    if "sha256:" + hashlib.sha256(content).hexdigest() != wheel["hash"]:
        raise SystemExit(f"{wheel['url']} is not what uv.lock says it is.")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/scripts/uv"))
        program = environment / "bin" / "uv"
        program.write_bytes(archive.read(name))
        program.chmod(0o755)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
