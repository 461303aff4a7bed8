"""The base layer in the admin: the texts on every page, icons."""

from typing import Any

from django.urls import path
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from home import admin_api, localize
from home.desk import admin as desk
from home.desk import version_view
from home.files import refuse_private_files
from home.links import ReaderPageLinkHandler
from home.models import SiteTexts
from home.outside import views as outside


class SiteTextsViewSet(SnippetViewSet):
    """Footer, safety line and exit link, one record a language."""

    model = SiteTexts
    icon = "site"
    add_to_settings_menu = True
    list_display = ["footer_heading", "locale"]


register_snippet(SiteTextsViewSet)


@hooks.register("register_rich_text_features", order=10)
def link_for_readers(features: Any) -> None:
    """After Wagtail's own hook, so that ours is the handler of page links."""
    features.register_link_type(ReaderPageLinkHandler)


hooks.register("before_serve_document", refuse_private_files)
hooks.register("register_admin_urls", outside.addresses)
hooks.register("register_reports_menu_item", outside.menu_item)
hooks.register("register_admin_urls", desk.addresses)
hooks.register("register_admin_menu_item", desk.menu_item)
hooks.register("insert_global_admin_css", desk.stylesheet)
hooks.register("register_page_header_buttons", version_view.header_buttons)
hooks.register("register_log_actions", version_view.register_action)
hooks.register("construct_admin_api", admin_api.only_for_those_who_work_with_them, order=10)  # after Wagtail's own


@hooks.register("register_admin_urls", order=-1)
def instead_of_wagtail_localize() -> list[Any]:
    """The same addresses as its own, which come after these."""
    translation = "localize/translate/<int:translation_id>/"
    return [
        path(f"{translation}strings/<int:string_segment_id>/edit/", localize.edit_string),
        path(f"{translation}pofile/upload/", localize.upload_po),
    ]
