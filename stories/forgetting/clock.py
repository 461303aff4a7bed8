"""What happens by itself with the time. `manage.py keep_stories` runs it every minute.

Each thing is a transaction of its own that looks again at its row: two runs at once, or one that is killed, do no harm.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass, fields

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from home import forgetting
from stories import domain, durable, erasing, held, reconciling
from stories.models import SentDocument, Step, Submission
from stories.reviewing import reminders
from stories.states import ENDED, MOVES, UNDER_REVIEW, IllegalMoveError, Reason, State, is_public, locked
from stories.steps import drafts

logger = logging.getLogger(__name__)
#: States after which a sender is asked nothing more; their contact goes some days later.
DECIDED = (State.PUBLISHED, State.DECLINED)
#: What had been forgotten when the bytes of the database were last wiped, and after how long they are wiped anyway.
WIPED = "stories.wiped"
ANYWAY = datetime.timedelta(days=1)
#: When files were last compared with rows; a storage may be far away.
FILES = "stories.files"
EVERY = datetime.timedelta(hours=1)


@dataclass
class Done:
    """How much a run did."""

    ended: int = 0
    expired: int = 0
    kept: int = 0
    erased: int = 0
    contacts: int = 0
    files: int = 0
    changes: int = 0
    reminded: int = 0
    mended: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{field.name} {getattr(self, field.name)}" for field in fields(self))


def run() -> Done:
    """Everything that is due. A failure with one story does not keep the others."""
    done = Done()
    done.ended = _each(consent_over, _end)
    done.expired = _each(too_old, _expire)
    done.kept = _each(changes_too_old, domain.end_change)
    done.erased = _each(to_erase, domain.erase)
    done.contacts = _each(contacts_to_forget, erasing.forget_contact)
    done.files = _each(documents_to_forget, erasing.forget_documents)
    done.changes = _each(changes_to_forget, drafts.forget_changes)
    held.sweep()
    done.reminded = reminders.send_reminders(timezone.now())
    done.mended = len(reconciling.mend(files=_is_time_for_files()))
    wipe_when_needed()
    return done


# ---------------------------------------------------------------- what is due


def consent_over() -> QuerySet[Submission]:
    """Whose consent ended, and who have not ended themselves."""
    return Submission.objects.filter(consent__ends_on__lte=timezone.localdate()).exclude(state__in=ENDED)


def too_old() -> QuerySet[Submission]:
    """Drafts, what was not published in time, and answers whose question has gone."""
    is_hidden = Q(state__in=(State.DRAFT, *UNDER_REVIEW)) | Q(state=State.PUBLISHED, question__state__in=ENDED)
    return Submission.objects.filter(is_hidden, expires_at__lte=timezone.now())


def changes_too_old() -> QuerySet[Submission]:
    """Public stories with a change under review to which nothing has happened for long."""
    before = timezone.now() - story_days()
    return Submission.objects.filter(state__in=list(MOVES["keep"]), page__live=True, moved_at__lte=before)


def to_erase() -> QuerySet[Submission]:
    """What ended and was kept for the time that it is kept."""
    kept = [state for state in ENDED if state != State.ERASED]
    return Submission.objects.filter(state__in=kept, expires_at__lte=timezone.now())


def contacts_to_forget() -> QuerySet[Submission]:
    """Of what was decided some days ago, and whose contact was left before as well."""
    before = timezone.now() - contact_days()
    return Submission.objects.filter(state__in=DECIDED, moved_at__lte=before, contact__given_at__lte=before)


def documents_to_forget() -> QuerySet[Submission]:
    """Of what was decided some days ago, and has a file that came before as well."""
    before = timezone.now() - contact_days()
    came = SentDocument.objects.filter(created_at__lte=before).values("submission")
    return Submission.objects.filter(state__in=DECIDED, moved_at__lte=before, pk__in=came)


def changes_to_forget() -> QuerySet[Submission]:
    """Of which a change was begun and not sent in time."""
    until = {f"typed__{drafts.KEPT_UNTIL}__lte": int(timezone.now().timestamp())}
    return Submission.objects.exclude(state=State.DRAFT).filter(**until)


def story_days() -> datetime.timedelta:
    """How long what is not public is kept after the last thing that happened to it."""
    return datetime.timedelta(days=settings.STORY_DAYS)


def contact_days() -> datetime.timedelta:
    """How long a contact, and what came for reviewers alone, is kept after the decision."""
    return datetime.timedelta(days=settings.CONTACT_DAYS)


# ---------------------------------------------------------------- one of them


def _each(due: Callable[[], QuerySet[Submission]], do: Callable[[Submission], object]) -> int:
    """How many it was done to; each is asked for again under its lock, as it may have moved on meanwhile."""
    count = 0
    for submission in list(due()):
        try:
            durable.insist_on_disk()
            with transaction.atomic():
                now = locked(submission)
                if not due().filter(pk=now.pk).exists():
                    continue
                do(now)
            count += 1
        except (IllegalMoveError, Submission.DoesNotExist):  # another run, or a person, was faster
            continue
        except Exception as error:  # one story may not keep the others; its name says nothing of it
            logger.error("%s is kept longer than it should be: %s", submission, type(error).__name__)
    return count


def _end(submission: Submission) -> None:
    domain.expire(submission, Reason.CONSENT_ENDED)


def _expire(submission: Submission) -> None:
    if is_public(submission):
        raise IllegalMoveError("expire")
    domain.expire(submission)


# ---------------------------------------------------------------- bytes and files


def wipe_when_needed() -> bool:
    """Wipe the database when something was forgotten since that was last done; whether it is clean now.

    Also each day, and whenever the cache was cleared: a mark may have been lost.
    """
    last = Step.objects.filter(after=State.ERASED).order_by("-pk").values_list("pk", flat=True).first()
    now = [last, forgetting.marked()]
    if cache.get(WIPED) == now:
        return True
    if is_clean := forgetting.wipe("stories"):
        cache.set(WIPED, now, timeout=ANYWAY.total_seconds())
    return is_clean


def _is_time_for_files() -> bool:
    """Once an hour, by whichever run comes first."""
    return cache.add(FILES, True, timeout=EVERY.total_seconds())
