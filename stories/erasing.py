"""What is left of a submission when it is erased: the bare fact that there was something, and when.

Who looked at its contact stays as well: it says nothing of its sender, and they may need to know.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.core.files.storage import Storage
from django.db import transaction
from django.urls import reverse

from home import forgetting
from stories.models import Contact, HeldPicture, SentDocument, StoryPage, Submission
from stories.models.submission import new_slug
from stories.pictures import pictures_on
from stories.storage import private_storage


def scrub(submission: Submission, *, going: int | None = None) -> None:
    """Delete everything that somebody told us with it, the page and its translations among it. In a transaction.

    `going` is the key of the page when it is being deleted just now.

    Files go when that has ended; what is left of them then, stories.reconciling finds. Bytes of the database are wiped
    afterwards (home.forgetting.wipe).
    """
    forgetting.mark()
    page = submission.page
    versions = _versions(page)
    _forget_mails(submission, versions)
    forget_contact(submission)
    _forget_files([*submission.held_pictures.all(), *submission.documents.all()])
    submission.messages.all().delete()
    if hasattr(submission, "consent"):
        submission.consent.delete()
    pictures = list(submission.pictures.all())
    Submission.objects.filter(pk=submission.pk).update(
        form="",
        receipt="",
        page=None,
        typed={},
        title="",
        text="",
        link="",
        byline=Submission.Byline.NOBODY,
        byline_name="",
        region="",
        language=Submission.UNDETERMINED,
        speaks=Submission._meta.get_field("speaks").get_default(),
        likeness="",
        alike=None,
        reviewer=None,
        entered_by=None,
        agreed_revision=None,
        guide=None,
        round_up=None,
        question=None,
        slug=new_slug(),
    )
    # After the row lets go of them: a page that belongs to a submission is not deleted by itself (stories.followed).
    forgetting.forget_pages(versions, submission.reference, going=going)
    forgetting.forget_pictures(pictures, submission.reference)
    submission.refresh_from_db()


def forget_contact(submission: Submission) -> None:
    """Delete how a sender can be reached, and the mails that went there for this story."""
    contact = Contact.objects.filter(submission=submission).first()
    if contact is None:
        return
    forgetting.mark()
    others = Contact.objects.filter(address=contact.address).exclude(pk=contact.pk)
    forgetting.forget_mails([submission.reference], [] if others.exists() else [contact.address])
    contact.delete()


def forget_documents(submission: Submission) -> None:
    """Delete the files that came along for the reviewers. In a transaction."""
    _forget_files(submission.documents.all())


def forget_pictures_taken_out(submission: Submission) -> None:
    """Delete what its sender took out and no version has, public or the newest, in any language. In a transaction.

    A picture that an editor left out stays with the story, unless it is not clear whether it may be shown.
    """
    pictures = [picture for picture in submission.pictures.all() if not picture.may_be_shown]
    if not pictures or submission.page is None:
        return
    placed: set[int] = set()
    for version in StoryPage.objects.filter(translation_key=submission.page.translation_key):
        placed |= pictures_on(version) | pictures_on(version.get_latest_revision_as_object())
    if gone := [picture for picture in pictures if picture.pk not in placed]:
        submission.pictures.remove(*gone)
        forgetting.forget_pictures(gone, submission.reference)


def _versions(page: StoryPage | None) -> list[StoryPage]:
    """The translations, then the original."""
    if page is None:
        return []
    found = StoryPage.objects.filter(translation_key=page.translation_key)
    return [*found.exclude(pk=page.pk), *found.filter(pk=page.pk)]


def _forget_mails(submission: Submission, versions: list[StoryPage]) -> None:
    """Those that name it, or lead to it in the admin."""
    # With the slash at their end: /queue/1/ is not the beginning of /queue/11/.
    links = [reverse("stories_submission", args=[submission.pk])]
    links += [reverse("wagtailadmin_pages:edit", args=[version.pk]) for version in versions]
    forgetting.forget_mails([submission.reference, *links])


def _forget_files(rows: Iterable[HeldPicture | SentDocument]) -> None:
    storage = private_storage()
    forgetting.mark()
    for row in rows:
        name = str(row.file.name)
        row.delete()
        transaction.on_commit(partial(_delete, storage, name), robust=True)


def _delete(storage: Storage, name: str) -> None:
    storage.delete(name)
