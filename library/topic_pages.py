"""The page of a topic: where to begin, what people are facing, and what other topics there are.

It is no page of the tree: editors write the topic under Vocabularies, and the library fills the page.
"""

from __future__ import annotations

from collections.abc import Iterator
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
from library.shelf import Shelf, shelf

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
    #: Those that search engines are told of.
    languages: list[str]

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
            languages=languages_of(key, kept),
        )


def languages_of(key: str, kept: Shelf) -> list[str]:
    """The languages that have a public guide on the topic; in others its page shows what stands in."""
    having = kept.languages_of(kept.having("topic", key))
    return [code for code, locale in i18n.locales().items() if locale.pk in having]


def paths() -> Iterator[dict[str, str]]:
    """The pages of all topics by language, for the sitemaps: only those with a guide in that language. One query."""
    kept = shelf()
    for key in dict.fromkeys(term.key for term in kept.terms["topic"]):
        found = {}
        for code in languages_of(key, kept):
            with i18n.speaking(code):
                found[code] = reverse("library_topic", args=(key,))
        if found:
            yield found


@require_safe
def topic(request: HttpRequest, key: str) -> HttpResponse:
    """`/en/library/topic/safety/`; the key of a term that was merged leads to the one that was kept."""
    locale = i18n.active_locale()
    response: HttpResponse
    found = TopicPage.of(key, locale)
    if found is not None:
        reading = i18n.ViewReading(request.path, locale.language_code, told=found.languages)
        context = {
            "found": found,
            "reading": reading,
            "og_title": found.topic.name,
            "section_slug": "library",
            "noindex": locale.language_code not in found.languages,
        }
        response = render(request, "library/topic.html", context)
    elif ("topic", key) in aliases.current_keys():
        response = HttpResponsePermanentRedirect(reverse("library_topic", args=(aliases.current_keys()["topic", key],)))
    else:
        raise Http404
    response.is_public = True  # type: ignore[attr-defined]
    return response
