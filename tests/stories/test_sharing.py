"""A story whose sender refused social media offers nothing for a preview there, in no language."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.test import Client

from home import i18n
from stories import consenting, receiving
from stories.filing import SentConsent
from stories.models import StoryPage
from tests.factories import SmallSite
from tests.stories.forms import story
from tests.stories.helpers import seen
from tests.stories.review import make_public

PREVIEWS = "//meta[starts-with(@property, 'og:')]"


@pytest.mark.parametrize("may_share", [True, False])
def test_a_sent_story(site: SmallSite, client: Client, may_share: bool) -> None:
    consent = SentConsent(people="agreed", translation="any", may_share=may_share)
    page = make_public(receiving.submit(story(consent=consent))[0].page)
    french: StoryPage = page.copy_for_translation(i18n.locales()["fr"])
    StoryPage.objects.filter(pk=french.pk).update(live=True)
    for code in ("en", "fr"):
        assert bool(seen(client, f"/{code}/stories/{page.slug}/").xpath(PREVIEWS)) is may_share


def test_a_story_written_here(site: SmallSite, client: Client) -> None:
    assert seen(client, f"/en/stories/{site.story().slug}/").xpath(PREVIEWS)


def test_caches_forget_it_when_sharing_is_refused(
    site: SmallSite, settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    settings.WAGTAILFRONTENDCACHE = {"cache": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend"}}
    purged: list[str] = []
    monkeypatch.setattr("wagtail.contrib.frontend_cache.utils.PurgeBatch.purge", lambda self: purged.extend(self.urls))
    agreed = SentConsent(people="agreed", translation="any", may_share=True)
    submission = receiving.submit(story(consent=agreed))[0]
    page = make_public(submission.page)
    purged.clear()
    with django_capture_on_commit_callbacks(execute=True):
        consenting.change(submission, dataclasses.replace(agreed, may_share=False))
    assert i18n.absolute(f"/en/stories/{page.slug}/") in purged
