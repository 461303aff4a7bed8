"""One source at a time: a version is translated from one other version.

wagtail-localize keeps one translation for each pair of source and target. Where two lead into one language, as when a
story in Swahili was translated to English and to French from both, its editor and its menus break off. The newer one,
or the one that was started again, replaces the others; what was translated from them is taken over and kept.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from wagtail_localize.models import Translation

from home.desk import carrying


def others(translation: Translation) -> QuerySet[Translation]:
    """The translations of the same work into the same language."""
    key = translation.source.object_id
    found = Translation.objects.filter(source__object_id=key, target_locale=translation.target_locale_id)
    return found.exclude(pk=translation.pk)


@transaction.atomic
def keep_only(translation: Translation) -> None:
    """Let this one replace the others. One query where there are none."""
    for other in others(translation).select_related("source").order_by("-enabled", "-created_at", "-pk"):
        carrying.carry_over(other.source, translation.source, translation.target_locale_id)
        other.delete()


def on_translation(instance: Translation, raw: bool = False, **kwargs: Any) -> None:
    """After a translation was made or started again."""
    if not raw and instance.enabled:
        keep_only(instance)
