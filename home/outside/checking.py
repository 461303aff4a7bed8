"""Collecting the links to elsewhere, and asking whether those that are due still work."""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from home.models import OutsideLink
from home.outside.addresses import host_of
from home.outside.asking import Answer, Asker
from home.outside.collecting import addresses_on_public_pages

logger = logging.getLogger(__name__)
#: How long what works is left alone. What failed is asked again the next day.
LEFT_ALONE = datetime.timedelta(days=7)
A_DAY = datetime.timedelta(days=1)
#: How many addresses one run asks, unless it is told otherwise.
A_RUN = 500
#: The fields that tell what a server said the last time.
LEARNED = ("status", "problem", "ok_at", "failures", "failed_on", "unread_since")


def collect() -> int:
    """Note which public pages link where, and forget what no public page links to; how many addresses there are."""
    found = addresses_on_public_pages()
    uses = OutsideLink.pages.through
    with transaction.atomic():
        OutsideLink.objects.bulk_create(
            [OutsideLink(url=url, host=host_of(url)) for url in found], ignore_conflicts=True
        )
        keys = dict(OutsideLink.objects.values_list("url", "pk"))
        wanted = {(keys[url], page) for url, pages in found.items() for page in pages}
        stored = {(link, page): pk for pk, link, page in uses.objects.values_list("pk", "outsidelink_id", "page_id")}
        _delete(uses, [pk for use, pk in stored.items() if use not in wanted])
        _delete(OutsideLink, [pk for url, pk in keys.items() if url not in found])
        uses.objects.bulk_create([uses(outsidelink_id=link, page_id=page) for link, page in wanted - stored.keys()])
    return len(found)


def _delete(model: Any, keys: list[int]) -> None:
    """In portions: databases take only so many values in a query."""
    for start in range(0, len(keys), A_RUN):
        model.objects.filter(pk__in=keys[start : start + A_RUN]).delete()


def check(asker: Asker, limit: int = A_RUN) -> int:
    """Ask what is due, of each server the longest unasked first; how many were asked.

    Nothing is asked within a transaction. Two runs at once do not ask the same: each link is claimed before.
    """
    asked = tried = 0
    for link in _taking_turns(due()):
        is_known = asker.remembers(link.url)
        if tried >= limit and not is_known:
            continue
        now = timezone.now()
        # A server that another link of this run leads to may have asked to be left alone meanwhile.
        claimed = OutsideLink.objects.filter(Q() if is_known else _may_be_asked(now), pk=link.pk)
        if not claimed.filter(checked_at=link.checked_at).update(checked_at=now):
            continue
        tried += not is_known
        try:
            answer = asker.ask(link.url)
        except Exception:  # whatever a server elsewhere made it raise: the others are asked all the same
            logger.exception("The link %s could not be asked", link.pk)
            _give_back(link, now, not_before=now + A_DAY)
            continue
        asked += _note(link, answer, now)
    return asked


def _note(link: OutsideLink, answer: Answer, now: datetime.datetime) -> bool:
    """Keep what was learned; whether the address itself was asked for."""
    if answer.wait:
        _leave_alone(link, answer, now)
    if answer.problem == OutsideLink.Problem.ROBOTS:
        link.is_not_asked()
    elif answer.is_unread:
        link.is_unread(answer.status, answer.problem)
    elif answer.is_undecided and answer.wait:
        _give_back(link, now)
        return False
    elif answer.is_undecided:
        link.unread_since = None
    elif answer.problem:
        link.fails(answer.status, answer.problem)
    else:
        link.works(answer.status)
    # Not `save`, which fails for a link that another run has forgotten meanwhile.
    OutsideLink.objects.filter(pk=link.pk).update(**{name: getattr(link, name) for name in LEARNED})
    return answer.problem != OutsideLink.Problem.ROBOTS and not answer.is_unread


def _give_back(link: OutsideLink, claimed_at: datetime.datetime, **values: datetime.datetime) -> None:
    """Nothing was learned: it does not count as asked, and is due as it was."""
    OutsideLink.objects.filter(pk=link.pk, checked_at=claimed_at).update(checked_at=link.checked_at, **values)


def _leave_alone(link: OutsideLink, answer: Answer, now: datetime.datetime) -> None:
    """All links to this server, and this one, which may lead there from another."""
    OutsideLink.objects.filter(Q(pk=link.pk) | Q(host=answer.host)).update(not_before=now + answer.wait)


def _may_be_asked(now: datetime.datetime) -> Q:
    return Q(not_before=None) | Q(not_before__lte=now)


def due() -> QuerySet[OutsideLink]:
    """What was never asked, what failed or could not be asked before today, and what was left alone long enough."""
    now = timezone.now()
    morning = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return OutsideLink.objects.filter(
        Q(checked_at=None)
        | Q(checked_at__lt=now - LEFT_ALONE)
        | Q(Q(failures__gt=0) | Q(unread_since__isnull=False), checked_at__lt=morning),
        _may_be_asked(now),
    ).order_by(F("checked_at").asc(nulls_first=True), "pk")


def _taking_turns(links: Iterable[OutsideLink]) -> list[OutsideLink]:
    """One of each host, then the second of each: while one host rests, others are asked."""
    by_host: dict[str, list[OutsideLink]] = defaultdict(list)
    for link in links:
        by_host[link.host].append(link)
    return [link for turn in zip_longest(*by_host.values()) for link in turn if link is not None]
