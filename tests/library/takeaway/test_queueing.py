"""What changes the files of a guide without touching it has them made anew, after the commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from library.keeping.confirming import confirm
from library.models import Edition, GuideContributor, GuidePage, KitPage
from library.takeaway import making
from tests.factories import SmallSite, user
from tests.library.helpers import LEFT_OPEN, kit_of, make_private

pytestmark = LEFT_OPEN


def renamed(kit: KitPage) -> None:
    """Under another title."""
    kit.title = "Another"
    kit.save_revision().publish()


CHANGES: dict[str, Callable[[GuidePage, KitPage], Any]] = {
    "confirmed": lambda guide, kit: confirm(guide, user("editor"), None),
    "kit renamed": lambda guide, kit: renamed(kit),
    "kit unpublished": lambda guide, kit: kit.unpublish(),
    "kit closed": lambda guide, kit: make_private(kit),
    "project closed": lambda guide, kit: make_private(guide.contributors.first().project),
    "network closed": lambda guide, kit: make_private(guide.contributors.first().project.get_parent()),
    "project opened": lambda guide, kit: PageViewRestriction.objects.all().delete(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_them_made_anew(site: SmallSite, django_capture_on_commit_callbacks: Any, change: str) -> None:
    guide, project = site.guide(), site.project()
    guide.contributors.add(GuideContributor(project=project, role="wrote", locale=guide.locale))
    guide.save_revision().publish()
    kit = kit_of(site, guide)
    if change == "project opened":
        make_private(project)
    guide = GuidePage.objects.get(pk=guide.pk)
    making.make_missing(guide.pk)
    before = dict(Edition.objects.filter(page=guide).values_list("format", "key"))
    with django_capture_on_commit_callbacks(execute=True):
        CHANGES[change](guide, kit)
    after = dict(Edition.objects.filter(page=guide).values_list("format", "key"))
    assert [kind for kind in ("pdf", "epub", "zip") if before[kind] == after[kind]] == []
    stored = GuidePage.objects.get(pk=guide.pk)
    assert [kind for kind in after if after[kind] != making.key_of(stored, kind)] == []
