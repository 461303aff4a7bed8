"""`manage.py import_guides list.csv folder`: documents into drafts of guides."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import track

from library.importing.drafts import Import, Outcome
from library.importing.records import UnreadableList


class Command(BaseCommand):
    """Says for each line that cannot be taken why, and for each that was, what to look at."""

    help = "Take a CSV list of records and a folder of DOCX, Markdown or HTML files into drafts. See docs/editors.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """The list, the folder, and whether to write."""
        parser.add_argument("list", type=Path, help="the list of records, CSV in UTF-8")
        parser.add_argument("folder", type=Path, help="the folder that the column “file” speaks of")
        parser.add_argument("--check", action="store_true", help="only say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; the exit code is 1 when a line was refused."""
        if not options["folder"].is_dir():
            raise CommandError(f"There is no folder {options['folder']}.")
        try:
            run = Import(options["list"].read_bytes(), options["folder"], only_check=options["check"])
        except (OSError, UnreadableList) as error:
            raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from error
        counts: Counter[str] = Counter()
        console = Console(stderr=True)
        for outcome in track(run.run(), "Guides", total=len(run.records), console=console):
            counts[outcome.what] += 1
            for note in outcome.notes:
                self.stdout.write(f"{outcome.line}: {outcome.name}: {note}")
        done = "Would make" if options["check"] else "Made"
        self.stdout.write(
            f"{done} {counts[Outcome.NEW]} new drafts, updated {counts[Outcome.UPDATED]}, "
            f"left {counts[Outcome.SAME]} as they are, refused {counts[Outcome.REFUSED]}."
        )
        if counts[Outcome.REFUSED]:
            raise SystemExit(1)
