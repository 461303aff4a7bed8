"""`manage.py reconcile_stories`: find and mend what a killed process left."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from stories import reconciling


class Command(BaseCommand):
    """Safe to run again: it finds nothing then."""

    help = "Mend what disagrees between submissions, reviews, pages and files. See docs/operators.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to mend."""
        parser.add_argument("--check", action="store_true", help="only look; exit with 1 where something is found")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was found, by reference."""
        found = reconciling.look() if options["check"] else reconciling.mend()
        for one in found:
            self.stdout.write(str(one))
        if options["verbosity"] and not found:
            self.stdout.write("Nothing to mend.")
        if options["check"] and found:
            sys.exit(1)
