"""Topics and challenges; any site begins with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from wagtail.models import Locale

from home import i18n
from home.demo import works
from home.demo.markup import key
from home.demo.registry import Progress, step
from library.models import Challenge, Topic

FOLDER = Path(__file__).parent


def _load(kind: str, model: Any, terms: dict[str, Any], make: Callable[[str, str, Locale, int], Any]) -> Progress:
    known = i18n.locales()
    first = settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in known else next(iter(known))
    for done, name in enumerate(terms, start=1):
        term = model.objects.filter(translation_key=key(kind, name), locale=known[first]).first()
        if term is None:
            term = make(name, first, known[first], done)
            term.save()
        for code, locale in known.items():
            if code != first and code in terms[name] and not term.has_translation(locale):
                works.translate_object(term, locale, make(name, code, locale, done))
        yield done, len(terms)


@step(40, "Topics", is_example=False)
def load_topics() -> Progress:
    """The twelve topics of the design."""
    terms = works.read(FOLDER / "topics.yaml")

    def make(name: str, code: str, locale: Locale, order: int) -> Topic:
        return Topic(
            locale=locale, translation_key=key("topic", name), key=name, pattern=name, order=order, **terms[name][code]
        )

    return _load("topic", Topic, terms, make)


@step(41, "Challenges", is_example=False)
def load_challenges() -> Progress:
    """Problems as people say them."""
    terms = works.read(FOLDER / "challenges.yaml")

    def make(name: str, code: str, locale: Locale, order: int) -> Challenge:
        topic = Topic.objects.filter(translation_key=key("topic", terms[name]["topic"]), locale=locale).first()
        return Challenge(
            locale=locale,
            translation_key=key("challenge", name),
            key=name,
            order=order,
            label=terms[name][code],
            topic=topic,
        )

    return _load("challenge", Challenge, terms, make)
