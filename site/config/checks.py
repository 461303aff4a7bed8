"""Conventions and deployment rules that `manage.py check` holds."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from home import languages

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
    """The site's first language must have a catalogue or be English, in which the texts of the code are written.

    Every language must have a name: its readers look for it in the menu.
    """
    nameless = [code for code, name in settings.LANGUAGES if not languages.is_known(code)]
    if nameless:
        return [
            Error(
                f'GGSN_LANGUAGES: nobody has told us the name of "{nameless[0]}".',
                hint="Add it to EXTRA_LANG_INFO in home/languages.py.",
                id="ggsn.E002",
            )
        ]
    code = settings.LANGUAGE_CODE
    if code != "en" and not (settings.LOCALE_PATHS[0] / code).is_dir():
        return [Error(f'GGSN_LANGUAGES: the first language, "{code}", has no catalogue in locale/.', id="ggsn.E001")]
    return []
