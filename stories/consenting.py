"""What a sender agrees to, changed later: what is not allowed any longer goes at once, in every language."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any

from django.utils import timezone
from wagtail.models import Locale, Revision
from wagtail_localize.models import Translation

from home import forgetting, purging
from home.models import Picture
from home.models.translators import TranslationClaim
from library.vocabulary import Licence
from stories import domain, durable, filing, following, notifications
from stories.filing import SentConsent
from stories.models import Consent, Step, StoryPage, Submission
from stories.states import OPEN, IllegalMoveError, Reason, State, locked, move
from stories.ways import roundups

#: What may be shown of people, from the least to the most. Less than before means that somebody must look again.
WIDER: dict[str, list[str]] = {
    "people": [Consent.People.UNSURE, Consent.People.CHANGED, Consent.People.AGREED],
    "names": list(Consent.Names.values),
    "faces": list(Consent.Faces.values),
    "places": list(Consent.Places.values),
}


@durable.atomic
def change(submission: Submission, sent: SentConsent) -> Submission:
    """Store what its sender agrees to from now on. Logs it, unless it is what they agreed to before.

    A language that is not among those allowed loses its version at once. Where less of people may be shown than
    before, the story is taken down and looked at again. Where its last day has come, the story ends.
    Raises IllegalMoveError where nothing is under review or public.
    """
    submission = locked(submission)
    if submission.state not in OPEN or given(submission) is None:
        raise IllegalMoveError(f"consent from {submission.state}")
    is_narrower = store(submission, sent)
    if is_over(sent):
        return domain.expire(submission, Reason.CONSENT_ENDED)
    if is_narrower:
        _look_again(submission)
    submission.refresh_from_db()
    return submission


def store(submission: Submission, sent: SentConsent) -> bool:
    """Compare with what was agreed to, store and log it; whether less may be shown of people than before.

    The one way to change a consent, in a transaction with the row locked. What is refused now goes at once: versions
    in other languages, reprints, pictures with faces. What else is public is for the caller to hide, and a story of
    which the last day has come is for them to end.
    """
    before = given(submission)
    if before is not None and _plain(before) == _plain(sent):
        return False
    values = {field.name: getattr(sent, field.name) for field in dataclasses.fields(SentConsent)}
    consent, _is_new = Consent.objects.update_or_create(
        submission=submission, defaults=values | {"languages": list(sent.languages)}
    )
    if before is None:
        return False
    forgetting.mark()
    now = submission.state
    Step.objects.create(submission=submission, move="consent", before=now, after=now, by_sender=True)
    if sent.faces != Consent.Faces.AGREED:
        agreed = submission.pictures.filter(consent=Picture.Consent.AGREED)
        filing.hide(set(agreed.values_list("pk", flat=True)))
    if submission.page is not None:
        take_down_refused(submission, consent)
        if before.may_reprint != sent.may_reprint:
            _license(submission.page, consent)
        if before.may_share != sent.may_share:
            for version in StoryPage.objects.filter(translation_key=submission.page.translation_key, live=True):
                purging.on_page_changed(version)
    else:
        roundups.take_out_refused(submission)
    return _shows_less(before, sent)


def given(submission: Submission) -> SentConsent | None:
    """What its sender agrees to, as it is stored. One query."""
    consent = Consent.objects.filter(submission=submission).first()
    if consent is None:
        return None
    values = {field.name: getattr(consent, field.name) for field in dataclasses.fields(SentConsent)}
    return SentConsent(**values | {"languages": tuple(consent.languages)})


def fingerprint(submission: Submission) -> str:
    """32 hexadecimal digits that are others as soon as something else is agreed to."""
    consent = given(submission)
    said = json.dumps(_plain(consent) if consent else {}, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _plain(consent: SentConsent) -> dict[str, Any]:
    return dataclasses.asdict(consent) | {"languages": sorted(consent.languages)}


def is_over(consent: Consent | SentConsent) -> bool:
    """Whether the day has come on which it is taken down (UTC)."""
    return consent.ends_on is not None and consent.ends_on <= timezone.localdate()


def take_down_refused(submission: Submission, consent: Consent) -> list[StoryPage]:
    """Take down the versions in languages that are not allowed, and stop their translation; answers with those."""
    page = StoryPage.objects.get(pk=submission.page_id)
    others = Locale.objects.exclude(pk=page.locale_id)
    refused = [locale for locale in others if not consent.allows(locale.language_code)]
    key = page.translation_key
    versions = list(StoryPage.objects.filter(translation_key=key, locale__in=refused, live=True))
    for version in versions:
        version.unpublish()
    Translation.objects.filter(source__object_id=key, target_locale__in=refused, enabled=True).update(enabled=False)
    TranslationClaim.objects.filter(translation_key=key, locale__in=refused).delete()
    return versions


def _shows_less(before: SentConsent, after: SentConsent) -> bool:
    return any(order.index(getattr(after, name)) < order.index(getattr(before, name)) for name, order in WIDER.items())


def _look_again(submission: Submission) -> None:
    """Nothing of it stays public before somebody has looked at it with the new consent in hand."""
    if submission.page is None:
        if submission.state == State.PUBLISHED:
            move(submission, "take_down", by_sender=True)
            roundups.take_out(submission)
            notifications.tell_of_new(submission)
        return
    following.hide_for_sender(submission)
    is_reviewed = following.review(submission) is not None
    domain.hide(submission)  # where no review is on, `follow` begins one with the original
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
