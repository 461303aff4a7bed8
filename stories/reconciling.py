"""Whether submissions, their reviews, pages and files agree, and mending what does not.

Each move is one transaction, so nothing should ever be found. What is found all the same, after a power cut, a restored
backup, or a hand in the database, is brought to the safe side: rather reviewed once more, rather not public.
"""

from __future__ import annotations

import datetime
import logging
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import Revision, TaskState, WorkflowState

from home.models import Picture, Rendition
from home.storage import PRIVATE
from stories import agreeing, consenting, domain, erasing, following
from stories.models import HeldPicture, SafetyCheck, SentDocument, Step, StoryPage, Submission
from stories.states import ENDED, OPEN, UNDER_REVIEW, Reason, State, forgotten_at, locked, move
from stories.storage import private_storage

logger = logging.getLogger(__name__)
#: A file is written before its row: younger ones may belong to somebody who is sending just now.
GRACE = datetime.timedelta(hours=1)
#: Those that came to their end and are not erased yet.
OVER = tuple(state for state in ENDED if state != State.ERASED)


@dataclass(frozen=True)
class Finding:
    """Something that disagrees: what it is about, by a name that says nothing of it, and how it is mended."""

    name: str
    what: str
    mend: Callable[[], object] = field(repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.name}: {self.what}"


def look(*, files: bool = True) -> list[Finding]:
    """Everything that disagrees. Eleven queries, whatever the number of stories; comparing `files` costs more."""
    found = [*_with_reviews(), *_without_pages(), *_public(), *_not_agreed(), *_without_end(), *_erased()]
    return [*found, *_files()] if files else found


def mend(*, files: bool = True) -> list[Finding]:
    """Mend it; answers with what was found. One that cannot be mended keeps none of the others."""
    found = look(files=files)
    for finding in found:
        logger.warning("Mended: %s", finding)
        try:
            with transaction.atomic():
                finding.mend()
        except Exception as error:  # whatever it is, it says nothing of the story
            logger.error("Not mended: %s: %s", finding, type(error).__name__)
    return found


# ---------------------------------------------------------------- reviews


def _with_reviews() -> Iterator[Finding]:
    """Stories whose state is not that of their review and their page."""
    active = WorkflowState.objects.active().filter(content_type__app_label="stories", content_type__model="storypage")
    running = {int(state.object_id): state for state in active.select_related("current_task_state__task")}
    stories = Submission.objects.filter(Q(state__in=UNDER_REVIEW) | Q(page__in=running), page__isnull=False)
    unseen = Submission.objects.filter(state=State.PUBLISHED, page__live=False)
    found = (stories | unseen).exclude(state__in=[State.DRAFT, State.ERASED])
    for story in found.select_related("page").order_by("pk"):
        review = running.get(story.page_id or 0)
        if story.state in ENDED:
            yield _finding(story, "its review goes on", _cancel)
        elif review is not None and _is_stuck(review):
            yield _finding(story, "its review has stopped", following.review_anew)
        elif following.state_of(story.state, review, bool(story.page and story.page.live)) != story.state:
            yield _finding(story, "its review is elsewhere", _follow)


def _is_stuck(review: WorkflowState) -> bool:
    """Whether nobody can decide in it: it waits for no task, or for one that is decided."""
    if review.status != WorkflowState.STATUS_IN_PROGRESS:
        return False
    task = review.current_task_state
    return task is None or task.status != TaskState.STATUS_IN_PROGRESS


def _cancel(story: Submission) -> None:
    following.cancel_review(story, None)


def _follow(story: Submission) -> None:
    following.follow(story.page_id or 0)


def _without_pages() -> Iterator[Finding]:
    """Stories under review whose page is gone, and drafts that have one."""
    stories = Submission.objects.filter(kind=Submission.Kind.STORY)
    for story in stories.filter(state__in=OPEN, page=None).order_by("pk"):
        yield _finding(story, "its page is gone", _erase)
    for story in Submission.objects.filter(state=State.DRAFT, page__isnull=False).order_by("pk"):
        yield _finding(story, "a draft has a page", _send)


def _erase(story: Submission) -> None:
    domain.erase(story, reason=Reason.DELETED)


def _send(story: Submission) -> None:
    """What has a page was sent."""
    page = StoryPage.objects.get(pk=story.page_id)
    story.received_at = story.received_at or timezone.now()
    story.agreed_revision = story.agreed_revision or page.latest_revision
    move(story, "send", by_sender=True)
    following.follow(page.pk)


# ---------------------------------------------------------------- what readers see


def _public() -> Iterator[Finding]:
    """Versions that should not be public: of what ended, in languages that are not allowed, never checked."""
    of_work = Submission.objects.filter(page__translation_key=OuterRef("translation_key"))
    live = StoryPage.objects.filter(live=True)
    for version in live.filter(Exists(of_work.filter(state__in=OVER))):
        story = Submission.objects.get(page__translation_key=version.translation_key)
        yield _finding(story, "it ended and is public", _take_down)
    limited = Submission.objects.filter(page__isnull=False, consent__isnull=False).exclude(consent__translation="any")
    versions = live.filter(Exists(limited.filter(page__translation_key=OuterRef("translation_key"))))
    languages: dict[uuid.UUID, set[str]] = {}
    for key, own in versions.values_list("translation_key", "locale__language_code"):
        languages.setdefault(key, set()).add(own)
    for story in limited.filter(page__translation_key__in=list(languages)).select_related("page__locale", "consent"):
        if story.page is None:
            continue
        others = languages[story.page.translation_key] - {story.page.locale.language_code}
        if any(not story.consent.allows(code) for code in others):
            yield _finding(story, "a language is public that its sender does not allow", _take_down_refused)
    hidden = Submission.objects.filter(page__live=False).exclude(state__in=OVER)
    versions = live.filter(translation_key=OuterRef("page__translation_key"))
    for story in hidden.filter(Exists(versions)).order_by("pk"):
        yield _finding(story, "a version is public and its original is not", _take_down)
    checks = SafetyCheck.objects.filter(
        revision=OuterRef("page__live_revision"), at__gte=OuterRef("page__live_revision__created_at")
    )
    for story in _published_here().exclude(Exists(checks)):
        yield _finding(story, "it is public and was not checked", _take_down)


def _published_here() -> QuerySet[Submission]:
    """Those that became public through a review that notes what was checked; older ones have no log."""
    published = Step.objects.filter(submission=OuterRef("pk"), move="publish")
    return Submission.objects.filter(Exists(published), page__live=True).select_related("page").order_by("pk")


def _not_agreed() -> Iterator[Finding]:
    """Public versions that their senders did not agree to. What they have changed since takes no public one down."""
    agreed = agreeing.passed().filter(revision=OuterRef("page__live_revision"))
    for story in _published_here().exclude(page__live_revision=F("agreed_revision")).exclude(Exists(agreed)):
        page = story.page
        revision = Revision.objects.filter(pk=page.live_revision_id).first() if page else None
        if revision is not None and not agreeing.is_agreed(revision):
            yield _finding(story, "it is public and was not agreed to", _take_down)


def _take_down(story: Submission) -> None:
    domain.hide(story)
    story.refresh_from_db()
    if story.expires_at is None:  # of what has ended nobody else does that
        _set_end(story)


def _take_down_refused(story: Submission) -> None:
    consenting.take_down_refused(story, story.consent)


# ---------------------------------------------------------------- what is left


def _without_end() -> Iterator[Finding]:
    """What readers do not see and is kept for ever."""
    ends = Submission.objects.filter(expires_at=None).exclude(state__in=[State.PUBLISHED, State.ERASED])
    for story in ends.filter(Q(page__live=False) | Q(page=None)).order_by("pk"):
        yield _finding(story, "it is not public and does not expire", _set_end)


def _set_end(story: Submission) -> None:
    story.expires_at = forgotten_at(story)
    story.save(update_fields=["expires_at"])


def _erased() -> Iterator[Finding]:
    """What was erased and still has something."""
    rest = Q(page__isnull=False) | Q(consent__isnull=False) | Q(contact__isnull=False) | Q(messages__isnull=False)
    rest |= Q(documents__isnull=False) | Q(held_pictures__isnull=False) | Q(pictures__isnull=False)
    rest |= ~Q(title="") | ~Q(text="") | ~Q(receipt="") | ~Q(typed={})
    for story in Submission.objects.filter(rest, state=State.ERASED).distinct().order_by("pk"):
        yield _finding(story, "something of it is left", erasing.scrub)


def _files() -> Iterator[Finding]:
    """Rows without files and files without rows, in the private storage."""
    storage = private_storage()
    pictures = Picture.objects.filter(file__startswith=PRIVATE)
    sizes = Rendition.objects.filter(file__startswith=PRIVATE)
    folders = {
        "held": set(HeldPicture.objects.values_list("file", flat=True)),
        "documents": set(SentDocument.objects.values_list("file", flat=True)),
        "original_images": {name.removeprefix(PRIVATE) for name in pictures.values_list("file", flat=True)},
        "images": {name.removeprefix(PRIVATE) for name in sizes.values_list("file", flat=True)},
    }
    for folder, known in folders.items():
        there = set(_names(storage, folder))
        for name in sorted(there - known):
            if storage.get_modified_time(name) < timezone.now() - GRACE:
                yield Finding(folder, "a file belongs to nothing", partial(storage.delete, name))
        for name in sorted(known - there):
            yield Finding(folder, "a file is lost", partial(_forget_row, folder, name))


def _names(storage: Storage, folder: str) -> Iterator[str]:
    try:
        _folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was stored yet
        return
    for name in files:
        yield f"{folder}/{name}"


def _forget_row(folder: str, name: str) -> None:
    """Sizes are made again, and a held picture can be attached again. A picture or a document is missed by people."""
    if folder == "images":
        Rendition.objects.filter(file=f"{PRIVATE}{name}").delete()
    elif folder == "held":
        HeldPicture.objects.filter(file=name).delete()
    else:
        raise FileNotFoundError(folder)


def _finding(story: Submission, what: str, do: Callable[[Submission], object]) -> Finding:
    return Finding(story.reference, what, lambda: do(locked(story)))
