from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The project's own configuration, installed so that its system checks and admin hooks are found."""

    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401 – registers the checks
