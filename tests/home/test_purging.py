"""A page that changes is purged from the cache in front of the site, after the commit, with real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.db import transaction

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


def expected(slug: str) -> list[str]:
    paths = ["/sitemap.xml"]
    for code in ("en", "fr", "ar"):
        paths += [f"/{code}/", f"/{code}/library/", f"/{code}/library/feed/", f"/{code}/library/{slug}/"]
        paths += [f"/{code}/library/{slug}/guide.{kind}" for kind in ("pdf", "epub", "zip")]
    return sorted(f"ggsn.example{path}" for path in paths)


def test_publishing_purges_the_page_in_every_language(
    site: SmallSite, purged: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    guide = site.guide()
    with django_capture_on_commit_callbacks(execute=True):
        guide.save_revision().publish()
        assert purged == []  # nothing is announced before it is true
    assert sorted(purged) == expected(guide.slug)


def test_unpublishing_and_deleting_purge_too(
    site: SmallSite, purged: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    guide = site.guide()
    with django_capture_on_commit_callbacks(execute=True):
        guide.unpublish()
    assert sorted(purged) == expected(guide.slug)
    purged.clear()
    with django_capture_on_commit_callbacks(execute=True):
        guide.delete()
    assert sorted(set(purged)) == expected(guide.slug)


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
