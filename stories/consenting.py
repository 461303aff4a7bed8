"""What a sender agrees to, changed later: what is not allowed any longer goes at once, in every language."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Revision
from wagtail_localize.models import Translation

from home import purging
from home.models.translators import TranslationClaim
from library.vocabulary import Licence
from stories import domain, following
from stories.filing import SentConsent
from stories.models import Consent, Step, StoryPage, Submission
from stories.states import OPEN, IllegalMoveError, Reason, State, locked, move

#: What may be shown of people, from the least to the most. Less than before means that somebody must look again.
WIDER: dict[str, list[str]] = {
    "people": [Consent.People.UNSURE, Consent.People.CHANGED, Consent.People.AGREED],
    "names": list(Consent.Names.values),
    "faces": list(Consent.Faces.values),
    "places": list(Consent.Places.values),
}


@transaction.atomic
def change(submission: Submission, sent: SentConsent, user: Any = None) -> Submission:
    """Store what is agreed from now on, by the sender or, on the telephone, by an editor for them. Logs it.

    A language that is not among those allowed loses its version at once. Where less of people may be shown than
    before, the story is taken down and looked at again. Where its last day has come, the story ends.
    Raises IllegalMoveError where nothing is under review or public.
    """
    submission = locked(submission)
    consent = Consent.objects.select_for_update().filter(submission=submission).first()
    if submission.state not in OPEN or consent is None:
        raise IllegalMoveError(f"consent from {submission.state}")
    is_narrower = _shows_less(consent, sent)
    is_reprinted_otherwise = consent.may_reprint != sent.may_reprint
    for field in dataclasses.fields(SentConsent):
        setattr(consent, field.name, getattr(sent, field.name))
    consent.languages = list(sent.languages)
    consent.save()
    Step.objects.create(
        submission=submission,
        move="consent",
        before=submission.state,
        after=submission.state,
        user=user,
        by_sender=user is None,
    )
    submission.refresh_from_db()
    if is_over(consent):
        return domain.expire(submission, Reason.CONSENT_ENDED)
    if submission.page is not None:
        take_down_refused(submission, consent, user)
        if is_reprinted_otherwise:
            _license(submission.page, consent)
    if is_narrower:
        _look_again(submission, user)
    submission.refresh_from_db()
    return submission


def is_over(consent: Consent) -> bool:
    """Whether the day has come on which it is taken down (UTC)."""
    return consent.ends_on is not None and consent.ends_on <= timezone.localdate()


def take_down_refused(submission: Submission, consent: Consent, user: Any = None) -> list[StoryPage]:
    """Take down the versions in languages that are not allowed, and stop their translation; answers with those."""
    page = StoryPage.objects.get(pk=submission.page_id)
    others = Locale.objects.exclude(pk=page.locale_id)
    refused = [locale for locale in others if not consent.allows(locale.language_code)]
    key = page.translation_key
    versions = list(StoryPage.objects.filter(translation_key=key, locale__in=refused, live=True))
    for version in versions:
        version.unpublish(user=user)
    Translation.objects.filter(source__object_id=key, target_locale__in=refused, enabled=True).update(enabled=False)
    TranslationClaim.objects.filter(translation_key=key, locale__in=refused).delete()
    return versions


def _shows_less(before: Consent, after: SentConsent) -> bool:
    return any(order.index(getattr(after, name)) < order.index(getattr(before, name)) for name, order in WIDER.items())


def _look_again(submission: Submission, user: Any) -> None:
    """Nothing of it stays public before somebody has looked at it with the new consent in hand."""
    if submission.page is None:
        if submission.state == State.PUBLISHED:
            move(submission, "take_down", user)
        return
    is_reviewed = following.review(submission) is not None
    domain.hide(submission, user)  # where no review is on, `follow` begins one with the original
    submission.refresh_from_db()
    if is_reviewed and submission.state != State.CHANGES_REQUESTED:
        following.review_anew(submission)


def _license(page: StoryPage, consent: Consent) -> None:
    """Under what licence it is shown, in every language, and in the versions that may become public."""
    licence = Licence.BY_SA if consent.may_reprint else Licence.ALL_RIGHTS
    for version in StoryPage.objects.filter(translation_key=page.translation_key):
        StoryPage.objects.filter(pk=version.pk).update(licence=licence)
        for revision in Revision.objects.for_instance(version):
            Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "licence": str(licence)})
        if version.live:
            purging.on_page_changed(version)
