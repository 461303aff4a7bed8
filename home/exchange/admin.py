"""Where it is in the admin."""

from __future__ import annotations

from django.urls import URLPattern, path

from home.exchange import views


def addresses() -> list[URLPattern]:
    """Below /admin/."""
    return [
        path("exchange/", views.ExchangeView.as_view(), name="exchange"),
        path("exchange/archive/<int:pk>/", views.archive, name="exchange_archive"),
        path("exchange/archive/<int:pk>/go-on/", views.go_on, name="exchange_go_on"),
        path("exchange/import/", views.ImportView.as_view(), name="exchange_import"),
    ]
