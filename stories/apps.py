from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    """Stories that projects send in, and news of the network."""

    name = "stories"
    verbose_name = _("Stories and news")

    def ready(self) -> None:
        from home import seen, sitemaps
        from home.purging import register_addresses
        from home.translators.editor import register_note
        from library.other_versions import register_rows
        from stories import api, desk, panels, pictures, standing, waiting, workflow
        from stories import signals as _receivers  # noqa: F401 – connects them
        from stories.models import StoryGuide
        from stories.ways import questions

        api.connect()
        seen.register_check(pictures.hidden_among)
        waiting.register()
        desk.register()
        register_note(panels.for_translators)
        sitemaps.register_paths(standing.paths)
        register_rows(StoryGuide)
        sitemaps.register_paths(questions.paths)
        register_addresses(questions.addresses_of)
        post_migrate.connect(workflow.on_migrated, sender=self, dispatch_uid="stories.review_of_old_databases")
