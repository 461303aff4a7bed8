"""`manage.py messages`: bring the catalogues in step with the code; `--check` fails when they are not."""

from __future__ import annotations

import shutil
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from home import catalogues

#: The interface languages that the project ships; a site may add others (docs/translators.md).
SHIPPED = ("fr", "es", "pt", "ar", "sw")
IGNORED = ["tests", "node_modules", ".venv", "var", "docs"]


class Command(BaseCommand):
    """makemessages for all shipped languages, without the churn of line numbers."""

    help = "Bring locale/*/LC_MESSAGES/django.po up to date (needs gettext); with --check only say whether they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Check instead of writing."""
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail on drift, gaps and fuzzy entries"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Extract, merge, compile; or compare."""
        if shutil.which("xgettext") is None:
            raise CommandError("gettext is needed for this: apt-get install gettext")
        folder: Path = settings.LOCALE_PATHS[0]
        before = {code: self._read(folder, code) for code in SHIPPED}
        with tempfile.TemporaryDirectory() as saved:
            kept = Path(saved) / "locale"
            shutil.copytree(folder, kept)
            call_command(
                "makemessages",
                locale=list(SHIPPED),
                ignore_patterns=IGNORED,
                add_location=None,
                no_location=True,
                no_obsolete=True,
                no_wrap=True,
                verbosity=0,
            )
            after = {code: self._read(folder, code) for code in SHIPPED}
            if options["check"]:
                shutil.rmtree(folder)
                shutil.copytree(kept, folder)
        catalogues.compile_all(folder)
        if options["check"]:
            self._report(before, after)

    @staticmethod
    def _read(folder: Path, code: str) -> Catalog:
        path = folder / code / "LC_MESSAGES" / "django.po"
        if not path.exists():
            return Catalog(locale=code)
        with path.open("rb") as opened:
            return read_po(opened, locale=code)

    def _report(self, before: dict[str, Catalog], after: dict[str, Catalog]) -> None:
        wrong = []
        for code in SHIPPED:
            old = {(message.id, message.context) for message in before[code] if message.id}
            new = {(message.id, message.context) for message in after[code] if message.id}
            wrong += [f"{code}: not in the catalogue: {message!r}" for message in sorted(map(str, new - old))]
            wrong += [f"{code}: no longer in the code: {message!r}" for message in sorted(map(str, old - new))]
            wrong += [f"{code}: {problem}" for problem in catalogues.gaps(before[code])]
        if wrong:
            raise CommandError("\n".join(["The catalogues are not in step with the code (make messages):", *wrong]))
        self.stdout.write("The catalogues are complete.")
