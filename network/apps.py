from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    """Member projects and the calls they hold."""

    name = "network"
    verbose_name = _("Network")

    def ready(self) -> None:
        from network import api

        api.connect()
