"""`manage.py queue_editions`: ask the worker for all PDF, EPUB and ZIP files that are missing or old."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from library.takeaway.tasks import make_all_editions


class Command(BaseCommand):
    """One task, whatever the number of guides; run it after an upgrade and once a night."""

    help = "Ask the worker for all files of guides that are missing or old."

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue the task."""
        make_all_editions.enqueue()
