"""Topics, challenges and issues; any site begins with them."""

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
from library.models import Challenge, Issue, Topic

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
    """The twelve topics of the design, and parts of two of them."""
    terms = works.read(FOLDER / "topics.yaml")

    def make(name: str, code: str, locale: Locale, order: int) -> Topic:
        above = terms[name].get("parent")
        return Topic(
            locale=locale,
            translation_key=key("topic", name),
            key=name,
            pattern=above or name,
            parent=Topic.objects.filter(translation_key=key("topic", above), locale=locale).first() if above else None,
            order=order,
            **terms[name][code],
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


@step(42, "Issues and movements", is_example=False)
def load_issues() -> Progress:
    """What the network's projects struggle for."""
    terms = works.read(FOLDER / "issues.yaml")

    def make(name: str, code: str, locale: Locale, order: int) -> Issue:
        return Issue(
            locale=locale,
            translation_key=key("issue", name),
            key=name,
            order=order,
            name=terms[name][code],
            exact_match=terms[name].get("exact_match", ""),
        )

    return _load("issue", Issue, terms, make)
