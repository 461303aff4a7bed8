"""A time to be published at is no way around the review of a story that was sent in."""

from __future__ import annotations

import datetime

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Revision

from home.models import User
from stories.models import StoryPage, Submission
from tests.factories import SmallSite
from tests.stories.review import agree, approve, publish, published_title, signed_in

SOON = timezone.now() + datetime.timedelta(days=1)
BEFORE = timezone.now() - datetime.timedelta(days=1)


def test_a_time_that_somebody_sets_is_not_kept(sent: StoryPage, editor: User, reviewer: User) -> None:
    newest = sent.get_latest_revision_as_object()
    newest.go_live_at, newest.expire_at, newest.title = SOON, SOON, "With a time"
    revision = newest.save_revision(user=editor)
    assert (revision.content["go_live_at"], revision.content["expire_at"]) == (None, None)
    for _task in range(3):  # the first is about the version before
        approve(signed_in(reviewer), sent)
    agree(sent)
    assert published_title(sent) == "With a time"


def test_nor_is_one_from_before(sent: StoryPage, reviewer: User) -> None:
    """Its review ends with the story public, and not with a time that is left behind it."""
    newest = Revision.objects.get(pk=sent.latest_revision_id)
    content = {**newest.content, "go_live_at": SOON.isoformat()}
    Revision.objects.filter(pk=newest.pk).update(content=content)
    publish(signed_in(reviewer), sent)
    page = StoryPage.objects.get(pk=sent.pk)
    assert (page.live, page.go_live_at, Submission.objects.get().state) == (True, None, "published")
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_the_clock_does_not_publish_around_the_review(site: SmallSite, sent: StoryPage) -> None:
    Revision.objects.filter(pk=sent.latest_revision_id).update(approved_go_live_at=BEFORE)
    own = site.story(title="Ours", live=False)
    Revision.objects.filter(pk=own.save_revision().pk).update(approved_go_live_at=BEFORE)
    call_command("publish_scheduled")
    assert published_title(sent) is None
    assert published_title(own) == "Ours"
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
