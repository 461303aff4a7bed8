"""A story whose sender refused social media offers nothing for a preview there, in no language."""

from __future__ import annotations

import pytest
from django.test import Client

from home import i18n
from stories import receiving
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
