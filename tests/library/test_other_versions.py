"""A work stays in kits, and beside guides and stories, when one of its versions is deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from library.models import GuidePage, KitPage, LibraryIndexPage, RelatedGuide
from stories.models import StoryGuide
from tests.factories import SmallSite
from tests.library.helpers import kit_of

DELETED: dict[str, Callable[[SmallSite, GuidePage], Any]] = {
    "alone": lambda site, guide: guide.delete(),
    "in a query": lambda site, guide: GuidePage.objects.filter(pk=guide.pk).delete(),
    "with its library": lambda site, guide: LibraryIndexPage.objects.get(pk=guide.get_parent().pk).delete(),
}


@pytest.mark.parametrize("how", DELETED)
def test_it_stays_in_another_version(site: SmallSite, how: str) -> None:
    original = site.guide("fr", title="Un guide")
    for code in ("ar", "en"):
        site.guide(code, of=original, slug=f"guide-{code}", live=code == "en")
    english = GuidePage.objects.get(translation_key=original.translation_key, locale__language_code="en")
    kit, french_kit = kit_of(site, original), kit_of(site, original, code="fr")
    beside, story = site.guide(), site.story()
    beside.related_guides = [RelatedGuide(guide=original)]
    beside.save_revision().publish()
    story.guides = [StoryGuide(guide=original)]
    story.save_revision().publish()
    DELETED[how](site, original)
    assert not GuidePage.objects.filter(pk=original.pk).exists()
    for page, name in ((kit, "parts"), (beside, "related_guides"), (story, "guides")):
        stored = type(page).objects.get(pk=page.pk)
        assert [row.guide_id for row in getattr(stored, name).all()] == [english.pk], name
        stored.get_latest_revision().publish()  # what was written down before names the version that is gone
        stored = type(page).objects.get(pk=page.pk)
        assert [row.guide_id for row in getattr(stored, name).all()] == [english.pk], name
    assert [row.note for row in KitPage.objects.get(pk=kit.pk).parts.all()] == ["Note 1."]
    kept = KitPage.objects.filter(pk=french_kit.pk).first()
    assert kept is None if how == "with its library" else kept is not None and kept.parts.count() == 1


def test_the_last_version_takes_its_rows_along(site: SmallSite) -> None:
    original = site.guide()
    french = site.guide("fr", of=original, slug="guide")
    kit = kit_of(site, original)
    for version in (original, french):
        version.delete()
    assert KitPage.objects.get(pk=kit.pk).parts.count() == 0


def test_all_versions_at_once(site: SmallSite) -> None:
    original = site.guide()
    site.guide("fr", of=original, slug="guide")
    kit = kit_of(site, original)
    GuidePage.objects.filter(translation_key=original.translation_key).delete()
    assert KitPage.objects.get(pk=kit.pk).parts.count() == 0
