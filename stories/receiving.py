"""What comes from a sender: a draft, a story that is sent, and what they change in it later."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from home import forgetting
from stories import (
    agreeing,
    consenting,
    domain,
    durable,
    elsewhere,
    filing,
    following,
    keys,
    likeness,
    notifications,
    sanitise,
)
from stories.filing import SentStory, SentText, StoredFile
from stories.models import Contact, Step, StoryPage, Submission
from stories.models.submission import new_reference
from stories.states import OPEN, IllegalMoveError, Reason, State, forgotten_at, is_public, locked, move, next_state
from stories.ways import roundups
from stories.workflow import review_of

#: Another try costs little; two collisions of random names in a row do not happen.
ATTEMPTS = 3


def received(token: str) -> Submission | None:
    """What was stored for this token of a form, if it was."""
    return Submission.objects.filter(form__in=keys.token_hashes(token)).first() if token else None


def begin(
    token: str,
    *,
    kind: str = Submission.Kind.STORY,
    speaks: str = "en",
    typed: dict[str, Any] | None = None,
    **more: Any,
) -> tuple[Submission, bool]:
    """A draft under the receipt that belongs to the form's token; answers with it and whether it is new.

    However often and however many at a time the same form is sent, there is one draft. `more` are fields of the row.
    """
    if (first := received(token)) is not None:
        return first, False
    receipt = keys.key_hash(keys.phrase_for(token, speaks))
    durable.insist_on_disk()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                draft = Submission(
                    reference=new_reference(),
                    kind=kind,
                    form=keys.token_hash(token),
                    receipt=receipt,
                    speaks=speaks,
                    typed=typed or {},
                    **more,
                )
                draft.expires_at = forgotten_at(draft)
                draft.save()
                Step.objects.create(submission=draft, move="begin", after=State.DRAFT, by_sender=True)
                return draft, True
        except IntegrityError:
            if (first := received(token)) is not None:
                return first, False
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("every attempt returns or raises")


def submit(sent: SentStory, **more: Any) -> tuple[Submission, bool]:
    """Store a story and start its review in one go; answers with it and whether it is new. `more` as for `begin`."""
    draft, _is_new = begin(sent.key, speaks=sent.speaks, **more)
    return send(draft, sent)


def send(draft: Submission, sent: SentStory) -> tuple[Submission, bool]:
    """Turn a draft into a story under review; answers with it and whether it was sent only now.

    All in one transaction, with the mail to the reviewers: either everything is stored or nothing.
    """
    _compare(draft, sent)
    with _stored(sent, draft) as files:
        submission, is_new = _send_once(draft, sent, files)
        if is_new:
            files.clear()
        return submission, is_new


def _compare(draft: Submission, sent: SentStory | SentText) -> None:
    """Find what is like it, before anything is locked."""
    draft.likeness = likeness.of(f"{sent.title}\n{sent.text}")
    draft.alike_id = likeness.first_alike(draft, draft.likeness)


def _compare_again(submission: Submission, sent: SentStory | SentText) -> tuple[str, int | None]:
    """The likeness of what it says now, and the first of those that are like it, before anything is locked."""
    now = likeness.of(f"{sent.title}\n{sent.text}")
    return now, likeness.first_alike(submission, now)


def _stand_by(submission: Submission, now: str, first: int | None) -> None:
    """Put it beside those that it is like by now. Nearly the same words leave it where it stands."""
    before, submission.likeness = submission.likeness, now
    if before == now or likeness.are_alike(before, now) or first == submission.pk:
        return
    likeness.leave_group(submission)
    submission.alike_id = first


def _send_once(draft: Submission, sent: SentStory, files: list[StoredFile]) -> tuple[Submission, bool]:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _send(draft, sent, files)
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("every attempt returns or raises")


def _send(draft: Submission, sent: SentStory, files: list[StoredFile]) -> tuple[Submission, bool]:
    submission = locked(draft)
    if submission.state != State.DRAFT:
        return submission, False
    _describe(submission, sent)
    consenting.store(submission, sent.consent)
    submission.likeness, submission.alike_id = draft.likeness, draft.alike_id
    submission.page, pictures = filing.file(sent, files, submission.reference)
    submission.received_at = timezone.now()
    submission.agreed_revision = submission.page.latest_revision
    move(submission, "send", by_sender=True)
    submission.pictures.set(pictures)
    review_of(submission.page).start(submission.page, None)
    submission.refresh_from_db()
    return submission, True


class ConsentMovedOnError(Exception):
    """A sender has agreed to something else since they began the change that they send now."""


def revise(
    submission: Submission, sent: SentStory, *, typed: dict[str, Any] | None = None, began_with: str = ""
) -> Submission:
    """What the sender of a story has changed: another version, which goes to review. Raises IllegalMoveError.

    A picture that they took out is not shown from this moment on, also where the public version still has it. With
    `typed`, nothing is done unless that still stands in the form: the same change, pressed twice, is one version; and
    ConsentMovedOnError is raised unless the consent is still that with this fingerprint (consenting), `began_with`.
    """
    compared = _compare_again(submission, sent)
    if is_public(submission):
        sent = filing.with_copies(sent)
    with _stored(sent, submission) as files:
        with transaction.atomic():
            submission = locked(submission)
            if typed is not None and submission.typed != typed:
                return submission
            if typed is not None and consenting.fingerprint(submission) != began_with:
                raise ConsentMovedOnError
            submission = _revise(submission, sent, files, compared)
        if submission.state in OPEN:
            files.clear()
        return submission


def _revise(
    submission: Submission, sent: SentStory, files: list[StoredFile], compared: tuple[str, int | None]
) -> Submission:
    next_state(submission.state, "revise")
    submission.page = StoryPage.objects.select_for_update().get(pk=submission.page_id)
    is_narrower = consenting.store(submission, sent.consent)
    if consenting.is_over(sent.consent):
        return domain.expire(submission, Reason.CONSENT_ENDED)
    before = {picture.pk for picture in submission.own_pictures}
    _stand_by(submission, *compared)
    _describe(submission, sent)
    elsewhere.take_away_name(submission.page, sent.project, sent.teller)
    has_unseen_words = agreeing.has_unseen_words(submission, submission.page.latest_revision)
    revision, pictures = filing.revise(submission, sent, files)
    if not has_unseen_words:  # else they are asked
        submission.agreed_revision = revision
    move(submission, "revise", by_sender=True)
    submission.pictures.add(*pictures)
    filing.hide(before - {picture.pk for picture in pictures})
    following.review_anew(submission)
    if is_narrower:
        following.hide_for_sender(submission)
        domain.hide(submission)
    submission.refresh_from_db()
    return submission


def _describe(submission: Submission, sent: SentStory) -> None:
    """What a sender said of what they sent, beside the page."""
    submission.title, submission.text, submission.link = sanitise.line(sent.title), sanitise.text(sent.text), sent.link
    submission.language, submission.speaks, submission.region = sent.language, sent.speaks, sent.region
    submission.byline, submission.byline_name = sent.byline, sent.byline_name
    _reach(submission, sent)


def _reach(submission: Submission, sent: SentStory | SentText) -> None:
    submission.typed = {}
    if sent.contact:
        reach_at(submission, sent.contact, sent.is_told)


def reach_at(submission: Submission, address: str, is_told: bool) -> None:
    """Keep how a sender can be reached; another address is kept as long as one that was left only now."""
    before = Contact.objects.filter(submission=submission).first()
    values: dict[str, Any] = {"address": address, "is_told": is_told}
    if before is None or before.address != address:
        values["given_at"] = timezone.now()
    if before is not None and before.address != address:
        forgetting.mark()
    Contact.objects.update_or_create(submission=submission, defaults=values)


# ---------------------------------------------------------------- without a page


def send_plain(draft: Submission, sent: SentText) -> tuple[Submission, bool]:
    """Send a guide, a question or an answer to the reviewers; answers with it and whether it was sent only now.

    All in one transaction with the mail to them. Raises IllegalMoveError for a story, and for the answer to a question
    that is not public any more.
    """
    durable.insist_on_disk()
    _compare(draft, sent)
    with transaction.atomic():
        submission = locked(draft)
        if submission.state != State.DRAFT:
            return submission, False
        _describe_plain(submission, sent)
        submission.speaks = sent.speaks
        if sent.consent is not None:
            consenting.store(submission, sent.consent)
        submission.likeness, submission.alike_id = draft.likeness, draft.alike_id
        submission.received_at = timezone.now()
        move(submission, "send", by_sender=True)
        notifications.tell_of_new(submission)
        return submission, True


@durable.atomic
def discard(token: str) -> None:
    """Delete the draft of this form, which cannot be sent any more. What was sent meanwhile stays."""
    draft = received(token)
    if draft is not None and locked(draft).state == State.DRAFT:
        domain.erase(draft)


def revise_plain(submission: Submission, sent: SentText) -> Submission:
    """What its sender has changed. What was public is hidden until it is accepted again. Raises IllegalMoveError.

    The form asks for nothing of the consent but the people; the rest stays as they gave it.
    """
    durable.insist_on_disk()
    compared = _compare_again(submission, sent)
    with transaction.atomic():
        if submission.question:
            locked(submission.question)  # first, as whoever takes a question back does
        submission = locked(submission)
        next_state(submission.state, "revise")
        is_same = is_same_text(submission, sent) and not sent.contact
        if is_same and submission.state != State.CHANGES_REQUESTED:
            return submission
        if submission.state == State.PUBLISHED:
            roundups.take_out(submission)  # by the words that stand there
        forgetting.mark()  # of the words that stood there
        _stand_by(submission, *compared)
        roundups.cut_out_former(submission, sent)
        _describe_plain(submission, sent)
        if sent.consent is not None:
            before = consenting.given(submission) or sent.consent
            consenting.store(submission, dataclasses.replace(before, people=sent.consent.people))
        move(submission, "revise", by_sender=True)
        notifications.tell_of_new(submission)
        return submission


def is_same_text(submission: Submission, sent: SentText) -> bool:
    """Whether it says what was sent before, but for the contact: the same change, pressed twice, is read once."""
    consent = consenting.given(submission)
    if sent.consent is not None and (consent is None or consent.people != sent.consent.people):
        return False
    names = ("title", "text", "link", "language", "region", "byline")
    is_same = all(getattr(submission, name) == getattr(sent, name) for name in names)
    return is_same and submission.byline_name == sent.name


def is_same_story(submission: Submission, sent: SentStory) -> bool:
    """Whether a story that was sent, without pictures, is still what this form says, with its contact."""
    page = StoryPage.objects.filter(pk=submission.page_id).first()
    said = (sanitise.line(sent.title), sanitise.text(sent.text), sent.link, sent.language, sent.region, sent.byline)
    names = ("title", "text", "link", "language", "region", "byline", "byline_name")
    return (
        tuple(getattr(submission, name) for name in names) == (*said, sent.byline_name)
        and page is not None
        and page.get_latest_revision_as_object().content_note == sent.content_note
        and consenting.given(submission) == sent.consent
        and is_reached_at(submission, sent)
    )


def is_reached_at(submission: Submission, sent: SentStory | SentText) -> bool:
    """Whether its sender is reached as this form says."""
    reached = Contact.objects.filter(submission=submission).values_list("address", "is_told").first()
    return (reached or ("", False)) == (sent.contact, sent.is_told)


def _describe_plain(submission: Submission, sent: SentText) -> None:
    if submission.kind == Submission.Kind.STORY:
        raise IllegalMoveError("a story has a page")
    asked = locked(submission.question) if submission.question else None
    if submission.kind == Submission.Kind.ANSWER and (asked is None or asked.state != State.PUBLISHED):
        raise IllegalMoveError("the question is not public")
    submission.title, submission.text, submission.link = sent.title, sent.text, sent.link
    submission.language, submission.region = sent.language, sent.region
    submission.byline, submission.byline_name = sent.byline, sent.name
    _reach(submission, sent)


# ---------------------------------------------------------------- storing


@contextlib.contextmanager
def _stored(sent: SentStory, submission: Submission) -> Iterator[list[StoredFile]]:
    """The pictures' files; those that stay in the list go. The caller empties it when all is stored."""
    files = filing.write(sent.pictures)
    before = _newest_of(submission)
    durable.insist_on_disk()
    try:
        yield files
    except BaseException:
        # A connection may break after it was stored and before we hear of it. Then the pictures must stay.
        with contextlib.suppress(DatabaseError):
            if _newest_of(submission) == before:
                filing.delete(files)
        raise
    else:
        filing.delete(files)


def _newest_of(submission: Submission) -> int | None:
    """The key of the newest version of its page, as it is stored now."""
    return Submission.objects.values_list("page__latest_revision", flat=True).get(pk=submission.pk)
