"""Writes the mails. What somebody was told is stored in the transaction that queues the mail (0008, 0020)."""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.models import Frequency, News, NewsChoice, NewsTold
from home.telling import choices, stopping
from home.telling.choices import Listener
from home.telling.found import LAPSING, OUTDATED, REVIEW, SENT_BACK, WANTED, Found, Item

logger = logging.getLogger(__name__)

#: How many things a mail names; the desk has them all.
LISTED = 20
#: After this, it is forgotten what somebody was told, and they may hear of it once more.
KEPT = datetime.timedelta(days=365)


def send_news(now: datetime.datetime | None = None) -> int:
    """Tell everybody for whom it is time what is new to them; how many mails that were.

    May run as often as one likes, also twice at the same moment. Besides a constant number of queries there are six for
    each mail.
    """
    now = now or timezone.now()
    due = [one for one in choices.listeners(choices.people(), now) if one.is_due(now)]
    told = _told(due)
    found, quiet, sent = Found(now), [], 0
    for listener in due:
        items = found.news(listener.choice.news, listener.user, told[listener.user.pk])
        if items:
            sent += _tell(listener, items, now)
        elif listener.frequency != Frequency.AT_ONCE:
            quiet.append(listener.choice.pk)
    NewsChoice.objects.filter(pk__in=quiet, looked_at__lt=now).update(looked_at=now)
    NewsTold.objects.filter(told_at__lt=now - KEPT).delete()
    return sent


def _told(due: Sequence[Listener]) -> dict[int, set[str]]:
    told: dict[int, set[str]] = defaultdict(set)
    rows = NewsTold.objects.filter(user__in={listener.user.pk for listener in due})
    for user, item in rows.values_list("user", "item"):
        told[user].add(item)
    return told


def _tell(listener: Listener, items: list[Item], now: datetime.datetime) -> bool:
    """Whether they were told. One that cannot be written, or sent where there is no queue, is tried the next time."""
    try:
        with transaction.atomic():
            new = _still_new(listener, items)
            if new:
                NewsTold.objects.bulk_create(NewsTold(user=listener.user, item=item.key, told_at=now) for item in new)
                NewsChoice.objects.filter(pk=listener.choice.pk).update(looked_at=now)
                message(listener, new).send()
    except (OSError, ValidationError) as error:
        logger.error("News was not sent: %s", type(error).__name__)
        return False
    return bool(new)


def _still_new(listener: Listener, items: list[Item]) -> list[Item]:
    """What nobody has told them since this was looked for: another process, at the same moment.

    The row of the choice is held until the mail is queued. Nothing for who has been put out of use meanwhile, or has
    chosen something else.
    """
    known = listener.choice
    held = NewsChoice.objects.select_for_update(of=("self",)).select_related("user").filter(pk=known.pk).first()
    if held is None or not held.user.is_active:
        return []
    if (held.frequency, held.looked_at) != (known.frequency, known.looked_at):
        return []
    told = NewsTold.objects.filter(user=listener.user, item__in=[item.key for item in items])
    keys = set(told.values_list("item", flat=True))
    return [item for item in items if item.key not in keys]


# ---------------------------------------------------------------- the text


def message(listener: Listener, items: list[Item]) -> EmailMessage:
    """The mail, in the language and by the clock of whoever gets it, with the headers of RFC 2369, 8058 and 3834."""
    with translation.override(listener.language), timezone.override(listener.time_zone):
        stop = settings.BASE_URL + stopping.address(listener.user, listener.choice.news)
        listed = items[:LISTED]
        context = {
            "site": settings.BASE_URL,
            "sections": [
                (heading, [(item, _detail(item)) for item in listed if item.what == what])
                for what, heading in _headings().items()
            ],
            "more": len(items) - len(listed),
            "desk": settings.BASE_URL + reverse("desk"),
            "account": settings.BASE_URL + reverse("wagtailadmin_account"),
            "stop": stop,
        }
        return EmailMessage(
            subject=_subject(listener.choice.news, len(items)),
            body=render_to_string("home/email/news.txt", context),
            to=[listener.user.email],
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )


def _subject(news: str, count: int) -> str:
    counted = {
        News.WAITING: lambda: ngettext(
            "%(count)s text is waiting for you", "%(count)s texts are waiting for you", count
        ),
        News.OUTDATED: lambda: ngettext(
            "%(count)s translation is out of date", "%(count)s translations are out of date", count
        ),
        News.WANTED: lambda: ngettext(
            "Readers ask for %(count)s translation", "Readers ask for %(count)s translations", count
        ),
    }
    return counted[News(news)]() % {"count": count}


def _headings() -> dict[str, Any]:
    """In the order in which they stand."""
    return {
        REVIEW: _("To review:"),
        SENT_BACK: _("A reviewer asks you for changes:"),
        LAPSING: _("What you claimed and will soon be free again:"),
        OUTDATED: _("The original has changed:"),
        WANTED: _("Readers ask for it:"),
    }


def _detail(item: Item) -> str:
    """What is said behind the name."""
    if item.what == WANTED:
        return ngettext("%(count)s reader", "%(count)s readers", item.count) % {"count": item.count}
    if item.moment is None:
        return ""
    date = date_format(timezone.localdate(item.moment), "DATE_FORMAT")
    return (_("until %(date)s") if item.what == LAPSING else _("since %(date)s")) % {"date": date}
