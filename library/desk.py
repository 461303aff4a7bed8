"""What the translation desk may be narrowed down by that only the library knows: topics, and kinds of guides."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from home import i18n
from home.desk import facets
from library.filters import terms_for
from library.models import GuidePage, Topic
from library.querysets import links_to_topic
from library.vocabulary import Kind


def _topics() -> list[tuple[str, str]]:
    terms = terms_for(Topic.objects.order_by("order", "key", "pk"), i18n.active_locale())
    return [(key, topic.name) for key, topic in terms.items()]


def _on_topic(key: str) -> QuerySet:
    return links_to_topic(key).order_by().values("page__translation_key")


def _of_kind(kind: str) -> QuerySet:
    return GuidePage.objects.filter(kind=kind).order_by().values("translation_key")


def register() -> None:
    """Tell the desk."""
    facets.register("topic", _("Topic"), _topics)
    facets.register_works("topic", _on_topic)
    facets.register("kind", _("Type"), lambda: Kind.choices)
    facets.register_works("kind", _of_kind)
