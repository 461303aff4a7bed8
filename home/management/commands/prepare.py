"""`manage.py prepare`: everything a site needs before it starts; safe to run at every start and upgrade."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
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
        collect_static()
        Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
        roles.ensure_all()
        if entries.are_missing():
            call_command("update_index", verbosity=0)
        if tracking.is_missing():
            call_command("refresh_desk", verbosity=0)


def collect_static() -> None:
    """Hash and compress the static files; not again where none has changed, which takes a quarter of a start."""
    folder, now = settings.STATIC_ROOT, _static_files()
    stamp = folder.with_name(f"{folder.name}.collected")
    if stamp.exists() and stamp.read_text() == now and (folder / "staticfiles.json").exists():
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    stamp.write_text(now)


def _static_files() -> str:
    """What tells these static files from any others: how they are kept, their names, sizes and ages."""
    found = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            found.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()
