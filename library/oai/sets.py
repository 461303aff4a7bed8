"""The sets by which harvesters choose: by topic, by kind and by language."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext

from home import i18n
from home.languages import own_name
from library.filters import terms_for
from library.models import GuidePage, GuideTopic, RecordStatus, Topic
from library.vocabulary import Kind


def of_guide(guide: GuidePage, language: str) -> list[str]:
    """The sets of a guide whose topics are known."""
    topics = dict.fromkeys(topic.key for topic in guide.topic_list)
    return [f"kind:{guide.kind}", f"language:{language}", *(f"topic:{key}" for key in topics)]


def names() -> list[tuple[str, str]]:
    """The sets in which a public guide is, with their names in the active language. Three queries.

    A topic that editors have prepared and that no reader has seen yet is not told.
    """
    public = GuidePage.objects.published()
    kinds = set(public.order_by().values_list("kind", flat=True).distinct())
    topics = set(
        GuideTopic.objects.filter(page__in=public.order_by().values("pk")).values_list("topic__key", flat=True)
    )
    found = [("topic", gettext("Topic")), ("kind", gettext("Type")), ("language", gettext("Language"))]
    found += [
        (f"topic:{key}", topic.name)
        for key, topic in terms_for(Topic.objects.all(), i18n.active_locale()).items()
        if key in topics
    ]
    found += [(f"kind:{key}", str(label)) for key, label in Kind.choices if key in kinds]
    return [*found, *((f"language:{code}", own_name(code)) for code in i18n.locales())]


def narrow(guides: QuerySet[GuidePage], spec: str) -> QuerySet[GuidePage]:
    """The guides in this set, or in any set below it; a set that does not exist is empty."""
    group, _colon, key = spec.partition(":")
    if group == "kind":
        return guides.filter(kind=key) if key else guides
    if group == "language":
        return guides.filter(locale__language_code=key) if key else guides
    if group == "topic":
        links = GuideTopic.objects.filter(topic__key=key) if key else GuideTopic.objects.all()
        return guides.filter(pk__in=links.values("page"))
    return guides.none()


def narrow_withdrawn(statuses: QuerySet[RecordStatus], spec: str) -> QuerySet[RecordStatus]:
    """The same of versions that were withdrawn: as they were then."""
    group, _colon, key = spec.partition(":")
    if group == "language":
        return statuses.filter(language=key) if key else statuses
    if group in ("kind", "topic") and spec == spec.lower():
        return statuses.filter(sets__contains=f" {group}:{key} " if key else f" {group}:")
    return statuses.none()
