"""The demo guides."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.base import File as DjangoFile
from wagtail.models import Locale, Page

from home.demo import works
from home.demo.markup import Blocks, key
from home.demo.registry import Progress, step
from home.models import File
from library.models import (
    Challenge,
    GuideContributor,
    GuideCountry,
    GuideDownload,
    GuideIssue,
    GuideLink,
    GuidePage,
    GuideRegion,
    GuideTopic,
    Issue,
    RelatedGuide,
    Topic,
    WorkNumber,
)
from library.vocabulary import Place

FOLDER = Path(__file__).parent


@step(60, "Guides", is_example=True)
def load_guides() -> Progress:
    """Fourteen guides in two to six languages; between them they show every state of a translation."""
    return works.fill(works.works("guide", FOLDER / "guides"), _guide)


@step(46, "Outlines of guides", is_example=True)
def sketch_guides() -> Progress:
    """Their numbers and drafts, so that others can link to them."""
    found = works.works("guide", FOLDER / "guides")
    for work in found:
        number = work.languages[work.original]["number"]
        WorkNumber.objects.get_or_create(translation_key=work.key, defaults={"pk": number})
    return works.sketch(found, ("index", "library"), partial(works.draft, GuidePage))


def _guide(work: works.Work, texts: works.Texts, facts: works.Texts, locale: Locale) -> GuidePage:
    group = facts.get("group") or [None, None]
    guide = GuidePage(
        locale=locale,
        translation_key=work.key,
        slug=work.slug,
        number=facts["number"],
        kind=facts["kind"],
        challenge=Challenge.objects.filter(translation_key=key("challenge", facts["challenge"]), locale=locale).first(),
        audience=facts.get("audience", ""),
        level=facts["level"],
        time_required=facts.get("minutes"),
        preparation_time=facts.get("preparation_minutes"),
        group_min=group[0],
        group_max=group[1],
        risk_level=facts["risk"],
        licence=facts["licence"],
        version=facts["version"],
        version_date=facts["version_date"],
        created=facts.get("created"),
        reviewed=facts.get("reviewed"),
        review_by=facts.get("review_by"),
        law_reviewed_on=facts.get("law_reviewed_on"),
        rights_holder=facts.get("rights_holder", ""),
        access_modes=facts.get("access_modes", []),
        accessibility_features=facts.get("accessibility_features", []),
        title=texts["title"],
        alternative_title=texts.get("alternative_title", ""),
        risks=texts.get("risks", ""),
        summary=texts["summary"],
        problem=texts["problem"],
        group_note=texts.get("group_note", ""),
        materials=texts.get("materials", ""),
        body=Blocks(work.key, FOLDER / "files").stream(texts["body"]),
    )
    guide.topics.add(
        *[
            works.child(
                GuideTopic,
                work.key,
                "topic",
                name,
                topic=Topic.objects.get(translation_key=key("topic", name), locale=locale),
                locale=locale,
                sort_order=place,
            )
            for place, name in enumerate(facts["topics"])
        ]
    )
    guide.issues.add(
        *[
            works.child(
                GuideIssue,
                work.key,
                "issue",
                name,
                issue=Issue.objects.get(translation_key=key("issue", name), locale=locale),
                locale=locale,
                sort_order=place,
            )
            for place, name in enumerate(facts.get("issues", []))
        ]
    )
    guide.countries.add(
        *[
            GuideCountry(country=code, place=where, sort_order=place)
            for place, (code, where) in enumerate(
                [(code, Place.USED) for code in facts.get("countries", [])]
                + [(code, Place.LAW) for code in facts.get("law", [])]
            )
        ]
    )
    guide.links.add(
        *[
            works.child(GuideLink, work.key, "link", place, locale=locale, sort_order=place, **link)
            for place, link in enumerate(facts.get("links", []))
        ]
    )
    guide.regions.add(
        *[GuideRegion(region=region, sort_order=place) for place, region in enumerate(facts.get("regions", []))]
    )
    guide.contributors.add(
        *(
            _contributor(work, locale, place, fact, text)
            for place, (fact, text) in enumerate(_pairs(work, facts, texts))
        )
    )
    guide.related_guides.add(
        *[
            RelatedGuide(
                guide=GuidePage.objects.filter(translation_key=key("guide", name)).order_by("pk").first(),
                sort_order=place,
            )
            for place, name in enumerate(facts.get("related", []))
        ]
    )
    guide.downloads.add(
        *[_download(work, locale, place, file) for place, file in enumerate(texts.get("downloads", []))]
    )
    return guide


def _pairs(work: works.Work, facts: works.Texts, texts: works.Texts) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The original's contributors, each with what a translation says instead."""
    originals = work.languages[work.original].get("contributors", [])
    told = texts.get("contributors") or [{}] * len(originals)
    return list(zip(originals, told, strict=True))


def _contributor(
    work: works.Work, locale: Locale, place: int, fact: dict[str, Any], text: dict[str, Any]
) -> GuideContributor:
    project = None
    if "project" in fact:
        project = Page.objects.filter(translation_key=key("project", fact["project"])).order_by("pk").first()
    made: GuideContributor = works.child(
        GuideContributor,
        work.key,
        "contributor",
        place,
        locale=locale,
        project=project,
        name=text.get("name", fact.get("name", "")),
        role=fact["role"],
        language=fact.get("language", ""),
        sort_order=place,
    )
    return made


def _download(work: works.Work, locale: Locale, place: int, file: dict[str, Any]) -> GuideDownload:
    document = None
    if "file" in file:
        document = File.objects.filter(title=file["file"]).first()
        if document is None:
            with (FOLDER / "files" / file["file"]).open("rb") as opened:
                document = File(title=file["file"], file=DjangoFile(opened, name=file["file"]))
                document.save()
            document.get_file_hash()  # the ETag that a reader gets; Wagtail's own form makes it, saving does not
    made: GuideDownload = works.child(
        GuideDownload,
        work.key,
        "download",
        place,
        locale=locale,
        document=document,
        label=file["label"],
        note=file.get("note", ""),
        language=file.get("language", ""),
        pages=file.get("pages"),
        sort_order=place,
    )
    return made
