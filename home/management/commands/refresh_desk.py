"""`manage.py refresh_desk`: what the translation desk knows, made anew from the pages."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from home.desk import tracking


class Command(BaseCommand):
    """After an upgrade (`prepare` does it then), and after pages were written around the models."""

    help = "Find out anew how every work is in every language. Changes no page; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """One work after the other, each in a transaction of its own."""
        keys = sorted(tracking.keys_of_all())
        for key in keys:
            tracking.make_anew(key)
        gone = tracking.forget_gone(keys)
        if options["verbosity"]:
            self.stdout.write(f"{len(keys)} works, {gone} gone.")
