"""`manage.py check_links`: whether what public pages link to still works. To be run once a day."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from home.models import OutsideLink
from home.outside.asking import Asker
from home.outside.checking import A_RUN, check, collect


class Command(BaseCommand):
    """Does nothing until GGSN_CHECK_LINKS is set."""

    help = "Ask other servers, slowly, whether the links of public pages still work. See docs/operators.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """How much at once."""
        parser.add_argument("--limit", type=int, default=A_RUN, help=f"how many addresses to ask (else {A_RUN})")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done."""
        if not settings.CHECK_LINKS:
            self.stdout.write("Nothing was asked: GGSN_CHECK_LINKS is not set.")
            return
        found = collect()
        asked = check(Asker(), options["limit"])
        broken = OutsideLink.objects.filter(failures__gte=OutsideLink.BROKEN_AFTER).count()
        self.stdout.write(f"{found} addresses, {asked} of them asked, {broken} broken.")
