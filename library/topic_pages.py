"""The page of a topic: where to begin, what people are facing, and what other topics there are.

It is no page of the tree: editors write the topic under Vocabularies, and the library fills the page.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from home import i18n
from library import aliases, querysets
from library.challenges import Facing
from library.filters import terms_for
from library.models import GuidePage, Topic
from library.shelf import shelf

#: How many guides it names to begin with.
FIRST = 4


@dataclass(frozen=True)
class Choice:
    """A topic and how many guides there are on it."""

    topic: Topic
    guides: int


@dataclass(frozen=True)
class TopicPage:
    """What the page shows."""

    topic: Topic
    #: How many guides there are on it.
    guides: int
    #: The shortest of them.
    first: list[GuidePage]
    #: Its challenges that a guide answers.
    facing: list[Facing]
    #: All topics with guides, in the order that editors gave them.
    topics: list[Choice]

    @classmethod
    def of(cls, key: str, locale: Locale) -> TopicPage | None:
        """None for a key that no topic has, or none that a public guide is on: it is not told. Three queries."""
        kept = shelf()
        topics = terms_for(kept.terms["topic"], locale)
        if key not in topics or not kept.having("topic", key):
            return None
        best = kept.best_for(locale)
        here = best & kept.having("topic", key)
        challenges = terms_for(kept.terms["challenge"], locale)
        answered = [(one, (best & kept.having("challenge", one.key)).bit_count()) for one in challenges.values()]
        counts = [Choice(topic, (best & kept.having("topic", topic.key)).bit_count()) for topic in topics.values()]
        works = [kept.rows[kept.place_of[pk]].work for pk in kept.shortest(here)[:FIRST]]
        return cls(
            topic=topics[key],
            guides=here.bit_count(),
            first=querysets.of_works(works, locale),
            facing=[Facing(one, guides) for one, guides in answered if guides and one.topic.key == key],
            topics=[choice for choice in counts if choice.guides],
        )


@require_safe
def topic(request: HttpRequest, key: str) -> HttpResponse:
    """`/en/library/topic/safety/`; the key of a term that was merged leads to the one that was kept."""
    locale = i18n.active_locale()
    response: HttpResponse
    found = TopicPage.of(key, locale)
    if found is not None:
        reading = i18n.ViewReading(request.path, locale.language_code)
        context = {
            "found": found,
            "reading": reading,
            "og_title": found.topic.name,
            "section_slug": "library",
            "noindex": not found.guides,
        }
        response = render(request, "library/topic.html", context)
    elif ("topic", key) in aliases.current_keys():
        response = HttpResponsePermanentRedirect(reverse("library_topic", args=(aliases.current_keys()["topic", key],)))
    else:
        raise Http404
    response.is_public = True  # type: ignore[attr-defined]
    return response
