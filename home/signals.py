"""What happens by itself when a language is added or a page is published."""

from __future__ import annotations

from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move
from wagtail_localize.models import Translation

from home import changes, files, memory, purging, renditions, roles, seen  # noqa: F401 – changes connects its own receivers
from home.desk import tracking
from home.exchange import making
from home.telling import wagtails
from home.translators import claims, privacy, sources

for sender in (Locale, PageViewRestriction, Site, "home.HomePage", "home.SiteTexts", "home.LanguageRules"):
    post_save.connect(memory.forget_all, sender=sender, dispatch_uid=f"home.forget_{sender}")
    post_delete.connect(memory.forget_all, sender=sender, dispatch_uid=f"home.forget_deleted_{sender}")
post_save.connect(roles.on_locale_saved, sender=Locale, dispatch_uid="home.groups_of_a_language")
post_save.connect(roles.on_home_page_saved, sender="home.HomePage", dispatch_uid="home.permissions_of_a_language")
for happened in (page_published, page_unpublished, page_slug_changed, post_page_move):
    happened.connect(memory.forget_all, dispatch_uid="home.forget_menus")
for happened in (page_published, page_unpublished):
    happened.connect(purging.on_page_changed, dispatch_uid="home.purge")
for happened in (page_slug_changed, post_page_move):
    happened.connect(purging.on_address_changed, dispatch_uid="home.purge_old_addresses")
for happened in (post_save, post_delete):
    happened.connect(purging.on_restriction_changed, sender=PageViewRestriction, dispatch_uid="home.purge_hidden")
post_delete.connect(purging.on_page_changed, dispatch_uid="home.purge_deleted")
post_delete.connect(memory.forget_all, sender=Page, dispatch_uid="home.forget_deleted_page")
page_published.connect(tracking.on_published, dispatch_uid="home.desk_published")
for happened in (page_unpublished, post_page_move):
    happened.connect(tracking.on_changed, dispatch_uid="home.desk_changed")
post_save.connect(sources.on_translation, sender=Translation, dispatch_uid="home.one_source_at_a_time")
for happened in (post_save, post_delete):
    happened.connect(tracking.on_translation, sender=Translation, dispatch_uid="home.desk_translation")
post_save.connect(tracking.on_changed, dispatch_uid="home.desk_made")
post_delete.connect(tracking.on_changed, sender=Page, dispatch_uid="home.desk_deleted")
page_published.connect(files.note_references, dispatch_uid="home.references_of_a_page")
post_save.connect(renditions.on_picture_saved, sender="home.Picture", dispatch_uid="home.consent_of_a_picture")
post_save.connect(privacy.on_restricted, sender=PageViewRestriction, dispatch_uid="home.private_translations")
m2m_changed.connect(
    privacy.on_groups, sender=PageViewRestriction.groups.through, dispatch_uid="home.groups_of_private_translations"
)
post_delete.connect(privacy.on_unrestricted, sender=PageViewRestriction, dispatch_uid="home.still_private_translations")
post_page_move.connect(privacy.on_moved, dispatch_uid="home.translations_of_moved")
pre_save.connect(privacy.before_public, dispatch_uid="home.private_before_public")
post_delete.connect(claims.on_deleted, dispatch_uid="home.claims_of_deleted")
post_delete.connect(making.on_deleted, sender="home.TranslationExport", dispatch_uid="home.file_of_an_archive")
pre_delete.connect(purging.on_picture_deleted, sender="home.Picture", dispatch_uid="home.purge_deleted_picture")
seen.seen_changed.connect(purging.on_seen_changed, dispatch_uid="home.purge_pictures")
wagtails.connect()
