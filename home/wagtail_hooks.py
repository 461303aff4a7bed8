"""The base layer in the admin: the texts on every page, icons."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from home.models import SiteTexts


class SiteTextsViewSet(SnippetViewSet):
    """Footer, safety line and exit link, one record a language."""

    model = SiteTexts
    icon = "site"
    add_to_settings_menu = True
    list_display = ["footer_heading", "locale"]


register_snippet(SiteTextsViewSet)
