"""The translation desk of the demo site: a claim, a running review, what readers asked for, terms agreed on."""

from __future__ import annotations

from pathlib import Path

from wagtail.models import Locale, PageLogEntry
from wagtail_localize.models import Translation

from home import i18n
from home.demo import works
from home.demo.markup import key
from home.demo.registry import Progress, step
from home.desk import asking
from home.models import GlossaryTerm, User, Work
from home.translators import claims, review

FOLDER = Path(__file__).parent
#: What the translator has claimed: kind, work, language.
CLAIMED = ("guide", "ten-questions-about-the-room", "fr")
#: How many readers asked for a work in a language.
ASKED_FOR = {("guide", "de-escalation-training", "ar"): 7, ("guide", "first-24-hours", "sw"): 4}


@step(95, "Translation desk", is_example=True)
def load_desk() -> Progress:
    """Once: whatever people did with it since is theirs."""
    translator = User.objects.get(username="translator")
    known = i18n.locales()
    if not PageLogEntry.objects.filter(action="home.translation.claim", user=translator).exists():
        _claim(translator, known)
        _submit(translator)
        _ask(known)
        _agree(known)
    yield 1, 1


def _claim(translator: User, known: dict[str, Locale]) -> None:
    kind, slug, code = CLAIMED
    if code in known:
        claims.claim(key(kind, slug), known[code], translator)


def _submit(translator: User) -> None:
    """Have the translations reviewed that have all their texts and are not public."""
    for translation in Translation.objects.filter(enabled=True).select_related("source", "target_locale"):
        page = translation.source.object.get_instance_or_none(translation.target_locale)
        total, done = translation.get_progress()
        if page is not None and not getattr(page, "live", True) and total == done:
            review.submit(translation, translator)


def _ask(known: dict[str, Locale]) -> None:
    for (kind, slug, code), readers in ASKED_FOR.items():
        if code in known:
            asking.add(Work.objects.get(pk=key(kind, slug)), known[code], readers)


def _agree(known: dict[str, Locale]) -> None:
    for term, languages in works.read(FOLDER / "glossary.yaml").items():
        for code, agreed in languages.items():
            if code in known:
                GlossaryTerm.objects.create(
                    source_locale=known["en"],
                    target_locale=known[code],
                    term=term,
                    translation=agreed["translation"],
                    avoid="\n".join(agreed.get("avoid", [])),
                    note=agreed.get("note", ""),
                )
