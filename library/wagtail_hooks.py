"""The library in the admin: its vocabularies."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from library.importing import views as importing
from library.models import Challenge, Topic


class TopicViewSet(SnippetViewSet):
    """Topics."""

    model = Topic
    icon = "tag"
    list_display = ["name", "key", "order"]
    list_filter = ["locale"]


class ChallengeViewSet(SnippetViewSet):
    """Challenges."""

    model = Challenge
    icon = "help"
    list_display = ["label", "topic", "order"]
    list_filter = ["locale", "topic"]


class VocabularyGroup(SnippetViewSetGroup):
    """The vocabularies of the library, together."""

    items = (TopicViewSet, ChallengeViewSet)
    menu_label = _("Vocabularies")
    menu_icon = "tag"
    menu_order = 300


register_snippet(VocabularyGroup)


class ImportMenuItem(MenuItem):
    """Shown to those who may add guides."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asked for each page of the admin."""
        return importing.may_import(request.user)


@hooks.register("register_admin_urls")
def import_address() -> list[URLPattern]:
    """Below /admin/."""
    return [path("library/import/", importing.import_guides, name="import_guides")]


@hooks.register("register_settings_menu_item")
def import_item() -> Any:
    """Beside the settings: it is seldom used."""
    return ImportMenuItem(_("Import guides"), reverse_lazy("import_guides"), icon_name="download", order=900)
