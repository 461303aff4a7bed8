"""A page that changes is purged from the cache in front of the site, after the commit, with real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.db import transaction
from wagtail.models import PageViewRestriction

from home import i18n
from home.models import Picture, StandardPage
from library.models import GuidePage, GuideTopic
from library.vocabulary import Kind
from stories import receiving
from stories.models import StoryIndexPage, StoryPage
from tests.factories import SmallSite
from tests.library.helpers import LEFT_OPEN, kit_of, make_private
from tests.stories.forms import picture, story
from tests.stories.review import make_public


@pytest.fixture
def purged(settings: Any) -> Iterator[list[str]]:
    """The paths for which a small server of ours received PURGE."""
    seen: list[str] = []

    class Cache(BaseHTTPRequestHandler):
        def do_PURGE(self) -> None:
            seen.append(f"{self.headers['Host']}{self.path}")
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Cache)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.BASE_URL = "http://ggsn.example"
    settings.WAGTAILFRONTENDCACHE = {
        "default": {
            "BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend",
            "LOCATION": f"http://127.0.0.1:{server.server_port}",
        }
    }
    yield seen
    server.shutdown()
    server.server_close()
    thread.join()


def expected(guide: GuidePage) -> list[str]:
    topics = ("rights", "safety", "care")
    paths = ["/sitemap.xml", "/api/v2/pages/", f"/api/v2/pages/{guide.pk}/"]
    for code in ("en", "fr", "ar"):
        paths += [f"/{code}/", f"/{code}/library/", f"/{code}/library/feed/", f"/{code}/library/{guide.slug}/"]
        paths += [f"/sitemap-{code}.xml", f"/{code}/library/catalogue.csv"]
        paths += [f"/{code}/library/topic/{key}/" for key in topics]
    files = ("text", "cite.bib", "cite.ris", "cite.csl.json", "guide.pdf", "guide.epub", "guide.zip")
    paths += [f"/en/library/{guide.slug}/{name}" for name in files]
    paths += [f"/en/library/feed/kind/{kind}/" for kind in Kind.values]
    paths += [f"/en/library/feed/topic/{key}/" for key in topics]
    return sorted(f"ggsn.example{path}" for path in paths)


def test_publishing_purges_the_page_in_every_language(
    site: SmallSite, purged: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    guide = site.guide()
    with django_capture_on_commit_callbacks(execute=True):
        guide.save_revision().publish()
        assert purged == []  # nothing is announced before it is true
    assert sorted(purged) == expected(guide)


def test_a_topic_that_a_guide_leaves_is_purged(
    site: SmallSite, purged: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    guide = site.guide(topics=("rights",), kind="toolkit")
    guide.topics = [GuideTopic(topic=site.topics["care", "en"], locale=guide.locale)]
    guide.kind = "report"
    with django_capture_on_commit_callbacks(execute=True):
        guide.save_revision().publish()
    left = [
        "en/library/feed/topic/rights", "en/library/feed/kind/toolkit", "en/library/topic/rights",
        "fr/library/topic/rights",
    ]  # fmt: skip
    assert {f"ggsn.example/{path}/" for path in left} <= set(purged)


def test_unpublishing_and_deleting_purge_too(
    site: SmallSite, purged: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    guide = site.guide()
    with django_capture_on_commit_callbacks(execute=True):
        guide.unpublish()
    assert sorted(purged) == expected(guide)
    purged.clear()
    same = GuidePage(pk=guide.pk, slug=guide.slug)
    with django_capture_on_commit_callbacks(execute=True):
        guide.delete()
    assert sorted(set(purged)) == expected(same)


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_is_not_announced(site: SmallSite, purged: list[str]) -> None:
    guide = site.guide()
    purged.clear()
    with pytest.raises(RuntimeError), transaction.atomic():
        guide.save_revision().publish()
        raise RuntimeError
    assert purged == []


def test_without_a_cache_nothing_is_sent(site: SmallSite, purged: list[str], settings: Any) -> None:
    del settings.WAGTAILFRONTENDCACHE
    site.guide().save_revision().publish()
    assert purged == []


def test_hiding_a_page_purges_it_and_all_below(
    site: SmallSite, purged: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    guide = site.guide(slug="phones")
    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.create(page=site.sections["library", "en"], restriction_type="login")
    assert "ggsn.example/en/library/phones/" in purged
    assert "ggsn.example/en/library/" in purged
    purged.clear()
    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.all().delete()
    assert f"ggsn.example/fr/library/{guide.slug}/" in purged


def test_an_old_address_is_purged(site: SmallSite, purged: list[str], django_capture_on_commit_callbacks: Any) -> None:
    above = site.standard(slug="about", title="About")
    above.add_child(instance=StandardPage(title="Below", slug="below", locale=above.locale))
    with django_capture_on_commit_callbacks(execute=True):
        above.slug = "who-we-are"
        above.save_revision().publish()
    assert {path for path in purged if path.startswith("ggsn.example/en/")} >= {
        "ggsn.example/en/about/",
        "ggsn.example/en/about/below/",
        "ggsn.example/en/who-we-are/",
        "ggsn.example/en/who-we-are/below/",
    }


def test_a_place_that_was_left_is_purged(
    site: SmallSite, purged: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    above, page = site.standard(slug="about", title="About"), site.standard(slug="privacy", title="Privacy")
    with django_capture_on_commit_callbacks(execute=True):
        page.move(above, pos="last-child")
    assert {"ggsn.example/en/privacy/", "ggsn.example/en/about/privacy/"} <= set(purged)


# ---------------------------------------------------------------- pictures that came with a story


def closed_index(site: SmallSite) -> StoryIndexPage:
    """A second list of stories, which only members may read."""
    above = site.sections["stories", "en"].get_parent()
    made = above.add_child(instance=StoryIndexPage(title="Members", slug="members", locale=i18n.locales()["en"]))
    make_private(made)
    return made


HIDDEN: dict[str, Callable[[SmallSite, StoryPage], Any]] = {
    "unpublished": lambda site, story: story.unpublish(),
    "for members": lambda site, story: make_private(story),
    "deleted": lambda site, story: story.delete(),
    "moved": lambda site, story: story.move(closed_index(site), pos="last-child"),
    "consent withdrawn": lambda site, story: withdraw(Picture.objects.get()),
    "picture deleted": lambda site, story: Picture.objects.get().delete(),
}


def withdraw(shown: Picture) -> None:
    """Its people do not agree any more."""
    shown.consent = Picture.Consent.UNCLEAR
    shown.save()


def story_with_picture() -> StoryPage:
    """A public one."""
    return make_public(receiving.submit(story(pictures=(picture("nobody", alt="A board"),)))[0].page)


def showing(site: SmallSite, shown: Picture) -> list[str]:
    """The addresses of a guide with the picture, and of its size on it."""
    guide = site.guide(slug="phones", body=[("figure", {"image": shown, "caption": ""})])
    size = shown.get_rendition("width-320|format-webp")
    paths = ["/en/library/phones/", "/fr/library/phones/", "/en/library/phones/text", f"/api/v2/pages/{guide.pk}/"]
    return sorted(f"ggsn.example{path}" for path in [*paths, size.url])


@LEFT_OPEN
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.parametrize("how", HIDDEN)
def test_a_guide_is_purged_when_its_picture_is_hidden(
    site: SmallSite, purged: list[str], django_capture_on_commit_callbacks: Any, how: str
) -> None:
    told = story_with_picture()
    expected = showing(site, Picture.objects.get())
    purged.clear()
    with django_capture_on_commit_callbacks(execute=True):
        HIDDEN[how](site, told)
    assert [address for address in expected if address not in purged] == []


@LEFT_OPEN
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_a_guide_is_purged_when_its_picture_is_shown_again(
    site: SmallSite, purged: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    told = story_with_picture()
    told.move(closed_index(site), pos="last-child")
    expected = showing(site, Picture.objects.get())
    purged.clear()
    with django_capture_on_commit_callbacks(execute=True):
        StoryPage.objects.get(pk=told.pk).move(site.sections["stories", "en"], pos="last-child")
    assert [address for address in expected if address not in purged] == []


def test_all_versions_of_a_guide_that_leaves_a_kit_are_purged(
    site: SmallSite, purged: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    guide = site.guide(slug="phones")
    site.guide("fr", of=guide, slug="telephones")
    kit = kit_of(site, guide)
    purged.clear()
    with django_capture_on_commit_callbacks(execute=True):
        kit.parts.get().delete()
    assert {"ggsn.example/en/library/phones/", "ggsn.example/fr/library/telephones/"} <= set(purged)
