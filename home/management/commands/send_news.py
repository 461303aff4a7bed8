"""`manage.py send_news`: to be run every few minutes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from home.telling.sending import send_news


class Command(BaseCommand):
    """Safe to run again, and twice at once: nobody is told of the same twice."""

    help = "Tell people by mail what waits for them, what is out of date, what readers ask for. See docs/operators.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many mails were written."""
        self.stdout.write(f"Wrote {send_news()} mails.")
