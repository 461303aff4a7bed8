from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    """Stories that projects send in, and news of the network."""

    name = "stories"
    verbose_name = _("Stories and news")

    def ready(self) -> None:
        from stories import api, signals  # noqa: F401 – connects the receivers

        api.connect()
