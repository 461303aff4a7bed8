from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    """Resource guides and the vocabularies that describe them."""

    name = "library"
    verbose_name = _("Library")

    def ready(self) -> None:
        from home.search import register_numbers
        from library.models import GuidePage
        from library.takeaway import receivers

        receivers.connect()
        register_numbers(lambda number: GuidePage.objects.filter(number=number))
