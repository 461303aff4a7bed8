"""Conventions and deployment rules that `manage.py check` holds."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

#: Before this, a checkpoint that restarts the write-ahead log can corrupt a SQLite file, rarely.
SAFE_SQLITE = (3, 51, 3)


@register(Tags.security, deploy=True)
def check_sqlite(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """Warn of the WAL-reset fault of older SQLite versions."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and sqlite3.sqlite_version_info < SAFE_SQLITE:
        return [
            Warning(
                f"SQLite {sqlite3.sqlite_version} has a rare fault in its write-ahead log that can corrupt data.",
                hint="Use PostgreSQL, or a Python built with SQLite 3.51.3 or newer; see docs/operators.md.",
                id="ggsn.W001",
            )
        ]
    return []


@register(Tags.translation)
def check_languages(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The site's first language must have a catalogue or be English, in which the texts of the code are written."""
    code = settings.LANGUAGE_CODE
    if code != "en" and not (settings.LOCALE_PATHS[0] / code).is_dir():
        return [Error(f'GGSN_LANGUAGES: the first language, "{code}", has no catalogue in locale/.', id="ggsn.E001")]
    return []
