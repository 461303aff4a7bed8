"""Reminders of reviews that are overdue."""

from __future__ import annotations

import datetime
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Value
from django.urls import reverse

from home.models import User
from stories.models import ReviewerChoice, Submission
from stories.reviewing import mails, queue, rights
from stories.states import UNDER_REVIEW

#: How long after a reminder another one follows.
AGAIN = datetime.timedelta(days=7)


@transaction.atomic
def send_reminders(now: datetime.datetime) -> int:
    """Tell reviewers how many reviews are overdue, once when they are, then each week; how many mails went.

    Of what somebody has in hand that person is told, of the rest all who want to hear of such. What waits for its
    sender is not overdue. One mail a person, however many they are.
    """
    unsaid = Q(reminded_at=None) | Q(reminded_at__lt=F("due_at")) | Q(reminded_at__lte=now - AGAIN)
    due = Submission.objects.select_for_update().filter(unsaid, state__in=UNDER_REVIEW, due_at__lte=now)
    rows = queue.rows(due.defer("text", "typed").annotate(risk=Value("")), due, grouped=False)
    late = [row.submission for row in rows if not row.waits_for_sender]
    people = {user.pk: user for user in rights.reviewers().exclude(email="")}
    choices = {choice.user_id: choice for choice in ReviewerChoice.objects.filter(user__in=people)}
    # Administrators hear of what they took, and of nothing else.
    taken = User.objects.filter(pk__in={one.reviewer_id for one in late}, is_active=True, is_superuser=True)
    holders = people | {user.pk: user for user in taken.exclude(email="")}
    in_hand: Counter[int] = Counter()
    of_all: Counter[int] = Counter()
    reached = []
    for one in late:
        if one.reviewer_id in holders:
            in_hand[one.reviewer_id] += 1
        elif not people:
            continue
        else:
            of_all.update(_who_want(one, people, choices))
        reached.append(one.pk)
    Submission.objects.filter(pk__in=reached).update(reminded_at=now)
    everything = settings.BASE_URL + reverse("stories_queue")
    told = 0
    for pk, user in holders.items():
        if of_all[pk]:
            told += mails.tell_late(user, of_all[pk] + in_hand[pk], everything)
        elif in_hand[pk]:
            told += mails.tell_late(user, in_hand[pk], mails.queue_of_mine())
    return told


def _who_want(one: Submission, people: dict[int, User], choices: dict[int, ReviewerChoice]) -> list[int]:
    """Those who want to hear of it; all where nobody does, so that nothing is overlooked."""
    willing = [pk for pk in people if pk not in choices or choices[pk].wants(one.language, one.region)]
    return willing or list(people)
