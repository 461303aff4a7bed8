"""What the translation desk must know of stories: their topics, and which of them nobody may translate."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from home.desk import facets
from stories.models import StoryPage, StoryTopic
from stories.translating import limits, refused


def _on_topic(key: str) -> QuerySet:
    links = StoryTopic.objects.filter(Q(topic__key=key) | Q(topic__parent__key=key))
    return links.order_by().values("page__translation_key")


def _refused() -> QuerySet:
    return refused().order_by().values("page__translation_key")


def register() -> None:
    """Tell the desk; its facet of topics is the library's."""
    facets.register_works("topic", _on_topic)
    facets.register_refusal(_refused)
    facets.register_limits(StoryPage, limits)
