"""`manage.py prepare`: everything a site needs before it starts; safe to run at every start and upgrade."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from wagtail.models import Locale

from home import catalogues, roles
from home.desk import tracking
from home.search import entries


class Command(BaseCommand):
    """Folders, database tables, static files, groups, the site's first language, what the search keeps."""

    help = "Make the database, the static files and the groups ready. Changes no content; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps in order; each is idempotent."""
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        for folder in settings.LOCALE_PATHS:
            catalogues.compile_all(folder)
        catalogues.make_empty(settings.LOCALE_PATHS[-1], [code for code, _name in settings.LANGUAGES])
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0, clear=False)
        Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
        roles.ensure_all()
        if entries.are_missing():
            call_command("update_index", verbosity=0)
        if tracking.is_missing():
            call_command("refresh_desk", verbosity=0)
