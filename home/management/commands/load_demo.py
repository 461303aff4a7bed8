"""`manage.py load_demo`: the demo site, with a progress bar; safe to run again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.module_loading import autodiscover_modules
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from wagtail.models import Locale

from home.demo import registry


class Command(BaseCommand):
    """Loads what does not exist yet; never changes what does."""

    help = "Load the demo site: pages in six languages, guides, stories, news, projects and log-ins. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The frame alone is the start of a real site."""
        parser.add_argument(
            "--frame-only",
            action="store_true",
            help="only the home pages, sections, standing pages and topics: the start of a site of your own",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every registered step under a progress bar."""
        if not (settings.DEMO or options["frame_only"]):
            raise CommandError("The demo's log-ins are public. Set GGSN_DEMO=1, or load the frame alone: --frame-only.")
        autodiscover_modules("demo")
        for code, _name in settings.LANGUAGES:
            Locale.objects.get_or_create(language_code=code)
        columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, disable=not options["verbosity"]) as bar, translation.override(settings.LANGUAGE_CODE):
            for step in registry.steps(with_examples=not options["frame_only"]):
                task = bar.add_task(step.title, total=None)
                for done, total in step.run():
                    bar.update(task, completed=done, total=total)
