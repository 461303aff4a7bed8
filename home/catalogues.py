"""The interface's catalogues: compiled without gettext, which a bare machine does not have."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation import to_locale
from django.utils.translation.trans_real import all_locale_paths

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


def compile_all(folder: Path) -> list[Path]:
    """Compile every `*.po` below `folder` whose `*.mo` is missing or older; the compiled files."""
    made = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as opened:
            catalogue = read_po(opened, locale=source.parts[-3])
        beside = target.with_suffix(".mo.new")
        with beside.open("wb") as opened:
            write_mo(opened, catalogue)
        beside.replace(target)
        made.append(target)
    return made


def make_empty(folder: Path, languages: Iterable[str]) -> list[Path]:
    """An empty catalogue below `folder` for each language that has none; the made files.

    Django takes the address of a language for one only if there is a catalogue, its own or ours. The interface is
    English in such a language until somebody translates it.
    """
    made = []
    for language in languages:
        if any(gettext.find("django", path, [to_locale(language)]) for path in all_locale_paths()):
            continue
        target = folder / to_locale(language) / "LC_MESSAGES" / "django.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as opened:
            write_mo(opened, Catalog(header_comment="", charset="utf-8"))
        made.append(target)
    return made


def gaps(catalogue: Catalog) -> list[str]:
    """What is missing in a catalogue: untranslated and fuzzy messages, and placeholders that do not match."""
    problems = []
    for message in catalogue:
        if not message.id:
            continue
        forms = [message.string] if isinstance(message.string, str) else list(message.string or [""])
        if not all(forms):
            problems.append(f"untranslated: {message.id!r}")
        elif message.fuzzy:
            problems.append(f"fuzzy: {message.id!r}")
        elif message.python_format:
            wanted = set(PLACEHOLDER.findall(message.id if isinstance(message.id, str) else message.id[1]))
            # A singular or dual form may leave out its number ("one guide"), but none may invent a placeholder.
            for form in forms:
                if set(PLACEHOLDER.findall(form)) - wanted or (
                    len(forms) == 1 and set(PLACEHOLDER.findall(form)) != wanted
                ):
                    problems.append(f"placeholders differ: {message.id!r}")
                    break
    return problems
