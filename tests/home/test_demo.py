"""The demo site loads through the real translation engine, and loading it again changes nothing."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F
from wagtail.models import Page, Revision, Site
from wagtail_localize.models import StringTranslation, Translation

from home import freshness, memory
from home.models import GlossaryTerm, HomePage, StandardPage, User, WorkVersion
from home.models.translators import TranslationClaim
from library.licences import told_of
from library.models import Challenge, GuidePage, Issue, KitPage, Topic
from library.readiness import lacking
from network.models import CallPage, ProjectPage
from stories.models import NewsArticlePage, StoryPage, Submission
from tests.factories import SmallSite

#: What waits in the queue of the demo site, and the questions that are public, by kind and state.
SENT_IN = {
    ("story", "received"): 1,
    ("story", "in_review"): 1,
    ("story", "changes_requested"): 1,
    ("story", "approved"): 1,
    ("question", "published"): 2,
    ("answer", "published"): 2,
    ("answer", "received"): 1,
    ("guide", "received"): 1,
}


def works(model: Any) -> int:
    """Works, whatever their languages."""
    return len(set(model.objects.live().values_list("translation_key", flat=True)))


def languages(model: Any, slug: str) -> list[str]:
    """Languages in which a work is public."""
    return sorted(model.objects.live().filter(slug=slug).values_list("locale__language_code", flat=True))


# Wagtail leaves the temporary file open from which it makes a rendition; the collector finds it during this long test.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.django_db(transaction=True)
def test_the_demo_site(no_site: None) -> None:
    """One test, because loading takes its time: what is there, what state it is in, and that it loads once."""
    call_command("load_demo", verbosity=0)
    memory.forget_all()

    assert (works(GuidePage), works(StoryPage), works(NewsArticlePage), works(ProjectPage)) == (14, 8, 6, 9)
    assert (works(CallPage), works(StandardPage), works(HomePage)) == (4, 4, 1)
    everywhere = ["ar", "en", "es", "fr", "pt", "sw"]
    assert (works(KitPage), languages(KitPage, "a-first-meeting")) == (1, everywhere)
    swahili = KitPage.objects.get(locale__language_code="sw")
    assert [bool(row.note and row.guide.live) for row in swahili.parts.all()] == [True] * 4
    assert [row.problems for row in told_of(swahili)] == [[]] * 4
    complete = [
        slug
        for slug in GuidePage.objects.live().values_list("slug", flat=True).distinct()
        if languages(GuidePage, slug) == everywhere
    ]
    assert sorted(set(complete)) == [
        "facilitating-across-languages",
        "phone-check-up",
        "seating-a-meeting",
        "telling-your-story",
    ]
    assert languages(HomePage, "home") == ["en"]  # the others have slugs of their own at the top of the tree
    assert HomePage.objects.live().count() == 6
    assert languages(StandardPage, "privacy") == everywhere
    assert (Topic.objects.count(), Challenge.objects.count(), Issue.objects.count()) == (14 * 6, 16 * 6, 7 * 6)
    assert Site.objects.get().root_page.specific.locale.language_code == "en"

    told = Counter(Submission.objects.values_list("kind", "state"))
    assert told == SENT_IN
    assert set(Submission.objects.filter(kind="question").values_list("slug", flat=True)) == {"hall", "radio"}

    originals = Counter(
        GuidePage.objects.live().filter(locale=F("original_locale")).values_list("locale__language_code", flat=True)
    )
    assert originals == {"en": 9, "es": 2, "fr": 1, "pt": 1, "ar": 1}

    # One translation is out of date, one is unfinished, and the engine knows of all of them.
    arabic = GuidePage.objects.get(slug="know-your-rights-workshop", locale__language_code="ar")
    english = GuidePage.objects.get(slug="know-your-rights-workshop", locale__language_code="en")
    assert (arabic.version, english.version, arabic.number, english.number) == (4, 5, 42, 42)

    changes = freshness.changes_since_translation(arabic, english, freshness.states(arabic))
    assert changes is not None
    assert "The session, step by step" in [heading for _anchor, heading in changes.sections]
    french = GuidePage.objects.get(slug="know-your-rights-workshop", locale__language_code="fr")
    assert freshness.changes_since_translation(french, english, freshness.states(french)) is None
    swahili = GuidePage.objects.get(slug="know-your-rights-workshop", locale__language_code="sw")
    assert not swahili.live
    assert 0 < swahili_progress(swahili) < 1
    assert not StringTranslation.objects.filter(has_error=True).exists()

    # The desk shows every state, a claim, a review that runs, and what readers asked for.
    assert set(WorkVersion.objects.values_list("state", flat=True)) == set(WorkVersion.State)
    assert desk_of("roles-for-a-march") == {"ar": "started", "en": "original", "es": "minor"}
    assert desk_of("rota-rest-repeat") == {"en": "current", "es": "machine", "pt": "original"}
    assert GuidePage.objects.get(slug="rota-rest-repeat", locale__language_code="es").provenance == "machine"
    in_review = GuidePage.objects.get(slug="roles-for-a-march", locale__language_code="ar")
    assert (in_review.live, in_review.current_workflow_state.requested_by.username) == (False, "translator")
    claim = TranslationClaim.objects.get()
    assert (claim.user.username, claim.locale.language_code) == ("translator", "fr")
    agreed = GlossaryTerm.objects.filter(source_locale__language_code="en")
    assert dict(agreed.values_list("target_locale__language_code").annotate(Count("pk"))) == {"fr": 4, "ar": 3}
    assert sorted(WorkVersion.objects.filter(requests__gt=0).values_list("requests", flat=True)) == [4, 7]

    # Terms arrive in the language of the page, links lead to pages.
    assert [topic.name for topic in arabic.topic_list] == [Topic.objects.get(key="rights", locale=arabic.locale).name]
    assert arabic.challenge.locale_id == arabic.locale_id
    assert {link.issue.locale_id for link in arabic.issues.all()} == {arabic.locale_id}
    assert set(Topic.objects.exclude(parent=None).values_list("key", "parent__key")) == {
        ("phones", "safety"),
        ("renting", "rights"),
    }
    assert not Topic.objects.exclude(parent=None).exclude(parent__locale=F("locale")).exists()
    # The facts of a work are the same in every language; how a version came about is not.
    facts = {(arabic.audience, arabic.reviewed), (english.audience, english.reviewed)}
    assert facts == {("facilitator", datetime.date(2026, 10, 3))}
    assert (english.provenance, arabic.provenance) == ("original", "human")
    assert [page for page in GuidePage.objects.live() if lacking(page)] == []
    for page in Page.objects.live().specific():
        body = str(getattr(page, "body", ""))
        assert not re.search(r'href="(guide|project|story|news|page|index|call):', body), page

    before = (
        Page.objects.count(),
        Revision.objects.order_by("-pk").first().pk,
        Translation.objects.count(),
        User.objects.count(),
        GlossaryTerm.objects.count(),
    )
    GuidePage.objects.filter(pk=english.pk).update(title="Changed by an editor")
    call_command("load_demo", verbosity=0)
    after = (
        Page.objects.count(),
        Revision.objects.order_by("-pk").first().pk,
        Translation.objects.count(),
        User.objects.count(),
        GlossaryTerm.objects.count(),
    )
    assert after == before
    assert Counter(Submission.objects.values_list("kind", "state")) == SENT_IN
    english.refresh_from_db()
    assert english.title == "Changed by an editor"


def desk_of(slug: str) -> dict[str, str]:
    """How a work is in each language, as the desk has it."""
    work = GuidePage.objects.filter(slug=slug).values("translation_key")[:1]
    return dict(WorkVersion.objects.filter(work__in=work).values_list("locale__language_code", "state"))


def swahili_progress(page: GuidePage) -> float:
    """Share of the texts that have a translation."""
    total, done = Translation.objects.get(
        source__object_id=page.translation_key, target_locale=page.locale
    ).get_progress()
    return done / total


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.django_db(transaction=True)
def test_the_frame_alone_starts_a_site_of_ones_own(no_site: None) -> None:
    call_command("load_demo", frame_only=True, verbosity=0)
    assert (works(GuidePage), works(StoryPage), User.objects.count()) == (0, 0, 0)
    assert (works(HomePage), works(StandardPage), Topic.objects.count()) == (1, 4, 84)
    assert "guide:" not in str(StandardPage.objects.get(slug="contact", locale__language_code="en").body)


def test_public_log_ins_are_made_only_where_somebody_asked_for_them(site: SmallSite, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="GGSN_DEMO=1"):
        call_command("load_demo", verbosity=0)
