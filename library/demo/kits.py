"""The demo kit: four guides that belong together, in six languages, with gaps."""

from __future__ import annotations

from pathlib import Path

from wagtail.models import Locale

from home.demo import works
from home.demo.markup import key, rich_text
from home.demo.registry import Progress, step
from library.models import GuidePage, KitGuide, KitPage

FOLDER = Path(__file__).parent / "kits"


@step(62, "Kits", is_example=True)
def load_kits() -> Progress:
    """One kit, whose guides are not in all of its languages."""
    found = works.works("kit", FOLDER)
    for _done in works.sketch(found, ("index", "library"), _stub):
        pass
    return works.fill(found, _kit)


def _stub(work: works.Work, locale: Locale) -> KitPage:
    title = work.languages[locale.language_code]["title"]
    return KitPage(locale=locale, translation_key=work.key, slug=work.slug, title=title, live=False)


def _kit(work: works.Work, texts: works.Texts, facts: works.Texts, locale: Locale) -> KitPage:
    kit = KitPage(
        locale=locale,
        translation_key=work.key,
        slug=work.slug,
        title=texts["title"],
        summary=texts["summary"],
        introduction=rich_text(texts["introduction"]),
        licence=facts["licence"],
    )
    kit.parts.add(
        *[
            works.child(
                KitGuide,
                work.key,
                "part",
                name,
                guide=guide,
                note=note,
                locale=locale,
                sort_order=place,
            )
            for place, (name, note) in enumerate(zip(facts["guides"], texts["notes"], strict=True))
            # A site with fewer languages has fewer guides.
            if (guide := GuidePage.objects.filter(translation_key=key("guide", name)).order_by("pk").first())
        ]
    )
    return kit
