"""The library in the admin: its vocabularies."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

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
