from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """The base layer: people, pictures, pages, languages, site search."""

    name = "home"
    verbose_name = _("Home and pages")

    def ready(self) -> None:
        from home import (
            localize,
            signals,  # noqa: F401 – connects the receivers
        )

        localize.drop_synchronisation()
