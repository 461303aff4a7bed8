"""What goes well with a guide when its editors name nothing."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home import i18n
from library.models import GuideIssue, GuidePage, Issue, RelatedGuide
from library.related import sharing_terms
from tests.factories import SmallSite
from tests.library.helpers import LEFT_OPEN, SECRET, challenge, full_guide, make_private, texts, tree, warm_up


def issue(site: SmallSite, key: str) -> dict[str, Issue]:
    shared = uuid.uuid4()
    return {
        code: Issue.objects.create(key=key, name=key, locale=i18n.locales()[code], translation_key=shared)
        for code in ("en", "fr", "ar")
    }


def about(guide: GuidePage, *issues: dict[str, Issue], code: str = "en") -> GuidePage:
    guide.issues = [GuideIssue(issue=one[code], locale=guide.locale) for one in issues]
    guide.save()
    return guide


def related(guide: GuidePage, code: str = "en", count: int = 9) -> list[str]:
    with i18n.speaking(code):
        return [found.title for found in sharing_terms(GuidePage.objects.get(pk=guide.pk), i18n.locales()[code], count)]


def test_those_that_share_most_come_first(site: SmallSite) -> None:
    raids = challenge(site, "raids", "rights", en="They raid us")
    other = challenge(site, "rent", "rights", en="The rent is rising")
    land, climate = issue(site, "land"), issue(site, "climate")
    guide = about(site.guide(topics=("rights", "care"), challenge=raids["en"], kind="tactic"), land, climate)
    about(site.guide(title="All but the kind", topics=("care", "rights"), challenge=raids["en"]), land, climate)
    site.guide(title="Both topics", topics=("rights", "care"), challenge=other["en"])
    about(site.guide(title="A topic and an issue", topics=("rights",)), land)
    site.guide(title="The challenge", topics=("safety",), challenge=raids["en"])
    site.guide(title="A topic and the kind", topics=("care",), kind="tactic")
    site.guide(title="A topic", topics=("rights",))
    site.guide(title="A topic, newer", topics=("care",))
    about(site.guide(title="An issue", topics=("safety",)), climate)
    site.guide(title="Only the kind", topics=("safety",), kind="tactic")
    expected = [
        "All but the kind",  # 4 + 3 + 3 + 2 + 2
        "Both topics",  # 3 + 3
        "A topic and an issue",  # 3 + 2
        "A topic and the kind",  # 3 + 1, and newer than the challenge, 4
        "The challenge",
        "A topic, newer",
        "A topic",
        "An issue",
    ]
    assert related(guide) == expected
    assert related(guide, count=2) == expected[:2]


def test_nothing_that_is_not_public(site: SmallSite) -> None:
    guide = site.guide()
    site.guide(title=SECRET, live=False)
    make_private(site.guide(title=SECRET))
    shown = site.guide(title="Public")
    gone = site.guide(title=SECRET)
    make_private(site.guide("fr", of=shown, title=SECRET))
    assert related(guide) == [SECRET, "Public"]  # it is public still
    gone.unpublish()
    for code in ("en", "fr", "ar"):
        assert related(guide, code) == ["Public"]
    assert related(site.guide(live=False)) == ["Public", guide.title]  # for those who preview a draft


def test_each_work_once_in_the_language_of_the_reader(site: SmallSite, settings: Any) -> None:
    settings.LANGUAGE_FALLBACKS = {"ar": ["fr", "en"]}
    guide = site.guide(title="This one")
    site.guide("fr", of=guide, title="Celui-ci")
    site.guide(title="English only")
    both = site.guide(title="Both")
    french = site.guide("fr", of=both, title="Les deux")
    assert related(guide) == ["Both", "English only"]
    assert related(guide, "fr") == ["Les deux", "English only"]
    assert related(guide, "ar") == ["Les deux", "English only"]
    assert related(french, "fr") == ["English only", "Celui-ci"]


def test_a_new_term_is_noticed_at_once(site: SmallSite) -> None:
    land = issue(site, "land")
    guide = about(site.guide(topics=("rights",)), land)
    other = site.guide(title="Other", topics=("care",))
    assert related(guide) == []
    about(other, land)
    assert related(guide) == ["Other"]
    GuideIssue.objects.filter(page=other).first().delete()  # type: ignore[union-attr]
    assert related(guide) == []


def test_what_editors_chose_stands_alone(site: SmallSite, client: Client) -> None:
    guide, chosen = site.guide(), site.guide(title="Chosen", topics=("care",))
    site.guide(title="On the same topic")
    path = i18n.url_in(guide, "en")
    assert texts(tree(client, path), "//section[@aria-labelledby='rel']//h3") == ["On the same topic"]
    guide.related_guides = [RelatedGuide(guide=chosen)]
    guide.save()
    assert texts(tree(client, path), "//section[@aria-labelledby='rel']//h3") == ["Chosen"]


@LEFT_OPEN
@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_guide_without_chosen_ones(site: SmallSite, client: Client, count: int) -> None:
    guide = full_guide(site, count)
    guide.related_guides = []
    guide.save()
    path = i18n.url_in(guide, "en")
    warm_up(client, path)
    with CaptureQueriesContext(connection) as queries:
        page = tree(client, path)
    assert (len(queries), len(texts(page, "//section[@aria-labelledby='rel']//h3"))) == (14, count)
