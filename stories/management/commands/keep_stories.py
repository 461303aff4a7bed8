"""`manage.py keep_stories`: to be run every minute."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from stories.forgetting import clock


class Command(BaseCommand):
    """Safe to run again, and twice at once: everything happens once."""

    help = "End, expire and erase what senders sent, when its time is over. See docs/operators.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how much was done, unless it was nothing."""
        done = clock.run()
        if options["verbosity"] and done != clock.Done():
            self.stdout.write(str(done))
