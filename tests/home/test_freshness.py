"""When a translation counts as older than its original."""

from __future__ import annotations

import datetime

from wagtail_localize.models import TranslationSource

from home import freshness
from library.models import GuidePage
from tests.factories import SmallSite
from tests.library.helpers import translated


def french_of(original: GuidePage) -> GuidePage:
    page: GuidePage = GuidePage.objects.get(translation_key=original.translation_key, locale__language_code="fr")
    return page


def is_older(original: GuidePage) -> bool:
    original = GuidePage.objects.get(pk=original.pk)
    french = french_of(original)
    return freshness.changes_since_translation(french, original, freshness.states(french)) is not None


def test_the_same_words_published_again_make_nothing_older(site: SmallSite) -> None:
    guide = site.guide(body=[("heading", "First"), ("text", "<p>One. <b>Two.</b></p>"), ("text", "<p>Three.</p>")])
    site.guide("fr", of=guide)
    translated(guide, "fr")
    assert not is_older(guide)
    guide.save_revision().publish()
    guide.version_date = datetime.date(2026, 1, 2)
    guide.save_revision().publish()
    assert not is_older(guide)


def test_another_word_does(site: SmallSite) -> None:
    guide = site.guide(body=[("text", "<p>One.</p>"), ("text", "<p>Two.</p>")])
    site.guide("fr", of=guide)
    translated(guide, "fr")
    guide.body = [("text", "<p>One.</p>"), ("text", "<p>Other.</p>")]
    guide.save_revision().publish()
    assert is_older(guide)


def test_a_page_that_was_never_sent_is_left_alone(site: SmallSite) -> None:
    site.guide().save_revision().publish()
    assert not TranslationSource.objects.exists()
