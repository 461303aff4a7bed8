"""A page that changes is purged from the cache in front of the site, after the commit, with real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.db import transaction
from wagtail.models import PageViewRestriction

from home.models import StandardPage
from library.models import GuidePage, GuideTopic
from library.vocabulary import Kind
from tests.factories import SmallSite


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
def test_a_rolled_back_change_is_not_announced(purged: list[str]) -> None:
    site = SmallSite.build()
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
