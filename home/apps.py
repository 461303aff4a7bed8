from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """The base layer: people, pictures, pages, languages, site search."""

    name = "home"
    verbose_name = _("Home and pages")

    def ready(self) -> None:
        from django.db.models.signals import pre_save

        from home import (
            localize,
            signals,  # noqa: F401 – connects the receivers
            spreadsheets,
        )
        from home.helping import glossary_rights
        from home.translators import snippets

        spreadsheets.defuse()
        localize.drop_synchronisation()
        localize.keep_what_is_right()
        localize.use_what_readers_get()
        localize.restrict_as_originals()
        localize.ask_for_the_language()
        localize.send_public_texts_alone()
        snippets.register()
        glossary_rights.register()
        pre_save.connect(
            localize.on_string_translation,
            sender="wagtail_localize.StringTranslation",
            dispatch_uid="home.translation_that_fits",
        )
