"""Where the translation desk is in the admin."""

from __future__ import annotations

from django.urls import URLPattern, path

from home.desk import version_view


def addresses() -> list[URLPattern]:
    """Below /admin/."""
    one = "desk/<uuid:key>/<slug:code>/"
    return [
        path(one, version_view.show, name="desk_version"),
        path(f"{one}still-right/", version_view.still_right, name="desk_still_right"),
    ]
