"""Who hears of what how often, and whether it is time to look for news."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q

from home.mail import language_of
from home.models import Frequency, News, NewsChoice, User
from home.translators import rights

#: What holds where somebody has not chosen.
USUAL = {News.WAITING: Frequency.DAILY, News.OUTDATED: Frequency.WEEKLY, News.WANTED: Frequency.WEEKLY}
#: When a day begins for a mail, by the clock of whoever gets it; a week begins on Monday.
HOUR = 6


def kinds_for(user: Any) -> list[News]:
    """What there can be to tell somebody: reviewers do not translate, others have no part in it at all."""
    if rights.languages(user, "change"):
        return list(News)
    return [News.WAITING] if rights.languages(user, "publish") else []


def usual(user: Any, news: str) -> Frequency:
    """For one who has not chosen. Editors work in all languages: they hear of those only if they ask for it.

    Who had switched Wagtail's mails about submitted texts off gets none of ours in their place.
    """
    profile = getattr(user, "wagtail_userprofile", None)
    if news == News.WAITING:
        is_off = profile is not None and not profile.submitted_notifications
    else:
        is_off = bool(rights.languages(user, "add"))
    return Frequency.NEVER if is_off else USUAL[News(news)]


@dataclass(frozen=True)
class Listener:
    """Somebody, and how often they hear of one kind of news."""

    user: User
    choice: NewsChoice
    frequency: str

    @property
    def language(self) -> str:
        """In which they read."""
        return language_of(self.user)

    @property
    def time_zone(self) -> zoneinfo.ZoneInfo:
        """By which clock they live."""
        return _time_zone_of(self.user)

    def is_due(self, now: datetime.datetime) -> bool:
        """Whether it is time to look: for a daily mail, when nobody has since six in the morning."""
        if self.frequency == Frequency.AT_ONCE:
            return True
        return self.frequency != Frequency.NEVER and self.choice.looked_at < self._began(now)

    def _began(self, now: datetime.datetime) -> datetime.datetime:
        """When this day or week began."""
        here = now.astimezone(self.time_zone) - datetime.timedelta(hours=HOUR)
        back = here.weekday() if self.frequency == Frequency.WEEKLY else 0
        date = here.date() - datetime.timedelta(days=back)
        return datetime.datetime.combine(date, datetime.time(HOUR), self.time_zone)


def _time_zone_of(user: User) -> zoneinfo.ZoneInfo:
    profile = getattr(user, "wagtail_userprofile", None)
    try:
        return zoneinfo.ZoneInfo((profile and profile.current_time_zone) or settings.TIME_ZONE)
    except zoneinfo.ZoneInfoNotFoundError:  # one that this machine does not know
        return zoneinfo.ZoneInfo("UTC")


def people() -> Sequence[User]:
    """Everybody who can be told something, with their groups and rights. Four queries."""
    known = User.objects.filter(is_active=True).filter(Q(groups__isnull=False) | Q(is_superuser=True)).exclude(email="")
    found = list(known.distinct().select_related("wagtail_userprofile").prefetch_related("groups").order_by("pk"))
    rights.fetch_for(found)
    return found


def listeners(found: Sequence[User], now: datetime.datetime) -> list[Listener]:
    """What each of them may hear of. Two queries.

    Who is new begins to listen now, so that nobody is told of everything on the day they come.
    """
    wanted = [(user, news) for user in found for news in kinds_for(user)]
    stored = _stored(found)
    new = [NewsChoice(user=user, news=news, looked_at=now) for user, news in wanted if (user.pk, news) not in stored]
    if new:
        NewsChoice.objects.bulk_create(new, ignore_conflicts=True)
        stored = _stored(found)
    made = ((user, stored[user.pk, news]) for user, news in wanted if (user.pk, news) in stored)
    return [Listener(user, choice, choice.frequency or usual(user, choice.news)) for user, choice in made]


def _stored(found: Sequence[User]) -> dict[tuple[int, str], NewsChoice]:
    return {(choice.user_id, choice.news): choice for choice in NewsChoice.objects.filter(user__in=found)}
