"""What happens by itself when a language is added or a page is published."""

from __future__ import annotations

from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from home import changes, files, freshness, memory, purging, renditions, roles, seen  # noqa: F401 – changes connects its own receivers

for sender in (Locale, PageViewRestriction, Site, "home.HomePage", "home.SiteTexts"):
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
page_published.connect(freshness.note_unchanged, dispatch_uid="home.unchanged_text")
page_published.connect(files.note_references, dispatch_uid="home.references_of_a_page")
post_save.connect(renditions.on_picture_saved, sender="home.Picture", dispatch_uid="home.consent_of_a_picture")
pre_delete.connect(purging.on_picture_deleted, sender="home.Picture", dispatch_uid="home.purge_deleted_picture")
seen.seen_changed.connect(purging.on_seen_changed, dispatch_uid="home.purge_pictures")
