"""Restrictions hide a page and all below it, and nothing beside it; asked without a query of their own."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, PageViewRestriction

from home.models import StandardPage
from home.visibility import is_private
from library.models import GuidePage
from tests.factories import SmallSite


def test_the_same_pages_as_wagtail_says(site: SmallSite) -> None:
    for number in range(3):
        site.guide(title=f"Guide {number}")
    parent = site.standard(title="Members", slug="members")
    parent.add_child(instance=StandardPage(title="Below", slug="below", locale=parent.locale))
    site.standard(title="Beside", slug="members-beside")
    assert set(Page.objects.filter(~is_private())) == set(Page.objects.public()) == set(Page.objects.all())
    guide = GuidePage.objects.get(title="Guide 1")
    for page, kind in ((parent, "login"), (guide, "groups"), (site.sections["stories", "fr"], "password")):
        PageViewRestriction.objects.create(page=page, restriction_type=kind, password="word")
    assert set(Page.objects.filter(~is_private())) == set(Page.objects.public())
    assert {page.title for page in Page.objects.filter(is_private())} == {"Members", "Below", "Guide 1", "Récits"}
    assert [page.title for page in GuidePage.objects.published()] == ["Guide 0", "Guide 2"]


def test_one_query(site: SmallSite, django_assert_num_queries: Any) -> None:
    site.guide()
    with django_assert_num_queries(1):
        assert len(GuidePage.objects.published()) == 1
