from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    """Resource guides and the vocabularies that describe them."""

    name = "library"
    verbose_name = _("Library")

    def ready(self) -> None:
        from home.purging import register_addresses
        from home.search import register_numbers
        from library import api
        from library.exports import addresses
        from library.models import GuidePage
        from library.oai import withdrawal

        register_numbers(lambda number: GuidePage.objects.filter(number=number))
        withdrawal.connect()
        api.connect()
        register_addresses(addresses.of)
