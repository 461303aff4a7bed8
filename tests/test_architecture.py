"""The order of the apps, the size of files, and other promises about the shape of the project."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: An app may import from itself and from those named; home knows no sibling.
MAY_IMPORT = {
    "config": {"config", "stories", "library", "network", "home"},
    "stories": {"stories", "library", "network", "home"},
    "library": {"library", "home"},
    "network": {"network", "home"},
    "home": {"home"},
}
FOLDERS = {
    "config": ROOT / "site" / "config",
    **{name: ROOT / name for name in ("stories", "library", "network", "home")},
}
TOP_LEVEL = {
    "site", "home", "library", "stories", "network", "locale", "templates", "tests", "docs",
    ".ci", "manage.py", "pyproject.toml", "uv.lock", "Makefile", "README.md", "LICENSE", ".env.example", ".gitignore",
}  # fmt: skip
MAX_LINES = 400


def tracked(*patterns: str) -> list[Path]:
    """Files of the project, not of the environment."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\n")  # fmt: skip
    return [ROOT / name for name in listed if name and (ROOT / name).exists()]


def imports(path: Path) -> set[str]:
    """The top-level packages a module imports, wherever in the module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_imports_point_one_way(app: str) -> None:
    wrong = {
        str(path.relative_to(ROOT)): sorted(imports(path) & (MAY_IMPORT["config"] - MAY_IMPORT[app]))
        for path in FOLDERS[app].rglob("*.py")
        if imports(path) & (MAY_IMPORT["config"] - MAY_IMPORT[app])
    }
    assert wrong == {}


def test_the_direction_test_can_fail(tmp_path: Path) -> None:
    module = tmp_path / "wrong.py"
    module.write_text("def late():\n    from stories.models import StoryPage\n")
    assert imports(module) == {"stories"}


def test_no_file_is_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked("*.py", "*.html", "Makefile", "*.md")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > MAX_LINES
    }
    assert long == {}


def test_top_level_is_fixed() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} - TOP_LEVEL == set()


def test_site_and_locale_are_no_packages() -> None:
    """`site` and `locale` are modules of the standard library; an __init__.py would shadow them."""
    assert not (ROOT / "site" / "__init__.py").exists()
    assert not (ROOT / "locale" / "__init__.py").exists()


def test_css_has_no_physical_direction() -> None:
    physical = re.compile(
        r"(?<![-\w])(?:(?:margin|padding|border)-(?:left|right)|float:\s*(?:left|right)|text-align:\s*(?:left|right)|(?:left|right):)"
    )
    found = [
        f"{path.name}:{number}"
        for path in tracked("site/static/css/*.css")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if physical.search(line)
    ]
    assert found == []


def test_templates_have_no_inline_style_or_script() -> None:
    inline = re.compile(r'\sstyle="|<script(?![^>]*(?:src=|application/ld\+json))|\son\w+="')
    found = [str(path.relative_to(ROOT)) for path in tracked("templates/*.html") if inline.search(path.read_text())]
    assert [name for name in found if "/email/" not in name] == []


def test_stylesheet_is_light() -> None:
    import gzip

    assert len(gzip.compress((ROOT / "site/static/css/site.css").read_bytes(), 9)) <= 14 * 1024
