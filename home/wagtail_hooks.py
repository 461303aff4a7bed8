"""The base layer in the admin: the texts on every page, icons."""

from typing import Any

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from home import admin_api, admin_pages, localize
from home.desk import admin as desk
from home.desk import version_view
from home.exchange import admin as exchange
from home.exchange.views import header_buttons as take_along
from home.files import refuse_private_files
from home.helping import views as helping
from home.helping.glossary_admin import glossary
from home.links import ReaderPageLinkHandler
from home.models import LanguageRules, SiteTexts
from home.outside import views as outside
from home.telling import panel
from home.translators import claims, editor, views


class SiteTextsViewSet(SnippetViewSet):
    """Footer, safety line and exit link, one record a language."""

    model = SiteTexts
    icon = "site"
    add_to_settings_menu = True
    list_display = ["footer_heading", "locale"]


register_snippet(SiteTextsViewSet)


class LanguageRulesViewSet(ModelViewSet):
    """How translations into each language become public. The records come with the languages, and go with them."""

    model = LanguageRules
    icon = "clipboard-list"
    add_to_settings_menu = True
    list_display = ["locale", "second_person", "claim_days", "workflow"]
    copy_view_enabled = False
    inspect_view_enabled = False
    panels = LanguageRules.panels


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
hooks.register("register_admin_urls", exchange.addresses)
hooks.register("register_page_header_buttons", take_along)
hooks.register("construct_page_chooser_queryset", admin_pages.offer_known_pages)
hooks.register("before_move_page", admin_pages.before_move_page)
hooks.register("before_convert_alias_page", admin_pages.before_convert_alias_page)
hooks.register("construct_admin_api", admin_api.only_for_those_who_work_with_them, order=10)  # after Wagtail's own
hooks.register("register_admin_urls", localize.addresses, order=-1)  # before wagtail-localize's own
hooks.register("register_admin_urls", views.addresses)
hooks.register("register_admin_urls", helping.addresses)
hooks.register("before_edit_page", editor.before_edit_page, order=-10)
hooks.register("before_edit_snippet", editor.before_edit_snippet, order=-10)
hooks.register("register_log_actions", claims.register_actions)
hooks.register("register_account_settings_panel", panel.register)
localize.offer_records_in_languages()
admin_pages.name_known_pages()


@hooks.register("register_admin_viewset")
def agreed_terms() -> ModelViewSet:
    """In the main menu, for the people of the languages."""
    return glossary


@hooks.register("register_admin_viewset")
def rules_of_languages() -> ModelViewSet:
    """Under Settings, for those who may change them."""
    return LanguageRulesViewSet("language_rules", url_prefix="translations/rules")
