"""The stories in the admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from wagtail import hooks
from wagtail.admin.views.home import RecentEditsPanel
from wagtail.models import Page
from wagtail_localize import wagtail_hooks as wagtail_localize

from home import localize
from stories import translating, waiting
from stories.admin_views import AgreedSubmitView, AgreedUpdateView, KnownRecentEdits
from stories.forgetting import views as forgetting
from stories.panels import VIEW_CONTACT
from stories.reviewing import admin as reviewing
from stories.reviewing import panel
from stories.ways import admin as ways

hooks.register("register_admin_urls", reviewing.addresses)
hooks.register("register_admin_menu_item", reviewing.menu_item)
hooks.register("insert_global_admin_css", reviewing.stylesheet)
hooks.register("register_account_settings_panel", panel.register)
hooks.register("register_admin_urls", forgetting.addresses)
hooks.register("register_reports_menu_item", forgetting.menu_item)
hooks.register("register_admin_urls", ways.addresses)
hooks.register("register_admin_menu_item", ways.menu_item)
hooks.register("before_publish_page", ways.before_publishing)


@hooks.register("register_permissions")
def contact_permission() -> QuerySet[Permission]:
    """Let administrators see and change which groups see contacts."""
    app_label, codename = VIEW_CONTACT.split(".")
    return Permission.objects.filter(content_type__app_label=app_label, codename=codename)


@hooks.register("construct_page_chooser_queryset")
def known_pages(pages: Any, request: HttpRequest) -> Any:
    """The chooser, which asks for no permission, shows only stories that its reader may know of."""
    return waiting.without_hidden(pages, request.user)


@hooks.register("construct_homepage_panels")
def known_edits(request: HttpRequest, panels: list[Any]) -> None:
    """The same for what somebody edited last."""
    panels[:] = [KnownRecentEdits() if type(panel) is RecentEditsPanel else panel for panel in panels]


@hooks.register("before_bulk_action")
def versions_go_with_their_story(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """Do not delete twice what is chosen together with the sent story that it is a version of."""
    if action_type == "delete" and issubclass(action.model, Page):
        objects[:] = waiting.without_versions(objects)


@hooks.register("register_admin_urls", order=-2)
def instead_of_wagtail_localize() -> list[Any]:
    """The same addresses as its own and those of home.localize, which come after these."""
    return [
        path("localize/submit/page/<int:page_id>/", AgreedSubmitView.as_view()),
        path("localize/update/<int:translation_source_id>/", AgreedUpdateView.as_view()),
    ]


def hide_buttons_where_refused() -> None:
    """Put ours in the place of wagtail-localize's buttons, “Translate this page” and “Sync translated pages”.

    Wagtail lets one add buttons to the header of a page, and take none away.
    """
    theirs = wagtail_localize.page_listing_more_buttons
    ours = translating.buttons_where_agreed(localize.buttons_in_languages(theirs))
    for name in ("register_page_header_buttons", "register_page_listing_more_buttons"):
        registered = hooks._hooks[name]
        registered[:] = [(ours if hook is theirs else hook, order) for hook, order in registered]


hide_buttons_where_refused()
