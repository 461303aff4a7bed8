"""“What are you facing?”: the challenges that the library has an answer to."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from wagtail.models import Locale

from library.filters import terms_for
from library.models import Challenge, GuidePage, GuideTopic


@dataclass(frozen=True)
class Facing:
    """A challenge in the reader's language, with the number of guides on its topic."""

    challenge: Challenge
    guides: int

    @property
    def tile(self) -> str:
        """One of the first tiles of the topic's pattern, the same one every time."""
        return "abc"[sum(self.challenge.key.encode()) % 3]


def facing(count: int, locale: Locale) -> list[Facing]:
    """The first challenges that a public guide answers, in the order that editors gave them. Four queries."""
    public = GuidePage.objects.published()
    answered = set(public.values_list("challenge__key", flat=True).distinct())
    rows = GuideTopic.objects.filter(page__in=public.values("pk")).order_by().values_list("topic__key")
    on_topic = dict(rows.annotate(guides=Count("page__translation_key", distinct=True)))
    terms = terms_for(Challenge.objects.select_related("topic").order_by("order", "key", "pk"), locale)
    found = [
        Facing(challenge, on_topic.get(challenge.topic.key, 0)) for key, challenge in terms.items() if key in answered
    ]
    return found[:count]
