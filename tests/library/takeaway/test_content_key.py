"""The key of a file changes with everything that the file says, and with nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile

from home.models import Picture
from library.models import (
    GuideContributor,
    GuideCountry,
    GuideDownload,
    GuideIssue,
    GuideLink,
    GuidePage,
    GuideRegion,
    GuideTopic,
    Issue,
    Topic,
)
from library.takeaway.making import key_of
from tests.factories import SmallSite
from tests.library.helpers import LEFT_OPEN, file, full_guide, make_private, translated

pytestmark = LEFT_OPEN


def keys(guide: GuidePage) -> dict[str, str]:
    """The keys of what is stored now."""
    stored = GuidePage.objects.get(pk=guide.pk)
    return {kind: key_of(stored, kind) for kind in ("pdf", "epub", "zip")}


def changed(guide: GuidePage, **values: Any) -> None:
    """Set and store."""
    stored = GuidePage.objects.get(pk=guide.pk)
    for name, value in values.items():
        setattr(stored, name, value)
    stored.save()


def first_picture() -> Picture:
    """The picture of the guide."""
    found: Picture = Picture.objects.order_by("pk").first()
    return found


CHANGES: dict[str, Callable[[GuidePage], Any]] = {
    "title": lambda guide: changed(guide, title="Another"),
    "text": lambda guide: changed(guide, body=[("heading", "Another")]),
    "licence": lambda guide: changed(guide, licence="cc0"),
    "version": lambda guide: changed(guide, version=9),
    "consent": lambda guide: Picture.objects.update(consent="unclear"),
    "credit of a picture": lambda guide: Picture.objects.update(credit="Somebody"),
    "audience": lambda guide: changed(guide, audience="organiser"),
    "time": lambda guide: changed(guide, time_required=90),
    "group": lambda guide: changed(guide, group_min=3),
    "risks": lambda guide: changed(guide, risks="A risk"),
    "rights holder": lambda guide: changed(guide, rights_holder="Us"),
    "law reviewed": lambda guide: changed(guide, law_reviewed_on=datetime.date(2026, 1, 2)),
    "confirmed": lambda guide: changed(guide, reviewed=datetime.date(2026, 1, 2)),
    "introduction": lambda guide: changed(guide, introduction="<p>Another</p>"),
    "accessibility": lambda guide: changed(guide, access_modes=["textual"]),
    "provenance": lambda guide: GuidePage.objects.filter(pk=guide.pk).update(provenance="machine"),
    "country": lambda guide: GuideCountry.objects.create(page=guide, country="TZ"),
    "country of the law": lambda guide: GuideCountry.objects.update(place="law"),
    "issue": lambda guide: GuideIssue.objects.create(
        page=guide, locale=guide.locale, issue=Issue.objects.create(key="land", name="Land", locale=guide.locale)
    ),
    "second topic": lambda guide: GuideTopic.objects.create(
        page=guide, locale=guide.locale, topic=Topic.objects.exclude(key="rights").first(), sort_order=9
    ),
    "challenge": lambda guide: changed(guide, problem="Another"),
    "source": lambda guide: GuideLink.objects.update(title="Another"),
    "region": lambda guide: GuideRegion.objects.create(page=guide, region="ea"),
    "contributor": lambda guide: GuideContributor.objects.create(
        page=guide, name="New", role="checked", locale=guide.locale
    ),
    "translator": lambda guide: GuideContributor.objects.create(
        page=guide, name="New", role="translated", language="en", locale=guide.locale
    ),
    "name of a project": lambda guide: guide.contributors.first().project.specific.__class__.objects.update(
        title="New"
    ),
    "project no longer public": lambda guide: make_private(guide.contributors.first().project),
    "linked page withdrawn": lambda guide: guide.get_site().root_page.get_children().type(_prose()).first().unpublish(),
}


def _prose() -> Any:
    from home.models import StandardPage

    return StandardPage


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_it(site: SmallSite, change: str) -> None:
    guide = full_guide(site, 1)
    before = keys(guide)
    CHANGES[change](GuidePage.objects.get(pk=guide.pk))
    after = keys(guide)
    assert [kind for kind in before if before[kind] == after[kind]] == []


def test_guides_that_are_named_in_the_text_change_it(site: SmallSite) -> None:
    other = site.guide()
    guide = site.guide(body=[("related", [other])])
    found = [keys(guide)]
    GuidePage.objects.filter(pk=other.pk).update(title="Another")
    found.append(keys(guide))
    GuidePage.objects.get(pk=other.pk).unpublish()
    found.append(keys(guide))
    assert [len({key[kind] for key in found}) for kind in found[0]] == [3, 3, 3]


def test_what_does_not_change_it(site: SmallSite) -> None:
    guide = full_guide(site, 1)
    before = keys(guide)
    stored = GuidePage.objects.get(pk=guide.pk)
    stored.save_revision().publish()
    stored.save_revision(changed=True)
    site.guide(title="Another guide")
    site.guide("fr", of=guide)
    stored.search_description = "For search engines"
    stored.review_by = datetime.date(2030, 1, 1)
    stored.confirmations = 3
    stored.save()
    assert keys(guide) == before


def test_an_original_that_changes_changes_the_files_of_its_translations(site: SmallSite) -> None:
    guide = site.guide()
    translated(guide, "fr")
    french = site.guide("fr", of=guide)
    before = keys(french)
    guide.summary = "It says something else now."
    guide.save_revision().publish()
    after = keys(french)
    assert [kind for kind in before if before[kind] == after[kind]] == []


def test_files_to_take_away_are_in_the_kit_alone(site: SmallSite) -> None:
    guide = full_guide(site, 1)
    before = keys(guide)
    GuideDownload.objects.create(page=guide, document=file("new.pdf"), label="New", locale=guide.locale)
    after = keys(guide)
    assert {kind for kind in before if before[kind] != after[kind]} == {"zip"}
    document = guide.downloads.first().document
    document.file.save("other.pdf", ContentFile(b"other"))
    assert keys(guide)["zip"] != after["zip"]


@pytest.mark.parametrize("how", ["replaced", "deleted"])
def test_files_that_the_text_links_to_change_it(site: SmallSite, how: str) -> None:
    linked = file("linked.pdf")
    guide = site.guide(body=[("text", f'<p><a linktype="document" id="{linked.pk}">a sheet</a></p>')])
    before = keys(guide)
    if how == "replaced":
        linked.file.save("other.pdf", ContentFile(b"other"))
        linked.file_hash = ""
        linked.save()
    else:
        linked.delete()
    after = keys(guide)
    assert [kind for kind in before if before[kind] == after[kind]] == []


def test_the_kinds_have_different_keys(site: SmallSite) -> None:
    assert len(set(keys(site.guide()).values())) == 3
