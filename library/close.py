"""Topics that are close to the words of a search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wagtail.models import Locale

from home import i18n
from home.search import Suggestion
from home.search.words import Term
from library.filters import terms_for
from library.models import LibraryIndexPage, Topic
from library.shelf import Shelf, shelf


def topics_with(wanted: Sequence[Term], kept: Shelf, locale: Locale) -> list[Topic]:
    """Topics whose names have all the words, as far as there are guides on them."""
    keys = set.intersection(*(_keys_with(term, kept) for term in wanted)) if wanted else set()
    topics = terms_for(kept.terms["topic"], locale) if keys else {}
    return [topic for key, topic in topics.items() if key in keys and kept.having("topic", key)]


def _keys_with(term: Term, kept: Shelf) -> set[str]:
    """The keys of the topics that have a term in their name, in any language."""
    found: set[str] = set()
    for word, keys in kept.topic_words.items():
        if word in term.stems or word in term.words or (term.is_prefix and word.startswith(term.word)):
            found |= keys
    return found


def suggestions(wanted: Sequence[Term], locale: Locale) -> list[Suggestion]:
    """The same for the search of the whole site. One query, and another one where there is a topic."""
    topics = topics_with(wanted, shelf(), locale)
    library = LibraryIndexPage.objects.published().best_for(locale).first() if topics else None
    if library is None:
        return []
    address = i18n.url_in(library, locale.language_code)
    return [
        Suggestion(
            label=topic.name,
            url=f"{address}?topic={topic.key}",
            language="" if topic.locale_id == locale.pk else i18n.code_of(topic.locale_id),
        )
        for topic in topics
    ]


def names() -> Iterable[str]:
    """The names of the topics in every language: a typing error in them is forgiven. One query."""
    return Topic.objects.values_list("name", flat=True)
