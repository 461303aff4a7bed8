"""`manage.py erase_story ST-7F2K9Q`: everything that somebody told us, at once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from home import forgetting
from stories import domain
from stories.models import Submission
from stories.states import State


class Command(BaseCommand):
    """Safe to run again: what is erased already only has its bytes wiped once more."""

    help = "Erase what was sent under a reference, with its page in every language. See docs/operators.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """The reference, and whether to ask."""
        parser.add_argument("reference")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, erase, wipe."""
        reference = options["reference"].strip().upper()
        submission = Submission.objects.filter(reference=reference).first()
        if submission is None:
            raise CommandError(f"There is no {reference}.")
        if not options["yes"]:
            self.stdout.write(f"{reference} goes for good, with its page in every language. Write its reference again:")
            if input().strip().upper() != reference:
                raise CommandError("Nothing was erased.")
        if submission.state != State.ERASED:
            domain.erase(submission)
        if forgetting.wipe("stories", thorough=True):
            self.stdout.write(f"{reference} is erased. Backups that were made before still have it.")
        else:
            raise CommandError(f"{reference} is erased, but the database was busy: its old bytes go within a minute.")
