"""What the page of a guide offers to take away: current files with their size, the others without."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from home import i18n
from library.models import Edition, GuidePage, KitPage
from library.takeaway import making
from tests.factories import SmallSite, user
from tests.library.helpers import LEFT_OPEN, full_guide, kit_of, make_private, texts, translated, tree, warm_up

pytestmark = LEFT_OPEN
UNMADE = ["PDF To print and to read", "EPUB For telephones and e-readers", "ZIP Everything in one file"]
OFFERS = "//section[@aria-labelledby='take']//li"


def offers(client: Client, guide: GuidePage | KitPage, language: str = "en") -> list[str]:
    """The rows of the box, as a reader sees them."""
    return texts(tree(client, i18n.url_in(guide, language)), OFFERS)


def test_current_files_are_offered(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    assert offers(client, guide) == UNMADE
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


def test_old_files_are_offered_to_be_made_anew(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    making.make_missing(guide.pk)
    GuidePage.objects.update(licence="cc0")
    assert offers(client, guide) == UNMADE
    assert client.get(f"{i18n.url_in(guide, 'en')}guide.pdf").status_code == 202
    assert offers(client, guide) != UNMADE  # the task ran


def test_what_cannot_be_made_is_not_offered(site: SmallSite, client: Client) -> None:
    guide = site.guide(title="中文")
    making.make_missing(guide.pk)
    Edition.objects.update(size=84_000)
    for code in ("en", "fr"):
        assert [row.split()[0] for row in offers(client, guide, code)] == ["EPUB", "ZIP"]
    GuidePage.objects.update(title="Letters")
    assert offers(client, guide) == UNMADE


def test_readers_of_another_language_are_told_which_one_it_is(site: SmallSite, client: Client) -> None:
    guide = full_guide(site, 1)
    making.make_missing(guide.pk)
    Edition.objects.update(size=1000)
    page = tree(client, i18n.url_in(guide, "fr"))
    assert page.xpath(f"{OFFERS}/a[@hreflang='en']/@href") == [
        f"/en/library/{guide.slug}/guide.{kind}" for kind in ("pdf", "epub", "zip")
    ]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("state", "queries"), [("original", 11), ("current", 11), ("missing", 11), ("older", 11), ("fallback", 11)]
)
def test_queries_do_not_grow(
    site: SmallSite, client: Client, django_assert_num_queries: Any, state: str, queries: int, count: int
) -> None:
    """A fallback is looked for in the reader's language first."""
    guide = full_guide(site, count)
    shown, code = guide, "fr" if state == "fallback" else "en"
    if state in ("current", "missing", "older"):
        translated(guide, "fr", completely=state != "missing")
        code, shown = "fr", full_guide(site, count, "fr", of=guide)
    if state == "older":
        guide.summary = "It says something else now."
        guide.save_revision().publish()
    making.make_missing(shown.pk)
    path = i18n.url_in(shown, code)
    warm_up(client, path)
    with django_assert_num_queries(queries):
        page = tree(client, path)
    assert len(texts(page, OFFERS)) == 4
    assert len(page.xpath("//div[@class='notice notice-strip notice--stale noprint']")) == (
        state in ("missing", "older")
    )


def test_guides_for_members_are_not_offered(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    making.make_missing(guide.pk)
    guide.refresh_from_db()
    guide.visibility = "members"
    guide.save_revision().publish()
    client.force_login(user("member", superuser=True))
    assert offers(client, guide) == []
    assert not Edition.objects.exclude(file="").exists()


def test_pages_that_somebody_closed_offer_nothing(site: SmallSite, client: Client) -> None:
    guide, below = site.guide(), site.guide("fr")
    kit = kit_of(site, site.guide())
    for page in (guide, kit, site.sections["library", "fr"]):
        make_private(page)
    client.force_login(user("member", superuser=True))
    assert [offers(client, guide), offers(client, kit), offers(client, below, "fr")] == [[], [], []]
