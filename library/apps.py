from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    """Resource guides and the vocabularies that describe them."""

    name = "library"
    verbose_name = _("Library")

    def ready(self) -> None:
        from django.db.models.signals import post_save, pre_delete
        from wagtail.models import PageViewRestriction

        from home import changes, sitemaps
        from home.purging import register_addresses
        from home.search import register_names, register_numbers, register_suggester
        from library import api, close, desk, kit_changes, members, merging, other_versions, topic_pages
        from library.exports import addresses
        from library.models import Challenge, GuideCountry, GuideIssue, GuidePage, GuideRegion, GuideTopic, Issue, Topic
        from library.oai import withdrawal
        from library.takeaway import receivers

        changes.watch(Challenge, GuideCountry, GuideIssue, GuideRegion, GuideTopic, Issue, Topic)
        receivers.connect()
        post_save.connect(members.on_restricted, sender=PageViewRestriction, dispatch_uid="library.members_only")
        pre_delete.connect(members.on_unrestricted, sender=PageViewRestriction, dispatch_uid="library.stays_closed")
        for vocabulary in (Challenge, Issue, Topic):
            pre_delete.connect(merging.forget, sender=vocabulary)
        register_names(close.names)
        register_suggester(close.suggestions)
        register_numbers(lambda number: GuidePage.objects.filter(number=number))
        kit_changes.connect()
        other_versions.connect()
        withdrawal.connect()
        api.connect()
        register_addresses(addresses.of)
        sitemaps.register_paths(topic_pages.paths)
        desk.register()
