"""`manage.py send_review_reminders`: to be run once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from library.keeping.reminders import send_reminders


class Command(BaseCommand):
    """Safe to run again: nobody is told of the same date twice."""

    help = "Tell editors by mail which guides should be looked at again. See docs/operators.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many people were told."""
        self.stdout.write(f"Told {send_reminders()} people.")
