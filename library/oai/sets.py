"""The sets by which harvesters choose: by topic, by kind and by language."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from home import i18n
from home.languages import own_name
from library import aliases, querysets
from library.filters import terms_for
from library.kits import any_public
from library.models import GuidePage, GuideTopic, KitPage, RecordStatus
from library.shelf import shelf
from library.vocabulary import Kind

#: The key of kits among the kinds of guides.
KIT = "kit"


def of_guide(guide: GuidePage, language: str) -> list[str]:
    """The sets of a guide whose topics are known."""
    topics = [f"topic:{key}" for key in querysets.topic_keys(guide)]
    return [f"kind:{guide.kind}", f"language:{language}", *topics]


def of_kit(language: str) -> list[str]:
    """The sets of a kit."""
    return [f"kind:{KIT}", f"language:{language}"]


def names() -> list[tuple[str, str]]:
    """The sets in which a public guide or kit is, with their names in the active language. At most two queries.

    A topic that editors have prepared and that no reader has seen yet is not told.
    """
    kept = shelf()
    found = [("topic", gettext("Topic")), ("kind", gettext("Type")), ("language", gettext("Language"))]
    found += [
        (f"topic:{key}", topic.name)
        for key, topic in terms_for(kept.terms["topic"], i18n.active_locale()).items()
        if kept.having("topic", key)
    ]
    found += [(f"kind:{key}", str(label)) for key, label in Kind.choices if kept.having("kind", key)]
    if any_public():
        found.append((f"kind:{KIT}", gettext("Kit")))
    return [*found, *((f"language:{code}", own_name(code)) for code in i18n.locales())]


def narrow(guides: QuerySet[GuidePage], spec: str) -> QuerySet[GuidePage]:
    """The guides in this set, or in any set below it; a set that does not exist is empty."""
    group, key = _of_today(spec)
    if group == "kind":
        return guides.filter(kind=key) if key else guides
    if group == "language":
        return guides.filter(locale__language_code=key) if key else guides
    if group == "topic":
        links: Any = querysets.links_to_topic(key) if key else GuideTopic.objects.all()
        return guides.filter(pk__in=links.values("page"))
    return guides.none()


def narrow_kits(kits: QuerySet[KitPage], spec: str) -> QuerySet[KitPage]:
    """The kits in this set; they have no topics of their own."""
    group, _colon, key = spec.partition(":")
    if group == "kind":
        return kits if key in ("", KIT) else kits.none()
    if group == "language":
        return kits.filter(locale__language_code=key) if key else kits
    return kits.none()


def narrow_withdrawn(statuses: QuerySet[RecordStatus], spec: str) -> QuerySet[RecordStatus]:
    """The same of versions that were withdrawn: as they were then."""
    group, key = _of_today(spec)
    if group == "language":
        return statuses.filter(language=key) if key else statuses
    if group in ("kind", "topic") and spec == spec.lower():
        return statuses.filter(sets__contains=f" {group}:{key} " if key else f" {group}:")
    return statuses.none()


def _of_today(spec: str) -> tuple[str, str]:
    """The group and the key of a set; the key of a topic that was merged stands for the one that was kept."""
    group, _colon, key = spec.partition(":")
    return group, aliases.current_keys().get((group, key), key) if group == "topic" else key
