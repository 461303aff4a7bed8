"""When a consent has ended, nothing of the story is public, in no language and nowhere; first of all not its page."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from wagtail.contrib.frontend_cache.backends import BaseBackend

from home import changes, i18n
from home.models import Rendition, SearchEntry, User
from stories import domain, listing, receiving
from stories.forgetting import clock
from stories.models import Consent, StoryPage, Submission
from stories.states import State
from tests.factories import SmallSite
from tests.stories.forms import picture, story
from tests.stories.review import publish, signed_in

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures
TITLE = "The kestrel returns"
PLACES = (
    "/en/stories/",
    "/fr/stories/",
    "/en/stories/feed/",
    "/fr/stories/feed/",
    "/sitemap-en.xml",
    "/sitemap-fr.xml",
    "/api/v2/pages/?type=stories.StoryPage&fields=*",
    "/en/search/?q=kestrel",
    "/fr/search/?q=kestrel",
)


class Purged(BaseBackend):
    """A cache in front of the site that notes what it is told to forget."""

    told: list[str] = []

    def purge(self, url: str) -> None:
        self.told.append(url)


@pytest.fixture
def front(settings: Any) -> list[str]:
    """What the cache in front of the site was told."""
    settings.WAGTAILFRONTENDCACHE = {"default": {"BACKEND": f"{__name__}.Purged"}}
    Purged.told = []
    return Purged.told


@pytest.fixture
def original(site: SmallSite, reviewer: User) -> StoryPage:
    """A public story with a picture, and its public French version."""
    submission, _is_new = receiving.submit(story(title=TITLE, pictures=(picture(),)))
    publish(signed_in(reviewer), submission.page)
    page = StoryPage.objects.get(pk=submission.page_id)
    assert page.live
    french = page.copy_for_translation(i18n.locales()["fr"])
    french.title = f"{TITLE} (fr)"
    french.save_revision().publish()
    return page


def shown(client: Client) -> list[str]:
    """Where readers find the story."""
    changes.note()
    cache.clear()
    return [place for place in PLACES if "kestrel-returns" in client.get(place).content.decode()]


def end(page: StoryPage, days: int = 0) -> None:
    over = timezone.localdate() - datetime.timedelta(days=days)
    Consent.objects.filter(submission__page=page).update(ends_on=over)


def test_the_test_finds_it_while_it_is_public(original: StoryPage, client: Client) -> None:
    assert shown(client) == list(PLACES)


@pytest.mark.parametrize("way", ["withdraw", "clock"])
def test_it_is_gone_everywhere(original: StoryPage, client: Client, way: str) -> None:
    client.get("/en/stories/the-kestrel-returns/")
    assert Rendition.objects.exists()
    sizes = {size.file.name: size.file.storage for size in Rendition.objects.all()}
    submission = Submission.objects.get(page=original)
    if way == "withdraw":
        domain.withdraw(submission)
    else:
        end(original)
        clock.run()
    assert shown(client) == []
    for code in ("en", "fr", "ar"):
        assert client.get(f"/{code}/stories/the-kestrel-returns/").status_code == 404
    assert not StoryPage.objects.live().exists()
    assert not SearchEntry.objects.filter(page__in=StoryPage.objects.all()).exists()
    assert not Rendition.objects.exists()
    assert [client.get(f"/media/{name}").status_code for name in sizes] == [404] * len(sizes)


def test_caches_are_told(
    original: StoryPage, front: list[str], django_capture_on_commit_callbacks: Any, client: Client
) -> None:
    client.get("/en/stories/the-kestrel-returns/")
    sizes = [i18n.absolute(size.url) for size in Rendition.objects.all()]
    end(original)
    with django_capture_on_commit_callbacks(execute=True):
        clock.run()
    told = {address.removeprefix(i18n.absolute("")) for address in front}
    assert told >= {
        "/en/stories/the-kestrel-returns/",
        "/fr/stories/the-kestrel-returns/",
        "/ar/stories/the-kestrel-returns/",
        "/en/stories/",
        "/fr/stories/",
        "/en/stories/feed/",
        "/fr/stories/feed/",
        "/sitemap.xml",
        "/sitemap-en.xml",
        "/sitemap-fr.xml",
        "/en/",
    }
    assert sizes
    assert set(front) >= set(sizes)


def test_before_the_clock_has_run_too(original: StoryPage, client: Client) -> None:
    addresses = [f"/{code}/stories/the-kestrel-returns/" for code in ("en", "fr", "ar")]
    end(original, days=-1)
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    assert listing.count_stories() == 1
    end(original)
    assert StoryPage.objects.live().count() == 2
    assert StoryPage.objects.published().count() == 0
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert listing.count_stories() == 0
    feeds = ("/en/stories/", "/fr/stories/", "/en/stories/feed/", "/fr/stories/feed/")
    assert not {place for place in shown(client) if place in feeds}


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.EXPIRED, State.DECLINED])
def test_what_ended_is_not_shown_even_where_its_page_is_live(original: StoryPage, client: Client, state: str) -> None:
    Submission.objects.filter(page=original).update(state=state)
    assert StoryPage.objects.published().count() == 0
    assert client.get("/fr/stories/the-kestrel-returns/").status_code == 404


def test_other_stories_stay(original: StoryPage, site: SmallSite, client: Client) -> None:
    site.story(title="Ours", slug="ours")
    end(original)
    assert list(StoryPage.objects.published().values_list("title", flat=True)) == ["Ours"]
    assert client.get("/en/stories/ours/").status_code == 200


def test_the_page_costs_no_query_more(original: StoryPage, site: SmallSite) -> None:
    assert str(StoryPage.objects.published().query).count("EXISTS") == 2
