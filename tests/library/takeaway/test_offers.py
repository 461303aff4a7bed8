"""What the page of a guide offers to take away: current files, with their size, and nothing else."""

from __future__ import annotations

from typing import Any

from django.test import Client

from home import i18n
from library.models import Edition, GuidePage
from library.takeaway import making
from tests.factories import SmallSite
from tests.library.helpers import LEFT_OPEN, full_guide, texts, tree, warm_up

pytestmark = LEFT_OPEN
OFFERS = "//section[@aria-labelledby='take']//li"


def offers(client: Client, guide: GuidePage, language: str = "en") -> list[str]:
    """The rows of the box, as a reader sees them."""
    return texts(tree(client, i18n.url_in(guide, language)), OFFERS)


def test_current_files_are_offered(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    assert offers(client, guide) == []
    making.make_missing(guide.pk)
    Edition.objects.update(size=84_000)
    assert offers(client, guide) == [
        "PDF To print and to read82 KB",
        "EPUB For telephones and e-readers82 KB",
        "ZIP Everything in one file82 KB",
    ]
    page = tree(client, i18n.url_in(guide, "en"))
    for path in page.xpath(f"{OFFERS}/a/@href"):
        response = client.get(path)
        assert b"".join(response)  # type: ignore[arg-type]
        assert response.status_code == 200


def test_old_files_are_not_offered(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    making.make_missing(guide.pk)
    GuidePage.objects.update(licence="cc0")
    assert offers(client, guide) == []


def test_readers_of_another_language_are_told_which_one_it_is(site: SmallSite, client: Client) -> None:
    guide = full_guide(site, 1)
    making.make_missing(guide.pk)
    Edition.objects.update(size=1000)
    page = tree(client, i18n.url_in(guide, "fr"))
    assert page.xpath(f"{OFFERS}/a[@hreflang='en']/@href") == [
        f"/en/library/{guide.slug}/guide.{kind}" for kind in ("pdf", "epub", "zip")
    ]


def test_offering_costs_no_query_more(site: SmallSite, client: Client, django_assert_num_queries: Any) -> None:
    guide = full_guide(site, 3)
    making.make_missing(guide.pk)
    path = i18n.url_in(guide, "en")
    warm_up(client, path)
    with django_assert_num_queries(12):
        assert len(texts(tree(client, path), OFFERS)) == 4
